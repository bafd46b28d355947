"""Lives: each is forked from a warm parent, which has all imports done and no loop, thread or connection."""

import asyncio
import gc
import os
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

import msgspec

from crash.tripwire import Wire, lay

Live = Callable[[], None]
"""What a victim does all its life."""


class Life:
    """A running victim; `number` counts all lives of this run."""

    def __init__(self, number: int, pid: int) -> None:
        self.number = number
        self.pid = pid
        self.ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def kill(self) -> None:
        """kill -9; without effect on the dead, whose process id stays taken until the next birth."""
        if not self.ended.done():
            os.kill(self.pid, signal.SIGKILL)

    def end(self) -> None:
        """Ask it to stop, as systemd would."""
        if not self.ended.done():
            os.kill(self.pid, signal.SIGTERM)

    async def death(self, patience: float) -> int | None:
        """Return how it ended (-9: killed, 0: in peace); None if it still lives after `patience` seconds."""
        done, _ = await asyncio.wait({self.ended}, timeout=patience)
        return self.ended.result() if done else None


class Nursery:
    """The warm parent, a process of its own: born before any loop runs, it bears one life at a time."""

    def __init__(self, live: Live, log: Path) -> None:
        ours, theirs = socket.socketpair()
        self.pid = os.fork()
        if self.pid == 0:
            ours.close()
            _bear(theirs, live, log)
        theirs.close()
        self._wire = ours
        self._births = 0

    async def connect(self) -> None:
        """Begin to talk to it, on the loop that runs now."""
        self._reader, self._writer = await asyncio.open_connection(sock=self._wire)

    async def birth(self, wire: Wire | None = None) -> Life:
        """Let the next life begin, with a tripwire in it if one is given; the last one must have ended."""
        self._writer.write(msgspec.json.encode(wire and asdict(wire)) + b"\n")
        self._births += 1
        life = Life(self._births, int(await self._reader.readline()))
        self._watching = asyncio.create_task(self._see_it_end(life))
        return life

    async def _see_it_end(self, life: Life) -> None:
        life.ended.set_result(int(await self._reader.readline()))

    async def close(self) -> None:
        """Let the parent go; it ends with its last child."""
        self._writer.close()
        await self._writer.wait_closed()
        await asyncio.to_thread(os.waitpid, self.pid, 0)


def _bear(wire: socket.socket, live: Live, log: Path) -> NoReturn:
    with log.open("ab") as out:
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)
    stream = wire.makefile("rwb")
    # What is here already need not be looked through again, life after life.
    gc.collect()
    gc.freeze()
    pid = 0
    while order := stream.readline():
        # Reaped only now: as long as anybody may want to kill it, nobody else has its process id.
        if pid:
            os.waitpid(pid, 0)
        pid = os.fork()
        if pid == 0:
            wire.close()
            stream.close()
            _be(live, msgspec.json.decode(order))
        _say(stream, pid)
        end = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        assert end is not None
        _say(stream, end.si_status if end.si_code == os.CLD_EXITED else -end.si_status)
    os._exit(0)


def _say(stream: Any, number: int) -> None:
    stream.write(b"%d\n" % number)
    stream.flush()


def _be(live: Live, wire: dict[str, Any] | None) -> NoReturn:
    code = 1
    try:
        if wire is not None:
            lay(Wire(**wire))
        live()
        code = 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stderr.flush()
        os._exit(code)
