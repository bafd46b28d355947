"""Alerts: what cannot wait is told soon, once, and rarely; what is not wanted is told no more."""

import random
from collections.abc import Callable
from datetime import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.activity import chats
from bot.activity.wire import Update
from bot.people import roles
from bot.reports import readers
from bot.reports.alerts import house, send
from bot.reports.alerts.send import Limits, look
from bot.reports.alerts.watches import strays, tail
from bot.reports.readers import Reader
from bot.reports.rhythm import Rhythm
from bot.storage import Database
from bot.storage.schema import chats as chats_table
from bot.storage.schema import messages_out, recordings
from tests.activity import updates as u
from tests.reports.test_noise import WEEKDAYS, poisson

DAY, HOUR = 86400, 3600
OLGA, ALICE = 100, 101
NOON = u.START + 12 * HOUR
ASKS = "When does it start?"


@pytest.fixture(autouse=True)
async def readers_of_a_group(database: Database) -> None:
    await u.recorded(database, u.message(1, by=7), u.promoted(60, at=u.START))
    async with database.write() as tx:
        chat = await chats.get(tx, u.GROUP)
        assert chat is not None
        for who in (OLGA, ALICE):
            await roles.grant(tx, u.GROUP, who, by=1, now=u.START)
            reader = Reader(u.GROUP, who, who, 0, time(8))
            await readers.subscribe(tx, chat, reader, tuple(Rhythm), u.START)
        await tx.execute(sa.insert(recordings).values(started=u.START - 60 * DAY, until=NOON * 2))
    # What Renao is in the group is only remembered the first time.
    assert await look(database, (), u.START, Limits()) == 0


async def told(database: Database) -> list[str]:
    async with database.read() as tx:
        query = sa.select(messages_out.c.text).where(messages_out.c.dedupe_key.like("alert:%"))
        return list(await tx.scalars(query.order_by(messages_out.c.id)))


async def test_a_question_that_nobody_answers_is_told_once_to_each_reader(
    database: Database,
) -> None:
    await u.recorded(database, u.message(5, by=7, at=NOON, text=ASKS))
    assert await look(database, (), NOON + HOUR - 1, Limits()) == 0
    assert await look(database, (), NOON + HOUR, Limits()) == 1
    assert await look(database, (), NOON + 2 * HOUR, Limits()) == 0
    texts = await told(database)
    assert len(texts) == 2
    assert f"a question has been waiting for 60 minutes: “{ASKS}”" in texts[0]


async def test_how_long_a_question_may_wait_is_a_setting(database: Database) -> None:
    await u.recorded(database, u.message(5, by=7, at=NOON, text=ASKS))
    assert await look(database, (), NOON + 15 * 60, Limits(question_minutes=15)) == 1


async def test_another_question_is_told_when_its_kind_has_been_quiet_for_long(
    database: Database,
) -> None:
    await u.recorded(database, u.message(5, by=7, at=NOON, text=ASKS))
    await look(database, (), NOON + HOUR, Limits())
    await u.recorded(database, u.message(6, by=8, at=NOON + 2 * HOUR, text=ASKS))
    assert await look(database, (), NOON + 4 * HOUR, Limits()) == 0
    assert await look(database, (), NOON + 7 * HOUR, Limits()) == 1
    assert await look(database, (), NOON + 30 * HOUR, Limits()) == 0


async def test_at_night_nobody_is_told_of_questions(database: Database) -> None:
    await u.recorded(database, u.message(5, by=7, at=u.START + 22.5 * HOUR, text=ASKS))
    for hour in (23.5, 27, 31.9):
        assert await look(database, (), u.START + hour * HOUR, Limits()) == 0
    assert await look(database, (), u.START + 32.5 * HOUR, Limits()) == 1


async def test_many_who_leave_at_once_are_told(database: Database) -> None:
    await u.recorded(database, *(u.left(200 + n, 20 + n, NOON + n) for n in range(4)))
    assert await look(database, (), NOON + 60, Limits()) == 0
    await u.recorded(database, *(u.left(300 + n, 30 + n, NOON + n) for n in range(4)))
    assert await look(database, (), NOON + 120, Limits()) == 1
    assert await look(database, (), NOON + 600, Limits()) == 0
    assert "8 people left" in (await told(database))[0]


@pytest.mark.parametrize(
    ("update", "words"),
    [
        (u.demoted(70, NOON), "no administrator"),
        (u.update(70, my_chat_member=u.change(70, 99, "administrator", "left", NOON)), "no longer"),
    ],
)
async def test_a_right_that_is_lost_is_told_and_one_that_is_gained_is_not(
    database: Database, update: Update, words: str
) -> None:
    await u.recorded(database, update)
    assert await look(database, (), NOON + 60, Limits()) == 1
    assert words in (await told(database))[0]
    await u.recorded(database, u.promoted(71, NOON + HOUR))
    assert await look(database, (), NOON + 2 * HOUR, Limits()) == 0


async def test_who_switched_a_kind_off_is_told_no_more_and_others_are(database: Database) -> None:
    async with database.write() as tx:
        await send.turn_off(tx, u.GROUP, OLGA, "question")
    await u.recorded(database, u.message(5, by=7, at=NOON, text=ASKS))
    assert await look(database, (), NOON + HOUR, Limits()) == 1
    async with database.read() as tx:
        places = list(await tx.scalars(sa.select(messages_out.c.chat_id)))
    assert places == [ALICE]


async def test_who_steers_the_group_no_more_is_told_nothing(database: Database) -> None:
    async with database.write() as tx:
        await roles.revoke(tx, u.GROUP, OLGA)
        await readers.unsubscribe(tx, u.GROUP, ALICE)
    await u.recorded(database, u.message(5, by=7, at=NOON, text=ASKS))
    await look(database, (), NOON + HOUR, Limits())
    assert await told(database) == []


async def test_owners_are_told_that_renao_was_down(database: Database) -> None:
    back = NOON + 3 * DAY
    async with database.write() as tx:
        await tx.execute(sa.update(recordings).values(until=back - 5 * HOUR))
        await tx.execute(sa.insert(recordings).values(started=back, until=back + 60))
    assert await look(database, (OLGA,), back + 60, Limits()) == 1
    assert await look(database, (OLGA,), back + 600, Limits()) == 0
    assert "down for 5 h" in (await told(database))[0]
    assert len(await told(database)) == 1


async def test_a_copy_that_fails_is_told_to_owners_once_a_day(database: Database) -> None:
    alert = house.backup("the disk is full")
    assert await send.tell_owners(database, alert, (OLGA,), NOON)
    assert not await send.tell_owners(database, house.backup("it is read-only"), (OLGA,), NOON + 60)
    assert "the disk is full" in (await told(database))[0]


async def test_what_was_told_and_switched_off_goes_along_to_the_supergroup(
    database: Database,
) -> None:
    async with database.write() as tx:
        await send.turn_off(tx, u.GROUP, OLGA, "question")
        await send.carry_over(tx, u.GROUP, -5)
        await send.carry_over(tx, u.GROUP, -5)
        assert await send._off(tx, -5, "question") == {OLGA}
        assert "right" in await send._last(tx, -5)
        await send.forget(tx, -5, OLGA, 0)
        assert await send._off(tx, -5, "question") == set()


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert house.space(tmp_path) is None
    monkeypatch.setattr(house, "ROOM", 2**62)
    alert = house.space(tmp_path)
    assert alert is not None
    assert alert.kind == "space"


@pytest.mark.parametrize(
    ("count", "mean", "often"),
    [(0, 2.0, 1.0), (1, 2.0, 0.8647), (5, 2.0, 0.0527), (5, 0.1, 7.67e-8), (8, 0.05, 9.27e-16)],
)
def test_how_often_so_many_come_by_chance(count: int, mean: float, often: float) -> None:
    assert tail(count, mean) == pytest.approx(often, rel=0.01)


def hourly(dice: random.Random, mean: float, spread: float) -> Callable[[int], list[int]]:
    """Return a group that never changes: the messages of each hour of a day, livelier in the evening."""

    def day(number: int) -> list[int]:
        mood = dice.lognormvariate(-(spread**2) / 2, spread) if spread else 1.0
        hours = [0.2] * 8 + [1.0] * 10 + [2.0] * 6
        scale = mean * WEEKDAYS[number % 7] * mood / sum(hours)
        return [poisson(dice, scale * each) for each in hours]

    return day


def alerts_of(days: list[list[int]], first: int) -> int:
    """Return on how many days an alert would have come, looking every hour from noon on."""
    found = 0
    known = set(range(len(days)))
    for today in range(first, len(days)):
        for hour in range(12, 24):
            counts = {day: sum(days[day][:hour]) for day in range(today - 28, today + 1)}
            if strays(counts, today, known) is not None:
                found += 1
                break
    return found


@pytest.mark.parametrize("mean", [60, 200, 1000])
@pytest.mark.parametrize("spread", [0.0, 0.1, 0.2])
def test_a_group_that_never_changes_brings_at_most_one_false_alert_a_week(
    mean: float, spread: float
) -> None:
    weeks = found = 0
    for seed in range(20):
        day = hourly(random.Random(seed), mean, spread)
        found += alerts_of([day(number) for number in range(28 + 70)], 28)
        weeks += 10
    # One a week is the promise; in truth it is one in months.
    assert found / weeks <= 0.2


def test_a_group_that_falls_silent_or_explodes_brings_an_alert_the_same_day() -> None:
    for factor in (0.3, 3.0):
        found = 0
        for seed in range(20):
            day = hourly(random.Random(seed), 300, 0.1)
            days = [day(number) for number in range(29)]
            days[28] = [round(each * factor) for each in days[28]]
            found += alerts_of(days, 28)
        assert found >= 19


async def test_a_day_far_from_its_weekday_is_told(database: Database) -> None:
    steady = [
        u.message(day * 100 + n, by=n % 9 + 10, at=u.START - (28 - day) * DAY + 10 * HOUR + n)
        for day in range(28)
        for n in range(50)
    ]
    wild = [u.message(9000 + n, by=n % 9 + 10, at=NOON + n) for n in range(300)]
    await u.recorded(database, *steady, *wild)
    async with database.write() as tx:
        await tx.execute(sa.update(chats_table).values(joined_at=u.START - 40 * DAY))
    assert (
        await look(database, (), NOON + 30 * 60, Limits()) == 1
    )  # a drop: next to nothing before noon
    assert "far quieter than usual: 1 messages up to 12:00, 50 on" in (await told(database))[0]
    assert await look(database, (), NOON + HOUR, Limits()) == 1
    assert "far livelier than usual: 301 messages up to 13:00" in (await told(database))[-1]
    assert await look(database, (), NOON + 2 * HOUR, Limits()) == 0
