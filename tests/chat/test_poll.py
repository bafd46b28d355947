"""Polling: nothing is confirmed before it is kept, and every kind of trouble is waited out."""

import asyncio
from collections.abc import Sequence

import httpx
import msgspec
import pytest
from sqlalchemy.exc import OperationalError

from bot.chat.poll import ALLOWED_UPDATES, BATCH, GATHERING, LONGEST_PAUSE, PATIENCE, Poller
from bot.inbox import Raw

URL = "http://telegram/bot42:TOKEN"


class Telegram:
    """Answers each call with the next of its lines; a line may be an exception."""

    def __init__(self, *lines: httpx.Response | Exception) -> None:
        self.lines = list(lines)
        self.questions: list[dict[str, object]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.questions.append(msgspec.json.decode(request.content))
        line = self.lines.pop(0)
        if isinstance(line, Exception):
            raise line
        return line


class Keeper:
    """Keeps batches, unless its disk is full."""

    def __init__(self) -> None:
        self.kept: list[int] = []
        self.full = False

    async def accept(self, raws: Sequence[Raw], now: float) -> None:
        if self.full:
            raise OperationalError("INSERT", {}, Exception("disk is full"))
        self.kept += [raw.update_id for raw in raws]


def updates(*ids: int) -> httpx.Response:
    return httpx.Response(200, json={"ok": True, "result": [{"update_id": one} for one in ids]})


def error(code: int, **parameters: int) -> httpx.Response:
    body = {"ok": False, "error_code": code, "description": "No", "parameters": parameters}
    return httpx.Response(code, json=body)


def poller(telegram: Telegram, keeper: Keeper, clock) -> Poller:
    http = httpx.AsyncClient(transport=httpx.MockTransport(telegram))
    return Poller(http, URL, keeper.accept, clock)


async def test_the_offset_follows_what_was_kept_and_starts_with_none(clock) -> None:
    telegram, keeper = Telegram(updates(7, 8), updates(), updates(9)), Keeper()
    polling = poller(telegram, keeper, clock)
    assert [await polling.step() for _ in range(3)] == [True, False, True]
    assert keeper.kept == [7, 8, 9]
    assert [question.get("offset") for question in telegram.questions] == [None, 9, 9]
    assert telegram.questions[0]["allowed_updates"] == list(ALLOWED_UPDATES)


async def test_what_the_database_could_not_keep_is_not_confirmed_and_comes_again(clock) -> None:
    telegram, keeper = Telegram(updates(7), updates(7), updates()), Keeper()
    polling = poller(telegram, keeper, clock)
    keeper.full = True
    assert not await polling.step()
    keeper.full = False
    assert await polling.step()
    await polling.step()
    assert keeper.kept == [7]
    assert [question.get("offset") for question in telegram.questions] == [None, None, 8]


@pytest.mark.parametrize(
    ("line", "pause"),
    [
        (error(401), LONGEST_PAUSE),
        (error(409), 5),
        (error(429, retry_after=17), 17),
        (error(502), 1),
        (httpx.Response(502, text="<html>Bad Gateway</html>"), 1),
        (httpx.Response(200, content=b'{"ok":true,"result":[{"upda'), 1),
        (httpx.Response(200, json={"ok": True, "result": [{"no": 1}]}), 1),
        (httpx.Response(200, json={"ok": True, "result": {}}), 1),
        (httpx.ConnectError("refused"), 1),
        (httpx.ReadTimeout("slow"), 1),
        (httpx.RemoteProtocolError("reset"), 1),
    ],
)
async def test_trouble_is_waited_out_and_polling_goes_on(clock, line, pause) -> None:
    telegram, keeper = Telegram(line, updates(1)), Keeper()
    polling, before = poller(telegram, keeper, clock), clock.now()
    assert not await polling.step()
    assert clock.now() == before + pause
    assert await polling.step()
    assert keeper.kept == [1]


async def test_pauses_grow_to_a_minute_and_begin_anew_after_a_success(clock) -> None:
    polling = poller(Telegram(*[error(500)] * 8, updates(), error(500)), Keeper(), clock)
    pauses = []
    for _ in range(10):
        before = clock.now()
        await polling.step()
        pauses.append(clock.now() - before)
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 0, 1]


async def test_a_webhook_is_dropped_but_not_what_waits_behind_it(clock) -> None:
    telegram = Telegram(httpx.Response(200, json={"ok": True, "result": True}), updates(1))
    polling = poller(telegram, Keeper(), clock)
    await polling.drop_webhook()
    assert telegram.questions == [{"drop_pending_updates": False}]
    assert await polling.step()


async def test_a_stop_lets_the_batch_in_hand_be_kept(clock) -> None:
    begun, kept = asyncio.Event(), []

    async def slowly(raws: Sequence[Raw], now: float) -> None:
        begun.set()
        await asyncio.sleep(0.01)
        kept.extend(raws)

    http = httpx.AsyncClient(transport=httpx.MockTransport(Telegram(updates(1))))
    step = asyncio.create_task(Poller(http, URL, slowly, clock).step())
    await begun.wait()
    step.cancel()
    await asyncio.wait([step])
    assert step.cancelled()
    assert len(kept) == 1


async def test_updates_gather_where_they_come_one_by_one(clock) -> None:
    full = updates(*range(BATCH))
    polling = poller(Telegram(updates(7), full, updates(), updates(8)), Keeper(), clock)
    waited = []
    for patience in (PATIENCE, PATIENCE, PATIENCE, 0):
        before = clock.now()
        await polling.step(patience)
        waited.append(clock.now() - before)
    assert waited == pytest.approx([GATHERING, 0, 0, 0])
