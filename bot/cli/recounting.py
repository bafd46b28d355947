"""`renao recount`: compare what is stored of each day with the facts, and rebuild the days that are off."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.activity import chats, checking
from bot.activity.chats import Chat
from bot.activity.recount import Difference, recount
from bot.cli.database import at_hand
from bot.cli.groups import the_one
from bot.cli.progress import progress
from bot.clock import Day, Instant, day_of
from bot.clock.days import as_date
from bot.config import Settings
from bot.storage import Database

# So many differences of a group are shown; the rest are a number.
LINES = 100


@dataclass(frozen=True)
class Found:
    """What the recount of a group's days has shown.

    `left` is how many differences no rebuild has mended, `waiting` how many of the days Renao was to rebuild
    by itself.
    """

    chat: Chat
    days: int
    differences: Sequence[Difference]
    left: int
    waiting: int


async def recount_days(
    settings: Settings, typed: str | None, days: int, now: Instant, *, repair: bool
) -> list[Found]:
    """Recount the last `days` days, today included, of the group that was typed, or of all.

    Each day is a transaction of its own, so that a Renao that runs is not held up.

    Raises:
        Mistake: no group is meant, or several.
    """
    async with at_hand(settings) as database:
        async with database.read() as tx:
            known = [chat for chat in await chats.every(tx) if chat.migrated_to is None]
        groups = known if typed is None else [the_one(typed, known)]
        with progress("Recounting") as told:
            found = []
            for place, chat in enumerate(groups):
                found.append(await _of_group(database, chat, days, now, repair=repair))
                told(place + 1, len(groups))
        return found


async def _of_group(
    database: Database, chat: Chat, days: int, now: Instant, *, repair: bool
) -> Found:
    # While zones change there are two todays.
    today = max(day_of(now, zone) for zone in (chat.zone, chat.next_zone or chat.zone))
    differences: list[Difference] = []
    left = 0
    async with database.read() as tx:
        waiting = await checking.stale(tx, chat.chat_id, today - days + 1, today)
    async for day, off in _days_off(database, chat, range(today, today - days, -1)):
        differences += off
        left += len(await _mended(database, chat, day, now)) if repair else len(off)
    return Found(chat, days, differences, left, waiting)


async def _days_off(
    database: Database, chat: Chat, days: Sequence[Day]
) -> AsyncIterator[tuple[Day, list[Difference]]]:
    for day in days:
        async with database.read() as tx:
            off = await recount(tx, chat.chat_id, day, day)
        if off:
            yield day, off


async def _mended(database: Database, chat: Chat, day: Day, now: Instant) -> list[Difference]:
    async with database.write() as tx:
        await checking.mend(tx, chat.chat_id, day, now)
        return await recount(tx, chat.chat_id, day, day)


def show(found: Sequence[Found], console: Console, *, repaired: bool) -> None:
    """Print what was found, group by group, in plain words."""
    for each in found:
        console.print(_sentence(each, repaired=repaired), soft_wrap=True)
        if each.differences:
            console.print(_table(each.differences))
        if (more := len(each.differences) - LINES) > 0:
            console.print(f"… and {more:,} more.")
    if not found:
        console.print("No group is known yet: there is nothing to recount.")


def _sentence(found: Found, *, repaired: bool) -> Text:
    """Return what was found in one group, in one sentence. Pure."""
    title = "".join(char for char in found.chat.title if char.isprintable())
    name = f"{title} ({found.chat.chat_id})"
    days = _number(found.days, "day")
    if not found.differences:
        return Text(f"{name}: what is stored of {days} is what the facts say.")
    off = _number(len(found.differences), "difference")
    at_fault = len({each.day for each in found.differences})
    told = f"{name}: {off} between what is stored and what the facts say, on {at_fault} of {days}."
    if not repaired:
        by_itself = f" ({_number(found.waiting, 'day')} Renao rebuilds by itself)"
        return Text(f"{told} Rebuild with --repair{by_itself if found.waiting else ''}.")
    if found.left:
        return Text(f"{told} Rebuilt, and {_number(found.left, 'difference')} left.")
    return Text(f"{told} Rebuilt: they agree now.")


def _table(differences: Sequence[Difference]) -> Table:
    table = Table(box=None, header_style="")
    for heading in ("day", "of what", "what"):
        table.add_column(heading)
    for heading in ("stored", "facts say"):
        table.add_column(heading, justify="right")
    for each in differences[:LINES]:
        counts = f"{each.stored:,}", f"{each.recounted:,}"
        table.add_row(str(as_date(each.day)), of_what(each), each.column, *counts)
    return table


def of_what(difference: Difference) -> str:
    """Return in words of whom or what a count is. Pure."""
    first, *rest = difference.key
    match difference.table:
        case "member_days":
            return f"member {first}" + (f" in topic {rest[0]}" if rest[0] else "")
        case "chat_days":
            return f"the group, topic {first}" if first else "the group, in no topic"
        case "chat_hours":
            return f"the group, hour {first}"
        case "received_days":
            return f"what member {first} was given"
    return f"comings and goings of member {rest[0]}"


def _number(count: int, thing: str) -> str:
    return f"{count:,} {thing}" + ("" if count == 1 else "s")
