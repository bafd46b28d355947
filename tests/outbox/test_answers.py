"""What python-telegram-bot makes of Telegram's answers, over HTTP, and what we make of that."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.outbox.answers import (
    DeliveryError,
    Elsewhere,
    Later,
    Never,
    Otherwise,
    Sent,
    Unclear,
    Unheard,
)
from bot.outbox.deliver import deliver
from bot.outbox.draft import Policy
from bot.outbox.message import Message

TOKEN = "123456:test"
MESSAGE = Message(
    id=1,
    chat_id=-1001,
    topic_id=4,
    reply_to=3,
    target_ids=(8,),
    kind="text",
    text="<b>hello</b>",
    media=None,
    buttons=[[{"label": "yes", "token": "t0ken"}]],
    silent=False,
    policy=Policy.AT_LEAST_ONCE,
    part_of=None,
    attempts=0,
)


def error(code: int, description: str, **parameters: int) -> Response:
    body = {"ok": False, "error_code": code, "description": description}
    return JSONResponse(body | ({"parameters": parameters} if parameters else {}), code)


@asynccontextmanager
async def bot_that_hears(answer: Response, heard: list[dict[str, Any]]) -> AsyncIterator[Bot]:
    """A real Bot whose Telegram answers every call with `answer`."""

    async def method(request: Request) -> Response:
        heard.append(dict(await request.form()) | {"method": request.path_params["method"]})
        return answer

    app = Starlette(routes=[Route("/bot{token}/{method}", method, methods=["POST"])])
    transport = httpx.ASGITransport(app)
    async with bot_at("http://telegram", transport=transport) as bot:
        yield bot


@asynccontextmanager
async def bot_at(
    address: str, *, connections: int = 4, pool_timeout: float = 1, **options: Any
) -> AsyncIterator[Bot]:
    request = HTTPXRequest(
        connections,
        read_timeout=0.3,
        pool_timeout=pool_timeout,
        httpx_kwargs={"verify": False, **options},
    )
    bot = Bot(TOKEN, base_url=f"{address}/bot", request=request, get_updates_request=request)
    async with request:
        yield bot


async def outcome(answer: Response, message: Message = MESSAGE) -> Sent | DeliveryError:
    async with bot_that_hears(answer, []) as bot:
        return await said(bot, message)


async def said(bot: Bot, message: Message = MESSAGE) -> Sent | DeliveryError:
    try:
        return await deliver(bot, message)
    except DeliveryError as error:
        return error


async def test_what_telegram_gets_is_the_message_and_what_we_keep_is_its_number() -> None:
    sent = {"message_id": 55, "date": 0, "chat": {"id": -1001, "type": "supergroup"}}
    heard: list[dict[str, Any]] = []
    async with bot_that_hears(JSONResponse({"ok": True, "result": sent}), heard) as bot:
        assert await deliver(bot, MESSAGE) == Sent(55)
    [call] = heard
    assert call == {
        "method": "sendMessage",
        "chat_id": "-1001",
        "message_thread_id": "4",
        "text": "<b>hello</b>",
        "parse_mode": "HTML",
        "disable_notification": "false",
        "link_preview_options": '{"is_disabled": true}',
        "reply_parameters": '{"allow_sending_without_reply": true, "message_id": 3}',
        "reply_markup": '{"inline_keyboard": [[{"callback_data": "t0ken", "text": "yes"}]]}',
    }


async def test_telegram_asks_us_to_wait() -> None:
    answer = await outcome(error(429, "Too Many Requests: retry after 17", retry_after=17))
    assert isinstance(answer, Later)
    assert answer.seconds == 17


async def test_the_group_became_a_supergroup() -> None:
    said = "Bad Request: group chat was upgraded to a supergroup chat"
    answer = await outcome(error(400, said, migrate_to_chat_id=-1009))
    assert isinstance(answer, Elsewhere)
    assert answer.chat_id == -1009


@pytest.mark.parametrize(
    "description",
    [
        "Forbidden: bot was blocked by the user",
        "Forbidden: user is deactivated",
        "Forbidden: bot can't initiate conversation with a user",
        "Forbidden: bot was kicked from the group chat",
        "Forbidden: bot was kicked from the supergroup chat",
        "Forbidden: bot is not a member of the channel chat",
        "Forbidden: the group chat was deleted",
    ],
)
async def test_the_chat_is_closed_to_us(description: str) -> None:
    answer = await outcome(error(403, description))
    assert isinstance(answer, Never)
    assert answer.gone


@pytest.mark.parametrize(
    ("code", "description"),
    [
        (400, "Bad Request: chat not found"),
        (400, "Bad Request: not enough rights to send text messages to the chat"),
        (400, "Bad Request: message is too long"),
        (400, "Bad Request: message to edit not found"),
        (400, "Bad Request: message can't be deleted"),
        (403, "Forbidden: bot can't send messages to bots"),
    ],
)
async def test_this_message_is_refused_but_the_next_may_not_be(code: int, description: str) -> None:
    answer = await outcome(error(code, description))
    assert isinstance(answer, Never)
    assert not answer.gone


@pytest.mark.parametrize(
    ("description", "changes"),
    [
        ("can't parse entities: Unsupported start tag", {"text": "hello"}),
        ("message to be replied not found", {"reply_to": None}),
        ("message thread not found", {"topic_id": None}),
    ],
)
async def test_telegram_would_have_it_otherwise(
    description: str, changes: dict[str, str | None]
) -> None:
    answer = await outcome(error(400, f"Bad Request: {description}"))
    assert isinstance(answer, Otherwise)
    assert answer.changes == changes


@pytest.mark.parametrize(
    "description",
    ["message is not modified: specified new message content …", "message to delete not found"],
)
async def test_it_is_already_so(description: str) -> None:
    assert await outcome(error(400, f"Bad Request: {description}")) == Sent(8)


@pytest.mark.parametrize(
    "answer",
    [
        error(401, "Unauthorized"),
        error(404, "Not Found"),
        error(409, "Conflict: terminated by other getUpdates request"),
    ],
)
async def test_telegram_does_not_know_us(answer: Response) -> None:
    assert isinstance(await outcome(answer), Unheard)


@pytest.mark.parametrize(
    "answer",
    [
        error(500, "Internal Server Error: restart"),
        Response("<html>502 Bad Gateway</html>", 502),
        Response('{"ok": true, "resu', 200),
        Response("", 200),
        JSONResponse({"ok": True, "result": {}}),
        Response("<html>hello, this is your hotel's network</html>", 200),
    ],
    ids=["500", "502", "half", "empty", "strange", "portal"],
)
async def test_what_nobody_can_make_sense_of_may_have_been_sent(answer: Response) -> None:
    assert isinstance(await outcome(answer), Unclear)


# ── real connections ─────────────────────────────────────────────────────────────────────────────

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[object]]


@asynccontextmanager
async def listening(handler: Handler) -> AsyncIterator[str]:
    """A server that does as `handler` does with each connection; its address."""
    calls: list[asyncio.Task[None]] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await handler(reader, writer)
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        calls.append(asyncio.create_task(serve(reader, writer)))

    async with await asyncio.start_server(accept, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        await asyncio.gather(*calls)


async def says_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()


async def hangs_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(1)
    writer.transport.abort()


async def answers_half(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(1)
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")


@pytest.mark.parametrize("handler", [says_nothing, hangs_up, answers_half])
async def test_a_connection_that_breaks_after_we_spoke_may_have_been_heard(
    handler: Handler,
) -> None:
    async with listening(handler) as address, bot_at(address) as bot:
        assert isinstance(await said(bot), Unclear)


async def test_a_connection_that_is_refused_was_not_heard() -> None:
    async with listening(says_nothing) as address:
        pass
    async with bot_at(address) as bot:
        assert isinstance(await said(bot), Unheard)


async def test_a_call_that_found_no_free_connection_was_not_heard() -> None:
    async with (
        listening(says_nothing) as address,
        bot_at(address, connections=1, pool_timeout=0.05) as bot,
    ):
        answers = await asyncio.gather(said(bot), said(bot))
    assert {type(answer) for answer in answers} == {Unclear, Unheard}
