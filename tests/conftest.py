"""What every room's tests may ask for: a clock that stands still and a database of each kind."""

import asyncio
import logging
import os
import shutil
import sys
import tempfile
import threading
import warnings
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, settings
from sqlalchemy import make_url

from bot.config.log import CHATTERBOXES
from bot.storage.engine import Database, open_database
from bot.storage.migrate import migrate
from tests.postgres import copied, emptied

try:
    with warnings.catch_warnings():
        # It warns, when imported, where the machine has no folder for sockets; it then makes one.
        warnings.simplefilter("ignore")
        import pgserver
except ImportError:  # It has no wheel for the newest Pythons.
    pgserver = None

os.umask(0o077)
# No timing decides a test: a busy machine is slow, not wrong.
settings.register_profile("renao", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("renao")
NO_POSTGRES = (
    "no PostgreSQL: pgserver has no wheel for this Python; "
    "set TEST_POSTGRES_URL=postgresql://user@host/database to a server that may be written to"
)


class FakeClock:
    """A clock that moves only when told to; whoever sleeps on it moves it."""

    def __init__(self, now: float = 1_767_225_600.0) -> None:  # 2026-01-01 00:00 UTC
        self.instant = now

    def now(self) -> float:
        """Return the instant it was set to."""
        return self.instant

    async def sleep(self, seconds: float) -> None:
        """Move on by `seconds` at once."""
        self.instant += seconds
        await asyncio.sleep(0)

    async def wait(self, event: asyncio.Event, seconds: float) -> bool:
        """Say whether `event` has come; move on by `seconds` if not."""
        if not event.is_set():
            await self.sleep(seconds)
        return event.is_set()

    def forward(
        self, *, seconds: float = 0, minutes: float = 0, hours: float = 0, days: float = 0
    ) -> None:
        """Move on by the sum of the arguments."""
        self.instant += seconds + 60 * minutes + 3600 * hours + 86400 * days


# Few tests that take minutes: they begin first, so that no worker is left alone with them at the end.
LONG = (
    "bench/test_crash.py",
    "faults/test_every_nth.py",
    "stories/test_year.py",
    "bench/",
    "faults/",
    "reports/golden/",
    "web/dashboard/",
    "activity/oracle/",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; within a file everything stays as it is."""
    here = Path(__file__).parent

    def place(item: pytest.Item) -> int:
        path = item.path.relative_to(here).as_posix()
        return next((n for n, long in enumerate(LONG) if path.startswith(long)), len(LONG))

    items.sort(key=place)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def logging_as_it_was() -> Iterator[None]:
    """Put back, after the test, what `bot.config.log.configure` changed in the process."""
    root = logging.getLogger()
    handlers, level, show = root.handlers, root.level, warnings.showwarning
    hooks = sys.excepthook, threading.excepthook
    yield
    root.handlers, warnings.showwarning = handlers, show
    sys.excepthook, threading.excepthook = hooks
    root.setLevel(level)
    logging.captureWarnings(False)
    for name in CHATTERBOXES:
        logging.getLogger(name).setLevel(logging.NOTSET)
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, made once and copied for each test."""
    path = tmp_path_factory.mktemp("template") / "renao.db"
    asyncio.run(_migrated(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL server: the one at TEST_POSTGRES_URL, else a throwaway one."""
    if url := os.environ.get("TEST_POSTGRES_URL"):
        yield url
        return
    if pgserver is None:
        pytest.skip(NO_POSTGRES)
    # The server runs as a user of its own, who must be able to reach the folder.
    folder = Path(tempfile.mkdtemp(prefix="renao-postgres-", dir="/tmp"))
    folder.chmod(0o755)
    server = pgserver.get_server(folder / "data", cleanup_mode="delete")
    server.psql("alter system set fsync = off; select pg_reload_conf();")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    """The name of a migrated database, made once and copied for each test."""
    with copied(postgres_server, "template1") as url:
        asyncio.run(_migrated(url))
        name = make_url(url).database
        assert name is not None
        yield name


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh, migrated database: the test runs once on each kind."""
    if request.param == "sqlite":
        path = tmp_path / "renao.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    url = request.getfixturevalue("emptied_postgres_url")
    yield url
    asyncio.run(emptied(url))


@pytest.fixture(scope="session")
def emptied_postgres_url(postgres_server: str, postgres_template: str) -> Iterator[str]:
    """The URL of a migrated PostgreSQL database, which is emptied after each test that uses it.

    To make one takes twenty times as long as to empty one.
    """
    with copied(postgres_server, postgres_template) as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: str, postgres_template: str) -> Iterator[str]:
    """The URL of a fresh, migrated PostgreSQL database, for a test that may change more than its rows."""
    with copied(postgres_server, postgres_template) as url:
        yield url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A fresh, migrated, open database: the test runs once on each kind."""
    opened = open_database(database_url)
    yield opened
    await opened.close()


async def _migrated(url: str) -> None:
    opened = open_database(url)
    await migrate(opened)
    await opened.close()
