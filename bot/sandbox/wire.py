"""Connections that break: resets, halves and silence, which only a real port can give."""

import asyncio
import socket
import struct
from typing import Any, NoReturn

from starlette.requests import ClientDisconnect, Request
from uvicorn.protocols.http.h11_impl import H11Protocol

LINGER_NOT = struct.pack("ii", 1, 0)
HALF_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"


class Protocol(H11Protocol):
    """HTTP as uvicorn speaks it; each request has its connection in its state."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Let every request of this connection find it."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, "connection": transport}


class NeedsAPort(RuntimeError):
    """This fault exists on a real connection only: use `serve`, not the app in process."""


async def reset(request: Request, after: bytes = b"") -> NoReturn:
    """Break the connection with a TCP reset; or, given an answer, send half of it and hang up."""
    transport = _transport(request)
    if transport.is_closing():  # The other side is gone already.
        raise ClientDisconnect
    if after:
        transport.write(HALF_HEAD % len(after) + after[: len(after) // 2])
        transport.close()
    else:
        wire: Any = transport.get_extra_info("socket")
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NOT)
        transport.abort()
    await _gone(request)


async def hang(request: Request) -> NoReturn:
    """Say nothing until the other side gives up."""
    _transport(request)
    await _gone(request)


async def left(request: Request) -> None:
    """Wait until the other side is gone."""
    while (await request.receive())["type"] != "http.disconnect":
        continue


async def _gone(request: Request) -> NoReturn:
    """Wait until the connection is no more, then leave the call."""
    await left(request)
    raise ClientDisconnect


def _transport(request: Request) -> asyncio.Transport:
    transport: asyncio.Transport | None = getattr(request.state, "connection", None)
    if transport is None:
        raise NeedsAPort(NeedsAPort.__doc__)
    return transport
