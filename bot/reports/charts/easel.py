"""Where charts are drawn: in a process of their own, which comes with the first and goes when it has rested.

Drawing takes a quarter of a second, and matplotlib a hundred megabytes: neither is for the process in
which everybody else waits.
"""

import asyncio
import subprocess
import sys
from contextlib import suppress
from typing import IO, Any

import msgspec

COMMAND = (sys.executable, "-m", "bot.reports.charts")
# Seconds a picture may take, on a slow machine whose disk is cold; and a process may rest.
PATIENCE = 60.0
REST = 600.0


class CannotDrawError(Exception):
    """The process that draws ended, or took too long."""


class Easel:
    """Draws one chart at a time; close it at the end."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._turn = asyncio.Lock()
        self._resting: asyncio.TimerHandle | None = None

    async def draw(self, chart: Any) -> bytes:
        """Return the picture of a packed chart.

        Raises:
            CannotDrawError: it could not be drawn; the next one may be.
        """
        async with self._turn:
            self._stay()
            process = self._process = self._process or _started()
            try:
                async with asyncio.timeout(PATIENCE):
                    return await asyncio.to_thread(_exchange, process, msgspec.json.encode(chart))
            except (OSError, TimeoutError) as error:
                self.close()
                raise CannotDrawError(str(error)) from error
            except asyncio.CancelledError:
                # A thread cannot be called back, but what it waits for can end.
                self.close()
                raise
            finally:
                self._resting = asyncio.get_running_loop().call_later(REST, self.close)

    def close(self) -> None:
        """End the process, if there is one."""
        self._stay()
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):  # What was not said yet cannot be said any more.
                _there(pipe).close()

    def _stay(self) -> None:
        if self._resting is not None:
            self._resting.cancel()
            self._resting = None


def _started() -> subprocess.Popen[bytes]:
    return subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603


def _exchange(process: subprocess.Popen[bytes], line: bytes) -> bytes:
    """Hand over a line and wait for the picture."""
    given, taken = _there(process.stdin), _there(process.stdout)
    given.write(line + b"\n")
    given.flush()
    length = int.from_bytes(taken.read(4))
    picture = taken.read(length)
    if not length or len(picture) < length:
        raise OSError("the process that draws ended")
    return picture


def _there(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe
