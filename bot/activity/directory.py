"""The people of a group as a list to look through: found by name, with what each did of late."""

from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa

from bot.activity.members import Member
from bot.activity.period import Period
from bot.activity.pseudonyms import FIRST
from bot.storage import Tx
from bot.storage.schema import member_days, members

# No longer than any name; what is typed beyond it finds nobody.
LONGEST = 100
# Of an id this long no database has an integer.
DIGITS = 18


class Listed(NamedTuple):
    """A member, with messages and acts in a period, and on how many of its days there were any."""

    member: Member
    messages: int
    acts: int
    days: int


@dataclass(frozen=True)
class Directory:
    """Some of the `count` members who were found, the most lately active first."""

    count: int
    shown: tuple[Listed, ...]


async def directory(
    tx: Tx, chat_id: int, text: str, period: Period, *, skip: int, limit: int
) -> Directory:
    """Return the members whose name, username or id has `text` in it: all of them if it is empty.

    Who has left is among them; who was forgotten is not.
    """
    c = members.c
    found = sa.and_(c.chat_id == chat_id, c.user_id < FIRST, _named(text.strip()[:LONGEST]))
    count = await tx.scalar(sa.select(sa.func.count()).where(found)) or 0
    lately = sa.func.coalesce(c.last_act, c.joined_at, 0).desc()
    query = sa.select(members).where(found).order_by(lately, c.user_id).offset(skip).limit(limit)
    shown = [Member(**row._mapping) for row in await tx.execute(query)]
    did = await _deeds(tx, chat_id, [one.user_id for one in shown], period)
    return Directory(count, tuple(Listed(one, *did.get(one.user_id, (0, 0, 0))) for one in shown))


def _named(text: str) -> sa.ColumnElement[bool]:
    if not text:
        return sa.true()
    c, typed = members.c, text.removeprefix("@")
    name = c.first_name + " " + c.last_name
    # SQLite knows capitals of ASCII only, so what is typed exactly is looked for as well.
    either = [
        name.contains(text, autoescape=True),
        sa.func.lower(name).contains(text.lower(), autoescape=True),
        sa.func.lower(c.username).contains(typed.lower(), autoescape=True),
    ]
    if text.isascii() and text.isdecimal() and len(text) <= DIGITS:
        either.append(c.user_id == int(text))
    return sa.or_(*either)


async def _deeds(
    tx: Tx, chat_id: int, user_ids: list[int], period: Period
) -> dict[int, tuple[int, int, int]]:
    c = member_days.c
    # Each day stands by itself, so that the key finds each member on it.
    theirs = sa.and_(c.chat_id == chat_id, c.day.in_(period.days), c.user_id.in_(user_ids))
    acts = sa.func.sum(c.messages + c.reactions + c.others)
    query = (
        sa.select(c.user_id, sa.func.sum(c.messages), acts, sa.func.count(c.day.distinct()))
        .where(theirs)
        .group_by(c.user_id)
    )
    return {row[0]: (int(row[1]), int(row[2]), int(row[3])) for row in await tx.execute(query)}
