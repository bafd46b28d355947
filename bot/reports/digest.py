"""What a report tells of a group and a period: gathered as data first, then put into words and buttons."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.clock import day_of
from bot.clock.days import as_date
from bot.outbox import Button
from bot.reports.numbers import Number, Numbers, numbers
from bot.reports.pages import Pages
from bot.reports.scope import Scope
from bot.reports.sections import SECTIONS
from bot.reports.sections.record import Record
from bot.reports.todo import Todo, chosen
from bot.reports.wording import record_line
from bot.storage import Tx
from bot.texts import plain, say

# These are told even if they are 0.
ALWAYS = ("active", "messages")
# From this urgency on something is told of a day on which nothing happened, too.
URGENT = 80.0


@dataclass(frozen=True)
class Digest:
    """A report as data: the numbers, what each section has found, and what to do, the most urgent first."""

    scope: Scope
    numbers: Numbers
    found: Mapping[str, Any]
    todos: tuple[Todo, ...]

    @property
    def record(self) -> Record:
        """Return what stands behind the figures."""
        record: Record = self.found["record"]
        return record

    @property
    def is_dead(self) -> bool:
        """Say whether nothing happened that anybody saw."""
        return self.numbers.is_dead

    @property
    def told(self) -> list[Number]:
        """Return the numbers that are worth a line."""
        return [
            number
            for number in self.numbers.all
            if number.value or number.change.difference or number.key in ALWAYS
        ]


@dataclass(frozen=True)
class Written:
    """A report in words, with the buttons below it."""

    html: str
    buttons: tuple[tuple[Button, ...], ...] = ()


async def gather(tx: Tx, scope: Scope) -> Digest:
    """Return all that a report tells, as data."""
    counted = await numbers(tx, scope)
    found: dict[str, Any] = {}
    todos: list[Todo] = []
    for section in SECTIONS:
        told = await section.look(tx, scope)
        found[section.name] = told.data
        todos += (todo for todo in told.todos if not (scope.public and todo.private))
    if counted.is_dead:
        # Where nothing happens, only what keeps things from happening is worth a line.
        todos = [todo for todo in todos if todo.urgency >= URGENT]
    return Digest(scope, counted, found, chosen(todos))


def write(digest: Digest, language: str, pages: Pages, made_for: int | None = None) -> Written:
    """Put a report into words. Pure, but for the templates that it reads.

    made_for: whose buttons they are; None for whoever may press them.
    """
    scope = digest.scope
    # What a section has told as a thing to do, with a button, it need not tell again.
    told = {todo.kind for todo in digest.todos}
    parts = {
        section.name: pages.render(
            f"sections/{section.name}.html", language, it=data, scope=scope, told=told
        ).strip("\n")
        for section in SECTIONS
        if (data := digest.found[section.name]) is not None and section.name != "record"
    }
    html = pages.render(
        "digest.html",
        language,
        digest=digest,
        scope=scope,
        first=as_date(scope.period.first),
        last=as_date(scope.period.last),
        off=_days_off(digest),
        headline=headline(digest, language),
        todos=[_sentence(todo, language) for todo in digest.todos],
        parts=parts,
        record=record_line(digest.record.behind, scope.chat, language),
    )
    if pages.faults:
        html = pages.render("faults.html", language, html=html, faults=pages.faults)
    return Written(html.strip("\n"), _buttons(digest, language, made_for))


def headline(digest: Digest, language: str) -> str:
    """Return the sentence about what changed most, as Telegram HTML. Pure."""
    scope, counted = digest.scope, digest.numbers
    values = {
        "active": counted["active"].value,
        "messages": counted["messages"].value,
        "length": scope.length,
        "weekday": as_date(scope.period.last),
    }
    number = counted.most_changed
    if number is None or number.change.expected is None:
        if counted["messages"].change.expected is not None:
            return say("digest.usual", language, **values)
        looked_back = any(day < scope.period.first for day in counted.known)
        return say("digest.partly" if looked_back else "digest.first", language, **values)
    return say(
        "digest.changed",
        language,
        **values,
        name=plain(f"reports.number_{number.key}", language),
        value=number.value,
        expected=round(number.change.expected),
        more=number.change.value > number.change.expected,
        ratio=_told_ratio(number.change.ratio),
    )


def _told_ratio(ratio: float | None) -> float | None:
    """Return by what share something changed, where that says more than the numbers themselves."""
    return None if ratio is None or abs(ratio) > 1 else round(abs(ratio), 2)


def _days_off(digest: Digest) -> dict[str, Any] | None:
    off = digest.record.off
    if off is None:
        return None
    scope = digest.scope
    today = day_of(scope.now, scope.chat.zone)
    reach = today - off.earliest + 1
    return {"n": off.days, "latest": as_date(off.latest), "reach": reach, "chat_id": scope.chat_id}


def _sentence(todo: Todo, language: str) -> str:
    return say(f"todo.{todo.kind}", language, **todo.said)


def _buttons(digest: Digest, language: str, made_for: int | None) -> tuple[tuple[Button, ...], ...]:
    rows = []
    for place, todo in enumerate(digest.todos, start=1):
        label = f"{place} · {plain(f'todo.button_{todo.kind}', language, **todo.said)}"
        data = {"chat_id": digest.scope.chat_id} | dict(todo.data)
        if todo.link is not None:
            rows.append((Button(label, url=todo.link),))
        else:
            rows.append((Button(label, todo.action, data, made_for=made_for),))
    return tuple(rows)
