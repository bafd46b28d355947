"""Numbers that stand for people who wanted to be forgotten, and for nobody else. Pure."""

from random import Random

# Telegram's ids have at most 52 bits; a number of 53 is still exact wherever numbers are floats.
FIRST = 2**52


def draw(random: Random) -> int:
    """Return a new pseudonym: random, and nobody's id at Telegram, now or ever."""
    return FIRST + random.randrange(FIRST)


def is_pseudonym(user_id: int) -> bool:
    """Say whether an id stands for somebody who wanted to be forgotten."""
    return user_id >= FIRST
