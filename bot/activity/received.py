"""What a member's messages get from other people: reactions and replies, on the day on which they were given.

A reaction counts once for each person and message: one that only takes the place of another adds nothing, and
one that is taken away is taken off the day on which it is taken away. So a day may have less than none, but
the sum over all days is what stands under the messages. Nobody gets anything from herself, from a bot or
from a chat. What is given to a message that was not recorded yet waits until it is: in whatever order facts
come, the rows are those that `counted` finds.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

import sqlalchemy as sa

from bot.activity.chats import Chat
from bot.activity.days import Row, add_to, keyed, local_day, rows_of
from bot.activity.facts import ABOVE_IDS, Fact, Kind
from bot.activity.forms import CHANGED
from bot.clock import Instant
from bot.storage import Tx
from bot.storage.bulk import insert_new, select_given
from bot.storage.schema import facts, received_days, uncredited
from bot.storage.upsert import insert

GAINS = {
    Kind.REACTION: ("reactions", 1),
    Kind.REACTION_REMOVED: ("reactions", -1),
    Kind.MESSAGE: ("replies", 1),
}
# Facts whose number is the id of a message; those of nobody's messages say that there is nobody to credit.
BY_MEMBER = (Kind.MESSAGE, Kind.ALBUM_PART)
BY_NOBODY = (
    Kind.CHAT_MESSAGE,
    Kind.FORWARDED_POST,
    Kind.BOT_MESSAGE,
    Kind.SERVICE_MESSAGE,
    Kind.OTHERS_PART,
)
# Who wrote the messages that are asked for, and what has waited for those that are new.
KNOWN = f"""
    SELECT 0, facts.chat_id, facts.ref, 0, facts.kind, facts.user_id, 0 FROM given CROSS JOIN facts
     WHERE given.is_new = 0 AND facts.chat_id = given.chat_id AND facts.ref = given.message_id
       AND facts.kind IN ({", ".join(str(int(kind)) for kind in (*BY_MEMBER, *BY_NOBODY))})
     UNION ALL
    SELECT 1, uncredited.* FROM given CROSS JOIN uncredited
     WHERE given.is_new = 1 AND uncredited.chat_id = given.chat_id
       AND uncredited.message_id = given.message_id
"""  # noqa: S608 - no data in it
ROWS_AT_ONCE = 5000
author = facts.alias("author")

Authors: TypeAlias = Mapping[tuple[int, int], int | None]
"""Who wrote a message, by chat and message id; None for a bot's, a chat's or a service message."""


class Gift(NamedTuple):
    """A reaction or reply, as it stands in the table of those whose receiver is not known."""

    chat_id: int
    message_id: int
    ref: int
    kind: int
    user_id: int
    at: int


def gift_of(fact: Fact) -> Gift | None:
    """Return what a fact gives to the author of the message that it is about; None for nothing. Pure."""
    if fact.about is None or fact.kind not in GAINS or fact.user_id < 0 or fact.form & CHANGED:
        return None
    return Gift(fact.chat_id, fact.about, fact.ref, int(fact.kind), fact.user_id, fact.at)


def tally(
    gifts: Iterable[tuple[Gift, int | None]], known: Mapping[int, Chat]
) -> dict[tuple[int, ...], Row]:
    """Add gifts up by chat, day and the member who got them. Pure."""
    sums: dict[tuple[int, ...], Row] = rows_of(received_days)
    for gift, receiver in gifts:
        if receiver is not None and receiver != gift.user_id:
            column, gain = GAINS[Kind(gift.kind)]
            day = local_day(gift.at, known[gift.chat_id].zone_at(gift.at))
            sums[gift.chat_id, day, receiver][column] += gain
    return sums


def rows(sums: Mapping[tuple[int, ...], Row]) -> list[Row]:
    """Return the rows of `received_days` that `sums` make, in the order of their keys. Pure."""
    return keyed(sums, "user_id")


async def credit(tx: Tx, fresh: Sequence[Fact], known: Mapping[int, Chat]) -> None:
    """Credit what new facts give, and what has waited for the messages that are among them."""
    written = _authors_in(fresh)
    gifts = [gift for fact in fresh if (gift := gift_of(fact)) is not None]
    asked = {gift[:2] for gift in gifts}.difference(written)
    found, waited = await _known(tx, written, asked)
    authors = {**found, **written}
    received = [(gift, authors[gift[:2]]) for gift in gifts if gift[:2] in authors]
    received += [(gift, written[gift[:2]]) for gift in waited]
    await add_to(tx, received_days, tally(received, known))
    if waiting := [gift for gift in gifts if gift[:2] not in authors]:
        await insert_new(tx, uncredited, waiting)
    if waited:
        messages = {gift[:2] for gift in waited}
        key = sa.tuple_(uncredited.c.chat_id, uncredited.c.message_id)
        await tx.execute(sa.delete(uncredited).where(key.in_(messages)))


async def counted(tx: Tx, chat: Chat, since: Instant, until: Instant) -> list[Row]:
    """Return the rows of `received_days` that a chat's facts of some days, which it holds whole, make."""
    at = sa.and_(facts.c.chat_id == chat.chat_id, facts.c.at >= since, facts.c.at < until)
    given = sa.and_(facts.c.about.is_not(None), facts.c.kind.in_(GAINS))
    # One album is one message, but people react to its parts.
    wrote = sa.and_(
        author.c.chat_id == facts.c.chat_id,
        author.c.ref == facts.c.about,
        author.c.kind.in_(BY_MEMBER),
    )
    query = sa.select(facts, author.c.user_id.label("receiver")).join(author, wrote)
    found = await tx.stream(query.where(at, given))
    sums: dict[tuple[int, ...], Row] = rows_of(received_days)
    async for part in found.partitions(ROWS_AT_ONCE):
        gifts = ((gift_of(Fact(*row[:-1])), row.receiver) for row in part)
        for key, more in tally(((g, to) for g, to in gifts if g), {chat.chat_id: chat}).items():
            for column, count in more.items():
                sums[key][column] += count
    return rows(sums)


async def await_authors(tx: Tx, chat_id: int, since: Instant, until: Instant) -> None:
    """Let what was given between two moments wait, if it does not yet, where the message is not known."""
    # As `KNOWN` finds whoever wrote a message; what is nobody's has nobody to credit.
    told = sa.exists().where(
        author.c.chat_id == facts.c.chat_id,
        author.c.ref == facts.c.about,
        author.c.kind.in_((*BY_MEMBER, *BY_NOBODY)),
    )
    c = facts.c
    waiting = sa.select(c.chat_id, c.about, c.ref, c.kind, c.user_id, c.at).where(
        c.chat_id == chat_id,
        c.at >= since,
        c.at < until,
        c.about.is_not(None),
        c.kind.in_(GAINS),
        c.user_id >= 0,
        c.form.bitwise_and(CHANGED) == 0,
        ~told,
    )
    names = uncredited.c.keys()
    statement = insert(tx, uncredited).from_select(names, waiting)
    await tx.execute(statement.on_conflict_do_nothing())


def _authors_in(fresh: Iterable[Fact]) -> dict[tuple[int, int], int | None]:
    """Return who wrote the messages that new facts are of. Pure."""
    return {
        (fact.chat_id, fact.ref): fact.user_id if fact.kind in BY_MEMBER else None
        for fact in fresh
        if (fact.kind in BY_MEMBER or fact.kind in BY_NOBODY) and abs(fact.ref) < ABOVE_IDS
    }


async def _known(
    tx: Tx, written: Authors, asked: Iterable[tuple[int, int]]
) -> tuple[Authors, list[Gift]]:
    """Return who wrote the messages that are `asked` for, and the gifts that wait for those just written."""
    given = [(*message, 0) for message in sorted(asked)] + [(*message, 1) for message in written]
    found = await select_given(tx, KNOWN, ("chat_id", "message_id", "is_new"), given)
    waited = [Gift(*row[1:]) for row in found if row[0]]
    wrote = {row[1:3]: row[5] if row[4] in BY_MEMBER else None for row in found if not row[0]}
    return wrote, waited
