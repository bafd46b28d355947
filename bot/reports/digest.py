"""The daily digest of a group: one phone screen about one day, beside the same weekday of four weeks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import fmean

from bot.activity import chats, checking
from bot.activity.chats import Chat
from bot.activity.figures import (
    WEEK,
    Period,
    Totals,
    actives_by_day,
    presence_in,
    top_members,
    totals_by_day,
)
from bot.activity.forgetting import facts_kept_since
from bot.activity.provenance import provenance
from bot.clock import Day, Instant, day_of, start_of_day
from bot.clock.days import as_date
from bot.faq.section import section
from bot.prompts import runs as prompts
from bot.reports.wording import record_line
from bot.storage import Tx
from bot.texts import page

PAGE = (Path(__file__).parent / "templates" / "digest.html").read_text(encoding="utf-8")
WEEKS = 4
TO_THANK = 3
# By how much of the usual a day must differ to be called lively or quiet.
NOTABLE = 0.3


@dataclass(frozen=True)
class Line:
    """One number of the day; `usual` is its average on the same weekday, if there is any to compare."""

    key: str
    value: int
    usual: float | None

    @property
    def change(self) -> int | None:
        """Return by how much it is more than usual."""
        return None if self.usual is None else round(self.value - self.usual)


@dataclass(frozen=True)
class DaysOff:
    """How many days are not stored as their facts say, the latest, and in how many days all of them lie."""

    count: int
    latest: date
    reach: int


async def compose(tx: Tx, chat_id: int, day: Day, now: Instant, language: str) -> str:
    """Return the digest of a group's `day` as Telegram HTML; of a dead day it is one line."""
    chat = await chats.get(tx, chat_id)
    assert chat is not None, f"there is no chat {chat_id}"
    lines = await numbers(tx, chat, day)
    behind = await provenance(tx, chat, day, day, now)
    return page(
        PAGE,
        language,
        chat_id=chat_id,
        title=chat.title,
        date=as_date(day),
        off=await _days_off(tx, chat, now),
        dead=not any(line.value for line in lines if line.key != "active_week"),
        headline=headline(lines),
        lines=lines,
        top=await top_members(tx, chat_id, Period(day, day), TO_THANK),
        faq=await section(tx, chat, day, now),
        prompts=await prompts.figures(
            tx, chat_id, start_of_day(day, chat.zone), start_of_day(day + 1, chat.zone)
        ),
        record=record_line(behind, chat, language),
    )


async def _days_off(tx: Tx, chat: Chat, now: Instant) -> DaysOff | None:
    # What no facts are left of cannot be put right any more.
    off = await checking.off(tx, chat.chat_id, facts_kept_since(chat) or 0)
    if off is None:
        return None
    today = day_of(now, chat.zone)
    return DaysOff(off.days, as_date(off.latest), today - off.earliest + 1)


async def numbers(tx: Tx, chat: Chat, day: Day) -> list[Line]:
    """Return the numbers of `day`, each beside its average on the same weekday of four weeks."""
    weeks = Period(day - WEEKS * WEEK, day)
    happened = await totals_by_day(tx, chat.chat_id, weeks)
    presence = await presence_in(tx, chat.chat_id, Period(weeks.first - WEEK + 1, day))
    active = actives_by_day(presence, weeks)
    by_day = {
        each: _numbers(happened.get(each, Totals()), active[each].dau, active[each].wau)
        for each in range(weeks.first, day + 1, WEEK)
    }
    # The day on which Renao came is no whole day.
    known_since = weeks.first if chat.joined_at is None else day_of(chat.joined_at, chat.zone) + 1
    return _lines(by_day, day, known_since)


def _numbers(totals: Totals, dau: int, wau: int) -> dict[str, int]:
    return {
        "active": dau,
        "messages": totals.messages,
        "replies": totals.replies,
        "reactions": totals.reactions,
        "others": totals.others,
        "joined": totals.joined,
        "left": totals.left,
        "active_week": wau,
    }


def _lines(by_day: Mapping[Day, Mapping[str, int]], day: Day, known_since: Day) -> list[Line]:
    before = [numbers for each, numbers in by_day.items() if known_since <= each < day]
    return [
        Line(key, value, fmean(numbers[key] for numbers in before) if before else None)
        for key, value in by_day[day].items()
    ]


def headline(lines: list[Line]) -> str:
    """Return which sentence sums the day up: its messages beside the usual. Pure."""
    messages = next(line for line in lines if line.key == "messages")
    if messages.usual is None:
        return "reports.headline_first"
    if messages.value > messages.usual * (1 + NOTABLE):
        return "reports.headline_lively"
    if messages.value < messages.usual * (1 - NOTABLE):
        return "reports.headline_quiet"
    return "reports.headline_usual"
