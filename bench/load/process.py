"""Renao as people run it: `renao run`, a process of its own, and a look at it every second."""

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from bot.sandbox.model.bots import Bot

TOKEN = "42:SANDBOX"
PAGE, TICKS = os.sysconf("SC_PAGE_SIZE"), os.sysconf("SC_CLK_TCK")
FIGURE = re.compile(r"^renao_(\w+) (\S+)$", re.MULTILINE)


@dataclass(frozen=True)
class Renao:
    """The process, its database, what it says, and the address of its figures."""

    process: subprocess.Popen[bytes]
    file: Path
    log: Path
    figures: str


@dataclass(frozen=True)
class Look:
    """What could be seen at one moment: queues by their length, memory in MB, CPU in seconds so far."""

    at: float
    fetched: int
    telegram: int
    backlog: int
    outbox: int
    memory: float
    cpu: float


@asynccontextmanager
async def running(base_url: str, folder: Path, port: int) -> AsyncIterator[Renao]:
    """Run Renao on a pretend Telegram, with all its data in `folder`; told to stop at the end."""
    file = folder / "renao.db"
    settings = {
        "RENAO_TELEGRAM__TOKEN": TOKEN,
        "RENAO_TELEGRAM__BASE_URL": base_url,
        "RENAO_DATABASE__URL": f"sqlite:///{file}",
        "RENAO_BACKUP__FOLDER": str(folder / "backups"),
        "RENAO_WEB__LISTEN": f"127.0.0.1:{port}",
        "RENAO_LOG__LEVEL": "warning",
    }
    said = folder / "renao.log"
    with said.open("wb") as log:
        process = subprocess.Popen(  # noqa: ASYNC220 - it only starts it
            [sys.executable, "-m", "bot", "run"],
            env=os.environ | settings | {"PYTHONPATH": str(Path(__file__).parents[2])},
            cwd=folder,
            stderr=log,
        )
    try:
        yield Renao(process, file, said, f"http://127.0.0.1:{port}/metrics")
    finally:
        process.send_signal(signal.SIGTERM)
        await asyncio.to_thread(process.wait, 30)


async def look(renao: Renao, bot: Bot, http: httpx.AsyncClient) -> Look:
    """Look at the queues and at the memory."""
    told = {name: float(value) for name, value in FIGURE.findall(await _figures(renao, http))}
    process = Path(f"/proc/{renao.process.pid}")
    pages = int((process / "statm").read_text().split()[1])
    ticks = (process / "stat").read_text().rpartition(")")[2].split()[11:13]
    return Look(
        at=time.monotonic(),
        fetched=int(told["updates_taken_total"]),
        telegram=len(bot.queue),
        backlog=int(told["backlog_pending"]),
        outbox=int(told["outbox_queued"]),
        memory=pages * PAGE / 2**20,
        cpu=sum(map(int, ticks)) / TICKS,
    )


async def _figures(renao: Renao, http: httpx.AsyncClient) -> str:
    while True:
        try:
            return (await http.get(renao.figures, timeout=10)).text
        except httpx.ConnectError:
            if renao.process.poll() is not None:
                raise RuntimeError(f"Renao has stopped: {renao.log.read_text()[-2000:]}") from None
            await asyncio.sleep(0.05)
