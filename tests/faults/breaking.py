"""Things that break at a chosen moment: the nth SQL statement or commit, the nth call to Telegram."""

import sqlite3
from typing import Any, Literal

import httpx
import msgspec
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from bot.storage import Database

CallFault = Literal["refused", "reset", "500"]


class NthStatement:
    """Fails the nth statement, of the writer and the readers alike; a COMMIT is one, a ROLLBACK is not.

    It counts while `counts`; `kinds` has each statement that was seen together with the one before it,
    which says roughly where it stood.
    """

    def __init__(self, nth: int = 0) -> None:
        self.nth, self.struck = nth, ""
        self.kinds: list[tuple[str, str]] = []
        self.counts, self._before = True, ""

    @property
    def seen(self) -> int:
        """Return how many statements there were."""
        return len(self.kinds)

    def watch(self, database: Database) -> None:
        """Count from now on."""
        for engine in (database.writer.sync_engine, database.reader.sync_engine):
            event.listen(engine, "do_execute", self._executing)
            event.listen(engine, "do_executemany", self._executing)
        event.listen(database.writer.sync_engine, "commit", self._committing)

    def _executing(self, _cursor: Any, statement: str, *_rest: Any) -> None:
        if self._strikes(statement):
            raise sqlite3.OperationalError("disk I/O error")

    def _committing(self, _connection: Any) -> None:
        if self._strikes("COMMIT"):
            raise OperationalError("COMMIT", {}, sqlite3.OperationalError("disk I/O error"))

    def _strikes(self, statement: str) -> bool:
        if not self.counts:
            return False
        self.kinds.append(("" if statement.startswith("BEGIN") else self._before, statement))
        self._before = statement
        if self.seen == self.nth:
            self.struck = " ".join(statement.split())[:100]
        return self.seen == self.nth


class NthCall(httpx.AsyncBaseTransport):
    """A line to Telegram on which the nth call fails, counted while `counts`.

    refused: no connection. reset: Telegram did it, and the answer is lost. 500: it did not, and says so.
    """

    line: httpx.AsyncBaseTransport

    def __init__(self, nth: int = 0, fault: CallFault = "refused") -> None:
        self.nth, self.fault = nth, fault
        self.counts, self.struck = False, ""
        self.methods: list[str] = []

    def on(self, line: httpx.AsyncBaseTransport) -> "NthCall":
        """Stand between the house and the end of a line."""
        self.line = line
        return self

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        method = request.url.path.rpartition("/")[2]
        if self.counts:
            self.methods.append(method)
        if not self.counts or len(self.methods) != self.nth:
            return await self.line.handle_async_request(request)
        self.struck = method
        if self.fault == "refused":
            raise httpx.ConnectError("refused", request=request)
        if self.fault == "500":
            envelope = {"ok": False, "error_code": 500, "description": "Internal Server Error"}
            return httpx.Response(500, content=msgspec.json.encode(envelope))
        await (await self.line.handle_async_request(request)).aread()
        raise httpx.ReadError("reset", request=request)
