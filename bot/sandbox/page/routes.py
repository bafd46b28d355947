"""The addresses of the page: itself, its files, and the JSON behind it."""

from pathlib import Path
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from bot.sandbox.live import Living
from bot.sandbox.model.content import File
from bot.sandbox.model.users import User
from bot.sandbox.page.acts import MOST_SENT, Stage, perform
from bot.sandbox.page.conversations import find_conversation, find_person
from bot.sandbox.page.guard import MAX_BODY, body, guarded, json_response
from bot.sandbox.page.memory import Memory
from bot.sandbox.page.shown import shown_as
from bot.sandbox.page.stream import Audience
from bot.sandbox.page.views import guides_view, open_view, person_view, world_view
from bot.sandbox.script.world import World

STATIC = Path(__file__).parent / "static"
TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}


def page_routes(world: World, living: Living | None = None) -> list[BaseRoute]:
    """Return the page of a world, to be handed to `create_app`; it follows the world from now on.

    `living` is what lets members chat by themselves; with it the page can choose their pace.
    """
    door = _Door(world, living)
    return [
        Route("/", guarded(door.page), methods=["GET"]),
        Route("/sandbox/page/{name}", guarded(door.file_of_page), methods=["GET"]),
        Route("/sandbox/api/people", guarded(door.people), methods=["GET"]),
        Route("/sandbox/api/world", guarded(door.world_of), methods=["GET"]),
        Route("/sandbox/api/chats/{key}", guarded(door.chat_of), methods=["GET"]),
        Route("/sandbox/api/events", guarded(door.events_for), methods=["GET"]),
        Route("/sandbox/api/files/{id}", guarded(door.file_in_world), methods=["GET"]),
        Route("/sandbox/api/acts/{act}", guarded(door.act), methods=["POST"]),
    ]


class _Door:
    """The handlers of one world. `as` in a query says who looks."""

    def __init__(self, world: World, living: Living | None) -> None:
        self.world = world
        self.living = living
        self.memory = Memory(world.state)
        self.stage = Stage(world, self.memory, living)
        self.audience = Audience(world.state, self.memory)
        self.files = {path.name: path.read_bytes() for path in STATIC.iterdir()}
        world.subscribe(self.audience.tell)

    async def page(self, _: Request) -> Response:
        return self._file("index.html")

    async def file_of_page(self, request: Request) -> Response:
        return self._file(request.path_params["name"])

    def _file(self, name: str) -> Response:
        if name not in self.files:
            return Response(status_code=404)
        return Response(self.files[name], media_type=TYPES[Path(name).suffix])

    def _viewer(self, request: Request) -> User:
        return find_person(self.world.state, int(request.query_params.get("as", 0)))

    async def people(self, _: Request) -> Response:
        """Answer who there is, and whom to begin with, for a page that is nobody yet."""
        state = self.world.state
        living = [one for one in state.users.values() if not one.is_bot and not one.deleted]
        people = [person_view(user) for user in living]
        return json_response({"people": people, "guides": guides_view(state)})

    async def world_of(self, request: Request) -> Response:
        viewer = self._viewer(request)
        pace = self.living.per_minute if self.living else None
        return json_response(world_view(self.world.state, self.memory, viewer) | {"pace": pace})

    async def chat_of(self, request: Request) -> Response:
        """Answer an open chat; `topic` and `before` narrow down its messages."""
        state, query = self.world.state, request.query_params
        one = find_conversation(state, self._viewer(request), request.path_params["key"])
        topic, before = int(query.get("topic", -1)), int(query.get("before", 0))
        return json_response(open_view(state, self.memory, one, topic, before))

    async def events_for(self, request: Request) -> Response:
        told = self.audience.listen(self._viewer(request))
        return StreamingResponse(told, media_type="text/event-stream")

    async def file_in_world(self, request: Request) -> Response:
        file = self.world.state.files.get(request.path_params["id"])
        return _handed_over(file) if file else Response(status_code=404)

    async def act(self, request: Request) -> Response:
        name = request.path_params["act"]
        given = await body(request, MOST_SENT if name == "send" else MAX_BODY)
        return json_response(perform(self.stage, name, given))


def _handed_over(file: File) -> Response:
    if kind := shown_as(file):
        return Response(file.content, media_type=kind)
    name = quote(file.name or Path(file.path).name, safe="")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(file.content, media_type="application/octet-stream", headers=headers)
