"""Every command on one page, and what becomes of an error: a sentence, never a traceback."""

import asyncio
import os
import platform
import sqlite3
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NoReturn, TypeAlias

import typer
import uvloop
from rich.console import Console

from bot import __version__, app
from bot.chat.account import UnknownToken
from bot.chat.check import Finding
from bot.cli import check as checks
from bot.cli.giving import FIRST, LAST, Form, What, Wish, day, give_out
from bot.cli.mistakes import Mistake
from bot.cli.pretend import pretend
from bot.cli.progress import progress
from bot.cli.recounting import recount_days, show
from bot.cli.taking import take_in
from bot.config import ConfigError, Settings, load
from bot.config.log import configure, secrets_of
from bot.sandbox.live import USUAL_PACE
from bot.storage import StorageError
from bot.storage import backup as copies
from bot.storage.lock import alone
from bot.storage.migrate import migrate as bring_to_newest
from bot.storage.migrate import newest
from bot.storage.reach import reached

page = typer.Typer(
    help="Renao (热闹): the extra pair of hands for a fan community.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

DEFAULT = Path("config.toml")
Config: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--config", help="The file with the settings. [default: config.toml, if there is one]"
    ),
]
Force: TypeAlias = Annotated[bool, typer.Option("--force", help="Overwrite what is there.")]


@page.command()
def run(config: Config = None) -> None:
    """Run Renao: on Telegram with a config.toml or a token, in the sandbox without."""
    path = _chosen(config)
    settings = _settings(path)
    if not settings.telegram.token and path is not None:
        raise ConfigError([checks.NO_TOKEN])
    live = bool(settings.telegram.token)
    uvloop.run(app.run(settings) if live else app.rehearse(settings, _announce))


def _announce(address: str) -> None:
    typer.echo(f"No config.toml: Renao plays on a pretend Telegram. Open {address} in a browser.")


@page.command()
def sandbox(
    port: Annotated[
        int, typer.Option(help="The port of this machine to listen at; 0: any that is free.")
    ] = 8081,
    seed: Annotated[int, typer.Option(help="Another number, other people and other talk.")] = 1,
    empty: Annotated[bool, typer.Option("--empty", help="Start with nobody but Alice.")] = False,
    live: Annotated[bool, typer.Option("--live", help="Let members chat by themselves.")] = False,
) -> None:
    """Run the sandbox alone: a pretend Telegram, for any bot."""
    try:
        uvloop.run(pretend(port, seed=seed, empty=empty, pace=USUAL_PACE if live else 0))
    except OSError as error:
        sentence = f"Port {port} cannot be used: {error.strerror}. Name another one, or --port 0."
        _fail([sentence])


@page.command()
def check(config: Config = None) -> None:
    """Say what is wrong with the configuration, the database and the bot's standing on Telegram."""
    path = _chosen(config)
    try:
        findings = asyncio.run(checks.everything(_settings(path), path))
    except ConfigError as error:
        findings = [Finding(False, sentence) for sentence in error.sentences]
    for finding in findings:
        typer.echo(f"{'✓' if finding.ok else '✗'} {finding.sentence}")
    raise typer.Exit(not all(finding.ok for finding in findings))


@page.command()
def migrate(config: Config = None) -> None:
    """Bring the database to the newest schema. `renao run` does so by itself."""
    settings = _settings(_chosen(config))
    asyncio.run(_migrate(settings))
    typer.echo(f"The database is at revision {newest()}, the newest.")


async def _migrate(settings: Settings) -> None:
    url = settings.database.url
    async with reached(url) as database, alone(database, url):
        await bring_to_newest(database)


@page.command()
def backup(
    target: Annotated[
        Path | None,
        typer.Argument(help="The file to make. [default: a dated one in backup.folder]"),
    ] = None,
    config: Config = None,
    force: Force = False,
) -> None:
    """Copy the SQLite database, even while Renao runs, and check the copy."""
    settings = _settings(_chosen(config))
    source = copies.sqlite_file(settings.database.url)
    with progress("Copying") as told:
        if target is not None:
            copies.backup(source, target, force=force, progress=told)
        else:
            folder, keep = Path(settings.backup.folder), settings.backup.keep
            target = copies.nightly(source, folder, keep, time.time(), progress=told)
    typer.echo(
        f"Copied {source} to {target}. It holds personal data: keep it as safe as the original."
    )


@page.command()
def restore(
    copy: Annotated[Path, typer.Argument(help="A file that `renao backup` made.")],
    config: Config = None,
    force: Force = False,
) -> None:
    """Put a copy in the place of the SQLite database, while Renao is stopped."""
    target = copies.sqlite_file(_settings(_chosen(config)).database.url)
    with progress("Restoring") as told:
        copies.restore(copy, target, force=force, progress=told)
    typer.echo(f"Restored {target} from {copy}.")


@page.command("import")
def import_export(
    file: Annotated[Path, typer.Argument(help="The result.json of a Telegram Desktop export.")],
    config: Config = None,
    chat: Annotated[
        str | None,
        typer.Option(help="Which group of a whole account: its id, title or @username."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be new, and write nothing.")
    ] = False,
) -> None:
    """Take in the history of a group, from before Renao came, even while Renao runs."""
    settings = _settings(_chosen(config))
    for line in asyncio.run(take_in(file, chat, settings, dry=dry_run)):
        typer.echo(line)


@page.command()
def export(
    target: Annotated[
        Path | None, typer.Argument(help="The file to make. [default: standard output]")
    ] = None,
    config: Config = None,
    chat: Annotated[
        str | None,
        typer.Option(help="Which group: its id, title or @username. [default: the only one]"),
    ] = None,
    first: Annotated[
        str | None, typer.Option("--from", help="The first day, as 2026-01-31. [default: all]")
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", help="The last day, as 2026-01-31. [default: all]")
    ] = None,
    what: Annotated[What, typer.Option(help="Which table.")] = What.FACTS,
    form: Annotated[Form, typer.Option("--format", help="How it is written.")] = Form.CSV,
    bom: Annotated[bool, typer.Option("--bom", help="Begin as Excel wants UTF-8 to.")] = False,
    force: Force = False,
) -> None:
    """Write what is kept of a group as a table, for other programs."""
    settings = _settings(_chosen(config))
    wish = Wish(chat, day(first, FIRST), day(last, LAST), what, form, bom=bom)
    rows = asyncio.run(give_out(target, settings, wish, force=force))
    if target is not None:
        typer.echo(f"Wrote {rows:,} rows to {target}. They are personal data: keep them safe.")


@page.command()
def recount(
    config: Config = None,
    chat: Annotated[
        str | None,
        typer.Option(help="Which group: its id, title or @username. [default: all]"),
    ] = None,
    days: Annotated[int, typer.Option(min=1, help="So many days, up to today.")] = 30,
    repair: Annotated[
        bool, typer.Option("--repair", help="Rebuild the days that differ from their facts.")
    ] = False,
) -> None:
    """Count days anew from the facts, and say where what is stored differs, even while Renao runs."""
    settings = _settings(_chosen(config))
    found = asyncio.run(recount_days(settings, chat, days, time.time(), repair=repair))
    show(found, Console(), repaired=repair)
    raise typer.Exit(any(each.left for each in found))


@page.command()
def version() -> None:
    """Say which Renao this is, and on what it runs."""
    typer.echo(
        f"Renao {__version__} (Python {platform.python_version()}, SQLite {sqlite3.sqlite_version})"
    )


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Do what `arguments` (those of the process) say, and end the process."""
    os.umask(0o077)  # Whatever Renao writes is the operator's alone.
    try:
        page(arguments)
    except ConfigError as error:
        _fail(error.sentences)
    except (StorageError, Mistake) as error:
        _fail([str(error)])
    except UnknownToken:
        _fail(["Telegram does not know telegram.token: copy it anew from @BotFather."])
    sys.exit(0)


def _fail(sentences: Sequence[str]) -> NoReturn:
    for sentence in sentences:
        typer.echo(sentence, err=True)
    sys.exit(1)


def _chosen(config: Path | None) -> Path | None:
    """Return the file to read: the one that was named, else the usual one, if it is there."""
    return config or (DEFAULT if DEFAULT.exists() else None)


def _settings(path: Path | None) -> Settings:
    settings = load(path, os.environ)
    configure(settings.log, secrets_of(settings))
    return settings
