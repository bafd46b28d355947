"""Hand each waiting update to its handler: one transaction with all that follows from it.

The handler's changes, its answers in the outbox and the "done" of the update are committed together, so a
crash repeats the whole or nothing. That an update still waits is seen again in that transaction: whoever
comes second takes back all that it did.
"""

import asyncio
from collections.abc import Hashable

import structlog
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError

from bot.activity import wire
from bot.chat import listen, membership
from bot.chat.authority import AskTelegram, ask_telegram
from bot.chat.first import First
from bot.chat.host import Host
from bot.chat.receive import receive
from bot.inbox import Waiting, queue
from bot.storage.trouble import is_in_trouble

log = structlog.get_logger()

# Seconds until an update is tried again for which Telegram could not be asked something.
TELEGRAM_PAUSE = 5.0
# More to find out than this for one update would be a loop.
MOST_QUESTIONS = 8


class AlreadyHandled(Exception):
    """The update no longer waits: somebody else has handled it, and what was done now is taken back."""


class Dispatcher:
    """The state of dispatch: which chats have an update in hand."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self._busy: set[int] = set()
        self._last: int | None = None
        self._turn = asyncio.Lock()

    async def step(self) -> bool:
        """Deal with the update whose turn it is. True if there was one."""
        waiting = await self._claim()
        if waiting is None:
            return False
        try:
            await self._deal_with(waiting)
        finally:
            self._busy.discard(waiting.chat_id)
        return True

    async def _claim(self) -> Waiting | None:
        # As it is before the look: a chat that is let go meanwhile still has its update in what is read.
        async with self._turn, self.host.database.read() as tx:
            busy, now = frozenset(self._busy), self.host.clock.now()
            waiting = await queue.next_waiting(tx, busy, now, self._last)
            if waiting is not None:
                self._busy.add(waiting.chat_id)
                self._last = waiting.chat_id
            return waiting

    async def _deal_with(self, waiting: Waiting) -> None:
        try:
            await handle(self.host, wire.decode(waiting.raw), waiting.raw)
        except AlreadyHandled:
            log.error("an update was taken up twice", update=waiting.update_id)
        except BadRequest as error:  # Of NetworkError's family, but asking again would not help.
            await self._failed(waiting, error)
        except (NetworkError, RetryAfter) as error:
            log.warning("Telegram could not be asked; the update waits", error=str(error))
            async with self.host.database.write() as tx:
                await queue.postpone(tx, waiting, self.host.clock.now() + TELEGRAM_PAUSE)
        except Exception as error:
            if is_in_trouble(error):
                cause = getattr(error, "orig", error)
                log.error("the database could not be written; the update waits", error=str(cause))
                await self.host.clock.sleep(1)
                return
            log.exception(
                "a handler failed", update=waiting.update_id, attempt=waiting.attempts + 1
            )
            await self._failed(waiting, error)

    async def _failed(self, waiting: Waiting, error: Exception) -> None:
        sentence = f"{type(error).__name__}: {error}"
        async with self.host.database.write() as tx:
            if await queue.failed(tx, waiting, sentence, self.host.clock.now()):
                log.error("an update was set aside", update=waiting.update_id, error=sentence)


async def handle(host: Host, update: wire.Update, raw: bytes) -> None:
    """Deal with one update, and its bytes: ask Telegram what must be, the transaction, the nod to a press."""
    await membership.prepare(host, update)
    learnt = await listen.prepare(host, update)
    notice = await _committed(host, update, raw, learnt)
    if update.callback_query is not None:
        await _nod(host, update.callback_query.id, notice)


async def _committed(
    host: Host, update: wire.Update, raw: bytes, learnt: dict[Hashable, object]
) -> str:
    for _ in range(MOST_QUESTIONS):
        try:
            async with host.database.write() as tx:
                notice = await receive(tx, host, update, raw, host.clock.now(), learnt)
                if not await queue.done(tx, update.update_id):
                    raise AlreadyHandled
                return notice
        except AskTelegram as question:
            await ask_telegram(host, question.chat_id, question.user_id)
        except First as wanted:
            learnt[wanted.key] = await wanted.find_out(host)
    raise RuntimeError("one update asked the same again and again")


async def _nod(host: Host, query_id: str, notice: str) -> None:
    """Tell Telegram that a press was dealt with; it no longer cares after a few minutes."""
    try:
        await host.bot.answer_callback_query(query_id, text=notice or None)
    except TelegramError as error:
        log.debug("a press could not be answered", error=str(error))
