"""Shares of a number of people or questions, each with its n and what it may be by chance. Pure."""

from math import sqrt
from typing import NamedTuple

# The standard normal's 97.5 % quantile: 95 % lie between its negative and it.
Z = 1.959963984540054
ENOUGH = 100


class Rate(NamedTuple):
    """`hits` out of `n`, which is at least 1."""

    hits: int
    n: int

    @property
    def share(self) -> float:
        """Return hits ÷ n."""
        return self.hits / self.n

    @property
    def interval(self) -> tuple[float, float] | None:
        """Return the 95 % interval where n is below 100; None where it is large enough without."""
        return wilson(self.hits, self.n) if self.n < ENOUGH else None


def rate(hits: int, n: int) -> Rate | None:
    """Return `hits` out of `n` as a rate; None, printed as "–", where there is nobody to count."""
    return Rate(hits, n) if n else None


def wilson(hits: int, n: int) -> tuple[float, float]:
    """Return the score interval of a share at 95 %. Source: Wilson 1927, JASA 22, 209-212."""
    share, weight = hits / n, Z * Z / n
    middle = (share + weight / 2) / (1 + weight)
    reach = Z / (1 + weight) * sqrt(share * (1 - share) / n + weight / (4 * n))
    return max(middle - reach, 0.0), min(middle + reach, 1.0)
