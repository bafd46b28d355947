"""An operator gives a group with a long history another time zone."""

from zoneinfo import ZoneInfo

import pytest

from bot.activity import recount, zone
from bot.clock import Instant, day_of
from bot.jobs import zones
from bot.sandbox.script.places import Place
from bot.storage import Database
from tests.stories.conftest import Someone, Stage


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_days_are_counted_anew_while_all_goes_on_and_who_asked_is_told(
    stage: Stage, alice: Someone, bob: Someone, group: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zone, "FACTS_AT_ONCE", 3)
    for text in ("one", "two", "three", "four", "five", "six", "seven"):
        await bob.says(text, in_=group)
        await stage.forward(minutes=10)
    with monkeypatch.context() as busy:
        busy.setattr(zones, "step", another_time)
        assert "being counted anew" in await alice.asks("/timezone asia/shanghai")
        await bob.says("eight", in_=group)
        again = await alice.asks("/timezone")
        assert "Asia/Shanghai" in again
        assert "% is done" in again
    await stage.forward(minutes=1)
    told = [text for text in alice.private.texts if "all of them" in text]
    assert len(told) == 1
    assert "Change it" in await alice.asks("/timezone")
    async with stage.house.database.read() as tx:
        today = day_of(stage.clock.now(), ZoneInfo("Asia/Shanghai"))
        assert await recount.recount(tx, group.chat.id, today - 1, today + 1) == []


async def another_time(database: Database, now: Instant) -> bool:
    """Stand for a job that has not come to it yet."""
    return False
