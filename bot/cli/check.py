"""What `renao check` looks at before Telegram is asked: the file, the settings, the database."""

import stat
import time
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.clock import local
from bot.config import Settings
from bot.storage import StorageError
from bot.storage.engine import async_url, database_file
from bot.storage.migrate import knows, newest, revision
from bot.storage.reach import reached


class Finding(NamedTuple):
    """One thing that was looked at, in a sentence; `ok` is False when something must be done."""

    ok: bool
    sentence: str


async def everything(settings: Settings, path: Path | None) -> list[Finding]:
    """Look at all there is to look at; a fault does not hide the next one."""
    return [about_file(path), *about_settings(settings), await about_database(settings)]


def about_file(path: Path | None) -> Finding:
    """Look at where the settings come from, and who else can read the token there."""
    if path is None:
        return Finding(
            True, "There is no config.toml: the settings come from the environment alone."
        )
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        return Finding(
            False, f"{path} can be read by others (mode {mode:04o}). Run: chmod 600 {path}"
        )
    return Finding(True, f"{path} is complete, and yours alone to read.")


def about_settings(settings: Settings) -> list[Finding]:
    """Look at what is well-formed and yet not as a running bot needs it."""
    findings = []
    if not settings.telegram.token:
        sentence = "telegram.token is empty. Ask @BotFather for one, and write it there."
        findings.append(Finding(False, sentence))
    if not settings.owners:
        sentence = "owners is empty: only group administrators can tell Renao what to do."
        findings.append(Finding(True, sentence))
    zone = settings.defaults.zone
    clock = local(time.time(), ZoneInfo(zone))
    findings.append(
        Finding(True, f"Groups start in the time zone {zone}, where it is {clock:%H:%M} now.")
    )
    return findings


def about_revision(found: str | None) -> Finding:
    """Judge the revision that the database is at; None: nothing is in it."""
    if found is None:
        return Finding(True, "The database answers and is empty: `renao run` will set it up.")
    if not knows(found):
        return Finding(
            False, f"The database is at revision {found}, made by a newer Renao: install that one."
        )
    if found != newest():
        return Finding(
            True, f"The database answers; `renao run` will bring it from {found} to {newest()}."
        )
    return Finding(True, f"The database answers and is at the newest revision, {found}.")


async def about_database(settings: Settings) -> Finding:
    """Look whether the database answers, and whether this Renao understands it."""
    url = settings.database.url
    try:
        file = database_file(async_url(url))
        if file and not file.exists():
            return Finding(True, f"{file} does not exist yet: `renao run` will make it.")
        async with reached(url) as database:
            return about_revision(await revision(database))
    except StorageError as error:
        return Finding(False, str(error))
