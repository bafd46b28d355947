"""What a member's messages get from other people: reactions and replies, on the day on which they were given.

A reaction counts once for each person and message: one that only takes the place of another adds nothing, and
one that is taken away is taken off the day on which it is taken away. So a day may have less than none, but
the sum over all days is what stands under the messages. Nobody gets anything from herself, from a bot or
from a chat. What is given to a message that was not recorded yet waits until it is: in whatever order facts
come, the rows are those that `counted` finds.
"""

from collections import defaultdict
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
TOLD = frozenset((*BY_MEMBER, *BY_NOBODY))
# What is known of the messages that are asked for, and what has waited for any from one to another.
KNOWN = """
    SELECT facts.chat_id, facts.ref, facts.kind, facts.user_id FROM given CROSS JOIN facts
     WHERE facts.chat_id = given.chat_id AND facts.ref = given.message_id
"""
WAITING = """
    SELECT uncredited.* FROM given CROSS JOIN uncredited
     WHERE uncredited.chat_id = given.chat_id
       AND uncredited.message_id BETWEEN given.first_id AND given.last_id
"""
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
    chat_id, ref, kind, user_id, at, _, about, form = fact
    if about is None or kind not in GAINS or user_id < 0 or form & CHANGED:
        return None
    return Gift(chat_id, about, ref, int(kind), user_id, at)


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
    about = [fact for fact in fresh if fact.about is not None]
    gifts = [gift for fact in about if (gift := gift_of(fact)) is not None]
    asked = {gift[:2] for gift in gifts}.difference(written)
    authors = {**await _authors_of(tx, asked), **written}
    waited = await _waiting_for(tx, written)
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
        (chat_id, ref): user_id if kind in BY_MEMBER else None
        for chat_id, ref, kind, user_id, _at, _topic, _about, _form in fresh
        if kind in TOLD and -ABOVE_IDS < ref < ABOVE_IDS
    }


async def _authors_of(tx: Tx, asked: Iterable[tuple[int, int]]) -> Authors:
    """Return who wrote the messages that are asked for, as far as they are known."""
    found = await select_given(tx, KNOWN, ("chat_id", "message_id"), sorted(asked))
    return {
        (chat_id, message_id): user_id if kind in BY_MEMBER else None
        for chat_id, message_id, kind, user_id in found
        if kind in TOLD
    }


async def _waiting_for(tx: Tx, written: Authors) -> list[Gift]:
    """Return the gifts that have waited for the messages just written.

    These are mostly some neighbours in each chat, and nothing waits for any of them.
    """
    ids = defaultdict[int, list[int]](list)
    for chat_id, message_id in written:
        ids[chat_id].append(message_id)
    spans = [(chat_id, min(found), max(found)) for chat_id, found in ids.items()]
    waiting = await select_given(tx, WAITING, ("chat_id", "first_id", "last_id"), spans)
    return [Gift(*row) for row in waiting if row[:2] in written]
