"""What a page is given: who looks at which group, when, in which language; and how it is put into words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeAlias

from markupsafe import Markup

from bot.activity.chats import Chat
from bot.activity.period import Period
from bot.activity.provenance import Provenance, provenance
from bot.clock import Day, Instant, day_of, local
from bot.clock.days import as_date
from bot.config import Settings
from bot.reports.wording import record_line, short_day
from bot.storage import Tx
from bot.texts import page, plain

TEMPLATES = {
    path.stem: path.read_text(encoding="utf-8")
    for path in (Path(__file__).parent / "templates").glob("*.html")
}

Lacks: TypeAlias = Callable[[Chat], Sequence[str]]
"""The keys of the sentences about what Renao lacks in a group, the gravest first."""


@dataclass(frozen=True)
class House:
    """What all visits share: where the dashboard begins, what was set, and what Renao lacks in a group."""

    base: str
    settings: Settings
    lacks: Lacks


def fill(house: House, language: str, template: str, **data: object) -> Markup:
    """Return one of our templates, filled in for nobody in particular."""
    return page(TEMPLATES[template], language, base=house.base, as_date=as_date, **data)


@dataclass(frozen=True)
class Visit:
    """One look of one person, inside a reading transaction; a page of no group has no `group`."""

    tx: Tx
    house: House
    user_id: int
    now: Instant
    language: str
    query: Mapping[str, str] = field(default_factory=dict)
    group: Chat | None = None

    @property
    def chat(self) -> Chat:
        """Return the group that is looked at; only for pages of a group."""
        assert self.group is not None
        return self.group

    @property
    def today(self) -> Day:
        """Return the day that it is in the group."""
        return day_of(self.now, self.chat.zone)

    def plain(self, key: str, **data: object) -> str:
        """Return a sentence without markup."""
        return plain(key, self.language, **data)

    def day(self, day: Day) -> str:
        """Return a day, short."""
        return short_day(day, self.language)

    def fill(self, template: str, **data: object) -> Markup:
        """Return one of our templates, filled in."""
        about: dict[str, object] = {"here": "", "local": None}
        if self.group is not None:
            about["here"] = f"{self.house.base}/groups/{self.group.chat_id}"
            about["local"] = partial(local, zone=self.group.zone)
        return fill(self.house, self.language, template, **about, **data)

    async def behind(self, period: Period) -> Markup:
        """Return what stands behind the figures of a period, with its grade."""
        return self.record(
            await provenance(self.tx, self.chat, period.first, period.last, self.now)
        )

    def record(self, behind: Provenance, *, of_all: bool = True) -> Markup:
        """Return the same, where it is known already."""
        line = record_line(behind, self.chat, self.language, of_all=of_all)
        return self.fill("record", grade=behind.grade, line=Markup(line))  # noqa: S704 - Telegram HTML of ours
