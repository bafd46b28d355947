"""getUpdates: long polling, confirmed by offset; the three-second rule; 409 for the older of two pollers."""

import asyncio
from dataclasses import dataclass

from bot.sandbox.delivery.queue import Update
from bot.sandbox.errors import Refusal, conflict
from bot.sandbox.faults import Faults
from bot.sandbox.fields import array
from bot.sandbox.methods.parameters import NOTHING, Structured
from bot.sandbox.model.bots import DEFAULT_KINDS, UPDATE_KINDS, Bot
from bot.sandbox.model.state import State
from bot.sandbox.world.voting import close_all_due

MAX_LIMIT = 100
MAX_TIMEOUT = 50
REPEAT_SECONDS = 3.0
CRASH_LOOP_SECONDS = 0.5
BY_ANOTHER = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)
BY_WEBHOOK = "terminated by setWebhook request"
WHILE_WEBHOOK = (
    "can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


@dataclass(frozen=True, kw_only=True)
class GetUpdates:
    """Parameters of getUpdates."""

    offset: int = 0
    limit: int = MAX_LIMIT
    timeout: int = 0
    allowed_updates: Structured = NOTHING


@dataclass(eq=False)
class Poller:
    """What is remembered between one bot's polls."""

    waiting: "asyncio.Future[str] | None" = None
    last_offset: int | None = None
    last_start: float = float("-inf")
    next_conflict: float = float("-inf")


def allow(bot: Bot, given: Structured) -> None:
    """Store allowed_updates: not given keeps the old ones, nothing known in it means the default."""
    if not given:
        return
    names = {one for one in array(given.value, "allowed_updates") if isinstance(one, str)}
    bot.allowed = frozenset(names & set(UPDATE_KINDS)) or DEFAULT_KINDS


class Polling:
    """The getUpdates of every bot."""

    def __init__(self, state: State, faults: Faults) -> None:
        self._state = state
        self._faults = faults
        self._pollers: dict[int, Poller] = {}

    def _poller(self, bot: Bot) -> Poller:
        return self._pollers.setdefault(bot.id, Poller())

    async def get_updates(self, bot: Bot, given: GetUpdates) -> list[Update]:
        """Answer one poll. Refusals: 409."""
        poller = self._poller(bot)
        if bot.webhook is not None:
            raise await self._conflict(poller, WHILE_WEBHOOK)
        self.interrupt(bot, BY_ANOTHER)
        allow(bot, given.allowed_updates)
        limit, timeout = self._paced(poller, given)
        self._confirm(bot, given.offset)
        start = bot.queue.start(given.offset)
        found = bot.queue.take(limit, self._state.clock.now(), start)
        if not found and timeout:
            closes = close_all_due(self._state)
            until = timeout if closes is None else min(timeout, closes - self._state.clock.now())
            await self._wait(bot, poller, until)
            close_all_due(self._state)
            found = bot.queue.take(limit, self._state.clock.now(), start)
        found = self._disturbed(found)
        for update in found:
            self._state.ledger.write(bot.id, "delivered", update_id=update.id, kind=update.kind)
        return found

    def _disturbed(self, found: list[Update]) -> list[Update]:
        """Return the batch as a fault wants it: twice, or in another order."""
        fault = self._faults.pick("updates", {}) if found else None
        if fault is not None and fault.does == "repeat":
            return found + found
        if fault is not None and fault.does == "shuffle":
            return found[::-1]
        return found

    def _paced(self, poller: Poller, given: GetUpdates) -> tuple[int, float]:
        """Return limit and timeout; a bot that repeats an offset too soon is slowed down and fed less."""
        now = self._state.clock.now()
        limit = min(max(given.limit, 1), MAX_LIMIT)
        timeout = float(min(max(given.timeout, 0), MAX_TIMEOUT))
        if poller.last_offset == given.offset:
            if timeout < REPEAT_SECONDS and now < poller.last_start + REPEAT_SECONDS:
                timeout = REPEAT_SECONDS
            if now < poller.last_start + CRASH_LOOP_SECONDS:
                limit = 1
        poller.last_offset, poller.last_start = given.offset, now
        return limit, timeout

    def _confirm(self, bot: Bot, offset: int) -> None:
        for update in bot.queue.confirm(offset):
            self._state.ledger.write(bot.id, "confirmed", update_id=update.id, kind=update.kind)

    async def _wait(self, bot: Bot, poller: Poller, timeout: float) -> None:
        """Wait for an update, or to be interrupted by a newer poll or a webhook."""
        poller.waiting = mine = asyncio.get_running_loop().create_future()
        arrival = asyncio.create_task(self._state.clock.wait(bot.queue.arrived, timeout))
        try:
            await asyncio.wait({mine, arrival}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            arrival.cancel()
            if poller.waiting is mine:
                poller.waiting = None
        if mine.done():
            raise await self._conflict(poller, mine.result())

    def interrupt(self, bot: Bot, reason: str) -> None:
        """End the poll that is waiting, with 409."""
        waiting = self._poller(bot).waiting
        if waiting is not None and not waiting.done():
            waiting.set_result(reason)

    def close(self) -> None:
        """End every waiting poll: the server goes down."""
        for poller in self._pollers.values():
            if poller.waiting is not None and not poller.waiting.done():
                poller.waiting.set_exception(Refusal(500, "Internal Server Error: restart"))

    async def _conflict(self, poller: Poller, reason: str) -> Refusal:
        """Return a 409: at once, or held for three seconds when there was one just before."""
        now = self._state.clock.now()
        if now >= poller.next_conflict:
            poller.next_conflict = now + REPEAT_SECONDS
        else:
            await self._state.clock.sleep(REPEAT_SECONDS)
        return conflict(reason)
