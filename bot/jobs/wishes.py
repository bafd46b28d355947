"""Do what people want done with all that is kept about them: hand it over, or forget it.

Every room forgets its own tables; here they are put together. The record comes late, for the others ask
it what a person is called.
"""

from collections.abc import Set
from random import Random

import structlog

from bot import outbox
from bot.activity import forgetting as record
from bot.activity import pseudonyms
from bot.clock import Instant
from bot.faq import forgetting as faq
from bot.inbox import forgetting as inbox
from bot.outbox import Draft, File, Policy, Priority
from bot.people import forgetting as people
from bot.people import wishes
from bot.people.wishes import Kind, Wish
from bot.prompts import forgetting as prompts
from bot.reports import readers
from bot.reports.alerts import send as alerts
from bot.reports.mydata import mydata
from bot.storage import Database, Tx
from bot.texts import say

log = structlog.get_logger()

ROOMS = (readers, alerts, faq, prompts, people, record, outbox, inbox)


async def grant_all(database: Database, random: Random, now: Instant) -> None:
    """Do all that is wanted; what was forgotten is then nowhere in the database's files.

    A wish that cannot be granted is logged and tried again the next time; the others are granted.
    """
    failed: set[Wish] = set()
    while (wish := await _next(database, failed)) is not None:
        try:
            if wish.kind is Kind.FORGET:
                await _forget(database, wish, random)
                database.has_deleted()
            else:
                await _hand_over(database, wish, now)
        except Exception:
            # Not the person, whose number is the chat's in private, but enough to find what failed.
            log.exception("a wish could not be granted", kind=str(wish.kind))
            failed.add(wish)
    await database.sweep()


async def forget(tx: Tx, chat_id: int, user_id: int, pseudonym: int) -> None:
    """Let a person be nobody but `pseudonym` in all that any room keeps of a chat."""
    for room in ROOMS:
        await room.forget(tx, chat_id, user_id, pseudonym)


async def _next(database: Database, failed: Set[Wish]) -> Wish | None:
    """Return the wish that is to be granted next, but for those that `failed`."""
    async with database.read() as tx:
        for wish in await wishes.waiting(tx):
            if wish in failed:
                continue
            # What she is to be told of it must have been said before that is forgotten, too.
            ends = wish.kind is Kind.FORGET and wish.is_private
            if not ends or not await outbox.still_to_say(tx, wish.chat_id):
                return wish
    return None


async def _forget(database: Database, wish: Wish, random: Random) -> None:
    async with database.write() as tx:
        await forget(tx, wish.chat_id, wish.user_id, pseudonyms.draw(random))
        await wishes.granted(tx, wish)


async def _hand_over(database: Database, wish: Wish, now: Instant) -> None:
    """Send a person the file; it is read beside the writers, however long that takes."""
    async with database.read() as tx:
        content = await mydata(tx, wish.user_id, wish.language, now)
    draft = Draft(
        wish.chat_id,
        say("privacy.file", wish.language),
        kind="document",
        media=File("mydata.json", content),
        priority=Priority.ANSWER,
        policy=Policy.AT_LEAST_ONCE,
    )
    async with database.write() as tx:
        await outbox.put(tx, draft, now)
        await wishes.granted(tx, wish)
