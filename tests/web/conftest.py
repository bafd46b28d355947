"""A keeper of updates that can be slow or out of order, and Telegram's calls in process."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence

import httpx
import msgspec
import pytest
from sqlalchemy.exc import OperationalError

from bot.inbox import Raw
from bot.web.meter import Meter
from bot.web.webhook import SECRET_HEADER, webhook_app

SECRET = "a-long-random-word"
KNOWING = {SECRET_HEADER: SECRET}


class Keeper:
    """Keeps batches in order, each in a commit that lasts until the door is open; fails as it is told."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.failure: Exception | None = None
        self.begun = asyncio.Event()
        self.door = asyncio.Event()
        self.door.set()

    async def accept(self, raws: Sequence[Raw], now: float) -> None:
        ids = [raw.update_id for raw in raws]
        self.begun.set()
        await self.door.wait()
        if self.failure is not None:
            raise self.failure
        self.batches.append(ids)

    @property
    def kept(self) -> list[int]:
        return [one for batch in self.batches for one in batch]


DISK_FULL = OperationalError("INSERT", {}, Exception("database or disk is full"))


@pytest.fixture
def keeper() -> Keeper:
    return Keeper()


@pytest.fixture
def meter(clock) -> Meter:
    return Meter(clock.now())


@pytest.fixture
async def telegram(keeper: Keeper, meter: Meter, clock) -> AsyncIterator[httpx.AsyncClient]:
    """Calls the webhook as Telegram does, with the secret, in process."""
    app = webhook_app(
        meter.around(keeper.accept), SECRET, clock=clock, meter=meter, path="/telegram"
    )
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://renao", headers=KNOWING
    ) as client:
        yield client


def update(number: int, **more: object) -> bytes:
    return msgspec.json.encode({"update_id": number, **more})


async def soon(holds: Callable[[], bool]) -> None:
    """Give way to other tasks until something holds."""
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110 - what is waited for is another's
            await asyncio.sleep(0.001)
