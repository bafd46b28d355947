"""The world from outside its process, on loopback only: ledger, clock, faults, limits, the stories' verbs."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, fields
from ipaddress import ip_address
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.sandbox.faults import Fault
from bot.sandbox.model.events import ClockMoved
from bot.sandbox.script.lines import perform
from bot.sandbox.script.places import Impossible
from bot.sandbox.script.world import World
from bot.sandbox.world.voting import close_all_due

LOCAL_NAMES = frozenset(("localhost", "127.0.0.1", "::1", "sandbox"))
TERMS = {one.name for one in fields(Fault)} - {"seen", "done"}

Reader = Callable[[dict[str, str]], Any]
Writer = Callable[[Any], Any]
Door = Callable[[Request], Awaitable[Response]]


class Control:
    """What may be asked of a world and done to it."""

    def __init__(self, world: World) -> None:
        self.world = world

    def ledger(self, query: dict[str, str]) -> Any:
        """Return the ledger's lines, those after a number if one is given."""
        after = query.get("after", "0")
        return self.world.ledger.as_json(int(after) if after.isdecimal() else 0)

    def do(self, lines: Any) -> Any:
        """Carry out lines of a story, one or a list; returns what each made."""
        return [
            perform(self.world, line) for line in (lines if isinstance(lines, list) else [lines])
        ]

    def faults(self, _: dict[str, str]) -> Any:
        """Return the faults that are in force, and how often they struck."""
        return [asdict(fault) for fault in self.world.faults]

    def set_faults(self, given: Any) -> Any:
        """Replace the faults by these."""
        listed = given if isinstance(given, list) else [given]
        for one in listed:
            if unknown := one.keys() - TERMS:
                raise Impossible(f"a fault has no {', '.join(sorted(unknown))}")
        self.world.faults.clear()
        for one in listed:
            self.world.faults.add(**one)
        return self.faults({})

    def clock(self, _: dict[str, str]) -> Any:
        """Return the world's time."""
        return {"now": self.world.clock.now()}

    def move_clock(self, given: Any) -> Any:
        """Move the world's time: `{"hours": 1}`, or `{"until": "08:00", "zone": "Asia/Shanghai"}`."""
        if "until" in given:
            self.world.clock.until(given["until"], given.get("zone", "UTC"))
        else:
            self.world.clock.forward(**given)
        close_all_due(self.world.state)
        self.world.emit(ClockMoved(self.world.clock.now()))
        return self.clock({})

    def set_limits(self, given: Any) -> Any:
        """Switch Telegram's sending limits: `{"on": true}`."""
        self.world.limits.on = bool(given["on"])
        return {"on": self.world.limits.on}

    def places(self, _: dict[str, str]) -> Any:
        """Return who and what there is; no tokens."""
        state = self.world.state
        return {
            "bots": [{"id": bot.id, "username": bot.username} for bot in state.bots.values()],
            "people": [
                {"id": user.id, "name": user.name}
                for user in state.users.values()
                if not user.is_bot
            ],
            "places": [
                {"id": chat.id, "kind": chat.kind, "title": chat.title}
                for chat in state.chats.values()
            ],
        }


def control_routes(world: World) -> Sequence[BaseRoute]:
    """Return the routes under /sandbox."""
    control = Control(world)
    read = {
        "ledger": control.ledger,
        "faults": control.faults,
        "clock": control.clock,
        "world": control.places,
    }
    written = {
        "do": control.do,
        "faults": control.set_faults,
        "clock": control.move_clock,
        "limits": control.set_limits,
    }
    return [
        *(Route(f"/sandbox/{name}", _reading(one), methods=["GET"]) for name, one in read.items()),
        *(
            Route(f"/sandbox/{name}", _writing(one), methods=["POST"])
            for name, one in written.items()
        ),
    ]


def _reading(read: Reader) -> Door:
    async def door(request: Request) -> Response:
        if not is_local(request):
            return Response(status_code=403)
        return JSONResponse(read(dict(request.query_params)))

    return door


def _writing(write: Writer) -> Door:
    async def door(request: Request) -> Response:
        # A page elsewhere can post forms to this machine, but not JSON.
        if not is_local(request) or request.headers.get("content-type") != "application/json":
            return Response(status_code=403)
        try:
            return JSONResponse(write(await request.json()))
        except (Impossible, ValueError, TypeError, KeyError, AttributeError) as error:
            return JSONResponse({"error": str(error)}, status_code=400)

    return door


def is_local(request: Request) -> bool:
    """Say whether a request comes from this machine, and was not lured here under another name."""
    if request.url.hostname not in LOCAL_NAMES:
        return False
    try:
        return request.client is None or ip_address(request.client.host).is_loopback
    except ValueError:
        return False
