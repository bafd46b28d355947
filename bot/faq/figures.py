"""How well each entry does, and how much of all that is asked has an entry.

docs/metrics.md defines every number here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import sqlalchemy as sa

from bot.activity import asked
from bot.activity.rates import Rate, rate
from bot.clock import HOUR, MINUTE, Instant
from bot.storage import Database, Tx
from bot.storage.schema import faq_served, faq_votes

# So soon after an answer of Renao's a person's answer says that the first was not enough.
AFTERWARDS = 30 * MINUTE
# Telegram may deliver what people said so much later; then nobody looks any more.
LOOKED_AT = 6 * HOUR
GIVEN = ("answered", "chosen")


@dataclass(frozen=True)
class Use:
    """What became of an entry's answers in some time.

    served: given, or chosen from a few that were offered. offered: first of a few that were only shown.
    rated, wrong: served ones that somebody voted on, and those with as many 👎 as 👍 or more.
    settled, human: served so long ago that a person could have answered too, and those where one did.
    """

    entry_id: int
    served: int = 0
    offered: int = 0
    rated: int = 0
    wrong: int = 0
    settled: int = 0
    human: int = 0
    last: Instant | None = None

    @property
    def precision(self) -> Rate | None:
        """Return the share of the rated ones that were not marked wrong."""
        return rate(self.rated - self.wrong, self.rated)

    @property
    def deflection(self) -> Rate | None:
        """Return the share after which no person had to answer."""
        return rate(self.settled - self.human, self.settled)


class Missed(NamedTuple):
    """A question that Renao was not sure about, until somebody chose the entry that it asks for."""

    message_id: int
    entry_id: int
    text: str
    at: Instant


async def uses(
    tx: Tx, chat_id: int, since: Instant, until: Instant, now: Instant
) -> dict[int, Use]:
    """Return by entry what was served in a group from `since` to before `until`."""
    found = await _served(tx, chat_id, since, until, now)
    for rated in await _rated(tx, chat_id, since, until):
        use = found.get(rated.entry_id, Use(rated.entry_id))
        given = rated.outcome in GIVEN and rated.entry_id == rated.now_id
        found[rated.entry_id] = replace(
            use,
            # An answer that was not meant, and gave way to others, was served all the same.
            served=use.served + (not given),
            rated=use.rated + 1,
            wrong=use.wrong + (2 * rated.good <= rated.votes),
        )
    return found


def total(uses: Sequence[Use]) -> Use:
    """Return what all entries did together. Pure."""
    names = ("served", "offered", "rated", "wrong", "settled", "human")
    sums = {name: sum(getattr(use, name) for use in uses) for name in names}
    return Use(
        0, **sums, last=max((use.last for use in uses if use.last is not None), default=None)
    )


async def last_used(tx: Tx, chat_id: int) -> dict[int, Instant]:
    """Return when each entry was served last, whenever that was."""
    c = faq_served.c
    query = sa.select(c.entry_id, sa.func.max(c.at)).where(
        c.chat_id == chat_id, c.outcome.in_(GIVEN)
    )
    return {row[0]: row[1] for row in await tx.execute(query.group_by(c.entry_id))}


async def coverage(tx: Tx, chat_id: int, since: Instant, until: Instant) -> Rate | None:
    """Return the share of a group's questions that matched an entry: answered, or offered as buttons."""
    matched = sa.select(faq_served.c.message_id).where(faq_served.c.chat_id == chat_id)
    count = await asked.count_among(tx, chat_id, since, until, matched)
    return rate(count, await asked.count_questions(tx, chat_id, since, until))


async def missed(tx: Tx, chat_id: int, since: Instant, most: int = 50) -> list[Missed]:
    """Return the questions since a moment whose entry somebody had to choose, the newest first."""
    c = faq_served.c
    query = sa.select(c.message_id, c.entry_id, c.text, c.at).where(
        c.chat_id == chat_id, c.outcome == "chosen", c.text.is_not(None), c.at >= since
    )
    found = await tx.execute(query.order_by(c.at.desc(), c.message_id.desc()).limit(most))
    return [Missed(*row) for row in found]


async def note_humans(database: Database, now: Instant) -> int:
    """Write down where a person answered too, within half an hour of Renao; return where anew.

    That is a reply in Telegram to the question by somebody else: people talk on after an answer, so what
    follows in line says nothing.
    """
    async with database.read() as tx:
        open_ones = await _without_human(tx, now - LOOKED_AT)
        found = [
            pair for chat_id, rows in open_ones.items() for pair in await _seen(tx, chat_id, rows)
        ]
    if found:
        async with database.write() as tx:
            await _write(tx, found)
    return len(found)


async def _without_human(tx: Tx, since: Instant) -> dict[int, list[Any]]:
    c = faq_served.c
    query = sa.select(c.chat_id, c.message_id, c.user_id, c.at).where(
        c.at > since, c.human_at.is_(None), c.outcome.in_(GIVEN)
    )
    by_chat: dict[int, list[Any]] = {}
    for row in await tx.execute(query.order_by(c.chat_id, c.at)):
        by_chat.setdefault(row.chat_id, []).append(row)
    return by_chat


async def _seen(tx: Tx, chat_id: int, rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Return what to write for those of a group's answers that a person answered too."""
    served = {row.message_id: row for row in rows}
    first, last = rows[0].at - HOUR, rows[-1].at + AFTERWARDS
    found: dict[int, dict[str, Any]] = {}
    for reply in await asked.replies(tx, chat_id, served, first, last):
        row = served[reply.about]
        if reply.user_id != row.user_id and reply.at <= row.at + AFTERWARDS:
            this = {"in_chat": chat_id, "of": reply.about, "human_at": float(reply.at)}
            found.setdefault(reply.about, this)
    return list(found.values())


async def _write(tx: Tx, found: Sequence[dict[str, Any]]) -> None:
    c = faq_served.c
    this = sa.and_(c.chat_id == sa.bindparam("in_chat"), c.message_id == sa.bindparam("of"))
    statement = sa.update(faq_served).where(this).values(human_at=sa.bindparam("human_at"))
    await tx.execute(statement, list(found))


async def _served(
    tx: Tx, chat_id: int, since: Instant, until: Instant, now: Instant
) -> dict[int, Use]:
    c = faq_served.c
    given = c.outcome.in_(GIVEN)
    settled = sa.and_(given, c.at <= now - AFTERWARDS)
    query = sa.select(
        c.entry_id,
        _count(given),
        _count(~given),
        _count(settled),
        _count(sa.and_(settled, c.human_at.is_not(None))),
        sa.func.max(sa.case((given, c.at))),
    ).where(c.chat_id == chat_id, c.at >= since, c.at < until)
    return {
        row[0]: Use(row[0], row[1], row[2], settled=row[3], human=row[4], last=row[5])
        for row in await tx.execute(query.group_by(c.entry_id))
    }


async def _rated(tx: Tx, chat_id: int, since: Instant, until: Instant) -> Sequence[sa.Row[Any]]:
    """Return each answer that was voted on: the entry that it was, how many voted, and what is there now."""
    c, v = faq_served.c, faq_votes.c
    answer = sa.and_(v.chat_id == c.chat_id, v.message_id == c.message_id)
    in_time = sa.and_(c.chat_id == chat_id, c.at >= since, c.at < until)
    query = (
        sa.select(
            v.entry_id,
            sa.func.count().label("votes"),
            _count(v.is_good).label("good"),
            c.entry_id.label("now_id"),
            c.outcome,
        )
        .select_from(faq_served)
        .join(faq_votes, answer)
        .where(in_time, v.entry_id.is_not(None))
        .group_by(v.message_id, v.entry_id, c.entry_id, c.outcome)
    )
    return (await tx.execute(query)).all()


def _count(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)
