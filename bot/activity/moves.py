"""Who came and went, let in or put out by whom, through which link."""

from collections.abc import Sequence

from bot.activity.details import NONE, Detail, Details
from bot.activity.facts import Fact, Kind
from bot.storage import Tx
from bot.storage.bulk import insert_new
from bot.storage.schema import moves

MOVES = (Kind.JOINED, Kind.LEFT)


async def note(tx: Tx, fresh: Sequence[Fact], details: Details) -> None:
    """Keep the joins and leaves among new facts, with what is told about them."""
    rows = [_row(fact, details.get(fact.key, NONE)) for fact in fresh if fact.kind in MOVES]
    if rows:
        await insert_new(tx, moves, rows)


def _row(fact: Fact, detail: Detail) -> tuple[int | str | bool | None, ...]:
    """Return a row of the table, in the order of its columns. Pure."""
    joined = fact.kind is Kind.JOINED
    return fact.chat_id, fact.ref, fact.user_id, fact.at, joined, detail.by_id, detail.link
