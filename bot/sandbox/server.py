"""The HTTP side: `/bot<token>/<method>` and `/file/bot<token>/<path>`, in process or on a port."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

import httpx
import msgspec
import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.sandbox.control import control_routes
from bot.sandbox.desk import Answer, Desk, refused
from bot.sandbox.errors import Refusal, bad_request
from bot.sandbox.faults import Fault
from bot.sandbox.methods.parameters import Upload
from bot.sandbox.model.events import Closing
from bot.sandbox.script.world import World
from bot.sandbox.wire import Protocol, hang, left, reset

MAX_BODY = 52 << 20
MAX_FORM_PART = 1 << 20
# These faults answer instead of the method.
INSTEAD = frozenset(("flood", "error", "html", "conflict"))


def create_app(
    world: World,
    *,
    routes: Sequence[BaseRoute] = (),
    webhook_transport: httpx.AsyncBaseTransport | None = None,
) -> Starlette:
    """Return the server of a world, with further routes (a page's) before its own.

    `app.state.desk` takes calls; its `office.close()` stops what runs in the background.
    `webhook_transport` carries webhooks elsewhere than over the network.
    """
    desk = Desk(world, webhook_transport)

    app = Starlette(
        routes=[
            *routes,
            Route("/bot{token}/{method}", _call, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", _download, methods=["GET"]),
            *control_routes(world),
            Route("/{path:path}", _nothing, methods=["GET", "POST"]),
        ]
    )
    app.state.desk = desk
    return app


def _response(answer: Answer) -> Response:
    return Response(
        answer.body, answer.status, headers=answer.headers, media_type=answer.content_type
    )


async def _nothing(_: Request) -> Response:
    return _response(refused(Refusal(404, "Not Found")))


async def _call(request: Request) -> Response:
    """Answer a call of a bot, unless a fault has it otherwise."""
    try:
        return _response(await _answered(request))
    except Refusal as refusal:
        return _response(refused(refusal))
    except ClientDisconnect:
        # Nobody is there any more to read this.
        return Response(status_code=400)


async def _answered(request: Request) -> Answer:
    desk: Desk = request.app.state.desk
    name = request.path_params["method"]
    bot = desk.bot(request.path_params["token"])
    given = await _given(request)
    fault = desk.world.faults.pick(name.lower(), given)
    if fault is None:
        return await _unless_gone(request, desk.take(bot, name, given))
    if fault.does in INSTEAD:
        return desk.misbehave(bot, name, given, fault)
    await _before(request, fault)
    answer = await _unless_gone(request, desk.take(bot, name, given))
    await _after(request, fault, answer)
    return answer


async def _unless_gone(request: Request, taking: Coroutine[Any, Any, Answer]) -> Answer:
    """Return the answer, or give up when the caller does: nothing is delivered to somebody who left."""
    task = asyncio.ensure_future(taking)
    gone = asyncio.ensure_future(left(request))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise ClientDisconnect
        return task.result()
    finally:
        task.cancel()
        gone.cancel()


async def _before(request: Request, fault: Fault) -> None:
    desk: Desk = request.app.state.desk
    if fault.does == "delay":
        await desk.world.clock.sleep(fault.seconds)
    elif fault.does == "reset_before":
        await reset(request)
    elif fault.does == "hang_before":
        await hang(request)


async def _after(request: Request, fault: Fault, answer: Answer) -> None:
    if fault.does == "reset_after":
        await reset(request)
    elif fault.does == "hang_after":
        await hang(request)
    elif fault.does == "half":
        await reset(request, after=answer.body)


async def _given(request: Request) -> dict[str, Any]:
    """Return the parameters from query and body, whatever form they came in."""
    given: dict[str, Any] = dict(request.query_params)
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > MAX_BODY:
        raise Refusal(413, "Request Entity Too Large")
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        return given | _json_object(await request.body())
    if kind in ("multipart/form-data", "application/x-www-form-urlencoded"):
        return given | await _form(request)
    return given


def _json_object(body: bytes) -> dict[str, Any]:
    if not body:
        return {}
    try:
        decoded = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError):
        raise bad_request("can't parse JSON object in the request body") from None
    if not isinstance(decoded, dict):
        raise bad_request("object expected in the request body")
    return decoded


async def _form(request: Request) -> dict[str, Any]:
    given: dict[str, Any] = {}
    try:
        async with request.form(max_part_size=MAX_FORM_PART) as form:
            for name, value in form.multi_items():
                given[name] = await _upload(value) if isinstance(value, UploadFile) else value
    except HTTPException:
        raise bad_request("can't parse the form in the request body") from None
    return {name: _attached(value, given) for name, value in given.items()}


def _attached(value: Any, given: dict[str, Any]) -> Any:
    """Return the part that `attach://name` points to. Pure."""
    if isinstance(value, str) and value.startswith("attach://"):
        return given.get(value.removeprefix("attach://"), value)
    return value


async def _upload(file: UploadFile) -> Upload:
    return Upload(await file.read(), file.filename or "", file.content_type or "")


async def _download(request: Request) -> Response:
    desk: Desk = request.app.state.desk
    try:
        desk.bot(request.path_params["token"])
    except Refusal as refusal:
        return _response(refused(refusal))
    for file in desk.world.state.files.values():
        if file.path == request.path_params["path"]:
            return Response(file.content, media_type="application/octet-stream")
    return _response(refused(Refusal(404, "Not Found: file not found")))


@dataclass(frozen=True)
class Served:
    """A running server."""

    host: str
    port: int
    app: Starlette

    @property
    def url(self) -> str:
        """The address of its root, without a slash at the end."""
        return f"http://{self.host}:{self.port}"

    @property
    def base_url(self) -> str:
        """What a bot's library wants as base_url: the token is appended to it."""
        return f"{self.url}/bot"


@contextlib.asynccontextmanager
async def serve(
    world: World,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    routes: Sequence[BaseRoute] = (),
    webhook_transport: httpx.AsyncBaseTransport | None = None,
) -> AsyncIterator[Served]:
    """Serve a world on a port, 0 for any free one, until the block ends."""
    app = create_app(world, routes=routes, webhook_transport=webhook_transport)
    with socket.create_server((host, port)) as listener:
        # Without this an answer of two packets waits 40 ms for the other side's acknowledgement.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        address = listener.getsockname()
        config = uvicorn.Config(
            app,
            http=Protocol,
            log_level="warning",
            # An access log would hold the tokens.
            access_log=False,
            timeout_graceful_shutdown=1,
        )
        server = _Server(config)
        running = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            await server.ready.wait()
            yield Served(address[0], address[1], app)
        finally:
            world.emit(Closing())
            await app.state.desk.office.close()
            server.should_exit = True
            await running


class _Server(uvicorn.Server):
    """uvicorn without its hands on the process's signals, and with a sign when it is up."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Any:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()
