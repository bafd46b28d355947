"""Webhooks: the secret, retries, order per lane, parallel lanes, methods in the answer."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import msgspec
import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.sandbox import World, create_app, serve
from bot.sandbox.model.bots import Bot
from tests.sandbox.conftest import TOKEN, Client

URL = "http://localhost:9/hook"
KEYBOARD = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}


class Receiver(httpx.AsyncBaseTransport):
    """A bot's end of a webhook: remembers what came, answers as it is told."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []
        self.received = asyncio.Event()
        self.gate = asyncio.Event()
        self.gate.set()
        self.crowded = asyncio.Event()
        self.inside = self.most_inside = 0
        self.answer: Callable[[dict[str, Any]], httpx.Response] = lambda _: httpx.Response(200)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        self.received.set()
        self.inside += 1
        self.most_inside = max(self.most_inside, self.inside)
        if self.inside == 3:
            self.crowded.set()
        await self.gate.wait()
        self.inside -= 1
        return self.answer(msgspec.json.decode(request.content))

    def texts(self) -> list[str]:
        bodies = [msgspec.json.decode(request.content) for request in self.requests]
        return [one["message"]["text"] if "message" in one else "a press" for one in bodies]


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
async def client(world: World, bot: Bot, receiver: Receiver) -> AsyncIterator[Client]:
    app = create_app(world, webhook_transport=receiver)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as http:
        client = Client(http, TOKEN)
        client.settle = lambda: app.state.desk.office.settle(bot)  # type: ignore[attr-defined]
        yield client
    await app.state.desk.office.close()


async def test_an_update_is_posted_with_the_secret(client, group, bob, receiver):
    await client.call("setWebhook", url=URL, secret_token="s3cret")
    bob.says("hi", in_=group)
    await client.settle()
    (request,) = receiver.requests
    assert str(request.url) == URL
    assert request.headers["X-Telegram-Bot-Api-Secret-Token"] == "s3cret"
    assert (await client.call("getWebhookInfo"))["pending_update_count"] == 0


async def test_while_a_webhook_is_set_polling_is_a_409(client, group):
    await client.call("setWebhook", url=URL)
    assert (await client.refused("getUpdates")).startswith(
        "409 Conflict: can't use getUpdates method while webhook is active"
    )
    await client.call("deleteWebhook")
    assert await client.call("getUpdates") == []


async def test_it_retries_at_once_then_after_2_4_8_seconds(client, group, bob, receiver, clock):
    await client.call("setWebhook", url=URL)
    receiver.answer = lambda _: httpx.Response(500)
    bob.says("hi", in_=group)
    await client.settle()
    assert len(receiver.requests) == 2
    for pause in (2, 4, 8, 16, 32):
        before = len(receiver.requests)
        clock.forward(seconds=pause - 1)
        await client.settle()
        assert len(receiver.requests) == before
        clock.forward(seconds=1)
        await client.settle()
        assert len(receiver.requests) == before + 1
    info = await client.call("getWebhookInfo")
    assert info["pending_update_count"] == 1
    assert (
        info["last_error_message"] == "Wrong response from the webhook: 500 Internal Server Error"
    )
    receiver.answer = lambda _: httpx.Response(204)
    clock.forward(minutes=2)
    await client.settle()
    assert (await client.call("getWebhookInfo"))["pending_update_count"] == 0


async def test_a_socket_that_closes_under_its_driver_is_a_connection_that_failed(
    client, group, bob, receiver
):
    def once(_: dict[str, Any]) -> httpx.Response:
        receiver.answer = lambda _: httpx.Response(200)
        raise AttributeError("'NoneType' object has no attribute 'getpeername'")

    await client.call("setWebhook", url=URL)
    receiver.answer = once
    bob.says("hi", in_=group)
    await client.settle()
    assert receiver.texts() == ["hi", "hi"]
    info = await client.call("getWebhookInfo")
    assert info["pending_update_count"] == 0
    assert info["last_error_message"] == "Connection failed: AttributeError"


async def test_retry_after_is_honoured(client, group, bob, receiver, clock):
    await client.call("setWebhook", url=URL)
    receiver.answer = lambda _: httpx.Response(503, headers={"Retry-After": "100"})
    bob.says("hi", in_=group)
    await client.settle()
    clock.forward(seconds=99)
    await client.settle()
    assert len(receiver.requests) == 1
    clock.forward(seconds=1)
    await client.settle()
    assert len(receiver.requests) == 2


async def test_a_failing_update_holds_up_only_its_own_lane(
    client, world, group, bot, alice, bob, receiver
):
    await client.call("sendMessage", chat_id=group.id, text="Yes?", reply_markup=KEYBOARD)
    other = world.supergroup("Others", owner=alice, members=[bob])
    alice.adds(bot, other)
    bot.queue.clear()
    await client.call("setWebhook", url=URL)

    def refuse_bad(update: dict[str, Any]) -> httpx.Response:
        text = update.get("message", {}).get("text")
        return httpx.Response(500 if text == "bad" else 200)

    receiver.answer = refuse_bad
    bob.says("bad", in_=group)
    bob.says("behind the bad one", in_=group)
    bob.says("elsewhere", in_=other)
    bob.presses(group.last if group.last.keyboard else group.messages[0], "Yes")
    await client.settle()
    assert sorted(set(receiver.texts())) == ["a press", "bad", "elsewhere"]


async def test_a_lane_keeps_its_order(client, group, bob, receiver):
    await client.call("setWebhook", url=URL)
    for number in range(10):
        bob.says(str(number), in_=group)
    await client.settle()
    assert receiver.texts() == [str(number) for number in range(10)]


async def test_a_method_in_the_answer_is_carried_out(client, group, bob, receiver):
    await client.call("setWebhook", url=URL)
    reply = {"method": "sendMessage", "chat_id": group.id, "text": "hello yourself"}
    receiver.answer = lambda _: httpx.Response(200, json=reply)
    bob.says("hello", in_=group)
    await client.settle()
    assert group.texts == ["hello", "hello yourself"]


@pytest.mark.parametrize("method", ["getMe", "deleteWebhook", "setWebhook", "close"])
async def test_some_methods_in_the_answer_are_ignored(client, bot, group, bob, receiver, method):
    await client.call("setWebhook", url=URL)
    receiver.answer = lambda _: httpx.Response(200, json={"method": method, "url": "http://[::1]/"})
    bob.says("hello", in_=group)
    await client.settle()
    assert bot.webhook is not None
    assert bot.webhook.url == URL


async def test_an_update_is_dropped_when_its_life_ends(client, group, bob, receiver, clock):
    await client.call("setWebhook", url=URL)
    receiver.answer = lambda _: httpx.Response(500)
    bob.says("hi", in_=group)
    await client.settle()
    clock.forward(hours=24)
    await client.settle()
    assert (await client.call("getWebhookInfo"))["pending_update_count"] == 0


async def test_a_webhook_that_is_gone_for_23_hours_is_removed(
    client, bot, group, bob, receiver, clock
):
    await client.call("setWebhook", url=URL)
    receiver.answer = lambda _: httpx.Response(410)
    bob.says("hi", in_=group)
    await client.settle()
    clock.forward(hours=22)
    await client.settle()
    assert bot.webhook is not None
    clock.forward(hours=1)
    await client.settle()
    assert bot.webhook is None


async def test_set_webhook_more_than_once_a_second_is_too_much(client, clock):
    assert (await client.raw("setWebhook", url=URL)).json()["description"] == "Webhook was set"
    response = await client.raw("setWebhook", url=URL + "2")
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "1"
    clock.forward(seconds=1)
    await client.call("setWebhook", url=URL + "2")


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("http://example.org/", "An HTTPS URL must be provided for webhook"),
        ("ftp://example.org/", "An HTTPS URL must be provided for webhook"),
        ("https://example.org:444/", "Webhook can be set up only on ports 80, 88, 443 or 8443"),
        ("https://[/", "URL is invalid"),
    ],
)
async def test_a_bad_address_is_refused(client, url, complaint):
    assert (
        await client.refused("setWebhook", url=url) == f"400 Bad Request: bad webhook: {complaint}"
    )


async def test_it_delivers_by_itself_in_the_background(client, group, bob, receiver):
    await client.call("setWebhook", url=URL)
    bob.says("hi", in_=group)
    await receiver.received.wait()
    assert receiver.texts() == ["hi"]


async def test_lanes_go_in_parallel_up_to_max_connections(client, world, bot, alice, receiver):
    groups = [world.supergroup(f"Group {number}", owner=alice) for number in range(5)]
    for place in groups:
        alice.adds(bot, place)
    bot.queue.clear()
    await client.call("setWebhook", url=URL, max_connections=3)
    receiver.gate.clear()
    for place in groups:
        alice.says("hi", in_=place)
    settled = asyncio.create_task(client.settle())
    await receiver.crowded.wait()
    receiver.gate.set()
    await settled
    assert receiver.most_inside == 3
    assert len(receiver.requests) == 5


async def test_a_fault_delivers_an_update_twice(client, world, group, bob, receiver):
    await client.call("setWebhook", url=URL)
    world.faults.add("repeat", method="webhook")
    bob.says("hi", in_=group)
    await client.settle()
    assert receiver.texts() == ["hi", "hi"]
    (update_id,) = world.ledger.update_ids("confirmed")
    assert world.ledger.update_ids("delivered") == [update_id, update_id]


async def test_it_posts_over_a_real_connection(world, bot, alice):
    got: asyncio.Queue[bytes] = asyncio.Queue()

    async def hook(request: Request) -> Response:
        await got.put(await request.body())
        return Response()

    receiving = serve(World(), routes=[Route("/hook", hook, methods=["POST"])])
    async with (
        receiving as there,
        serve(world) as here,
        httpx.AsyncClient(base_url=here.url) as http,
    ):
        await Client(http).call("setWebhook", url=f"{there.url}/hook")
        alice.starts(bot)
        assert msgspec.json.decode(await got.get())["message"]["text"] == "/start"
