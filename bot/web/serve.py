"""An app on a port, on the loop that runs already, for as long as a block lasts."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import NamedTuple

import uvicorn
from starlette.applications import Starlette

from bot.config import ConfigError

# What is being answered at the end may take so many seconds.
GRACE = 2
# Telegram keeps its connections; a new one costs it, and the server before us, a handshake.
KEEP_ALIVE = 75


class Address(NamedTuple):
    """Where a server listens: the port is the real one, also when any free one was asked for."""

    host: str
    port: int


@asynccontextmanager
async def serving(app: Starlette, listen: str, setting: str) -> AsyncIterator[Address]:
    """Serve `app` at `listen` ("127.0.0.1:8443", "[::1]:0"), as the setting called `setting` says.

    At the end nobody new is let in, and what is being answered is answered.

    Raises:
        ConfigError: nobody can listen there.
    """
    with _listener(listen, setting) as listener:
        config = uvicorn.Config(
            app,
            # The log is set up already, and an access log would tell strangers' addresses.
            log_config=None,
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_keep_alive=KEEP_ALIVE,
            timeout_graceful_shutdown=GRACE,
        )
        server = _Server(config)
        running = asyncio.create_task(server.serve(sockets=[listener]))
        address = Address(*listener.getsockname()[:2])
        try:
            await server.ready.wait()
            yield address
        finally:
            server.should_exit = True
            await running


def _listener(listen: str, setting: str) -> socket.socket:
    host, _, port = listen.rpartition(":")
    bare = host.removeprefix("[").removesuffix("]")
    try:
        family = socket.AF_INET6 if ":" in bare else socket.AF_INET
        return socket.create_server((bare, int(port)), family=family)
    except OSError as error:
        raise ConfigError(
            [
                f"Renao cannot listen at {listen} ({error.strerror}). "
                f"Write another address in {setting}, or stop what listens there."
            ]
        ) from None


class _Server(uvicorn.Server):
    """uvicorn without its hands on the process's signals, and with a sign when it is up."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()
