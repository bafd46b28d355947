"""Prompts that an older Renao planned: what they are, when and where, is the same in the newest."""

from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa

from bot.prompts import lookup
from bot.prompts.due import post_due
from bot.prompts.places import Spot
from bot.prompts.planned import State
from bot.prompts.prompt import Place, Variant
from bot.prompts.rule import Daily, Moment, Once, Rule, Weekly
from bot.storage import Database
from bot.storage.migrate import migrate
from bot.storage.schema import messages_out, metadata, runs
from tests.storage.test_migrate import tables_of

FANS, OTHERS, OLGA = -100, -200, 7
DAY_20000 = date(2024, 10, 4)
SOON = datetime.fromisoformat("2026-01-05T21:30+01:00").timestamp()

OLD: dict[str, dict[str, Any]] = {
    "moment": {"moment": SOON, "text": "In a moment"},
    "once": {"on_day": 20000, "text": "<b>Once</b> {{ 1 }}", "state": "done", "next_due": None},
    "daily": {"text": "How was your day?", "topic_id": 4},
    "weekly": {
        "weekdays": 0b1001000,
        "text": "晒晒你的这一周！",
        "chat_id": OTHERS,
        "state": "paused",
    },
}


async def of_the_second_release(database: Database) -> None:
    """Make the database what the second release made, with a prompt of each rhythm."""
    async with database.write() as tx:
        await tx.run_sync(metadata.drop_all)
        await tx.execute(sa.text("DROP TABLE alembic_version"))
    await migrate(database, to="0002")
    tables = await tables_of(database)
    common = {
        "zone": "Europe/Berlin",
        "local_time": "21:30:00",
        "created_by": OLGA,
        "created_at": 1.0,
    }
    chats = [(FANS, "en"), (OTHERS, "zh-CN")]
    async with database.write() as tx:
        for chat_id, language in chats:
            chat = {
                "chat_id": chat_id,
                "kind": "group",
                "zone": "Europe/Berlin",
                "language": language,
            }
            await tx.execute(sa.insert(tables["chats"]).values(chat))
        for rhythm, more in OLD.items():
            row = {"chat_id": FANS, "rhythm": rhythm, "next_due": SOON} | common | more
            await tx.execute(sa.insert(tables["schedules"]).values(row))
        sent = {"chat_id": FANS, "state": "sent", "message_id": 55, "settled_at": 3.0, "due": 0.0}
        sent |= {"priority": 2, "policy": "at_most_once", "created_at": 2.0}
        await tx.execute(sa.insert(tables["messages_out"]).values(sent))
        for due, state, out in ((2.0, "posted", 1), (1.0, "missed", None)):
            run = {"chat_id": FANS, "schedule_id": 3, "due": due, "state": state, "at": due}
            await tx.execute(sa.insert(tables["runs"]).values(run | {"message_out_id": out}))


async def test_a_prompt_of_every_rhythm_is_what_it_was(database: Database) -> None:
    await of_the_second_release(database)
    await migrate(database)
    async with database.read() as tx:
        spots = [Spot(chat, n, 0, chat) for n, chat in enumerate((FANS, FANS, FANS, OTHERS), 1)]
        prompts = await lookup.of_spots(tx, spots)
    clock = (time(21, 30),)
    assert {number: (p.rule, p.state, p.next_due) for number, p in prompts.items()} == {
        1: (Rule(Moment(SOON)), State.ACTIVE, SOON),
        2: (Rule(Once(DAY_20000), clock), State.DONE, None),
        3: (Rule(Daily(), clock), State.ACTIVE, SOON),
        4: (Rule(Weekly((3, 6)), clock), State.PAUSED, None),
    }
    assert [prompts[number].prompt.places for number in (3, 4)] == [
        (Place(FANS, 4),),
        (Place(OTHERS),),
    ]
    assert [prompts[number].prompt.variants for number in (3, 4)] == [
        (Variant({"en": "How was your day?"}),),
        (Variant({"zh-CN": "晒晒你的这一周！"}),),
    ]
    names = [prompts[number].prompt.name for number in (1, 2, 3, 4)]
    assert names == ["In a moment", "Once", "How was your day?", "晒晒你的这一周！"]
    assert {p.approved_by for p in prompts.values()} == {OLGA}
    assert (prompts[3].posted, prompts[1].posted) == (1, 0)


async def test_runs_are_on_record_as_before_and_prompts_go_on(database: Database) -> None:
    await of_the_second_release(database)
    await migrate(database)
    while await post_due(database, SOON + 60):
        pass
    async with database.read() as tx:
        rows = (await tx.execute(sa.select(runs).order_by(runs.c.schedule_id, runs.c.due))).all()
        texts = (await tx.scalars(sa.select(messages_out.c.text).order_by(messages_out.c.id))).all()
    told = [(r.schedule_id, r.topic_id, r.due, r.state, r.reason, r.message_ids) for r in rows]
    assert told == [
        (1, 0, SOON, "posted", None, None),
        (3, 4, 1.0, "missed", "late", None),
        (3, 4, 2.0, "posted", None, [55]),
        (3, 4, SOON, "posted", None, None),
    ]
    assert texts[1:] == ["In a moment", "How was your day?"]
    # What Telegram has is measured once its three hours are over.
    assert [r.measure_at for r in rows if r.message_ids] == [3.0 + 3 * 3600]


async def test_no_number_of_a_prompt_is_given_out_again(database: Database) -> None:
    await of_the_second_release(database)
    tables = await tables_of(database)
    async with database.write() as tx:
        await tx.execute(
            sa.delete(tables["schedules"]).where(tables["schedules"].c.schedule_id == 4)
        )
    await migrate(database)
    now = (await tables_of(database))["schedules"]
    row = {"chat_id": FANS, "created_by": OLGA, "created_at": 1.0}
    async with database.write() as tx:
        made = await tx.execute(sa.insert(now).values(row).returning(now.c.schedule_id))
        assert made.scalar_one() == 5
