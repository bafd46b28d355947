"""Write a batch of updates down, all or nothing, every act once: the hot path of the house."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from bot.activity import (
    awaiting,
    chats,
    days,
    members,
    moves,
    polls,
    reaction_counts,
    received,
    wire,
)
from bot.activity.chats import Chat, Defaults
from bot.activity.details import DETAILED, Detail, Details, detail_of
from bot.activity.facts import SERVICE_MESSAGE, Context, Fact, Key, facts_of, people_of
from bot.activity.members import MemberKey, Named
from bot.activity.wire import MembershipChange, Update, User
from bot.clock import Instant
from bot.storage import Tx
from bot.storage.bulk import insert_new
from bot.storage.schema import facts as facts_table


@dataclass(frozen=True)
class Reading:
    """What updates say: facts, what is told beside them, and what people are called in which chat."""

    facts: list[Fact] = field(default_factory=list)
    details: dict[Key, Detail] = field(default_factory=dict)
    names: dict[MemberKey, Named] = field(default_factory=dict)


async def record(tx: Tx, updates: Sequence[Update], now: Instant, defaults: Defaults) -> int:
    """Write down what `updates` say, in the order they came. Return how many facts were new.

    Of facts that are known already nothing is written a second time, neither rows nor sums.
    """
    first_heard = partial(_first_heard, updates, now)
    known = await chats.meet(tx, _chats_seen(updates), first_heard, defaults)
    votes = await polls.places_of(tx, updates)
    known |= await chats.many(tx, targets) if (targets := _absent(known, votes)) else {}
    unprivileged = {key for key, chat in known.items() if chat.status in ("member", "restricted")}
    places = {poll: place for poll, place in votes.items() if place[0] in known}
    context = Context(now, unprivileged, places)
    reading = Reading()
    for update in updates:
        if (mine := update.my_chat_member) is None:
            _read(reading, update, context, known, defaults)
        else:
            await _follow(tx, mine, known, unprivileged, defaults)
    await reaction_counts.note(tx, updates)
    return len(await keep(tx, reading.facts, known, reading.names, reading.details))


async def keep(
    tx: Tx,
    facts: Sequence[Fact],
    known: Mapping[int, Chat],
    names: Mapping[MemberKey, Named],
    details: Details,
) -> list[Fact]:
    """Write down those of `facts` that are new, and all that follows from them; return them.

    `known` has their chats; `names` whom they tell of. In whatever order and portions facts are kept, the
    rows come out the same.
    """
    fresh = await _insert(tx, facts)
    if fresh:
        await days.add(tx, days.tally(fresh, known))
        await received.credit(tx, fresh, known)
        await moves.note(tx, fresh, details)
        await awaiting.note(tx, fresh, await members.first_messages(tx, fresh, details), details)
    await members.meet(tx, fresh, names)
    return fresh


def _chats_seen(updates: Sequence[Update]) -> dict[int, wire.Chat]:
    """Return each group and channel as the last update shows it."""
    seen = (update.chat for update in updates)
    return {chat.id: chat for chat in seen if chat is not None and chat.type != "private"}


def _first_heard(updates: Sequence[Update], now: Instant, chat_id: int) -> Instant:
    """Return when the first of `updates` from a chat happened."""
    dates = (update.date for update in updates if update.chat_id == chat_id)
    return next((date for date in dates if date), now)


def _absent(known: Mapping[int, Chat], votes: Mapping[str, tuple[int, int]]) -> set[int]:
    """Return the chats that facts may belong to although no update came from them."""
    moved = {chat.migrated_to for chat in known.values() if chat.migrated_to is not None}
    return moved.union(chat_id for chat_id, _ in votes.values()).difference(known)


def _read(
    reading: Reading,
    update: Update,
    context: Context,
    known: Mapping[int, Chat],
    defaults: Defaults,
) -> None:
    """Add what an update says to `reading`."""
    found = facts_of(update, context)
    for told in found:
        fact = _carried(told, known[told.chat_id])
        reading.facts.append(fact)
        if told.kind in DETAILED and (detail := detail_of(told, update)) is not None:
            if told.chat_id != fact.chat_id and detail.message_id is not None:
                detail = detail._replace(message_id=-detail.message_id)
            reading.details.setdefault(fact.key, detail)
    chat_id = found[0].chat_id if found else update.chat_id
    # A service message names those who came or went; where it makes no fact of that, another update does.
    if chat_id not in known or (len(found) == 1 and found[0].kind is SERVICE_MESSAGE):
        return
    at = found[0].at if found else update.date or context.now
    names = reading.names
    for person in people_of(update):
        key = known[chat_id].migrated_to or chat_id, person.id
        if not person.is_bot and (key not in names or names[key].at <= at):
            names[key] = Named(person if defaults.names else User(id=person.id), at)


async def _follow(
    tx: Tx,
    change: MembershipChange,
    known: Mapping[int, Chat],
    unprivileged: set[int],
    defaults: Defaults,
) -> None:
    """Follow a change of Renao's own standing, which may change where joins are told."""
    chat_id, mine = change.chat.id, change.new_chat_member
    # What a group that has moved says of its end is no news.
    if chat_id not in known or known[chat_id].migrated_to is not None:
        return
    if _is_news(known[chat_id], change.date):
        unprivileged.discard(chat_id)
        if mine.status in ("member", "restricted"):
            unprivileged.add(chat_id)
    rights = wire.rights_of(mine)
    await chats.set_status(
        tx, chat_id, mine.status, rights, change.date, reads_all=defaults.reads_all
    )


def _is_news(chat: Chat, at: Instant) -> bool:
    return chat.status_at is None or at >= chat.status_at


def _carried(fact: Fact, chat: Chat) -> Fact:
    """Return a fact as it stands where its group has moved to; message ids begin anew there."""
    if chat.migrated_to is None:
        return fact
    about = None if fact.about is None else -fact.about
    return fact._replace(chat_id=chat.migrated_to, ref=-fact.ref, about=about)


async def _insert(tx: Tx, facts: Sequence[Fact]) -> list[Fact]:
    """Insert `facts`; return those that were not there."""
    first = {fact[:3]: fact for fact in reversed(facts)}
    return await insert_new(tx, facts_table, [*reversed(first.values())])
