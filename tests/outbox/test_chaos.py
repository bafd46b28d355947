"""An hour of everything at once: floods, lost answers, lost calls, kills; then the promises are counted."""

import asyncio
from collections import Counter, defaultdict
from random import Random
from typing import Any

import httpx
import pytest
from telegram.error import NetworkError, RetryAfter, TimedOut

from bot.outbox import Policy, Priority

CHATS = (-1001, -1002, -1003, 7, 8)
MESSAGES = 120
GROUP_LIMIT = 20
FATES = {
    "arrives": 50,
    "arrives, and the answer is lost": 8,
    "is lost on its way": 8,
    "breaks Telegram": 8,
    "is too much": 8,
    "finds no connection": 8,
    "is the last thing we did": 4,
    "was what we were about to do": 4,
}


class Chaos:
    """Decides what becomes of each call, and notes which arrived when."""

    def __init__(self, outbox: Any, telegram: Any, dice: Random) -> None:
        self.outbox, self.telegram, self.dice = outbox, telegram, dice
        self.fates = FATES
        self.times: dict[int, list[float]] = defaultdict(list)
        telegram.send_message = self.send_message

    async def send_message(self, chat_id: int, text: str, **options: Any) -> Any:
        [fate] = self.dice.choices(list(self.fates), list(self.fates.values()))
        self.outbox.clock.forward(seconds=self.dice.random())
        if fate in ("arrives", "arrives, and the answer is lost", "is the last thing we did"):
            post = self.telegram._post(chat_id, text, "text", options)
            self.times[chat_id].append(self.outbox.clock.now())
            if fate == "arrives":
                return post
        raise self.error(fate)

    def error(self, fate: str) -> BaseException:
        match fate:
            case "breaks Telegram":
                return NetworkError("Internal Server Error: restart")
            case "is too much":
                return RetryAfter(self.dice.randint(1, 40))
            case "finds no connection":
                error = NetworkError("httpx.ConnectError")
                error.__cause__ = httpx.ConnectError("refused")
                return error
            case "is the last thing we did" | "was what we were about to do":
                return asyncio.CancelledError()
        return TimedOut()


async def live_through(outbox: Any, hours: float) -> None:
    """Send for so long; whenever we are killed, another sender takes over."""
    end = outbox.clock.now() + 3600 * hours
    while outbox.clock.now() < end:
        try:
            await outbox.send_until(seconds=end - outbox.clock.now())
        except asyncio.CancelledError:
            outbox.sender = outbox.another_sender()
            await outbox.sender.recover()


@pytest.mark.parametrize("seed", range(3))
async def test_nothing_is_lost_that_must_arrive_and_nothing_said_twice_that_must_not_be(
    outbox: Any, telegram: Any, seed: int
) -> None:
    dice = Random(seed)
    chaos = Chaos(outbox, telegram, dice)
    policies: dict[int, Policy] = {}
    for number in range(MESSAGES):
        policy = dice.choice(list(Policy))
        [message] = await outbox.put(
            dice.choice(CHATS), f"{number}", policy=policy, priority=Priority.NOTICE
        )
        policies[message] = policy
        if number % 20 == 0:
            await live_through(outbox, hours=0.05)
    await live_through(outbox, hours=1)
    chaos.fates = {"arrives": 1}
    await live_through(outbox, hours=2)

    said = Counter(telegram.said())
    for message, policy in policies.items():
        row, times = await outbox.row(message), said[f"{message - 1}"]
        if policy == Policy.AT_LEAST_ONCE:
            assert (row.state, times >= 1) == ("sent", True)
        else:
            assert (row.state, times) in [("sent", 1), ("uncertain", 0), ("uncertain", 1)]
    for chat in CHATS:
        first = list(dict.fromkeys(telegram.said(chat)))
        assert first == sorted(first, key=int), "what came later was said earlier"
        stretches = chaos.times[chat]
        for start in stretches:
            within = [time for time in stretches if start <= time < start + 60]
            assert chat > 0 or len(within) <= GROUP_LIMIT
