"""`renao export`: write what is kept of a group to a file, or to standard output."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TextIO

from bot.activity import chats
from bot.cli.database import at_hand
from bot.cli.groups import the_one
from bot.cli.mistakes import Mistake
from bot.clock import Day
from bot.clock.days import from_date
from bot.config import Settings
from bot.reports.export import export

FIRST, LAST = from_date(date(2013, 1, 1)), from_date(date(9999, 1, 1))


class What(StrEnum):
    """The tables that there are."""

    FACTS = "facts"
    DAYS = "days"
    MEMBER_DAYS = "member_days"
    MEMBERS = "members"


class Form(StrEnum):
    """How a table can be written."""

    CSV = "csv"
    JSONL = "jsonl"


@dataclass(frozen=True)
class Wish:
    """What is to be written of which group, from which day to which; `bom` is for Excel."""

    chat: str | None
    first: Day
    last: Day
    what: What
    form: Form
    bom: bool = False


async def give_out(target: Path | None, settings: Settings, wish: Wish, *, force: bool) -> int:
    """Write what is kept of a group; return how many rows there were.

    Raises:
        Mistake: it is not clear which group is meant, or the file exists already or cannot be written.
    """
    async with at_hand(settings) as database, database.read() as tx:
        group = the_one(wish.chat, await chats.every(tx))
        with _opened(target, force=force) as out:
            if wish.bom:
                out.write("\ufeff")
            return await export(tx, group, wish.first, wish.last, wish.what, wish.form, out)


def day(typed: str | None, otherwise: Day) -> Day:
    """Return the day that was typed as 2026-01-31, or the first or last of all if it lies beyond. Pure.

    Raises:
        Mistake: it is none.
    """
    if typed is None:
        return otherwise
    try:
        return min(max(from_date(date.fromisoformat(typed)), FIRST), LAST)
    except ValueError:
        raise Mistake(f"“{typed}” is no day. Write it like 2026-01-31.") from None


@contextmanager
def _opened(target: Path | None, *, force: bool) -> Iterator[TextIO]:
    """Lend the file to write to; under its name it is there only once it is whole."""
    if target is None:
        sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
        yield sys.stdout
        return
    if target.exists() and not force:
        raise Mistake(f"{target} exists already. Name another file, or overwrite it with --force.")
    part = target.with_name(f"{target.name}.part")
    try:
        with os.fdopen(
            os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600),
            "w",
            encoding="utf-8",
            newline="",
        ) as out:
            yield out
        part.replace(target)
    except OSError as error:
        raise Mistake(f"{target} cannot be written: {error.strerror}.") from None
    finally:
        part.unlink(missing_ok=True)
