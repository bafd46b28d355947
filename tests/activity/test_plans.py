"""What must stay cheap in a large group: SQLite finds it by a key or an index, without reading the chat."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import sqlalchemy as sa

from bot.activity import chats, waits
from bot.activity.actives import l28_of
from bot.activity.mine import acts_by_day, received_in
from bot.activity.period import Period
from bot.storage import Database, Tx
from tests.activity import updates as u

TODAY = u.START // 86400
YEAR = Period(TODAY - 366, TODAY)
# All that a chat has, and all that everybody did on the days.
TOO_MUCH = ("USING PRIMARY KEY (chat_id=?)", "day>?")
# Of these there are few.
FEW = ("members", "chats")


async def late_first_message(tx: Tx) -> None:
    await u.record(tx, [u.message(2)], u.START, u.DEFAULTS)
    await u.record(tx, [u.message(1, at=u.START - 60)], u.START, u.DEFAULTS)


async def responses_anew(tx: Tx) -> None:
    chat = await chats.get(tx, u.GROUP)
    assert chat is not None
    await waits.recompute(tx, chat, Period(TODAY, TODAY), u.START)


@pytest.mark.parametrize(
    "work",
    [
        lambda tx: acts_by_day(tx, u.GROUP, 1, YEAR),
        lambda tx: received_in(tx, u.GROUP, 1, YEAR),
        lambda tx: l28_of(tx, u.GROUP, 1, TODAY),
        late_first_message,
        responses_anew,
    ],
)
async def test_no_statement_reads_all_that_a_chat_has(
    database: Database, work: Callable[[Tx], Awaitable[object]]
) -> None:
    await u.recorded(database, u.message(1000, by=9))
    executed: list[tuple[str, Any]] = []
    async with database.write() as tx:
        if tx.dialect.name != "sqlite":
            pytest.skip("PostgreSQL plans by what is in the tables")

        def note(_c: Any, _u: Any, statement: str, parameters: Any, _o: Any, many: bool) -> None:
            if not many and statement.startswith(("SELECT", "UPDATE", "DELETE", "INSERT")):
                executed.append((statement, parameters))

        sa.event.listen(tx.sync_connection, "before_cursor_execute", note)
        await work(tx)
        sa.event.remove(tx.sync_connection, "before_cursor_execute", note)
        plans = [
            row[3]
            for statement, parameters in executed
            for row in await tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]
    assert plans
    read = [plan for plan in plans if any(much in plan for much in TOO_MUCH)]
    assert [plan for plan in read if plan.split()[1] not in FEW] == []
