"""Do what people want done with all that is kept about them: hand it over, or forget it.

Every room forgets its own tables; here they are put together. The record comes late, for the others ask
it what a person is called.
"""

from random import Random

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
from bot.reports.mydata import mydata
from bot.storage import Database, Tx
from bot.texts import say

ROOMS = (readers, faq, prompts, people, record, outbox, inbox)


async def grant_all(database: Database, random: Random, now: Instant) -> None:
    """Do all that is wanted; what was forgotten is then nowhere in the database's files."""
    forgotten = False
    while (wish := await _next(database)) is not None:
        if wish.kind is Kind.FORGET:
            await _forget(database, wish, random)
            forgotten = True
        else:
            await _hand_over(database, wish, now)
    if forgotten:
        await database.sweep()


async def forget(tx: Tx, chat_id: int, user_id: int, pseudonym: int) -> None:
    """Let a person be nobody but `pseudonym` in all that any room keeps of a chat."""
    for room in ROOMS:
        await room.forget(tx, chat_id, user_id, pseudonym)


async def _next(database: Database) -> Wish | None:
    """Return the wish that is to be granted next."""
    async with database.read() as tx:
        for wish in await wishes.waiting(tx):
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
