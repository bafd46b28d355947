"""Thirty days that have been: talk, joins by named links, leaves, a release night, with their true dates."""

from collections.abc import Iterable, Mapping
from random import Random

from bot.sandbox.clock import ManualClock
from bot.sandbox.script.people import Person
from bot.sandbox.script.places import Place
from bot.sandbox.script.world import World
from bot.sandbox.seed.life import Life
from bot.sandbox.seed.people import Language
from bot.sandbox.seed.rhythm import Moment, moments

DAYS = 30
PER_DAY = {"en": 55.0, "zh": 45.0}
UTC_OFFSET = {"en": 1, "zh": 8}
LINKS: dict[Language, tuple[str, ...]] = {
    "en": ("poster", "tiktok", "friends"),
    "zh": ("weibo", "bilibili", "朋友圈"),
}
# The share of a group that came later, and how many of the first have gone; one every so many moments.
NEWCOMERS = 0.4
LEAVERS = 3
ARRIVAL_EVERY = 60
DEPARTURE_EVERY = 300


class Past:
    """The past of one group."""

    def __init__(
        self, world: World, place: Place, language: Language, owner: Person, fans: list[Person]
    ) -> None:
        newcomers = round(len(fans) * NEWCOMERS)
        self.life = Life(world, place, language, fans[: len(fans) - newcomers])
        self._owner, self._place = owner, place
        self._leavers = fans[len(fans) - newcomers - LEAVERS : len(fans) - newcomers]
        self._newcomers = fans[len(fans) - newcomers :]
        self._links = [owner.makes_link(place, name) for name in LINKS[language]]
        self._chance = world.state.chance
        self._passed = 0

    def happens(self, moment: Moment) -> None:
        """Let one moment pass."""
        self._passed += 1
        if self._newcomers and self._passed % ARRIVAL_EVERY == ARRIVAL_EVERY // 2:
            self._arrival(self._newcomers.pop(0))
        if self._leavers and self._passed % DEPARTURE_EVERY == 0:
            leaver = self._leavers.pop()
            leaver.leaves(self._place)
            self.life.departs(leaver)
        self.life.step(loud=moment.loud)

    def _arrival(self, person: Person) -> None:
        link = self._chance.choice([*self._links, None])
        person.joins(self._place, link=link)
        self.life.arrives(person)


def tell(pasts: Mapping[Language, Past], seed: int, clock: ManualClock, until: int) -> None:
    """Let the days from the clock's time on happen, up to an instant.

    They are planned to the end of that day, so that the same seed on the same day gives the same history.
    """
    for moment, language in _merged(pasts, seed, int(clock.now())):
        if moment.at >= until:
            break
        clock.forward(seconds=moment.at - clock.now())
        pasts[language].happens(moment)


def _merged(pasts: Iterable[Language], seed: int, first_day: int) -> list[tuple[Moment, Language]]:
    """Return what happens in all groups, in order."""
    planned: list[tuple[Moment, Language]] = []
    for place, language in enumerate(pasts):
        chance = Random(seed * 100 + place)  # noqa: S311 - the same seed, the same month
        per_day, offset = PER_DAY[language], UTC_OFFSET[language]
        planned += [
            (moment, language) for moment in moments(chance, first_day, DAYS + 1, per_day, offset)
        ]
    return sorted(planned, key=lambda one: one[0].at)
