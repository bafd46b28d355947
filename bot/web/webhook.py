"""The webhook: the secret first, then the body, then the commit, and only then 200.

What Telegram is not told 2xx it brings again, for a day, and holds back the chat's next updates until then.
So 503 says "later", and what can never be read is thanked for and dropped.
"""

import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.clock import Clock
from bot.inbox import Accept, NoUpdate, Raw, numbered
from bot.web.group_commit import GroupCommit, NotKept
from bot.web.meter import Meter

log = structlog.get_logger()

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
# Far above any update; without a bound, whoever learns the secret could fill the memory.
LARGEST_BODY = 1 << 20
RETRY_AFTER = {"Retry-After": "2"}


class TooLarge(Exception):
    """The body is longer than any update."""


def webhook_app(
    accept: Accept, secret: str, *, clock: Clock, meter: Meter, path: str = "/"
) -> Starlette:
    """Return the app that takes what Telegram posts to `path`; `secret` must come with every call.

    Answers: 200 kept (or no update at all), 401 without the secret, 413 above 1 MB, 503 not kept.
    """
    if not secret:
        raise ValueError("a webhook without a secret would believe anybody")
    group = GroupCommit(accept, clock)

    async def take(request: Request) -> Response:
        if not _knows(request, secret):
            return Response(status_code=401)
        try:
            raw = numbered(await _body(request))
        except TooLarge:
            return Response(status_code=413)
        except ClientDisconnect:
            # Half an update is none; Telegram brings it again whole. Nobody hears this answer.
            return Response(status_code=400)
        except NoUpdate:
            meter.unreadable += 1
            log.error("what came to the webhook is no update; dropped", so_far=meter.unreadable)
            return Response()
        return await _keep(group, raw)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await group.finish()

    app = Starlette(routes=[Route(path, take, methods=["POST"])], lifespan=lifespan)
    app.router.redirect_slashes = False
    return app


def _knows(request: Request, secret: str) -> bool:
    """Say whether the caller knows the secret; how long that takes tells nothing of it."""
    given = request.headers.get(SECRET_HEADER, "").encode("latin-1")
    return hmac.compare_digest(given, secret.encode())


async def _body(request: Request) -> bytes:
    """Read the body, as far as it is no longer than allowed, whatever its headers say of its length."""
    said = request.headers.get("content-length", "0")
    if said.isdecimal() and int(said) > LARGEST_BODY:
        raise TooLarge
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise TooLarge
    return bytes(body)


async def _keep(group: GroupCommit, raw: Raw) -> Response:
    try:
        await group.keep(raw)
    except NotKept:
        return Response(status_code=503, headers=RETRY_AFTER)
    return Response()
