"""Which of several things to try next: Thompson sampling on responders per active member. Pure.

Responders to a post are counts that go with the members who were active, and may be more than these: so
they are taken as Poisson, and what is known of a rate as a Gamma. Posts of the same thing differ by more than
chance alone (the day, the song of the week): what each tells is worth less by the dispersion of the counts.

Sources: Thompson 1933 (the idea), Chapelle and Li 2011 (that it does well), Korda, Kaufmann and Munos 2013
(for Poisson too), Gelman et al. 2013, Bayesian Data Analysis, 2.6 (Gamma and Poisson), McCullagh and Nelder
1989, Generalized Linear Models, 4.5 and 6.2 (dispersion).
"""

from collections.abc import Sequence
from random import Random
from typing import NamedTuple, TypeAlias


class Tried(NamedTuple):
    """One post: how many answered it, and how many members were active in the 7 days before."""

    responders: int
    members: int


Arm: TypeAlias = Sequence[Tried]
"""All posts of one of the things that may be tried."""

# As if the dispersion had been seen to be so much in so many posts, before any is known.
USUAL_DISPERSION = 2.0
WORTH = 4


class Gamma(NamedTuple):
    """What is known of a rate: its mean is shape ÷ weight."""

    shape: float
    weight: float

    def draw(self, chance: Random) -> float:
        """Return one of the rates that it may be."""
        return chance.gammavariate(self.shape, 1 / self.weight)


def choose(arms: Sequence[Arm], chance: Random) -> int:
    """Choose among arms: each as often as it is likely to be the best, by what is known."""
    drawn = [known.draw(chance) for known in posteriors(arms)]
    return drawn.index(max(drawn))


def posteriors(arms: Sequence[Arm]) -> list[Gamma]:
    """Return what is known of the rate of each arm.

    Before it is tried, each is taken for as good as all of them together, on the strength of one responder.
    """
    posts = [post for arm in arms for post in arm if post.members]
    members = sum(post.members for post in posts)
    typical = (sum(post.responders for post in posts) + 0.5) / max(members, 1)
    worth = dispersion(arms)
    return [
        Gamma(
            1 + sum(post.responders for post in arm if post.members) / worth,
            1 / typical + sum(post.members for post in arm) / worth,
        )
        for arm in arms
    ]


def dispersion(arms: Sequence[Arm]) -> float:
    """Return how many times as much as by chance alone the posts of the same arm differ, at least 1.

    It is Pearson's chi square ÷ its degrees of freedom, drawn to what is usual as long as posts are few.
    """
    squares, free = 0.0, 0
    for arm in arms:
        posts = [post for post in arm if post.members]
        rate = rate_of(posts)
        if rate:
            expected = [rate * post.members for post in posts]
            squares += sum(
                (post.responders - mean) ** 2 / mean
                for post, mean in zip(posts, expected, strict=True)
            )
            free += len(posts) - 1
    return max((USUAL_DISPERSION * WORTH + squares) / (WORTH + free), 1.0)


def rate_of(posts: Sequence[Tried]) -> float | None:
    """Return responders ÷ active members of several posts; None where nobody was active."""
    members = sum(post.members for post in posts)
    return sum(post.responders for post in posts) / members if members else None
