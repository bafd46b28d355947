"""The digest and the report: every number from the record, no name as markup."""

import html
import re
from dataclasses import replace

import pytest
import sqlalchemy as sa

from bot.activity import chats
from bot.activity.figures import Period
from bot.activity.wire import Update
from bot.clock.days import as_date
from bot.faq.figures import Use
from bot.faq.section import Section
from bot.reports.digest import gather, write
from bot.reports.pages import Pages
from bot.reports.scope import Scope
from bot.reports.todo import Todo
from bot.storage import Database
from bot.storage.schema import chats as chats_table
from bot.storage.schema import recordings, recounts, runs
from bot.storage.upsert import insert
from tests.activity import updates as u

DAY = 86400
TODAY = u.START // DAY
MORNING = u.START + DAY + 8 * 3600
TAGS = re.compile(r"</?(b|i|code)>")


async def recording(database: Database, since: float, until: float) -> None:
    async with database.write() as tx:
        await tx.execute(insert(tx, recordings).values(started=since, until=until))


async def digest(database: Database, language: str = "en", day: int = TODAY) -> str:
    return await reported(database, Period(day, day), language)


def shown(text: str) -> str:
    """Return what a reader sees of Telegram HTML."""
    bare = TAGS.sub("", text)
    assert "<" not in bare
    return html.unescape(bare)


def weeks_of_messages(*counts: int) -> list[Update]:
    """Return so many messages on today's weekday, the oldest week first, today last."""
    numbers = iter(range(1, 10_000))
    return [
        u.message(next(numbers), by=index % 3 + 1, at=u.START - (len(counts) - 1 - week) * 7 * DAY)
        for week, count in enumerate(counts)
        for index in range(count)
    ]


async def test_each_number_stands_beside_the_average_of_its_weekday(database: Database) -> None:
    past = u.START - 60 * DAY
    await u.recorded(database, *weeks_of_messages(9, 2, 4, 6, 8, 11), now=past)
    await recording(database, past, MORNING)
    text = shown(await digest(database))
    # (2 + 4 + 6 + 8) ÷ 4 = 5, and 9 were five weeks ago. Active: 2, 3, 3, 3 were, 3 are.
    assert "Messages 11 (+6)" in text
    assert "Active members 3\n" in text
    # Of four weeks with one lively day each, an eleventh message is no more than chance.
    assert "A Thursday like others: messages 11, active members 3." in text
    assert "Record: A" in text
    assert "To thank: Fan 1 (4 acts)" in text
    assert len(text.splitlines()) < 20


async def test_weeks_before_renao_came_are_not_compared_with(database: Database) -> None:
    await u.recorded(database, *weeks_of_messages(4, 2))
    async with database.write() as tx:
        await tx.execute(sa.update(chats_table).values(joined_at=u.START - 8 * DAY))
    await recording(database, u.START - 8 * DAY, MORNING)
    assert "Messages 2 (-2)" in shown(await digest(database))


async def test_the_first_days_are_compared_with_nothing(database: Database) -> None:
    await u.recorded(database, *weeks_of_messages(3))
    await recording(database, u.START, MORNING)
    text = shown(await digest(database))
    assert "Messages 3\n" in text
    assert "In brackets" not in text


async def test_a_dead_day_is_one_line_that_still_says_how_good_the_record_is(
    database: Database,
) -> None:
    await u.recorded(database, u.message(1, at=u.START - 3 * DAY), now=u.START - 3 * DAY)
    await recording(database, u.START, u.START + 20 * 3600)
    text = shown(await digest(database))
    date = f"{as_date(TODAY):%a} {as_date(TODAY).day} {as_date(TODAY):%b}"
    assert text == (
        f"Fans · {date} – nothing happened that Renao can see. Record: C (83.3% of the hours) – Renao was "
        f"down for 4 h, from {date} 20:00 to Fri 2 Jan 00:00."
    )


@pytest.mark.parametrize("language", ["en", "zh-CN"])
async def test_a_name_is_shown_as_it_is(database: Database, language: str) -> None:
    name = "<b>x</b> {{7*7}}"
    hostile = u.message(1, chat=u.group(title="<i>{{7*7}}"), **{"from": u.user(7, first_name=name)})
    await u.recorded(database, hostile)
    for text in (
        await digest(database, language),
        await reported(database, Period(TODAY, TODAY), language),
    ):
        assert name in shown(text)
        assert "<i>{{7*7}}" in shown(text)
        assert "49" not in text


@pytest.mark.parametrize("dead", [True, False])
async def test_days_that_are_not_what_the_facts_say_stand_on_top(
    database: Database, dead: bool
) -> None:
    await u.recorded(database, u.message(1, at=u.START - dead * DAY))
    await recording(database, u.START - 40 * DAY, MORNING)
    assert "⚠️" not in await digest(database)
    await found_off(database, TODAY)
    top, title, *_ = shown(await digest(database)).split("\n\n")
    assert top == (
        "⚠️ What is stored of Thu 1 Jan is not what the facts say: do not rely on the figures of that day. "
        f"Where Renao runs, this puts them right: renao recount --chat={u.GROUP} --days=2 --repair"
    )
    assert title.startswith("Fans · Thu 1 Jan")
    await found_off(database, TODAY - 30)
    top = shown(await digest(database)).split("\n\n")[0]
    assert "of 2 days, the latest Thu 1 Jan, is not" in top
    assert top.endswith("--days=32 --repair")
    assert "有 2 天存储的数字" in shown(await digest(database, "zh-CN")).split("\n\n")[0]


async def test_days_of_which_no_facts_are_left_are_not_to_be_put_right(database: Database) -> None:
    await u.recorded(database, u.message(1))
    await found_off(database, TODAY - 9)
    async with database.write() as tx:
        await tx.execute(sa.update(chats_table).values(facts_since=u.START))
    assert "⚠️" not in await digest(database)


async def found_off(database: Database, day: int) -> None:
    async with database.write() as tx:
        row = {"chat_id": u.GROUP, "day": day, "error": 0.1, "at": u.START}
        await tx.execute(insert(tx, recounts).values(row))


async def test_renao_says_when_it_was_not_there_yet(database: Database) -> None:
    await u.recorded(database, u.message(1, at=u.START + 18 * 3600))
    await recording(database, u.START, MORNING)
    assert "Renao was not in the group yet for 18 h." in shown(await digest(database))
    assert "18 小时 Renao 还没进群" in shown(await digest(database, "zh-CN"))


async def reported(database: Database, period: Period, language: str = "en") -> str:
    async with database.read() as tx:
        chat = await chats.get(tx, u.GROUP)
        assert chat is not None
        return write(await gather(tx, Scope(chat, period, MORNING)), language, Pages()).html


async def test_proposals_are_a_line_only_where_they_are_not_among_the_things_to_do(
    database: Database,
) -> None:
    await u.recorded(database, u.message(1))
    async with database.read() as tx:
        chat = await chats.get(tx, u.GROUP)
        assert chat is not None
        found = await gather(tx, Scope(chat, Period(TODAY, TODAY), MORNING))
    faq = Section(Use(0), covered=None, gaps=0, gap=None, proposals=2, phrasings=0)
    found = replace(found, found={**found.found, "faq": faq})
    to_do = Todo("faq", 1, {"n": 2}, action="todo_unanswered")
    line = "To take over with a tap: 2 proposed entries"
    assert line in write(replace(found, todos=()), "en", Pages()).html
    assert line not in write(replace(found, todos=(to_do,)), "en", Pages()).html


async def test_what_became_of_prompts_is_told_also_of_a_day_without_anything_else(
    database: Database,
) -> None:
    await u.recorded(database, u.message(1, at=u.START - 40 * DAY), now=u.START - 40 * DAY)
    bare = await digest(database)
    assert "Posts:" not in bare
    outcomes = [("posted", None), ("missed", "late"), ("skipped", "limit"), ("skipped", "paused")]
    async with database.write() as tx:
        for number, (state, reason) in enumerate(outcomes):
            row = {"chat_id": u.GROUP, "schedule_id": number, "topic_id": 0, "due": 1.0}
            row |= {"state": state, "reason": reason, "at": u.START, "sent_at": u.START}
            await tx.execute(sa.insert(runs).values(row))
    text = shown(await digest(database))
    assert (
        "Posts: 1, 1 missed while I was not there.\n"
        "· 1 left out: the day had enough\n"
        "· 1 left out: paused"
    ) in text
    assert "1. 1 post did not come." in text
    assert "1 条错过了" in shown(await digest(database, "zh-CN"))
