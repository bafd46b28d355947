"""What a digest can say of the prompts of a day, and of who retired on it."""

import sqlalchemy as sa

from bot.clock import DAY
from bot.prompts.effects import Lift
from bot.prompts.retiring import Note
from bot.prompts.section import section
from bot.storage.schema import retired_variants, runs
from tests.prompts.plans import FANS, FIRST, NOON, OTHERS, SECOND, Plans


async def posted(plans: Plans, schedule_id: int, sent_at: float, **more: object) -> None:
    row = {"chat_id": FANS, "schedule_id": schedule_id, "topic_id": 0, "due": sent_at}
    row |= {"at": sent_at, "state": "posted", "variant": 0, "sent_at": sent_at} | more
    async with plans.database.write() as tx:
        await tx.execute(sa.insert(runs).values(row))


async def test_each_prompt_of_the_day_stands_with_what_it_brought(plans: Plans) -> None:
    held = await plans.plan()
    lift = {"share": 0.5, "low": 0.1, "high": None, "n": 3}
    found = {"actives": 9, "members": 20, "responders": 5, "new_voices": 2, "lift": lift}
    await posted(plans, held.schedule_id, FIRST, results=found)
    await posted(plans, held.schedule_id, FIRST + 60)
    await posted(plans, 99, FIRST + 120, results={"actives": 1, "members": 0})
    await posted(plans, held.schedule_id, SECOND)
    await posted(plans, held.schedule_id, FIRST, chat_id=OTHERS)
    told = await plans.do(section, FANS, NOON, NOON + DAY)
    assert [(one.name, one.responders, one.rate) for one in told.posts] == [
        ("evening", 5, 0.25),
        ("evening", None, None),
        ("", 0, None),
    ]
    assert told.posts[0].lift == Lift(0.5, 0.1, None, 3)
    assert [one.new_voices for one in told.posts] == [2, 0, 0]
    assert told.retired == []


async def test_who_retired_on_the_day_is_told_with_the_reason(plans: Plans) -> None:
    held = await plans.plan()
    row = {"chat_id": FANS, "schedule_id": held.schedule_id, "at": FIRST}
    rows = [
        row | {"variant": 0, "note": '{"posts":3,"responders":1,"expected":9.4}'},
        row | {"variant": 1, "note": "by hand"},
        row | {"variant": 2, "note": "", "at": SECOND},
        row | {"variant": 0, "note": "", "schedule_id": 99},
    ]
    async with plans.database.write() as tx:
        await tx.execute(sa.insert(retired_variants), rows)
    told = await plans.do(section, FANS, NOON, NOON + DAY)
    assert [(name, one.variant, one.note) for name, one in told.retired] == [
        ("evening", 0, Note(3, 1, 9.4)),
        ("evening", 1, None),
    ]
