"""The app for whoever watches over Renao: /healthz and /metrics. It tells counts, and nothing of anybody."""

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.clock import Clock
from bot.storage import Database
from bot.web.health import look, report
from bot.web.meter import Meter
from bot.web.metrics import MEDIA_TYPE, exposition


def watch_app(database: Database, meter: Meter, clock: Clock) -> Starlette:
    """Return the app that says how the house is: 200 when all is well, 503 when a part is not."""

    async def healthz(_: Request) -> Response:
        told = report(await look(database, meter, clock))
        status = 200 if told.ok else 503
        return Response(msgspec.json.encode(told), status, media_type="application/json")

    async def metrics(_: Request) -> Response:
        return Response(exposition(await look(database, meter, clock)), media_type=MEDIA_TYPE)

    return Starlette(routes=[Route("/healthz", healthz), Route("/metrics", metrics)])
