"""The dashboard's app: who comes in, which page is asked for, and what to say where there is none."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias
from urllib.parse import urlsplit

import structlog
from markupsafe import Markup
from sqlalchemy.exc import DBAPIError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.activity.chats import GONE, Chat
from bot.clock import Clock
from bot.config import Settings
from bot.people import preferences
from bot.storage import Database, Tx
from bot.texts import Refused, nearest, plain, say
from bot.web.dashboard import overview, session
from bot.web.dashboard.access import Access, Confirm, NotYours, Unsure
from bot.web.dashboard.guard import Guard
from bot.web.dashboard.pages import SECTIONS, Section
from bot.web.dashboard.sign_in import LONGEST, Distrusted, Visitor, visitor_in
from bot.web.dashboard.static_files import StaticFiles
from bot.web.dashboard.visit import House, Lacks, Visit, fill

log = structlog.get_logger()

Dashboard: TypeAlias = Starlette

# An id beyond that is no group's, and no database takes it.
LARGEST_ID = 1 << 52

# What a page says of itself unless it says otherwise.
PLAIN: dict[str, object] = {
    "subtitle": "",
    "title": "",
    "sections": (),
    "now": "",
    "here": "",
    "notices": (),
}


class Notice(NamedTuple):
    """A sentence above a page; `kind` is bad or warn."""

    kind: str
    text: str | Markup


def dashboard_app(
    settings: Settings, database: Database, clock: Clock, *, confirm: Confirm, lacks: Lacks
) -> Dashboard:
    """Return the app that is served at `dashboard.url`.

    confirm: asks Telegram whether somebody administers a group.
    lacks: what Renao lacks in a group, as keys of sentences.
    """
    address = urlsplit(settings.dashboard.url)
    base = address.path.rstrip("/")
    files = StaticFiles(base)
    door = _Door(
        House(base, settings, lacks),
        Access(database, clock, settings.owners, confirm),
        files,
        https=address.scheme == "https",
    )
    sections = [
        Route(f"{base}/groups/{{chat_id}}{section.path}", door.section(section), methods=["GET"])
        for section in SECTIONS
    ]
    app = Starlette(
        routes=[
            Route(f"{base}/", door.all_groups, methods=["GET"]),
            Route(f"{base}/enter", door.enter, methods=["POST"]),
            Route(f"{base}/static/{{name}}", files.serve, methods=["GET"]),
            *sections,
        ],
        middleware=[Middleware(Guard), Middleware(GZipMiddleware, minimum_size=500)],
    )
    # Behind a web server we do not know by which name and scheme we were asked, so we send nobody elsewhere.
    app.router.redirect_slashes = False
    return app


@dataclass(frozen=True)
class _Door:
    """The handlers of one dashboard."""

    house: House
    access: Access
    files: StaticFiles
    https: bool

    @property
    def token(self) -> str:
        return self.house.settings.telegram.token.get_secret_value()

    async def enter(self, request: Request) -> Response:
        """Let in whom Telegram vouches for: 204 with a cookie; else 403, or 410 where that is too old."""
        body = bytearray()
        try:
            async for chunk in request.stream():
                body += chunk
                if len(body) > LONGEST:
                    return Response(status_code=413)
        except ClientDisconnect:
            # Half of it is nothing; nobody hears this answer.
            return Response(status_code=400)
        now = self.access.clock.now()
        try:
            visitor = visitor_in(body.decode(errors="replace"), self.token, now)
        except Distrusted as refusal:
            return Response(status_code=410 if refusal.expired else 403)
        cookie = session.write(visitor, self.token, now)
        path = f"{self.house.base}/"
        headers = {"Set-Cookie": session.header(cookie, path, https=self.https)}
        return Response(status_code=204, headers=headers)

    async def all_groups(self, request: Request) -> Response:
        """Answer with the overview of all groups that the visitor steers."""

        async def look(visitor: Visitor, language: str) -> Response:
            groups, unsure = await self.access.groups(visitor.user_id)
            if not groups and not unsure:
                return self._sorry(
                    language, 403, "dashboard.no_groups_title", "dashboard.no_groups"
                )
            async with self.access.database.read() as tx:
                visit = self._visit(tx, request, visitor, language)
                content = await overview.show(visit, groups)
                notices = [Notice("warn", say("dashboard.unsure", language))] if unsure else []
                heading = plain("dashboard.your_groups", language)
                return self._page(language, content, heading=heading, notices=notices)

        return await self._seen(request, look)

    def section(self, section: Section) -> Callable[[Request], Awaitable[Response]]:
        """Return what answers with one page of a group."""

        async def answer(request: Request) -> Response:
            async def look(visitor: Visitor, language: str) -> Response:
                chat_id = _chat_id(request.path_params["chat_id"])
                chat = await self.access.group(visitor.user_id, chat_id)
                async with self.access.database.read() as tx:
                    visit = self._visit(tx, request, visitor, language, chat)
                    return await self._show(visit, section)

            return await self._seen(request, look)

        return answer

    async def _show(self, visit: Visit, section: Section) -> Response:
        status, notices = 200, self._notices(visit)
        try:
            content = await section.show(visit)
        except Refused as refused:
            status, content = 400, Markup()
            notices.append(Notice("bad", say(refused.key, visit.language, **refused.data)))
        chat, n = visit.chat, visit.chat.member_count
        people = [visit.plain("dashboard.of_people", n=n)] if n else []
        return self._page(
            visit.language,
            content,
            status,
            here=f"{self.house.base}/groups/{chat.chat_id}",
            heading=chat.title,
            subtitle=" · ".join([*people, chat.zone.key]),
            title=f"{visit.plain(section.title)} · {chat.title}",
            sections=SECTIONS,
            now=section.name,
            notices=notices,
        )

    def _notices(self, visit: Visit) -> list[Notice]:
        if visit.chat.status in GONE:
            return [Notice("bad", say("dashboard.removed", visit.language))]
        lacks = self.house.lacks(visit.chat)
        # In the chat they are lines of a list.
        return [Notice("warn", say(key, visit.language).removeprefix("• ")) for key in lacks]

    async def _seen(
        self, request: Request, look: Callable[[Visitor, str], Awaitable[Response]]
    ) -> Response:
        """Answer a visitor, or ask for the signing in; whatever fails is a sentence."""
        cookie = request.cookies.get(session.NAME, "")
        visitor = session.read(cookie, self.token, self.access.clock.now())
        if visitor is None:
            return self._sign_in(request)
        language = self._spoken_by(visitor)
        try:
            language = await self._language(visitor)
            return await look(visitor, language)
        except NotYours:
            return self._sorry(language, 404, "dashboard.not_yours_title", "dashboard.not_yours")
        except Unsure:
            return self._sorry(language, 503, "dashboard.unsure_title", "dashboard.unsure")
        except (DBAPIError, OSError) as error:
            log.warning("a page of the dashboard could not be read", error=str(error))
            return self._sorry(language, 503, "dashboard.failed_title", "dashboard.failed")

    def _sign_in(self, request: Request) -> Response:
        wanted = request.headers.get("accept-language", "").split(",")[0]
        language = nearest(wanted, self.house.settings.defaults.language)
        content = fill(self.house, language, "sign_in")
        response = self._page(language, content, 401, heading="Renao")
        # Where only a part of a page was asked for, all of it is to be opened anew.
        response.headers["HX-Refresh"] = "true"
        return response

    def _sorry(self, language: str, status: int, head: str, text: str) -> Response:
        words = {"head": say(head, language), "text": say(text, language), "home": status != 403}
        content = fill(self.house, language, "message", **words)
        return self._page(language, content, status, heading="Renao")

    def _page(self, language: str, content: Markup, status: int = 200, **about: object) -> Response:
        """Return a whole page around its content; `about` is what it says of itself."""
        html = fill(
            self.house,
            language,
            "layout",
            **{**PLAIN, **about},
            content=content,
            files=self.files.addresses,
        )
        return HTMLResponse(html, status)

    def _visit(
        self,
        tx: Tx,
        request: Request,
        visitor: Visitor,
        language: str,
        chat: Chat | None = None,
    ) -> Visit:
        now, query = self.access.clock.now(), dict(request.query_params)
        return Visit(tx, self.house, visitor.user_id, now, language, query, chat)

    def _spoken_by(self, visitor: Visitor) -> str:
        return nearest(visitor.language_code, self.house.settings.defaults.language)

    async def _language(self, visitor: Visitor) -> str:
        """Return the language that a person chose in the private chat, else her Telegram's."""
        async with self.access.database.read() as tx:
            chosen = (await preferences.of(tx, visitor.user_id)).language
        return chosen or self._spoken_by(visitor)


def _chat_id(given: str) -> int:
    """Return the id that an address has.

    Raises:
        NotYours: it is none.
    """
    digits = given.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > 16:
        raise NotYours
    if int(digits) > LARGEST_ID:
        raise NotYours
    return int(given)
