"""Whose turn it is: by what is on record, the same after a crash, and never decided twice."""

from collections import Counter
from datetime import time
from typing import Any

import pytest
import sqlalchemy as sa

from bot.clock import DAY
from bot.prompts import posting, schedules
from bot.prompts.due import post_due
from bot.prompts.evidence import key_of, known
from bot.prompts.prompt import Options, Place, Prompt, Rotation, Variant
from bot.prompts.retiring import retired
from bot.prompts.rule import Daily, Rule
from bot.prompts.runs import Outcome
from bot.storage.schema import retired_variants, runs
from tests.prompts.plans import EVENING, FANS, FIRST, NOON, OLGA, OTHERS, Plans, at

LEARNS = Options(rotation=Rotation.LEARN, control_every=0)
LONG_AGO = FIRST - 20 * DAY
TEXTS = ("Coffee or tea?", "Read the rules")


async def brought(
    plans: Plans, schedule_id: int, text: str, responders: int, times: int, last: float = FIRST
) -> None:
    """Let posts of a text, the last two days before, have brought so many responders of 100 members."""
    rows = [
        {
            "chat_id": FANS,
            "schedule_id": schedule_id,
            "topic_id": 0,
            "due": last - (n + 2) * DAY,
            "at": NOON,
            "state": "posted",
            "variant": 0,
            "variant_key": key_of(Variant({"en": text})),
            "results": {"actives": 9, "members": 100, "responders": responders, "echo": 0},
        }
        for n in range(times)
    ]
    async with plans.database.write() as tx:
        await tx.execute(sa.insert(runs), rows)


async def chosen(plans: Plans, days: int) -> Counter[str]:
    for day in range(days):
        await post_due(plans.database, FIRST + day * DAY)
    return Counter(await plans.posted())


async def test_what_brought_more_is_posted_nearly_always(plans: Plans) -> None:
    held = await plans.plan(EVENING, *TEXTS, options=LEARNS)
    await brought(plans, held.schedule_id, TEXTS[0], 20, 6)
    await brought(plans, held.schedule_id, TEXTS[1], 2, 6, last=LONG_AGO)
    assert (await chosen(plans, 12))[TEXTS[0]] >= 11


async def test_a_text_that_is_changed_begins_anew_and_one_that_moves_keeps_what_is_known(
    plans: Plans,
) -> None:
    held = await plans.plan(EVENING, *TEXTS, options=LEARNS)
    await brought(plans, held.schedule_id, TEXTS[0], 20, 6)
    await brought(plans, held.schedule_id, TEXTS[1], 1, 6, last=LONG_AGO)
    swapped = Prompt(
        "evening",
        tuple(Variant({"en": text}) for text in ("Brand new", *reversed(TEXTS))),
        (Place(FANS),),
        LEARNS,
    )
    await plans.do(schedules.edit, FANS, held.schedule_id, swapped, EVENING, by=OLGA, now=NOON)
    found = await chosen(plans, 20)
    assert found[TEXTS[0]] > 10 * found[TEXTS[1]]
    assert found["Brand new"] > 0


async def test_other_groups_learn_nothing_from_this_one(plans: Plans) -> None:
    both = Prompt(
        "both",
        tuple(Variant({"en": text}) for text in TEXTS),
        (Place(FANS), Place(OTHERS)),
        LEARNS,
    )
    held = await plans.plan(prompt=both, steers=[OTHERS])
    await brought(plans, held.schedule_id, TEXTS[0], 1, 6)
    assert len(await plans.do(known, FANS, held.schedule_id)) == 6
    assert await plans.do(known, OTHERS, held.schedule_id) == []


async def test_after_a_crash_the_same_is_chosen_again(
    plans: Plans, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = await plans.plan(EVENING, *"abcdefgh", options=LEARNS)
    await brought(plans, held.schedule_id, "a", 3, 2)
    before: list[Any] = []
    whole = posting.hand_in

    async def killed(*given: Any) -> Any:
        before.append(given[5])
        raise KeyboardInterrupt

    for _ in range(3):
        with monkeypatch.context() as patch:
            patch.setattr(posting, "hand_in", killed)
            with pytest.raises(KeyboardInterrupt):
                await post_due(plans.database, FIRST)
    assert posting.hand_in is whole
    await post_due(plans.database, FIRST)
    await post_due(plans.database, FIRST)
    async with plans.database.read() as tx:
        query = sa.select(runs.c.variant).where(runs.c.due == FIRST)
        assert [*(await tx.scalars(query)).all()] == [before[0]]
    assert len(set(before)) == 1


async def test_one_in_so_many_times_nothing_is_posted_and_that_is_measured(plans: Plans) -> None:
    options = Options(rotation=Rotation.LEARN, control_every=4)
    await plans.plan(options=options)
    for day in range(120):
        await post_due(plans.database, FIRST + day * DAY)
    async with plans.database.read() as tx:
        rows = (await tx.execute(sa.select(runs))).all()
    controls = [row for row in rows if row.state == Outcome.CONTROL]
    assert 15 <= len(controls) <= 45
    assert all(row.measure_at == row.at + 3 * 3600 for row in controls)
    assert len(rows) == 120


async def test_times_of_day_are_tried_in_turn_or_by_what_they_brought(plans: Plans) -> None:
    held = await plans.plan(options=Options(slots=(time(9),)))
    learning = await plans.plan(
        options=Options(rotation=Rotation.LEARN, control_every=0, slots=(time(9),))
    )
    await brought(plans, learning.schedule_id, "x", 1, 6)
    await brought(plans, learning.schedule_id, "y", 30, 6, last=at("2026-01-05T09:00+01:00"))
    hours: dict[int, list[float]] = {held.schedule_id: [], learning.schedule_id: []}
    for half in range(2 * 24 * 14):
        await post_due(plans.database, NOON + half * 1800)
    async with plans.database.read() as tx:
        query = sa.select(runs.c.schedule_id, runs.c.due).where(runs.c.due > NOON)
        for schedule_id, due in await tx.execute(query):
            hours[schedule_id].append((due + 3600) % DAY / 3600)
    assert hours[held.schedule_id].count(9) == pytest.approx(7, abs=1)
    assert hours[learning.schedule_id].count(9) >= 10


async def test_a_later_time_of_day_is_tried_as_well_as_an_earlier_one(plans: Plans) -> None:
    """At 9 by its rule; at 18 instead every other day, and never twice a day."""
    nine = Rule(Daily(), (time(9),))
    await plans.plan(nine, options=Options(slots=(time(18),)))
    for half in range(2 * 24 * 8):
        await post_due(plans.database, NOON + half * 1800)
    hours = [(due + 3600) % DAY / 3600 for due, _ in await plans.record()]
    assert hours == [9, 18, 9, 18, 9, 18, 9]
    days = [(due + 3600) // DAY for due, _ in await plans.record()]
    assert days == [days[0] + n for n in range(7)]


async def test_who_retired_is_posted_no_more_until_the_texts_change(plans: Plans) -> None:
    held = await plans.plan(EVENING, *TEXTS, options=LEARNS)
    row = {"chat_id": FANS, "schedule_id": held.schedule_id, "variant": 0, "note": "", "at": NOON}
    async with plans.database.write() as tx:
        await tx.execute(sa.insert(retired_variants).values(row))
    assert await chosen(plans, 6) == {TEXTS[1]: 6}
    assert await plans.do(retired, FANS, held.schedule_id) == {0}
