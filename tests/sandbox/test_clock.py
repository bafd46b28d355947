"""The sandbox's two clocks."""

import asyncio
from datetime import UTC, datetime

import pytest

from bot.sandbox import ManualClock, SystemClock
from bot.sandbox.clock import next_local


def instant(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("now", "local", "zone", "then"),
    [
        ("2026-01-01 00:00", "08:00", "UTC", "2026-01-01 08:00"),
        ("2026-01-01 08:00", "08:00", "UTC", "2026-01-02 08:00"),
        ("2026-01-01 00:00", "08:00", "Asia/Shanghai", "2026-01-02 00:00"),
        ("2026-03-28 12:00", "08:00", "Europe/Berlin", "2026-03-29 06:00"),
        ("2026-10-24 12:00", "08:00", "Europe/Berlin", "2026-10-25 07:00"),
    ],
)
def test_the_next_time_that_clocks_show(now, local, zone, then):
    assert next_local(instant(now), local, zone) == instant(then)


def test_a_manual_clock_moves_only_when_told():
    clock = ManualClock(100)
    clock.forward(seconds=1, minutes=1, hours=1, days=1)
    assert clock.now() == 100 + 1 + 60 + 3600 + 86_400


async def test_nobody_waits_on_a_manual_clock():
    clock, event = ManualClock(), asyncio.Event()
    assert not await clock.wait(event, 50)
    event.set()
    assert await clock.wait(event, 50)
    await clock.sleep(1_000_000)


@pytest.mark.parametrize("clock", [ManualClock(), SystemClock()])
async def test_a_worker_rests_until_the_clock_is_moved(clock):
    resting = asyncio.create_task(clock.idle(asyncio.Event(), 3600))
    await asyncio.sleep(0)
    assert not resting.done()
    clock.forward(hours=1)
    await resting


async def test_the_system_clock_waits_no_longer_than_asked():
    clock, event = SystemClock(), asyncio.Event()
    assert not await clock.wait(event, 0)
    event.set()
    assert await clock.wait(event, 50)
    await clock.idle(asyncio.Event(), 0)
