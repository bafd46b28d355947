"""Proposals: what is asked again and again is proposed by itself, and operators are told in private.

Told is whoever reads the group's digest, has started the bot and has not had enough: at waking hours of
the group, a few a day; the rest waits in /unanswered.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot import outbox
from bot.activity import asked, chats
from bot.activity.chats import Chat
from bot.clock import DAY, MINUTE, Instant, day_of, start_of_day
from bot.clock.waking import after_waking
from bot.faq import proposals, unanswered, untold
from bot.faq.proposals import Proposal
from bot.faq.unanswered import Gap
from bot.outbox import Draft, Policy, Priority
from bot.people import preferences, roles
from bot.reports import readers
from bot.reports.unanswered import card, card_buttons
from bot.storage import Database, Tx

# So many people who ask the same within so long make a proposal.
OFTEN, WITHIN = 3, 14 * DAY
# Of groups in which nothing was asked lately nothing new can be said.
ASKED_LATELY = 2 * DAY
MOST_A_DAY = 5


@dataclass(frozen=True)
class Untold:
    """A proposal that nobody was told of, its group, and who is to be."""

    proposal: Proposal
    chat: Chat
    people: Collection[int]


async def propose_often(database: Database, now: Instant) -> int:
    """Propose entries for what three people asked and nobody answered; return how many are new."""
    async with database.read() as tx:
        found = [
            (chat_id, gap)
            for chat_id in await asked.groups_that_asked(tx, now - ASKED_LATELY)
            for gap in await _asked_often(tx, chat_id, now)
        ]
    new = 0
    for chat_id, gap in found:
        async with database.write() as tx:
            new += await proposals.propose(tx, chat_id, gap.questions) is not None
    return new


async def tell(database: Database, owners: Collection[int], now: Instant) -> int:
    """Tell operators of proposals; return how many messages that made."""
    async with database.read() as tx:
        waiting = await _waiting(tx, owners, now)
        left = await _left_today(tx, waiting, now)
    told = 0
    for each in waiting:
        people = [person for person in each.people if left[person] > 0]
        async with database.write() as tx:
            if people and await proposals.told(
                tx, each.chat.chat_id, each.proposal.proposal_id, now
            ):
                for person in people:
                    await _put(tx, each, person, now)
                    left[person] -= 1
                told += len(people)
    return told


async def _asked_often(tx: Tx, chat_id: int, now: Instant) -> list[Gap]:
    """Return what enough people asked in a group and nobody answered, where that is no news already."""
    chat = await chats.get(tx, chat_id)
    if chat is None or chat.status in chats.GONE:
        return []
    gaps = await unanswered.gaps(tx, chat, now - WITHIN, now)
    often = [gap for gap in gaps if gap.people >= OFTEN]
    return [gap for gap in often if not await proposals.has(tx, chat_id, gap.ids)]


async def _waiting(tx: Tx, owners: Collection[int], now: Instant) -> list[Untold]:
    """Return the proposals that somebody is to be told of now, the oldest of each group first."""
    found = []
    untold_in = await proposals.groups_with_untold(tx)
    for chat in (await chats.many(tx, untold_in)).values():
        if chat.status in chats.GONE or not _is_awake(chat, now):
            continue
        these = [each for each in await proposals.waiting(tx, chat.chat_id) if not each.told_at]
        people = await _people(tx, chat, owners)
        if people:
            found += [Untold(each, chat, sorted(people)) for each in these]
    return found


def _is_awake(chat: Chat, now: Instant) -> bool:
    return after_waking(now, MINUTE, chat.zone) == now + MINUTE


async def _people(tx: Tx, chat: Chat, owners: Collection[int]) -> set[int]:
    """Return who is told of a group's proposals: who steers it, reads its digest, and may be written to."""
    steering = {*owners, *await roles.steering(tx, chat.chat_id)}
    reading = {reader.user_id for reader in await readers.readers(tx, chat.chat_id)}
    those = (steering & reading) - await untold.untold(tx, chat.chat_id)
    return await preferences.who_started(tx, those)


async def _left_today(tx: Tx, waiting: Collection[Untold], now: Instant) -> dict[int, int]:
    """Return of how many proposals more each person may be told today, in all groups that she reads of."""
    if not waiting:
        return {}
    reads: Mapping[int, set[int]] = defaultdict(set)
    for chat in await chats.groups(tx):
        for reader in await readers.readers(tx, chat.chat_id):
            reads[reader.user_id].add(chat.chat_id)
    left = {}
    for each in waiting:
        today = start_of_day(day_of(now, each.chat.zone), each.chat.zone)
        for person in each.people:
            left[person] = MOST_A_DAY - await proposals.count_told(tx, reads[person], today)
    return left


async def _put(tx: Tx, each: Untold, person: int, now: Instant) -> None:
    language = (await preferences.of(tx, person)).language or each.chat.language
    proposal = each.proposal
    draft = Draft(
        chat_id=person,
        text=await card(tx, each.chat, proposal, language),
        buttons=card_buttons(proposal, language, person),
        priority=Priority.DIGEST,
        policy=Policy.AT_LEAST_ONCE,
        dedupe_key=f"proposal:{proposal.chat_id}:{proposal.proposal_id}:{proposal.reason}",
    )
    await outbox.put(tx, draft, now)
