"""Webhooks: updates posted to a bot's address, in order per lane, in parallel across lanes, and again."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import msgspec

from bot.sandbox.delivery.queue import Queue, Update
from bot.sandbox.faults import Faults
from bot.sandbox.model.bots import Bot, Webhook
from bot.sandbox.model.state import State

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
SILENCE_SECONDS = 60.0
LONGEST_PAUSE = 60.0
LONGEST_RETRY_AFTER = 3600
GONE_SECONDS = 23 * 3600.0
# A method in the answer's body is carried out, but for those whose result would be lost or which bite.
IGNORED = ("get", "setwebhook", "deletewebhook", "close", "logout")

Perform = Callable[[Bot, str, dict[str, Any]], Awaitable[object]]


@dataclass(eq=False)
class Lane:
    """Updates that must stay in order among themselves."""

    waiting: deque[Update] = field(default_factory=deque)
    busy: bool = False
    failures: int = 0
    retry_at: float = 0.0

    def head(self, queue: Queue) -> Update | None:
        """Return the oldest update that still waits to be delivered."""
        while self.waiting and self.waiting[0] not in queue:
            self.waiting.popleft()
        return self.waiting[0] if self.waiting else None


class Sender:
    """Delivers one bot's updates to one webhook until it is stopped."""

    def __init__(
        self,
        state: State,
        bot: Bot,
        hook: Webhook,
        faults: Faults,
        perform: Perform,
        transport: httpx.AsyncBaseTransport | None,
    ) -> None:
        self._state, self._bot, self._hook = state, bot, hook
        self._faults, self._perform = faults, perform
        self._client = httpx.AsyncClient(
            transport=transport, timeout=SILENCE_SECONDS, follow_redirects=False
        )
        self._lanes: dict[str, Lane] = {}
        self._serial = 0
        self._posts: set[asyncio.Task[None]] = set()
        self._loop: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Deliver in the background from now on."""
        self._loop = asyncio.get_running_loop().create_task(self._run())

    async def stop(self) -> None:
        """Stop delivering; what is on its way is given up and stays in the queue."""
        tasks = [*self._posts, *([self._loop] if self._loop else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._client.aclose()

    async def _run(self) -> None:
        while self._bot.webhook is self._hook:
            self._bot.queue.arrived.clear()
            self.dispatch()
            await self._state.clock.idle(self._bot.queue.arrived, self._pause())

    async def settle(self) -> None:
        """Deliver all that can be delivered at this moment of the world; for tests."""
        while self.dispatch() or self._posts:
            await asyncio.gather(*self._posts)

    def dispatch(self) -> int:
        """Start posting whatever is due, at most max_connections at a time. Returns how many it started."""
        now = self._state.clock.now()
        self._bot.queue.bury(now)
        self._sort_in()
        started = 0
        for name, lane in tuple(self._lanes.items()):
            if len(self._posts) >= self._hook.max_connections:
                break
            update = None if lane.busy or lane.retry_at > now else lane.head(self._bot.queue)
            if update is not None:
                self._begin(lane, update)
                started += 1
            elif not lane.waiting and not lane.busy:
                del self._lanes[name]
        return started

    def _sort_in(self) -> None:
        """Put what arrived since the last time into its lanes."""
        for update in self._bot.queue.since(self._serial):
            self._lanes.setdefault(update.lane, Lane()).waiting.append(update)
            self._serial = update.serial

    def _begin(self, lane: Lane, update: Update) -> None:
        lane.busy = True
        task = asyncio.get_running_loop().create_task(self._post(lane, update))
        self._posts.add(task)
        task.add_done_callback(self._posts.discard)

    def _pause(self) -> float | None:
        """Return the seconds to the next retry, None when there is none to come."""
        waiting = [
            lane.retry_at for lane in self._lanes.values() if lane.failures and not lane.busy
        ]
        return max(0.0, min(waiting) - self._state.clock.now()) if waiting else None

    async def _post(self, lane: Lane, update: Update) -> None:
        response, problem = await self._try(update)
        lane.busy = False
        if response is not None and response.is_success:
            await self._accepted(lane, update, response)
        else:
            self._refused(lane, response, problem)
        self._bot.queue.arrived.set()

    async def _try(self, update: Update) -> tuple[httpx.Response | None, str]:
        headers = {"Content-Type": "application/json"}
        if self._hook.secret:
            headers[SECRET_HEADER] = self._hook.secret
        fault = self._faults.pick("webhook", {})
        self._write("delivered", update)
        try:
            if fault is not None and fault.does == "repeat":
                await self._client.post(self._hook.url, content=update.body, headers=headers)
                self._write("delivered", update)
            response = await self._client.post(self._hook.url, content=update.body, headers=headers)
        except httpx.TimeoutException:
            return None, "Read timeout expired"
        except Exception as error:
            # Not all are httpx's: of a socket that closed at once its driver asks what it no longer has.
            return None, f"Connection failed: {type(error).__name__}"
        return (
            response,
            f"Wrong response from the webhook: {response.status_code} {response.reason_phrase}",
        )

    def _write(self, what: Any, update: Update) -> None:
        self._state.ledger.write(self._bot.id, what, update_id=update.id, kind=update.kind)

    async def _accepted(self, lane: Lane, update: Update, response: httpx.Response) -> None:
        lane.failures, lane.retry_at = 0, 0.0
        self._hook.gone_since = 0.0
        self._bot.queue.remove(update)
        self._write("confirmed", update)
        method, given = _method_in(response)
        if method and not method.lower().startswith(IGNORED):
            await self._perform(self._bot, method, given)

    def _refused(self, lane: Lane, response: httpx.Response | None, problem: str) -> None:
        now = self._state.clock.now()
        self._hook.error, self._hook.error_date = problem, int(now)
        lane.failures += 1
        lane.retry_at = now + self._delay(lane, response)
        if response is None or response.status_code != 410:
            self._hook.gone_since = 0.0
            return
        self._hook.gone_since = self._hook.gone_since or now
        if now - self._hook.gone_since >= GONE_SECONDS:
            self._bot.webhook = None

    def _delay(self, lane: Lane, response: httpx.Response | None) -> float:
        """Return the seconds until the next try: none, 2, 4, 8 … and at last one to two minutes."""
        asked = response.headers.get("Retry-After", "") if response is not None else ""
        if asked.isdecimal() and int(asked) > 0:
            return float(min(int(asked), LONGEST_RETRY_AFTER))
        if lane.failures == 1:
            return 0.0
        delay = float(2 ** (lane.failures - 1))
        if delay < LONGEST_PAUSE:
            return delay
        return LONGEST_PAUSE * (1 + self._state.chance.random())


def _method_in(response: httpx.Response) -> tuple[str, dict[str, Any]]:
    """Return the method call that an answer's body makes, if it makes one. Pure."""
    try:
        body = msgspec.json.decode(response.content)
    except msgspec.DecodeError:
        return "", {}
    if not isinstance(body, dict) or not isinstance(body.get("method"), str):
        return "", {}
    return body["method"], {name: value for name, value in body.items() if name != "method"}
