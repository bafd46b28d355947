"""On a real port: the sandbox brings updates, a storage that fails gets them again, a stop loses none."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator

import httpx
import pytest
import sqlalchemy as sa

from bot.config import ConfigError
from bot.inbox import Intake
from bot.sandbox import ManualClock, Person, Place, World, create_app
from bot.sandbox.model.bots import Bot
from bot.storage import Database
from bot.storage.schema import seen_updates
from bot.web.meter import Meter
from bot.web.serve import serving
from bot.web.webhook import webhook_app
from tests.web.conftest import DISK_FULL, KNOWING, SECRET, Keeper, soon, update

ANYWHERE = "127.0.0.1:0"


class Pretence:
    """A pretend Telegram with one group, which brings a bot's updates to a webhook."""

    def __init__(self) -> None:
        self.clock = ManualClock(1_780_000_000)
        self.world = World(self.clock)
        self.bot: Bot = self.world.add_bot("renao_bot", token="42:SANDBOX", privacy=False)
        self.bob: Person = self.world.person("Bob")
        self.group: Place = self.world.supergroup("Fans", owner=self.bob)
        self.bob.adds(self.bot, self.group)
        self.app = create_app(self.world)

    async def call(self, method: str, **given: object) -> httpx.Response:
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://telegram") as client:
            return await client.post(f"/bot42:SANDBOX/{method}", json=given)

    async def bring_to(self, port: int, secret: str = SECRET) -> None:
        url = f"http://127.0.0.1:{port}/telegram"
        answer = await self.call("setWebhook", url=url, secret_token=secret)
        assert answer.json()["ok"], answer.text

    async def settle(self) -> None:
        await self.app.state.desk.office.settle(self.bot)

    def waiting(self) -> list[int]:
        return [one.id for one in self.bot.queue]


@pytest.fixture
async def pretence() -> AsyncIterator[Pretence]:
    telegram = Pretence()
    telegram.bot.queue.clear()
    yield telegram
    await telegram.app.state.desk.office.close()


async def test_the_sandbox_brings_updates_in_order_and_again_until_they_are_kept(
    pretence: Pretence, keeper: Keeper, meter: Meter, clock
) -> None:
    app = webhook_app(keeper.accept, SECRET, clock=clock, meter=meter, path="/telegram")
    for text in ("one", "two", "three"):
        pretence.bob.says(text, in_=pretence.group)
    brought = pretence.waiting()
    keeper.failure = DISK_FULL
    async with serving(app, ANYWHERE, "webhook.listen") as address:
        await pretence.bring_to(address.port)
        await pretence.settle()
        assert pretence.waiting() == brought
        info = (await pretence.call("getWebhookInfo")).json()["result"]
        assert "503" in info["last_error_message"]
        keeper.failure = None
        pretence.clock.forward(minutes=2)
        await soon(lambda: not pretence.waiting())
    assert keeper.kept == brought


async def test_who_does_not_know_the_secret_brings_nothing(
    pretence: Pretence, keeper: Keeper, meter: Meter, clock
) -> None:
    app = webhook_app(keeper.accept, SECRET, clock=clock, meter=meter, path="/telegram")
    pretence.bob.says("hello", in_=pretence.group)
    async with serving(app, ANYWHERE, "webhook.listen") as address:
        await pretence.bring_to(address.port, secret="Mallory-guessed")
        await pretence.settle()
    assert keeper.kept == []
    assert len(pretence.waiting()) == 1


async def test_a_real_intake_keeps_each_update_once(
    database: Database, meter: Meter, clock
) -> None:
    async def record(*_: object) -> None:
        """The facts are another room's."""

    intake: Intake[bytes] = Intake(database, lambda raw: raw, record, lambda _: None)
    app = webhook_app(intake.accept, SECRET, clock=clock, meter=meter)
    async with (
        serving(app, ANYWHERE, "webhook.listen") as (host, port),
        httpx.AsyncClient(base_url=f"http://{host}:{port}", headers=KNOWING) as telegram,
    ):
        numbers = [*range(30), *range(30)]
        answers = await asyncio.gather(
            *(telegram.post("/", content=update(number)) for number in numbers)
        )
    assert {answer.status_code for answer in answers} == {200}
    async with database.read() as tx:
        seen = (await tx.scalars(sa.select(seen_updates.c.update_id))).all()
    assert sorted(seen) == list(range(30))


async def test_a_stop_in_the_middle_of_a_commit_answers_what_is_kept_and_lets_nobody_in(
    keeper: Keeper, meter: Meter, clock
) -> None:
    app = webhook_app(keeper.accept, SECRET, clock=clock, meter=meter)
    thanked: list[int] = []

    async def bring(telegram: httpx.AsyncClient, number: int) -> None:
        try:
            answer = await telegram.post("/", content=update(number))
        except httpx.TransportError:
            return
        if answer.status_code == 200:
            thanked.append(number)

    async with httpx.AsyncClient(headers=KNOWING) as telegram:
        async with serving(app, ANYWHERE, "webhook.listen") as (host, port):
            telegram.base_url = httpx.URL(f"http://{host}:{port}")
            keeper.door.clear()
            posts = [asyncio.create_task(bring(telegram, number)) for number in range(20)]
            await keeper.begun.wait()
            asyncio.get_running_loop().call_later(0.05, keeper.door.set)
        await asyncio.gather(*posts)
        await bring(telegram, 99)
    assert keeper.begun.is_set()
    assert thanked
    assert set(thanked) <= set(keeper.kept)
    assert 99 not in keeper.kept


async def test_half_a_body_on_a_connection_that_breaks_is_dropped(
    keeper: Keeper, meter: Meter, clock
) -> None:
    app = webhook_app(keeper.accept, SECRET, clock=clock, meter=meter)
    async with serving(app, ANYWHERE, "webhook.listen") as (host, port):
        _reader, writer = await asyncio.open_connection(host, port)
        head = "".join(f"{name}: {value}\r\n" for name, value in KNOWING.items())
        writer.write(f"POST / HTTP/1.1\r\nHost: x\r\n{head}Content-Length: 99\r\n\r\n".encode())
        writer.write(update(7))
        await writer.drain()
        writer.close()
        await writer.wait_closed()
        async with httpx.AsyncClient(base_url=f"http://{host}:{port}", headers=KNOWING) as telegram:
            assert (await telegram.post("/", content=update(8))).status_code == 200
    assert (keeper.kept, meter.unreadable) == ([8], 0)


async def test_an_address_that_is_taken_is_a_sentence(keeper: Keeper, meter: Meter, clock) -> None:
    app = webhook_app(keeper.accept, SECRET, clock=clock, meter=meter)
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = f"127.0.0.1:{other.getsockname()[1]}"
        with pytest.raises(ConfigError, match=rf"listen at {taken} .* webhook\.listen"):
            async with serving(app, taken, "webhook.listen"):
                pass


async def test_the_process_keeps_its_own_signals(keeper: Keeper, meter: Meter, clock) -> None:
    app = webhook_app(keeper.accept, SECRET, clock=clock, meter=meter)
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    async with serving(app, ANYWHERE, "webhook.listen"):
        assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before


async def test_it_listens_on_ipv6_too(keeper: Keeper, meter: Meter, clock) -> None:
    if not _has_ipv6():
        pytest.skip("this machine has no IPv6")
    app = webhook_app(keeper.accept, SECRET, clock=clock, meter=meter)
    async with (
        serving(app, "[::1]:0", "webhook.listen") as (host, port),
        httpx.AsyncClient(headers=KNOWING) as telegram,
    ):
        answer = await telegram.post(f"http://[{host}]:{port}/", content=update(1))
    assert answer.status_code == 200


def _has_ipv6() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False
