"""The webhook: nothing without the secret, 200 only for what is kept, and never a 4xx for an update."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from bot.web.meter import Meter
from bot.web.webhook import LARGEST_BODY, SECRET_HEADER, webhook_app
from tests.web.conftest import DISK_FULL, SECRET, Keeper, update


class Body:
    """A body that says whether it was read."""

    def __init__(self, *chunks: bytes) -> None:
        self.chunks = chunks
        self.sent = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self.chunks:
            self.sent += 1
            yield chunk


async def test_an_update_is_kept_and_thanked_for(
    telegram: httpx.AsyncClient, keeper: Keeper, meter: Meter, clock
) -> None:
    clock.forward(seconds=5)
    answer = await telegram.post("/telegram", content=update(7))
    assert (answer.status_code, answer.content) == (200, b"")
    assert keeper.batches == [[7]]
    assert (meter.taken, meter.last_update, meter.beat) == (1, clock.now(), clock.now())


@pytest.mark.parametrize(
    "forged",
    [
        None,
        "",
        "A-long-random-word",
        SECRET[:-1],
        SECRET + "x",
        " ",
        "é".encode("latin-1"),
        "x" * 300,
    ],
)
async def test_without_the_secret_not_even_the_body_is_read(
    telegram: httpx.AsyncClient, keeper: Keeper, forged: str | bytes | None
) -> None:
    del telegram.headers[SECRET_HEADER]
    headers = {} if forged is None else {SECRET_HEADER: forged}
    body = Body(update(7))
    answer = await telegram.post("/telegram", content=body, headers=headers)
    assert answer.status_code == 401
    assert body.sent == 0
    assert keeper.batches == []


def test_a_webhook_without_a_secret_is_not_made(keeper: Keeper, meter: Meter, clock) -> None:
    with pytest.raises(ValueError, match="secret"):
        webhook_app(keeper.accept, "", clock=clock, meter=meter)


@pytest.mark.parametrize("path", ["/", "/telegram/", "/telegram/x", "/healthz", "/metrics"])
async def test_there_is_nothing_at_other_addresses(telegram: httpx.AsyncClient, path: str) -> None:
    assert (await telegram.post(path, content=update(7))).status_code == 404


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
async def test_it_only_takes_posts(
    telegram: httpx.AsyncClient, keeper: Keeper, method: str
) -> None:
    assert (await telegram.request(method, "/telegram")).status_code == 405
    assert keeper.batches == []


async def test_a_body_as_large_as_can_be_is_read(
    telegram: httpx.AsyncClient, keeper: Keeper
) -> None:
    frame = len(update(7, x=""))
    body = update(7, x="x" * (LARGEST_BODY - frame))
    assert len(body) == LARGEST_BODY
    assert (await telegram.post("/telegram", content=body)).status_code == 200
    assert keeper.kept == [7]


async def test_a_body_that_says_it_is_too_large_is_not_read(
    telegram: httpx.AsyncClient, keeper: Keeper
) -> None:
    body = Body(b"x")
    headers = {"Content-Length": str(LARGEST_BODY + 1)}
    answer = await telegram.post("/telegram", content=body, headers=headers)
    assert (answer.status_code, body.sent, keeper.kept) == (413, 0, [])


@pytest.mark.parametrize("said", [{}, {"Content-Length": "10"}, {"Content-Length": "many"}])
async def test_a_body_that_turns_out_too_large_is_read_no_further(
    telegram: httpx.AsyncClient, keeper: Keeper, said: dict[str, str]
) -> None:
    body = Body(*[b"x" * 65536] * 100)
    answer = await telegram.post("/telegram", content=body, headers=said)
    assert (answer.status_code, keeper.kept) == (413, [])
    assert body.sent < 20


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"{}",
        b'{"update_id": "7"}',
        b'{"update_id": 7.5}',
        b'{"update_id": 99999999999999999999}',
        b'{"update_id": 7, "message": ',
        b'\xff\xfe{"update_id": 7}',
        b'{"update_id": 7, "x": ' + b"[" * 100_000,
    ],
    ids=lambda body: body[:30].decode("latin-1"),
)
async def test_what_is_no_update_is_dropped_counted_and_not_asked_for_again(
    telegram: httpx.AsyncClient, keeper: Keeper, meter: Meter, body: bytes
) -> None:
    assert (await telegram.post("/telegram", content=body)).status_code == 200
    assert keeper.batches == []
    assert (meter.taken, meter.unreadable) == (0, 1)


async def test_an_update_of_an_unknown_kind_is_kept_like_any_other(
    telegram: httpx.AsyncClient, keeper: Keeper
) -> None:
    body = update(7, tea_party={"cups": [1, 2]})
    assert (await telegram.post("/telegram", content=body)).status_code == 200
    assert keeper.kept == [7]


@pytest.mark.parametrize("failure", [DISK_FULL, OSError("I/O error"), KeyError("a fault of ours")])
async def test_what_cannot_be_kept_is_to_come_again(
    telegram: httpx.AsyncClient, keeper: Keeper, meter: Meter, failure: Exception
) -> None:
    keeper.failure = failure
    answer = await telegram.post("/telegram", content=update(7))
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert (meter.taken, meter.last_update) == (0, None)
    keeper.failure = None
    assert (await telegram.post("/telegram", content=update(7))).status_code == 200
    assert keeper.batches == [[7]]


async def test_what_arrives_while_a_commit_runs_is_kept_in_one_batch_in_its_order(
    telegram: httpx.AsyncClient, keeper: Keeper
) -> None:
    keeper.door.clear()
    posts = [asyncio.create_task(telegram.post("/telegram", content=update(1)))]
    await keeper.begun.wait()
    for number in range(2, 42):
        posts.append(asyncio.create_task(telegram.post("/telegram", content=update(number))))
    # Each is on its way to the next batch once the loop has been round a few times.
    for _ in range(50):
        await asyncio.sleep(0)
    assert not any(post.done() for post in posts)
    keeper.door.set()
    answers = await asyncio.gather(*posts)
    assert {answer.status_code for answer in answers} == {200}
    assert keeper.batches == [[1], list(range(2, 42))]


async def test_a_batch_is_never_larger_than_a_poll(
    telegram: httpx.AsyncClient, keeper: Keeper
) -> None:
    keeper.door.clear()
    posts = [
        asyncio.create_task(telegram.post("/telegram", content=update(number)))
        for number in range(250)
    ]
    await keeper.begun.wait()
    for _ in range(50):
        await asyncio.sleep(0)
    keeper.door.set()
    await asyncio.gather(*posts)
    assert max(map(len, keeper.batches)) == 100
    assert len(keeper.batches) <= 4
    assert keeper.kept == list(range(250))


async def test_when_a_batch_fails_all_of_it_is_to_come_again_and_the_next_is_not_to_blame(
    telegram: httpx.AsyncClient, keeper: Keeper
) -> None:
    keeper.door.clear()
    keeper.failure = DISK_FULL
    first = asyncio.create_task(telegram.post("/telegram", content=update(1)))
    await keeper.begun.wait()
    rest = [
        asyncio.create_task(telegram.post("/telegram", content=update(number)))
        for number in range(2, 6)
    ]
    for _ in range(50):
        await asyncio.sleep(0)
    keeper.door.set()
    answers = await asyncio.gather(first, *rest)
    assert [answer.status_code for answer in answers] == [503] * 5
    keeper.failure = None
    assert (await telegram.post("/telegram", content=update(6))).status_code == 200
    assert keeper.batches == [[6]]


async def test_a_caller_that_hangs_up_in_the_middle_of_a_commit_hinders_nobody(
    telegram: httpx.AsyncClient, keeper: Keeper
) -> None:
    keeper.door.clear()
    gone = asyncio.create_task(telegram.post("/telegram", content=update(1)))
    await keeper.begun.wait()
    other = asyncio.create_task(telegram.post("/telegram", content=update(2)))
    gone.cancel()
    await asyncio.wait([gone])
    keeper.door.set()
    assert (await other).status_code == 200
    assert keeper.kept == [1, 2]


async def test_half_a_body_is_dropped(keeper: Keeper, meter: Meter, clock) -> None:
    app = webhook_app(keeper.accept, SECRET, clock=clock, meter=meter)
    heard = iter(
        [
            {"type": "http.request", "body": b'{"update_id": 7}', "more_body": True},
            {"type": "http.disconnect"},
        ]
    )

    async def receive() -> dict[str, object]:
        return next(heard)

    async def send(_: object) -> None:
        """Nobody is there to hear it."""

    header = (SECRET_HEADER.lower().encode(), SECRET.encode())
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/",
        "headers": [header],
        "query_string": b"",
    }
    await app(scope, receive, send)
    assert (keeper.batches, meter.unreadable) == ([], 0)
