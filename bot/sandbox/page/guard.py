"""Who may use the page: a browser on this machine that shows this very page, and no other site in it."""

from collections.abc import Awaitable, Callable

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from bot.sandbox.control import is_local
from bot.sandbox.script.places import Impossible

Handler = Callable[[Request], Awaitable[Response]]

MAX_BODY = 64 << 10
POLICY = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


def json_response(shown: object, status: int = 200) -> Response:
    """Return an object as JSON."""
    return Response(msgspec.json.encode(shown), status, media_type="application/json")


def guarded(handler: Handler) -> Handler:
    """Let a handler see only requests of the page itself, and say in words what it finds impossible."""

    async def guard(request: Request) -> Response:
        complaint = _stranger(request)
        response = (
            json_response({"error": complaint}, 403)
            if complaint
            else await _answer(handler, request)
        )
        response.headers.update(HEADERS)
        return response

    return guard


async def _answer(handler: Handler, request: Request) -> Response:
    try:
        return await handler(request)
    except (msgspec.DecodeError, LookupError) as error:
        return json_response({"error": f"not understood: {error}"}, 400)
    except (Impossible, ValueError) as error:
        return json_response({"error": str(error)}, 409)


def _stranger(request: Request) -> str:
    """Return why a request is not the page's own, or nothing.

    A page of another site can make a browser send requests here; it cannot hide where they come from.
    """
    if not is_local(request):
        return "the sandbox's page is for this machine only"
    own = f"{request.url.scheme}://{request.url.netloc}"
    if request.headers.get("origin", own) != own:
        return "another site's page may not act here"
    if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        return "another site's page may not read here"
    if request.method == "POST" and not _is_json(request):
        return "an act is sent as application/json"
    return ""


def _is_json(request: Request) -> bool:
    kind = request.headers.get("content-type", "").partition(";")[0]
    return kind.strip().lower() == "application/json"


async def body(request: Request, most: int = MAX_BODY) -> bytes:
    """Return what a request carries. Raises Impossible when it has more than so many bytes."""
    read = bytearray()
    async for chunk in request.stream():
        read += chunk
        if len(read) > most:
            raise Impossible("that is too long")
    return bytes(read)
