"""Prompt Lab in the sandbox: fans answer to one of two variants, and what the lab makes of it."""

from datetime import time
from typing import Any

import pytest
import sqlalchemy as sa

from bot.prompts.prompt import Options, Poll, Rotation, Variant, to_json
from bot.prompts.section import section
from bot.sandbox.script.places import Place as Group
from bot.storage.schema import retired_variants, runs, schedules
from tests.stories import calendar as c
from tests.stories.conftest import Someone, Stage

LOVED, IGNORED = Variant({"en": "Coffee or tea?"}), Variant({"en": "Read the rules"})
IN_TURN = Options(format="question", theme="mornings")
LEARNS = Options(rotation=Rotation.LEARN, control_every=0, format="question", theme="mornings")
PNG = b"\x89PNG"


@pytest.fixture
async def fans(stage: Stage, group: Group, bob: Someone, ming: Someone) -> list[Someone]:
    """Twelve fans who talk every day."""
    more = [Someone(stage.world.person(f"Fan {n}", id=2000 + n), stage) for n in range(10)]
    for one in more:
        one.person.joins(group)
    return [bob, ming, *more]


async def a_day(stage: Stage, group: Group, fans: list[Someone]) -> None:
    """Let the prompt come at 9; most fans answer the loved one, none the other; all talk in the evening."""
    before = len(group.messages)
    await stage.until("09:01")
    posted = group.messages[before:]
    for message in posted:
        if message.text == "Coffee or tea?":
            for one in fans[:6]:
                one.person.says("tea", in_=group, reply_to=message)
            for one in fans[6:9]:
                one.person.reacts(message, "👍")
    await stage.settle()
    await stage.until("14:00")
    for one in fans:
        one.person.says("good evening", in_=group)
    await stage.settle()


async def days(stage: Stage, group: Group, fans: list[Someone], count: int) -> None:
    for _ in range(count):
        await a_day(stage, group, fans)


async def rows(stage: Stage, table: sa.Table) -> list[Any]:
    async with stage.house.database.read() as tx:
        return list((await tx.execute(sa.select(table))).all())


@pytest.mark.timeout(400)
async def test_a_week_of_a_prompt_with_two_variants_is_measured_and_the_loved_one_leads(
    stage: Stage, alice: Someone, group: Group, fans: list[Someone]
) -> None:
    await days(stage, group, fans, 2)
    await c.plan(stage, group, "daily 09:00", LOVED, IGNORED, options=IN_TURN)
    await days(stage, group, fans, 7)
    found = sorted(await rows(stage, runs), key=lambda row: row.due)
    measured = [(row.variant, row.results.get("responders", 0)) for row in found]
    assert measured == [(0, 9), (1, 0), (0, 9), (1, 0), (0, 9), (1, 0), (0, 9)]
    assert [row.results["members"] for row in found] == [12] * 7
    said = await alice.asks("/lab")
    assert "7 prompts measured in 90 days" in said
    assert "Variants\nToo few to say" in said
    media = alice.private.messages[-1].media
    assert media is not None
    assert media.file.content.startswith(PNG)
    await alice.presses("Variants")
    table = alice.private.last.text
    assert table.index("Coffee or tea?") < table.index("Read the rules")
    assert "75% · n 4, too few to say" in table
    await days(stage, group, fans, 4)
    said = await alice.asks("/lab")
    assert "Variants\n▲ More of story · Coffee or tea?: 75% answer, of the others 0% (n 6)" in said
    assert "▼ Less of story · Read the rules: 0% answer" in said
    # From now on it learns: what failed three times retires.
    async with stage.house.database.write() as tx:
        await tx.execute(sa.update(schedules).values(options=to_json(LEARNS)))
    await days(stage, group, fans, 2)
    assert [row.variant for row in await rows(stage, runs)][-2:] == [0, 0]
    (gone,) = await rows(stage, retired_variants)
    assert gone.variant == 1
    said = await alice.asks("/lab")
    assert "Retired: story · Read the rules. Its last" in said
    assert "posts brought 0 answering members" in said
    assert len(said) < 1024


@pytest.mark.timeout(400)
async def test_times_of_day_are_tried_and_the_lively_one_is_kept(
    stage: Stage, group: Group, fans: list[Someone]
) -> None:
    """At 9 nobody is there; at 18 everybody answers."""
    await days(stage, group, fans, 1)
    options = Options(rotation=Rotation.LEARN, control_every=0, slots=(time(18),))
    await c.plan(stage, group, "daily 09:00", LOVED, options=options)
    hours: list[int] = []
    for _ in range(10):
        for hour, answers in ((9, False), (18, True)):
            before = len(group.messages)
            await stage.until(f"{hour:02}:01")
            posted = group.messages[before:]
            hours += [hour] * len(posted)
            for one in fans if answers else []:
                for message in posted:
                    one.person.reacts(message, "👍")
                one.person.says("good evening", in_=group)
    assert len(hours) == 10
    assert set(hours) == {9, 18}
    assert hours[4:].count(18) > hours[4:].count(9)


async def test_a_poll_that_is_voted_on_in_a_topic_is_measured(
    stage: Stage, group: Group, fans: list[Someone]
) -> None:
    await days(stage, group, fans, 1)
    poll = Variant(poll=Poll("Which song?", ("Aurora", "Borealis"), anonymous=False))
    await c.plan(stage, group, "daily 09:00", poll)
    await stage.until("09:01")
    message = group.messages[-1]
    for one in fans[:4]:
        one.person.votes(message, "Aurora")
    await stage.settle()
    await stage.until("12:05")
    (row,) = await rows(stage, runs)
    assert row.results["responders"] == 4
    async with stage.house.database.read() as tx:
        told = await section(tx, group.id, stage.clock.now() - 86400, stage.clock.now())
    (post,) = told.posts
    assert (post.name, post.responders, post.rate) == ("story", 4, 4 / 12)


async def test_a_stranger_and_a_fan_see_nothing_of_the_lab(
    mallory: Someone, bob: Someone, group: Group
) -> None:
    assert "Prompt Lab" not in await bob.asks("/lab")
    assert "Prompt Lab" not in await mallory.asks("/lab")


async def test_a_table_that_there_is_not_gets_a_sentence(alice: Someone, group: Group) -> None:
    assert "/lab formats" in await alice.asks("/lab winners")
    assert "No prompt with a format was measured" in await alice.asks("/lab formats")
