"""How likely chance alone brings counts that lie so far out. Pure."""

from math import exp, lgamma, log, log1p

CLOSE = 1e-12
PATIENCE = 10_000
TINY = 1e-300


def at_most(count: int, mean: float) -> float:
    """Return how likely a Poisson number with that mean is `count` at most."""
    term = total = exp(-mean)
    for number in range(1, count + 1):
        term *= mean / number
        total += term
    return min(total, 1.0)


def not_above(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return how likely the first of two Gamma numbers, each (shape, weight), is no greater than the other.

    With shapes that are counts it is the exact test of two Poisson rates (Przyborowski and Wilenski 1940).
    """
    (a, first), (b, second) = one, other
    return beta(first / (first + second), a, b)


def beta(x: float, a: float, b: float) -> float:
    """Return how likely a Beta(a, b) number is at most `x`. Source: DLMF 8.17.22, by Lentz' method."""
    if not 0 < x < 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - beta(1 - x, b, a)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    numerator, denominator = 1.0, 1 / _not_zero(1 - (a + b) * x / (a + 1))
    fraction = denominator
    for m in range(1, PATIENCE):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        before = fraction
        for step in (even, odd):
            denominator = 1 / _not_zero(1 + step * denominator)
            numerator = _not_zero(1 + step / numerator)
            fraction *= denominator * numerator
        if abs(fraction - before) < CLOSE * abs(fraction):
            break
    return front * fraction


def _not_zero(value: float) -> float:
    return value if abs(value) > TINY else TINY
