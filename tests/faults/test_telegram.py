"""A Telegram that misbehaves: every promise holds, and all ends as if nothing had been."""

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.inbox import queue
from bot.sandbox.faults import FaultKind
from bot.storage.schema import facts, member_days
from tests.faults.ending import Ending
from tests.faults.hour import ACTS, Hour, spend
from tests.faults.stage import Stage, new_world, opened, opened_on_a_port

BACKLOG = 10_000
# Everything that can go wrong without a real connection: which, of which calls, and how often.
MISBEHAVIOUR: tuple[dict[str, Any], ...] = (
    {"does": "flood", "seconds": 3, "share": 0.1},
    {"does": "error", "status": 500, "share": 0.1},
    {"does": "error", "status": 503, "share": 0.1},
    {"does": "html", "share": 0.1},
    {"does": "conflict", "method": "getUpdates", "share": 0.2},
    {"does": "delay", "share": 0.1},
    {"does": "repeat", "method": "updates", "share": 0.3},
    {"does": "shuffle", "method": "updates", "share": 0.2},
)


def same(ended: Ending, expected: Ending, *, twice: bool) -> None:
    """Hold two endings against each other; `twice`: some messages may have been said again."""
    assert ended.without_ids == expected.without_ids
    assert expected.counted_posts() - ended.counted_posts() == {}
    assert twice or ended.counted_posts() == expected.counted_posts()


async def test_an_hour_of_every_misbehaviour_ends_as_an_hour_without(
    tmp_path: Path, good_hour: Ending
) -> None:

    async def trouble(stage: Stage, number: int) -> None:
        stage.world.faults.clear()
        for terms in MISBEHAVIOUR if number < ACTS else ():
            stage.world.faults.add(**terms, times=0)

    async with opened(tmp_path) as stage:
        ended = await spend(stage, trouble, settling=True)
    same(ended, good_hour, twice=False)


@pytest.mark.parametrize(
    ("does", "method"),
    [
        ("half", "getUpdates"),
        ("half", "sendMessage"),
        ("reset_before", ""),
        ("reset_after", ""),
        ("hang_before", "sendMessage"),
        ("hang_after", "sendMessage"),
    ],
)
async def test_connections_that_break_or_fall_silent_cost_nothing(
    tmp_path: Path, good_hour: Ending, does: FaultKind, method: str
) -> None:
    faults = []

    async def trouble(stage: Stage, number: int) -> None:
        if number < ACTS and number % 3 == 0:
            faults.append(stage.world.faults.add(does, method=method))

    async with opened_on_a_port(tmp_path) as stage:
        ended = await spend(stage, trouble, settling=True)
    assert all(fault.done for fault in faults)
    same(ended, good_hour, twice=True)


async def test_a_slow_telegram_delays_what_is_said_and_nothing_else(tmp_path: Path) -> None:
    async with opened(tmp_path) as stage:
        hour = Hour(stage)
        await hour.begin()
        hour.bob.says("hello", in_=hour.group)
        await stage.settle()
        gate = asyncio.Event()
        slow = SlowSender(stage, gate)
        hour.bob.says("where can I buy tickets?", in_=stage.bot)
        await stage.house.poller.step(0)
        await stage.house.dispatcher.step()
        sending = asyncio.create_task(stage.house.sender.step())
        await slow.asked.wait()
        for _ in range(150):
            hour.bob.says("one of many", in_=hour.group)
        while await stage.house.poller.step(0):
            pass
        async with stage.house.database.read() as tx:
            bobs = facts.c.user_id == hour.bob.id
            assert await tx.scalar(sa.select(sa.func.count()).where(bobs)) == 151
        assert "At the door." not in hour.bob.chat_with(stage.bot).texts
        gate.set()
        await sending
        assert hour.bob.chat_with(stage.bot).texts.count("At the door.") == 1


class SlowSender:
    """Holds what the bot sends until the gate opens."""

    def __init__(self, stage: Stage, gate: asyncio.Event) -> None:
        self.asked = asyncio.Event()
        request = stage.house.host.bot.request
        through = request.do_request

        async def held(*args: Any, **more: Any) -> Any:
            self.asked.set()
            await gate.wait()
            return await through(*args, **more)

        request.do_request = held  # type: ignore[method-assign]


async def test_an_update_of_an_unknown_kind_or_shape_hinders_no_other(tmp_path: Path) -> None:
    async with opened(tmp_path) as stage:
        hour = Hour(stage)
        await hour.begin()
        hour.bob.says("hello", in_=hour.group)
        slips_in = stage.world.slips_in
        slips_in(stage.bot, "weather_report", {"sky": "clear"})
        slips_in(stage.bot, "message", {"text": 7})
        slips_in(stage.bot, "callback_query", {"id": 1})
        hour.bob.says("where can I buy tickets?", in_=stage.bot)
        await stage.settle()
        assert hour.bob.chat_with(stage.bot).last.text == "At the door."
        async with stage.house.database.read() as tx:
            backlog = await queue.backlog(tx)
        assert (backlog.pending, backlog.set_aside) == (0, 2)


async def test_ten_thousand_updates_at_the_start_are_each_counted_once_and_soon(
    tmp_path: Path,
) -> None:
    world = new_world()
    alice, bob = world.person("Alice", id=1001), world.person("Bob", id=1003)
    group = world.supergroup("Fans", owner=alice, members=[bob])
    alice.adds(world.state.bots["42:SANDBOX"], group)
    alice.promotes(world.state.bots["42:SANDBOX"], group)
    for number in range(BACKLOG):
        fan = bob if number % 2 else alice
        fan.says("is anybody there?" if number % 20 == 0 else "hello", in_=group)
        if number % 100 == 0:
            world.clock.forward(minutes=5)
    async with opened(tmp_path, world=world) as stage:
        began = time.perf_counter()
        while await stage.house.poller.step(0):
            pass
        taken = time.perf_counter() - began
        await stage.settle()
        async with stage.house.database.read() as tx:
            assert await tx.scalar(sa.select(sa.func.sum(member_days.c.messages))) == BACKLOG
            assert (await queue.backlog(tx)).pending == 0
    assert taken < 15
