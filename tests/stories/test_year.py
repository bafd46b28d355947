"""A year of prompts in three zones, with both changes of clocks in each, through the sandbox."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from bot.jobs.page import post_prompts
from bot.prompts import settings
from bot.prompts.groups import Settings
from bot.sandbox.script.places import Place as Group
from bot.storage.schema import chats, prompt_places
from tests.stories import calendar as c
from tests.stories.conftest import Someone, Stage

# Clocks change on Sundays. Berlin's skip 02:00 to 03:00 on 29 March, New York's on 8 March, those of Lord
# Howe Island 02:00 to 02:30 on 4 October; they show the hour or half hour before that twice on 25 October,
# 1 November and 5 April.
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe")
CHRISTMAS = date(2026, 12, 24)
END = c.at("2027-01-01T00:00+00:00")

# What operators type, and on which days it is due, in words of Python.
Falls = Callable[[date], bool]
PLANS: dict[str, tuple[Falls, time]] = {
    "weekly sun 02:15": (lambda day: day.weekday() == 6, time(2, 15)),
    "weekly sun 01:45": (lambda day: day.weekday() == 6, time(1, 45)),
    "monthly first monday 18:00": (lambda day: day.weekday() == 0 and day.day <= 7, time(18)),
    "monthly last day 20:00": (lambda day: (day + timedelta(1)).day == 1, time(20)),
    "every 10 days 09:30": (lambda day: (day - date(2026, 1, 1)).days % 10 == 0, time(9, 30)),
    "cron 0 7 15 * *": (lambda day: day.day == 15, time(7)),
    "once 2026-10-25 02:30": (lambda day: day == date(2026, 10, 25), time(2, 30)),
}


def shown(day: date, clock: time, zone: ZoneInfo) -> float:
    """Return the first moment of a day at which clocks show `clock`, or are past it: by looking at them."""
    moment = datetime.combine(day, time(0), zone).timestamp() - 7200
    while True:
        seen = datetime.fromtimestamp(moment, zone)
        if (seen.date(), seen.time()) >= (day, clock) and seen.date() == day:
            return moment
        moment += 900


def expected(zone: str, since: float, without: date | None) -> list[tuple[float, str]]:
    """Return when each prompt must be posted in the year."""
    days = [date(2025, 12, 31) + timedelta(n) for n in range(367)]
    found = [
        (shown(day, clock, ZoneInfo(zone)), words)
        for words, (falls, clock) in PLANS.items()
        for day in days
        if falls(day) and day != without
    ]
    return sorted(one for one in found if since < one[0] < END)


async def found_group(stage: Stage, alice: Someone, zone: str) -> Group:
    """Let Renao into a group that lives by a zone, with all that is planned there."""
    group = stage.world.supergroup(zone, owner=alice.person)
    alice.person.adds(stage.bot, group)
    alice.person.promotes(stage.bot, group)
    await stage.settle()
    async with stage.house.database.write() as tx:
        await tx.execute(sa.update(chats).where(chats.c.chat_id == group.id).values(zone=zone))
        if zone == "Europe/Berlin":
            holidays = ((CHRISTMAS - date(1970, 1, 1)).days,)
            await settings.put(tx, group.id, Settings(holidays=holidays), stage.clock.now())
    for words in PLANS:
        # Every ten days counts from the day on which it is planned.
        start = " from 2026-01-01" if words.startswith("every") else ""
        await c.plan(stage, group, words + start, c.Variant({"en": words}), zone=zone)
    return group


async def live_through(stage: Stage) -> None:
    """Let the year pass, from each moment at which something is due to the next."""
    month = stage.clock.now()
    while True:
        async with stage.house.database.read() as tx:
            due = await tx.scalar(sa.select(sa.func.min(prompt_places.c.next_due)))
        if due is None or due >= END:
            return
        stage.clock.forward(seconds=max(due - stage.clock.now(), 0))
        await post_prompts(stage.house.work)
        while await stage.house.sender.step():
            pass
        if stage.clock.now() - month > 30 * 86_400:
            month = stage.clock.now()
            await stage.settle()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_year_of_prompts_comes_by_each_groups_clocks_each_time_once(
    stage: Stage, alice: Someone
) -> None:
    groups = [await found_group(stage, alice, zone) for zone in ZONES]
    since = stage.clock.now()
    await live_through(stage)
    for group, zone in zip(groups, ZONES, strict=True):
        posted = [(float(one.date), one.text) for one in group.messages if one.text in PLANS]
        without = CHRISTMAS if zone == "Europe/Berlin" else None
        assert sorted(posted) == expected(zone, since, without)
        assert len(posted) > 160
        assert set(await c.outcomes(stage, group)) == {"posted"}
