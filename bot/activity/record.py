"""Write a batch of updates down, all or nothing, every act once: the hot path of the house."""

from collections.abc import Mapping, Sequence
from functools import partial

from bot.activity import chats, days, members, polls, wire
from bot.activity.chats import Chat, Defaults
from bot.activity.facts import Context, Fact, facts_of, people_of
from bot.activity.wire import Update, User
from bot.clock import Instant
from bot.storage import Tx
from bot.storage.bulk import insert_new
from bot.storage.schema import facts as facts_table


async def record(tx: Tx, updates: Sequence[Update], now: Instant, defaults: Defaults) -> int:
    """Write down what `updates` say, in the order they came. Return how many facts were new.

    Of facts that are known already nothing is written a second time, neither rows nor sums nor names.
    """
    first_heard = partial(_first_heard, updates, now)
    known = await chats.meet(tx, _chats_seen(updates), first_heard, defaults)
    votes = await polls.chats_of(tx, updates)
    known |= await chats.many(tx, targets) if (targets := _absent(known, votes)) else {}
    facts = await _read(tx, updates, known, votes, now)
    fresh = await _insert(tx, [_carried(fact, known) for fact in facts])
    if fresh:
        await days.add(tx, days.tally(fresh, known))
        await members.meet(tx, fresh, _names(updates, kept=defaults.names))
    return len(fresh)


def _chats_seen(updates: Sequence[Update]) -> dict[int, wire.Chat]:
    """Return each group and channel as the last update shows it."""
    seen = (update.chat for update in updates)
    return {chat.id: chat for chat in seen if chat is not None and chat.type != "private"}


def _first_heard(updates: Sequence[Update], now: Instant, chat_id: int) -> Instant:
    """Return when the first of `updates` from a chat happened."""
    dates = (update.date for update in updates if update.chat_id == chat_id)
    return next((date for date in dates if date), now)


def _absent(known: Mapping[int, Chat], votes: Mapping[str, int]) -> set[int]:
    """Return the chats that facts may belong to although no update came from them."""
    moved = {chat.migrated_to for chat in known.values() if chat.migrated_to is not None}
    return moved.union(votes.values()).difference(known)


async def _read(
    tx: Tx,
    updates: Sequence[Update],
    known: Mapping[int, Chat],
    votes: Mapping[str, int],
    now: Instant,
) -> list[Fact]:
    """Return the facts of `updates`; Renao's standing in a chat changes where an update says so."""
    unprivileged = {key for key, chat in known.items() if chat.status in ("member", "restricted")}
    polls_known = {poll: chat_id for poll, chat_id in votes.items() if chat_id in known}
    context = Context(now, unprivileged, polls_known)
    facts: list[Fact] = []
    for update in updates:
        change = update.my_chat_member
        if change is None:
            facts += facts_of(update, context)
        elif change.chat.id in known and _is_news(known[change.chat.id], change.date):
            mine = change.new_chat_member
            unprivileged.discard(change.chat.id)
            if mine.status in ("member", "restricted"):
                unprivileged.add(change.chat.id)
            rights = wire.rights_of(mine)
            await chats.set_status(tx, change.chat.id, mine.status, rights, change.date)
    return facts


def _is_news(chat: Chat, at: Instant) -> bool:
    return chat.status_at is None or at >= chat.status_at


def _carried(fact: Fact, known: Mapping[int, Chat]) -> Fact:
    """Return a fact as it stands where its group has moved to; message ids begin anew there."""
    new_id = known[fact.chat_id].migrated_to
    if new_id is None:
        return fact
    about = None if fact.about is None else -fact.about
    return fact._replace(chat_id=new_id, ref=-fact.ref, about=about)


async def _insert(tx: Tx, facts: Sequence[Fact]) -> list[Fact]:
    """Insert `facts`; return those that were not there."""
    first = {fact.key: fact for fact in reversed(facts)}
    return [first[key] for key in await insert_new(tx, facts_table, list(first.values()))]


def _names(updates: Sequence[Update], *, kept: bool) -> dict[int, User]:
    people = (person for update in updates for person in people_of(update))
    return {person.id: person if kept else User(id=person.id) for person in people}
