"""The world from outside its process, on loopback only: the ledger, the clock, faults, the stories' verbs."""

from collections.abc import Sequence
from ipaddress import ip_address

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.sandbox.script.world import World

LOCAL_NAMES = {"localhost", "127.0.0.1", "::1", "sandbox"}


def is_local(request: Request) -> bool:
    """Say whether a request comes from this machine, and was not lured here under another name."""
    if request.url.hostname not in LOCAL_NAMES:
        return False
    if request.client is None:
        return True
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def control_routes(world: World) -> Sequence[BaseRoute]:
    """Return the routes under /sandbox."""

    async def ledger(request: Request) -> Response:
        if not is_local(request):
            return Response(status_code=403)
        after = request.query_params.get("after", "0")
        return JSONResponse(world.ledger.as_json(int(after) if after.isdecimal() else 0))

    return [Route("/sandbox/ledger", ledger, methods=["GET"])]
