"""`renao run`, `check` and `sandbox` as processes of their own, with a pretend Telegram on a real port."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from bot.sandbox import Served, World, serve
from bot.storage.lock import only_one

TOP = Path(__file__).parents[2]
TOKEN = "123456789:AAE1oXk2-abcdefghijklmnopqrstuvwxyz"


@pytest.fixture
def world() -> World:
    """A world with a bot in it, which is a plain member of Alice's group."""
    world = World()
    bot = world.add_bot("renao_bot", token=TOKEN)
    alice = world.person("Alice")
    alice.adds(bot, world.supergroup("Fans", owner=alice))
    return world


@pytest.fixture
async def telegram(world: World) -> AsyncIterator[Served]:
    async with serve(world) as served:
        yield served


@pytest.fixture
def config(telegram: Served, tmp_path: Path) -> Path:
    """A config.toml for that bot, in a directory of its own."""
    path = tmp_path / "config.toml"
    path.write_text(
        f'owners = [1001]\n[telegram]\ntoken = "{TOKEN}"\nbase_url = "{telegram.base_url}"\n'
    )
    path.chmod(0o600)
    return path


def left_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


def mistype_the_token(config: Path) -> None:
    config.write_text(config.read_text().replace(TOKEN, TOKEN[:-1] + "x"))


@asynccontextmanager
async def renao(
    folder: Path, *arguments: str, **variables: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Start a process in that folder; killed at the end if it is still there."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("RENAO_")}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", *arguments),
        cwd=folder,
        env=environ | variables | {"PYTHONPATH": str(TOP), "PYTHONUNBUFFERED": "1"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def said(folder: Path, *arguments: str) -> tuple[int, str, str]:
    """Run a process to its end; return its code, output and errors."""
    async with renao(folder, *arguments) as process:
        out, err = await process.communicate()
        assert b"Traceback" not in err
        return process.returncode or 0, out.decode(), err.decode()


async def until(stream: asyncio.StreamReader | None, word: str) -> str:
    """Read `stream` up to the line with `word` in it."""
    assert stream is not None
    read = ""
    async for line in stream:
        read += line.decode()
        if word in read:
            return read
    raise AssertionError(f"{word!r} did not come: {read}")


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
async def test_it_runs_until_told_to_stop_and_never_says_its_token(
    config: Path, signum: int
) -> None:
    async with renao(config.parent, "run") as process:
        log = await until(process.stderr, "Renao is here")
        process.send_signal(signum)
        process.send_signal(signum)  # An impatient hand does no harm.
        out, err = await asyncio.wait_for(process.communicate(), 15)
        assert process.returncode == 0, err.decode()
    assert TOKEN not in log + out.decode() + err.decode()


async def test_a_second_renao_on_the_same_database_is_turned_away(config: Path) -> None:
    database = config.parent / "data/renao.db"
    database.parent.mkdir(mode=0o700)
    with only_one(database):
        code, _, err = await said(config.parent, "run")
    assert code == 1
    assert f"Another Renao (process {os.getpid()}) is using data/renao.db" in err


async def test_a_token_that_telegram_does_not_know_is_told_in_a_sentence(config: Path) -> None:
    mistype_the_token(config)
    code, _, err = await said(config.parent, "run")
    assert code == 1
    assert "Telegram does not know telegram.token: copy it anew from @BotFather.\n" in err


async def test_a_config_without_a_token_is_not_taken_for_a_rehearsal(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("owners = [1001]\n")
    code, _, err = await said(tmp_path, "run")
    assert (code, err) == (
        1,
        "telegram.token is empty. Ask @BotFather for one, and write it there.\n",
    )


async def test_check_asks_telegram_about_the_bot_and_its_groups(config: Path) -> None:
    code, out, _ = await said(config.parent, "check")
    assert code == 0, out
    assert "✓ Telegram knows the bot as @renao_bot." in out
    mistype_the_token(config)
    code, out, _ = await said(config.parent, "check")
    assert code == 1
    assert "✗ Telegram does not know telegram.token" in out
    assert "abcdefghijkl" not in out


async def test_without_config_and_token_it_plays_on_a_pretend_telegram_and_leaves_nothing(
    tmp_path: Path,
) -> None:
    async with renao(tmp_path, "run") as process:
        out = await until(process.stdout, "Open http")
        log = await until(process.stderr, "the dashboard is served")
        (address,) = re.findall(r"http://127\.0\.0\.1:\d+", out)
        async with httpx.AsyncClient() as client:
            calls = (await client.get(f"{address}/sandbox/ledger")).text
            dashboard = await client.get(re.findall(r"url=(http://\S+)", log)[0])
        assert "getMe" in calls, "the bot is not at the other end"
        assert "Please open this from Telegram" in dashboard.text
        process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.communicate(), 15)
        assert process.returncode == 0
    assert left_in(tmp_path) == []


async def test_a_token_in_the_environment_is_enough_to_run_on_telegram(
    telegram: Served, tmp_path: Path
) -> None:
    variables = {"RENAO_TELEGRAM__TOKEN": TOKEN, "RENAO_TELEGRAM__BASE_URL": telegram.base_url}
    async with renao(tmp_path, "run", **variables) as process:
        await until(process.stderr, "account=@renao_bot")
        process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.communicate(), 15)
        assert process.returncode == 0


async def test_a_port_that_is_taken_is_told_in_a_sentence(telegram: Served, tmp_path: Path) -> None:
    code, _, err = await said(tmp_path, "sandbox", "--port", str(telegram.port))
    assert code == 1
    assert err.startswith(f"Port {telegram.port} cannot be used: ")


async def test_the_sandbox_says_how_a_bot_gets_there_and_lets_it_in(tmp_path: Path) -> None:
    async with renao(tmp_path, "sandbox", "--port", "0") as process:
        out = await until(process.stdout, "token: ")
        base_url, token = (line.rpartition(": ")[2] for line in out.splitlines()[-2:])
        async with httpx.AsyncClient() as client:
            answer = (await client.get(f"{base_url}{token}/getMe")).json()
        assert answer["ok"]
        process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.communicate(), 15)
        assert process.returncode == 0
