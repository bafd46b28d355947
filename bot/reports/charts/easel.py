"""Where charts are drawn: in a process of their own, which comes with the first and goes when it has rested.

Drawing takes a quarter of a second, and matplotlib a hundred megabytes: neither is for the process in
which everybody else waits. Names are letters that strangers chose: what lays them out knows no secret.
"""

import asyncio
import os
import subprocess
import sys
from contextlib import suppress
from tempfile import TemporaryDirectory
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
        # What matplotlib learns of the machine's fonts; it needs no home of its own.
        self._folder: TemporaryDirectory[str] | None = None
        self._turn = asyncio.Lock()
        self._resting: asyncio.TimerHandle | None = None

    async def draw(self, chart: Any) -> bytes:
        """Return the picture of a packed chart.

        Raises:
            CannotDrawError: it could not be drawn; the next one may be.
        """
        async with self._turn:
            self._stay()
            process = self._process = self._process or self._started()
            try:
                async with asyncio.timeout(PATIENCE):
                    return await asyncio.to_thread(_exchange, process, msgspec.json.encode(chart))
            except (OSError, TimeoutError) as error:
                self._end()
                raise CannotDrawError(str(error)) from error
            except asyncio.CancelledError:
                # A thread cannot be called back, but what it waits for can end.
                self._end()
                raise
            finally:
                self._resting = asyncio.get_running_loop().call_later(REST, self._end)

    def close(self) -> None:
        """End the process for good, if there is one, and leave nothing behind."""
        self._end()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def _started(self) -> subprocess.Popen[bytes]:
        self._folder = self._folder or TemporaryDirectory(prefix="renao-charts-")
        environ = {
            name: value for name, value in os.environ.items() if not name.startswith("RENAO_")
        }
        return subprocess.Popen(  # noqa: S603 - a command of ours
            COMMAND,
            env=environ | {"MPLCONFIGDIR": self._folder.name},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def _end(self) -> None:
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
