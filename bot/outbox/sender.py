"""The only one that sends: claims what is due, says it to Telegram, writes down what became of it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from math import inf
from typing import TypeAlias

import structlog
from telegram import Bot

from bot.clock import MINUTE, Clock, Instant
from bot.outbox import queue
from bot.outbox.answers import DeliveryError, Later, Never, Pointless, Unclear, Unheard
from bot.outbox.deliver import deliver
from bot.outbox.draft import JSON, Drawing, File
from bot.outbox.message import Message
from bot.outbox.pace import Pace
from bot.outbox.settle import OnSent, Outcome, nobody_listens, settle
from bot.storage import Database

log = structlog.get_logger()

Draw: TypeAlias = Callable[[JSON], Awaitable[bytes]]

# Far longer than a call to Telegram can take; only another Renao would wait for it.
LEASE = 5 * MINUTE
# Seconds after which a worker looks even if this process changed nothing: another one may have.
LOOK_AGAIN = 5.0


async def cannot_draw(chart: JSON) -> bytes:
    """Draw nothing: for a sender that nobody gave the means to."""
    raise NotImplementedError("nobody here can draw")


class Sender:
    """Sends what is in the outbox; several workers may call `step` at once.

    `owner` is the same after a restart, and no other running Renao has it. A step that is cancelled in
    the middle of a send leaves a message in doubt; let steps end. `draw` makes a PNG of a chart. `on_sent`
    is told of every message that was sent, in the transaction that writes it down.
    """

    def __init__(
        self,
        database: Database,
        bot: Bot,
        clock: Clock,
        owner: str,
        draw: Draw = cannot_draw,
        on_sent: OnSent = nobody_listens,
    ) -> None:
        self._database = database
        self._bot = bot
        self._clock = clock
        self._owner = owner
        self._draw = draw
        self._on_sent = on_sent
        self._pace = Pace()
        self._turn = asyncio.Lock()
        self._changed = database.watch()
        self._looked: Instant = -inf
        self._next: Instant | None = None
        self._sending: set[int] = set()
        self._told: list[tuple[Message, Outcome]] = []

    async def recover(self) -> None:
        """Settle by its policy what was being sent when Renao stopped, and remember the pace it had."""
        async with self._turn:
            await self._adopt_orphans()
        async with self._database.read() as tx:
            recent = await queue.sent_since(tx, self._clock.now() - MINUTE)
        for chat_id, at, messages in recent:
            self._pace.arrived(chat_id, at, messages)

    async def step(self) -> bool:
        """Send the next message that is due. True if there was one.

        Raises:
            sqlalchemy.exc.DBAPIError: the database failed; what is known is kept, and the next step
                writes it down.
        """
        await self._write_down()
        async with self._turn:
            if self._rests():
                return False
            message = await self._claim()
            if message is None:
                return await self._adopt_orphans()
        self._told.append((message, await self._deliver(message)))
        await self._write_down()
        return True

    async def next_due(self) -> Instant | None:
        """Return when the next step may find work; None if only a change of the database can bring any."""
        return self._next if self._rests() else self._clock.now()

    def _rests(self) -> bool:
        """Say whether a worker has looked since the last commit, and found nothing that is due yet."""
        now = self._clock.now()
        until = min(self._looked + LOOK_AGAIN, inf if self._next is None else self._next)
        return not self._changed.is_set() and self._looked <= now < until

    async def _claim(self) -> Message | None:
        self._changed.clear()
        self._looked = now = self._clock.now()
        self._next = opens = self._pace.opens(now)
        if opens > now:
            return None
        room, frees = self._room(now)
        # Every commit wakes the workers, so look before writing.
        async with self._database.read() as tx:
            if not await queue.is_waiting(tx, now, room):
                wakes = await queue.wakes(tx, self._owner, now)
                # Room is worth waking for only if something waits for it.
                if frees and await queue.is_waiting(tx, now, queue.Room()):
                    wakes += frees
                self._next = min(wakes, default=None)
                return None
        async with self._database.write() as tx:
            message = await queue.claim(tx, self._owner, now, LEASE, room)
        if message is not None:
            self._sending.add(message.id)
            self._pace.left(message.chat_id, now)
        return message

    def _room(self, now: Instant) -> tuple[queue.Room, list[Instant]]:
        """Return what room Telegram's limits leave, and at which instants there will be more."""
        spent, reserved = self._pace.waiting(now), self._pace.reserved(now)
        patient = self._pace.opens_to_patient(now)
        room = queue.Room(spent.keys(), reserved.keys(), only_urgent=patient > now)
        frees = [*spent.values(), *reserved.values(), patient]
        return room, [instant for instant in frees if instant > now]

    async def _deliver(self, message: Message) -> Outcome:
        outcome: Outcome
        try:
            outcome = await deliver(self._bot, await self._drawn(message))
        except DeliveryError as error:
            outcome = error
        except BaseException:
            # Cancelled: a step that finds it held by nobody settles it by its policy.
            self._sending.discard(message.id)
            raise
        finally:
            messages = len(message.media) if isinstance(message.media, tuple) else 1
            self._pace.arrived(message.chat_id, self._clock.now(), messages)
        self._learn(message, outcome)
        return outcome

    async def _drawn(self, message: Message) -> Message:
        """Return a message whose picture is drawn; where it cannot be, its words alone."""
        if not isinstance(message.media, Drawing):
            return message
        try:
            picture = await self._draw(message.media.chart)
        except Exception:
            log.exception("a chart could not be drawn", message=message.id)
            return replace(message, kind="text", media=None)
        return replace(message, media=File("chart.png", picture))

    def _learn(self, message: Message, outcome: Outcome) -> None:
        """Let the pace follow from what Telegram answered, and say aloud what went wrong."""
        match outcome:
            case Later():
                self._pace.flooded(message.chat_id, outcome.seconds, self._clock.now())
            case Unheard() | Unclear():
                self._pace.troubled(self._clock.now())
            case Pointless():
                pass  # Telegram was not asked.
            case _:
                self._pace.heard()
        if isinstance(outcome, Unheard | Unclear | Never | Later):
            log.warning(
                "a message was not sent",
                message=message.id,
                chat=message.chat_id,
                answer=type(outcome).__name__,
                reason=str(outcome),
            )

    async def _write_down(self) -> None:
        """Settle what is told; whatever the database cannot take now stays told."""
        while self._told:
            told = self._told.pop(0)
            try:
                async with self._database.write() as tx:
                    await settle(tx, self._owner, *told, self._clock.now(), self._on_sent)
            except BaseException:
                self._told.append(told)
                raise
            self._sending.discard(told[0].id)

    async def _adopt_orphans(self) -> bool:
        """Settle messages that nobody is sending any more; True if there were any."""
        now = self._clock.now()
        async with self._database.read() as tx:
            found = await queue.orphans(tx, self._owner, now, self._sending)
        if not found:
            return False
        async with self._database.write() as tx:
            for message in found:
                await queue.settle_orphan(tx, message, now)
        return True
