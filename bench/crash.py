"""kill -9 at aimed moments, a thousand times: is anything lost, counted twice, said twice, or never said?

The real process on a real SQLite file (synchronous=FULL) and a real port, against the sandbox, in steady
traffic with floods, 5xx and broken connections. The last line is the verdict; the exit code is 0 only if
nothing was lost, doubled, repeated or missing. `uncertain` are messages that may go out at most once and of
which Renao says itself that nobody knows whether they did.

`--victim ptb` puts a plain python-telegram-bot echo bot in Renao's place: it must show losses, or the
harness is blind. What the parts are is said in bench/crash/, a sentence a file.
"""

import argparse
import random
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path

import uvloop
from crash.hurry import Hurry
from crash.lives import Nursery
from crash.run import Run, Terms
from crash.victims import Place, ptb, renao

from bot.sandbox import serve

VICTIMS = {"renao": renao, "ptb": ptb}
# How many times faster than ours the time of the world passes.
RATE = 20.0
# Below those that the system gives to whoever calls somebody.
PORTS = range(20_000, 32_000)


def main() -> int:
    """Do what the command line says; return the exit code."""
    given = parse()
    began = time.monotonic()
    code = in_parts(given) if given.jobs > 1 else alone(given)
    print(f"{time.monotonic() - began:.0f} s", file=sys.stderr)
    return code


def parse() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--mode", choices=("polling", "webhook"), default="polling")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--victim", choices=tuple(VICTIMS), default="renao")
    parser.add_argument(
        "--jobs", type=int, default=1, help="runs side by side that share the kills"
    )
    parser.add_argument("--keep", type=Path, help="a folder for the database and the victim's log")
    return parser.parse_args()


def in_parts(given: argparse.Namespace) -> int:
    """Let several runs, each of a seed of its own, share the kills; print what they say, and the sum."""
    parts = [
        subprocess.Popen(
            [sys.executable, __file__, *_words(given, number)], stdout=subprocess.PIPE, text=True
        )
        for number in range(given.jobs)
    ]
    told: Counter[str] = Counter()
    for part in parts:
        assert part.stdout is not None
        *lines, last = part.stdout.read().splitlines() or [""]
        print(*lines, sep="\n")
        print(f"part: {last}", flush=True)
        told.update({name: int(count) for name, count in re.findall(r"(\w+) (\d+)", last)})
    well = not any(part.wait() for part in parts)
    print(" ".join(f"{name} {count}" for name, count in told.items()))
    return 0 if well else 1


def _words(given: argparse.Namespace, number: int) -> list[str]:
    """Return the command line of a part."""
    kills = given.kills * (number + 1) // given.jobs - given.kills * number // given.jobs
    words = ["--kills", str(kills), "--mode", given.mode, "--victim", given.victim]
    words += ["--seed", str(given.seed + number)]
    return words if given.keep is None else [*words, "--keep", str(given.keep / str(number))]


def alone(given: argparse.Namespace) -> int:
    """Do one run; return the exit code."""
    with tempfile.TemporaryDirectory(prefix="renao-crash-") as made:
        folder = given.keep or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        return 0 if uvloop.run(carry_out(*prepare(given, folder))) else 1


def prepare(given: argparse.Namespace, folder: Path) -> tuple[Run, int]:
    """Fork the nursery, while there is no loop yet, and build the world."""
    port, hook = free_port(), free_port()
    place = Place(
        f"http://127.0.0.1:{port}/bot",
        hook if given.mode == "webhook" else None,
        folder / "victim.db",
    )
    clock = Hurry(RATE)
    nursery = Nursery(VICTIMS[given.victim](place, clock), folder / "victim.log")
    terms = Terms(given.kills, given.mode, given.seed, given.victim)
    return Run(terms, clock, place, nursery), port


async def carry_out(run: Run, port: int) -> bool:
    """Open the pretend Telegram, do the run, close everything; True if all is well."""
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(serve(run.world, port=port))
        await run.nursery.connect()
        stack.push_async_callback(run.nursery.close)
        await run.run()
    return run.tell()


def free_port() -> int:
    """Return a port that nobody listens at."""
    while True:
        port = random.choice(PORTS)
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        return port


if __name__ == "__main__":
    sys.exit(main())
