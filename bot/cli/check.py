"""What `renao check` looks at: the file, the settings, the database, and then Telegram."""

import stat
import time
from contextlib import AsyncExitStack
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.chat.check import Finding, check_telegram
from bot.clock import local
from bot.config import Settings
from bot.storage import Database, StorageError
from bot.storage.engine import async_url, database_file
from bot.storage.migrate import knows, newest, revision
from bot.storage.reach import reached

NO_TOKEN = "telegram.token is empty. Ask @BotFather for one, and write it there."  # noqa: S105


async def everything(settings: Settings, path: Path | None) -> list[Finding]:
    """Look at all there is to look at; a fault does not hide the next one."""
    findings = [about_file(path), *about_settings(settings)]
    async with AsyncExitStack() as stack:
        found, database = await about_database(settings.database.url, stack)
        findings.append(found)
        if settings.telegram.token:
            findings += await check_telegram(settings, database)
    return findings


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
    return Finding(True, f"{path} is well-formed, and yours alone to read.")


def about_settings(settings: Settings) -> list[Finding]:
    """Look at what is well-formed and yet not as a running bot needs it."""
    findings = []
    if not settings.telegram.token:
        findings.append(Finding(False, NO_TOKEN))
    if not settings.owners:
        sentence = "owners is empty: only group administrators can tell Renao what to do."
        findings.append(Finding(True, sentence))
    zone = settings.defaults.zone
    clock = local(time.time(), ZoneInfo(zone))
    findings.append(
        Finding(True, f"Groups start in the time zone {zone}, where it is {clock:%H:%M} now.")
    )
    return findings


async def about_database(url: str, stack: AsyncExitStack) -> tuple[Finding, Database | None]:
    """Look whether the database answers; if it is fit for use, leave it open on `stack`."""
    try:
        file = database_file(async_url(url))
        if file and not file.exists():
            return Finding(True, f"{file} does not exist yet: `renao run` will make it."), None
        database = await stack.enter_async_context(reached(url))
        found = await revision(database)
    except StorageError as error:
        return Finding(False, str(error)), None
    return about_revision(found), database if found == newest() else None


def about_revision(found: str | None) -> Finding:
    """Judge the revision that the database is at; None: nothing is in it."""
    if found is None:
        return Finding(True, "The database answers and is empty: `renao run` will set it up.")
    if not knows(found):
        sentence = f"The database is at revision {found}, made by a newer Renao: install that one."
        return Finding(False, sentence)
    if found != newest():
        sentence = f"The database answers; `renao run` will bring it from {found} to {newest()}."
        return Finding(True, sentence)
    return Finding(True, f"The database answers and is at the newest revision, {found}.")
