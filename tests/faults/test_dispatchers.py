"""Several dispatchers at once: each update has one handler, whatever the moment at which they look."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.util import await_only

from bot.activity import wire
from bot.chat.dispatch import AlreadyHandled, handle
from bot.storage.schema import schedules, updates
from tests.faults.hour import Hour
from tests.faults.stage import Stage, opened


async def begun(stage: Stage) -> Hour:
    """Let Alice plan a prompt, which waits for its handler."""
    hour = Hour(stage)
    await hour.begin()
    hour.alice.says("/prompt in 1m Once and no more!", in_=hour.group)
    await stage.house.poller.step(0)
    return hour


async def planned(stage: Stage) -> int:
    async with stage.house.database.read() as tx:
        named = schedules.c.name.startswith("Once and no more!")
        return int(await tx.scalar(sa.select(sa.func.count()).where(named)) or 0)


async def test_who_looks_while_an_update_is_being_finished_does_not_take_it_up_again(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as stage:
        await begun(stage)
        # The first has the update in hand and cannot finish it, as long as somebody else writes.
        async with stage.house.database.write():
            first = asyncio.create_task(stage.house.dispatcher.step())
            second, looked = halfway(stage, first)
            await asyncio.wait_for(looked.wait(), 30)
        assert await asyncio.wait_for(first, 30)
        assert not await asyncio.wait_for(second, 30)
        assert await planned(stage) == 1


def halfway(stage: Stage, first: asyncio.Task[bool]) -> tuple[asyncio.Task[bool], asyncio.Event]:
    """Let a second dispatcher look once, and look again only when the first has finished."""
    looked = asyncio.Event()

    def hold(*_: Any) -> None:
        if asyncio.current_task() is second and not looked.is_set():
            looked.set()
            await_only(asyncio.wait([first]))

    engine = stage.house.database.reader.sync_engine
    event.listen(engine, "after_cursor_execute", hold)
    second = asyncio.create_task(stage.house.dispatcher.step())
    return second, looked


async def test_a_handler_that_comes_second_leaves_nothing_behind(tmp_path: Path) -> None:
    async with opened(tmp_path) as stage:
        await begun(stage)
        async with stage.house.database.read() as tx:
            raw: bytes = (await tx.scalars(sa.select(updates.c.raw))).one()
        await handle(stage.house.host, wire.decode(raw), raw)
        with pytest.raises(AlreadyHandled):
            await handle(stage.house.host, wire.decode(raw), raw)
        assert await planned(stage) == 1
