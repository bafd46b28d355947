"""The whole house by webhook: updates come in on a port, answers go out, and a stop loses nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from bot.app import House, build, keep_running
from bot.chat.account import Line, make_bot
from bot.clock import SystemClock
from bot.config import ConfigError, Settings
from bot.sandbox import Person, Place, Served, World, serve
from bot.sandbox.model.bots import Bot
from bot.storage.schema import chat_days, recordings, seen_updates
from tests.web.conftest import SECRET, soon

TOKEN = "42:SANDBOX"


class Stage:
    """A pretend Telegram on a port, with Bob's group, and settings for a bot that waits for its calls."""

    def __init__(self, served: Served, world: World, folder: Path, ports: tuple[int, int]) -> None:
        self.world = world
        self.bot: Bot = world.add_bot("renao_bot", token=TOKEN, privacy=False)
        self.bob: Person = world.person("Bob", id=1003, language="en")
        self.group: Place = world.supergroup("Fans", owner=self.bob)
        self.bob.adds(self.bot, self.group)
        self.webhook, self.watch = (f"127.0.0.1:{port}" for port in ports)
        self.settings = Settings.model_validate(
            {
                "telegram": {"token": TOKEN, "base_url": served.base_url, "mode": "webhook"},
                "webhook": {
                    "url": f"http://{self.webhook}/calls/telegram",
                    "listen": self.webhook,
                    "secret": SECRET,
                },
                "web": {"listen": self.watch},
                "database": {"url": f"sqlite:///{folder}/renao.db"},
            }
        )

    @asynccontextmanager
    async def house(self) -> AsyncIterator[tuple[House, asyncio.Event, asyncio.Task[None]]]:
        """Build the house and let it run until it is told to stop, at the latest at the end."""
        async with AsyncExitStack() as stack:
            http = await stack.enter_async_context(httpx.AsyncClient())
            line = Line(make_bot(TOKEN, self.settings.telegram.base_url), http)
            house = await stack.enter_async_context(build(self.settings, SystemClock(), line))
            stop = asyncio.Event()
            running = asyncio.create_task(keep_running(house, stop))
            try:
                yield house, stop, running
            finally:
                stop.set()
                await asyncio.wait([running])

    def waiting(self) -> list[int]:
        return [update.id for update in self.bot.queue]


@pytest.fixture
async def stage(tmp_path: Path, unused_tcp_ports: tuple[int, int]) -> AsyncIterator[Stage]:
    world = World()
    async with serve(world) as served:
        yield Stage(served, world, tmp_path, unused_tcp_ports)


@pytest.fixture
def unused_tcp_ports(unused_tcp_port_factory) -> tuple[int, int]:
    return unused_tcp_port_factory(), unused_tcp_port_factory()


async def seen(house: House) -> set[int]:
    async with house.database.read() as tx:
        return set((await tx.scalars(sa.select(seen_updates.c.update_id))).all())


async def test_updates_come_in_and_answers_go_out(stage: Stage) -> None:
    async with stage.house() as (house, _stop, _running):
        await soon(lambda: not stage.waiting())
        stage.bob.says("/help", in_=stage.bot)
        chat = stage.bob.chat_with(stage.bot)
        await soon(lambda: any(message.sender is stage.bot.user for message in chat.messages))
        assert stage.bot.webhook is not None
        assert stage.bot.webhook.error == ""
        async with httpx.AsyncClient(base_url=f"http://{stage.watch}") as watcher:
            health = await watcher.get("/healthz")
            figures = (await watcher.get("/metrics")).text
        assert (health.status_code, health.json()["ok"]) == (200, True)
        assert f"renao_updates_taken_total {house.meter.taken}\n" in figures
        assert (await seen(house)) != set()


async def test_a_stop_under_traffic_loses_nothing_that_telegram_takes_for_delivered(
    stage: Stage,
) -> None:
    brought: set[int] = set()
    async with stage.house() as (house, stop, running):
        await soon(lambda: not stage.waiting())
        for number in range(60):
            stage.bob.says(f"hello {number}", in_=stage.group)
            brought |= set(stage.waiting())
            await asyncio.sleep(0)
        await soon(lambda: len(stage.waiting()) < 50)
        stop.set()
        await running
        kept = await seen(house)
    assert stage.waiting(), "it was over before the stop"
    assert brought - set(stage.waiting()) <= kept


async def test_a_quiet_time_is_no_gap_in_the_record(stage: Stage) -> None:
    async with stage.house() as (house, _stop, _running):
        await soon(lambda: not stage.waiting())
        house.meter.beat -= 60
        before = house.meter.beat
        house.database.announce()
        await soon(lambda: house.meter.beat > before)
        async with house.database.read() as tx:
            assert (await tx.execute(sa.select(recordings))).first() is not None


async def test_an_address_that_is_taken_ends_it_with_a_sentence(stage: Stage) -> None:
    host, port = stage.webhook.split(":")
    other = await asyncio.start_server(lambda *_: None, host, int(port))
    async with other, stage.house() as (_house, _stop, running):
        with pytest.raises(ConfigError, match=r"webhook\.listen"):
            await running


async def test_a_stop_does_not_wait_for_a_telegram_that_has_troubles(stage: Stage) -> None:
    trouble = stage.world.faults.add("error", method="setWebhook", times=0, status=502)
    async with stage.house() as (_house, stop, running):
        await soon(lambda: trouble.done > 0)
        stop.set()
        await asyncio.wait_for(running, 5)
    assert stage.bot.webhook is None


async def test_calls_that_go_wrong_on_the_way_bring_the_update_again_and_it_counts_once(
    stage: Stage,
) -> None:
    async with stage.house() as (house, _stop, _running):
        await soon(lambda: not stage.waiting())
        stage.world.faults.add("repeat", method="webhook", times=3)
        stage.bob.says("hello", in_=stage.group)
        (brought,) = stage.waiting()
        await soon(lambda: not stage.waiting())
        assert brought in await seen(house)
        async with house.database.read() as tx:
            said = sa.select(sa.func.sum(chat_days.c.messages))
            assert await tx.scalar(said) == 1
