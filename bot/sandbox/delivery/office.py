"""Where updates leave from: the pollers and the webhooks of all bots."""

import asyncio

import httpx

from bot.sandbox.delivery.polling import Polling
from bot.sandbox.delivery.webhook import Perform, Sender
from bot.sandbox.faults import Faults
from bot.sandbox.model.bots import Bot, Webhook
from bot.sandbox.model.state import State


class Office:
    """Both ways of delivery, and the change from one to the other."""

    def __init__(
        self,
        state: State,
        faults: Faults,
        perform: Perform,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.polling = Polling(state, faults)
        self._state, self._faults = state, faults
        self._perform, self._transport = perform, transport
        self._senders: dict[int, Sender] = {}
        self._stopping: set[asyncio.Task[None]] = set()

    async def hook(self, bot: Bot, hook: Webhook | None) -> None:
        """Post a bot's updates to a webhook from now on, or (None) let it poll."""
        bot.webhook = hook
        self._retire(bot)
        if hook is not None:
            sender = Sender(self._state, bot, hook, self._faults, self._perform, self._transport)
            self._senders[bot.id] = sender
            sender.start()

    def _retire(self, bot: Bot) -> None:
        """Stop the old sender aside: the call that retires it may have come in its own answer."""
        sender = self._senders.pop(bot.id, None)
        if sender is not None:
            task = asyncio.get_running_loop().create_task(sender.stop())
            self._stopping.add(task)
            task.add_done_callback(self._stopping.discard)

    async def settle(self, bot: Bot) -> None:
        """Deliver all that a webhook can take at this moment of the world; for tests."""
        sender = self._senders.get(bot.id)
        if sender is not None:
            await sender.settle()

    async def close(self) -> None:
        """Stop delivering."""
        self.polling.close()
        for sender in self._senders.values():
            await sender.stop()
        self._senders.clear()
        await asyncio.gather(*self._stopping)
