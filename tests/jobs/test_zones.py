"""A change of a group's zone goes on by itself, and who asked for it is told once."""

from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from bot.activity import zone
from bot.activity.zone import Wish
from bot.jobs import zones
from bot.storage import Database
from bot.storage.schema import messages_out
from tests.activity import updates as u

ALICE = 1001
SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")


@pytest.fixture(autouse=True)
def _few_facts_a_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zone, "FACTS_AT_ONCE", 3)


async def wished(database: Database, wanted: ZoneInfo, language: str, at: float) -> None:
    async with database.write() as tx:
        assert not await zone.change(tx, u.GROUP, Wish(wanted, ALICE, None, language, at))


async def said(database: Database) -> list[tuple[int, str]]:
    async with database.read() as tx:
        found = await tx.execute(sa.select(messages_out).order_by(messages_out.c.id))
        return [(row.chat_id, row.text) for row in found]


async def test_who_asked_last_is_told_once_when_all_days_are_counted(database: Database) -> None:
    await u.recorded(database, *(u.message(n, at=u.START + n * 3600) for n in range(1, 20)))
    await wished(database, BERLIN, "en", u.START)
    await wished(database, SHANGHAI, "zh-CN", u.START + 1)
    steps = 0
    while await zones.step(database, u.START + 60):
        steps += 1
        assert bool(await said(database)) == (not await under_way(database))
    assert steps > 2
    ((chat_id, text),) = await said(database)
    assert chat_id == ALICE
    assert "Asia/Shanghai" in text
    assert "08:01" in text
    assert "全部" in text
    assert not await zones.step(database, u.START + 120)


async def under_way(database: Database) -> bool:
    async with database.read() as tx:
        return await zone.under_way(tx) is not None
