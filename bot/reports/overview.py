"""All groups of an operator, a row each, the one that needs her most on top."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.activity.chats import Chat
from bot.clock import Instant, day_of
from bot.outbox import Button
from bot.reports.asking import Wanted, period_of
from bot.reports.digest import Digest, Written, gather
from bot.reports.pages import Pages
from bot.reports.scope import Scope
from bot.storage import Tx
from bot.texts import say

# From this urgency on something needs an operator; a fall that is more than noise does, too.
NEEDS = 60.0
FALL = 88.0
# So many rows stand on a screen or two, and so many groups get a button.
ROWS, BUTTONS = 20, 12


@dataclass(frozen=True)
class Row:
    """One group of the overview."""

    digest: Digest

    @property
    def urgency(self) -> float:
        """Return how much the group needs somebody: what is to be done, or that fewer came or spoke."""
        urgent = max((todo.urgency for todo in self.digest.todos), default=0.0)
        fell = any(
            number.change.is_real and number.value < (number.change.expected or 0)
            for number in self.digest.numbers.all
            if number.key in ("active", "messages")
        )
        return max(urgent, FALL if fell else 0.0)

    @property
    def needs_you(self) -> bool:
        """Say whether somebody should have a look."""
        return self.urgency >= NEEDS


async def rows(tx: Tx, groups: Iterable[Chat], wanted: Wanted, now: Instant) -> list[Row]:
    """Return a row for each group, the one that needs somebody most first, then the livelier."""
    found = [
        Row(await gather(tx, Scope(group, period_of(wanted, day_of(now, group.zone)), now)))
        for group in groups
    ]
    return sorted(found, key=_rank)


def _rank(row: Row) -> tuple[float, int, int]:
    digest = row.digest
    return -row.urgency, -digest.numbers["messages"].value, digest.scope.chat_id


def write_rows(
    found: Sequence[Row], wanted: Wanted, language: str, pages: Pages, made_for: int
) -> Written:
    """Put the overview into words, with a button for each group."""
    shown = found[:ROWS]
    html = pages.render(
        "overview.html",
        language,
        rows=shown,
        # The sentence about what is most urgent there, if anything is.
        first=[
            say(f"todo.{row.digest.todos[0].kind}", language, **row.digest.todos[0].said)
            if row.digest.todos
            else ""
            for row in shown
        ],
        rest=len(found) - len(shown),
        needing=sum(row.needs_you for row in found),
    )
    buttons = [
        Button(
            f"{place} · {row.digest.scope.chat.title}"[:40],
            "report_group",
            {"chat_id": row.digest.scope.chat_id, "period": wanted.period},
            made_for=made_for,
        )
        for place, row in enumerate(shown[:BUTTONS], start=1)
    ]
    pairs = tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))
    return Written(html.strip("\n"), pairs)
