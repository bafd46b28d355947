"""`renao import`: read an export, say what is in it, and take in what is new."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bot.activity import chats, imports
from bot.activity.chats import Defaults
from bot.activity.desktop_file import BadExport
from bot.activity.imports import Taken
from bot.activity.survey import Survey, survey
from bot.activity.wire import Chat
from bot.cli.database import at_hand
from bot.cli.groups import is_meant
from bot.cli.mistakes import Mistake
from bot.cli.progress import progress
from bot.clock import DAY, parse_zone
from bot.config import Settings
from bot.storage import Database


async def take_in(path: Path, chat: str | None, settings: Settings, *, dry: bool) -> list[str]:
    """Take in an export, or only look at it; return what is to be said of it.

    Raises:
        Mistake: the file is no export that can be read, or has not the group that is meant.
    """
    async with at_hand(settings) as database:
        async with database.read() as tx:
            known = {each.chat_id for each in await chats.every(tx)}
        try:
            found, left_out = _survey(path, chat, known)
            taken = await _take(database, path, found, settings, dry=dry)
        except BadExport as error:
            raise Mistake(f"{path} cannot be taken in. {error}") from None
        except OSError as error:
            raise Mistake(f"{path} cannot be read: {error.strerror}.") from None
    said = [line for key in found for line in report(found[key], taken[key], dry=dry)]
    if left_out:
        said.append(f"Left out: {left_out}. Renao does not know them; --chat takes one of them in.")
    return said


def _survey(path: Path, typed: str | None, known: set[int]) -> tuple[dict[int, Survey], str]:
    """Read an export to its end; return what it has of the chats that are meant, and the others."""
    others: dict[int, str] = {}

    def wanted(chat: Chat, alone: bool) -> bool:
        meant = is_meant(typed, chat, chat.id) if typed else alone or chat.id in known
        if not meant:
            others[chat.id] = f"{chat.title} ({chat.id})"
        return meant

    with progress("Reading") as told:
        found = survey(path, wanted, _of(path, told))
    names = "; ".join(others.values())
    if not found and not names:
        raise Mistake(f"{path} has no group in it, only private chats or groups that you left.")
    if not found and typed:
        raise Mistake(f"“{typed}” is no group in {path}. It has: {names}.")
    if not found:
        raise Mistake(f"{path} has no group that Renao knows. Name one with --chat: {names}.")
    return found, "" if typed else names


async def _take(
    database: Database, path: Path, found: dict[int, Survey], settings: Settings, *, dry: bool
) -> dict[int, Taken]:
    now = time.time()
    # A bot's own id stands ahead of the colon in its token.
    me = settings.telegram.token.get_secret_value().partition(":")[0]
    bots = frozenset({int(me)} if me.isdecimal() else ())
    if dry:
        with progress("Comparing") as told:
            return await imports.look(database, path, found, now, bots, _of(path, told))
    zone, language = settings.defaults.zone, settings.defaults.language
    defaults = Defaults(parse_zone(zone), language, settings.privacy.names)
    texts_from = now - settings.privacy.question_days * DAY
    with progress("Taking in") as told:
        return await imports.take(
            database, path, found, now, defaults, bots, texts_from, _of(path, told)
        )


def _of(path: Path, told: Callable[[int, int], None]) -> Callable[[int], None]:
    size = path.stat().st_size
    return lambda done: told(done, size)


def report(found: Survey, taken: Taken, *, dry: bool) -> list[str]:
    """Return what is said of one chat: what the export has of it, what was new, what is not known. Pure."""
    name = f"{found.chat.title} ({found.chat.id})"
    if not found.messages:
        return [f"{name}: the export has no messages of it."]
    days = " to ".join(
        datetime.fromtimestamp(at, UTC).date().isoformat() for at in (found.first_at, found.last_at)
    )
    new = "would be new" if dry else "were new and are taken in"
    messages = f"{found.messages:,} message{'' if found.messages == 1 else 's'}"
    said = [f"{name}: {messages} from {days}, {taken.messages:,} of them {new}."]
    left = {
        "are younger than a day and left to Telegram; import them again tomorrow": taken.too_young,
        "are of days whose facts Renao has forgotten, and stay so": taken.too_old,
        "are of kinds that Telegram Desktop does not export": found.unsupported,
    }
    said += [f"  {count:,} {what}." for what, count in left.items() if count]
    if found.unnamed:
        said.append(
            f"  {found.unnamed:,} people were added or removed by others. The export has their names "
            "only, not who they are: these joins and leaves are not counted."
        )
    return said
