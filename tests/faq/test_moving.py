"""A group that becomes a supergroup keeps its answers, and all that is known of them."""

from typing import Any

import sqlalchemy as sa

from bot.faq import entries, places, removed
from bot.faq.entry import Entry
from bot.faq.moving import carry_over
from bot.storage import Database, schema
from bot.storage.schema import faq_held, faq_negatives, faq_proposals, faq_served

FANS, OTHERS, SUPERGROUP = -100, -200, -1001000
OLGA, BOB = 7, 8
NOW = 1_767_225_600.0
# What is written here by hand, as the answering and asking parts would: everything keyed by chat alone.
ROWS: dict[str, dict[str, Any]] = {
    "faq_facts": {"name": "url", "text": "x", "changed_by": OLGA, "at": NOW},
    "faq_settings": {"eagerness": "eager"},
    "faq_served": {"message_id": 4, "entry_id": 1, "user_id": BOB, "at": NOW},
    "faq_votes": {"message_id": 4, "user_id": BOB, "is_good": True, "at": NOW},
    "faq_scores": {"day": 1, "hundredth": 2, "count": 3},
    "faq_dismissed": {"message_id": 5, "at": NOW},
    "faq_negatives": {"entry_id": 1, "text": "x", "said_by": BOB, "kept": False, "at": NOW},
    "faq_proposals": {"reason": "often", "questions": [5, 6], "answer_message_id": 7, "at": NOW},
    "faq_untold": {"user_id": BOB},
}


async def save(database: Database, name: str = "tickets", chat_id: int = FANS) -> Entry:
    async with database.write() as tx:
        return await entries.add(
            tx, chat_id, name, ["where?", "哪里"], {"en": "here"}, by=OLGA, now=NOW
        )


async def listed(database: Database, chat_id: int) -> list[str]:
    async with database.read() as tx:
        return [f"{one.home_id} {one.name}" for one in await entries.entries(tx, chat_id)]


async def move(database: Database) -> None:
    for _ in ("told by the old group", "told by the new one"):
        async with database.write() as tx:
            await carry_over(tx, FANS, SUPERGROUP)


def tables() -> list[sa.Table]:
    return [table for name, table in schema.metadata.tables.items() if name.startswith("faq_")]


async def test_all_that_is_kept_goes_along(database: Database) -> None:
    await save(database)
    doors = await save(database, "doors")
    guest = await save(database, "guest", OTHERS)
    async with database.write() as tx:
        await places.answer_in(tx, guest, [FANS], mine=[FANS])
        await removed.remove(tx, doors, by=OLGA, now=NOW)
        for name, row in ROWS.items():
            await tx.execute(sa.insert(schema.metadata.tables[name]).values(chat_id=FANS, **row))
    await move(database)
    async with database.read() as tx:
        for table in tables():
            if table.name not in ("faq_versions", "faq_held"):
                chats = set((await tx.scalars(sa.select(table.c.chat_id))).all())
                assert chats - {OTHERS} == {SUPERGROUP}, table.name
        assert (await tx.scalars(sa.select(faq_served.c.message_id))).all() == [-4]
        assert (await tx.scalars(sa.select(faq_negatives.c.text))).all() == ["x"]
        (row,) = (await tx.execute(sa.select(faq_proposals))).all()
        assert (row.questions, row.answer_message_id) == ([-5, -6], -7)
    assert await listed(database, FANS) == []
    assert await listed(database, SUPERGROUP) == [f"{OTHERS} guest", f"{SUPERGROUP} tickets"]
    async with database.write() as tx:
        back = await removed.restore(tx, SUPERGROUP, doors.entry_id, now=NOW + 1)
    assert (back.home_id, back.phrasings) == (SUPERGROUP, doors.phrasings)


async def test_an_entry_that_answers_in_other_groups_still_does(database: Database) -> None:
    entry = await save(database)
    async with database.write() as tx:
        await places.answer_in(tx, entry, [OTHERS], mine=[OTHERS])
    await move(database)
    assert await listed(database, OTHERS) == [f"{SUPERGROUP} tickets"]


async def test_a_name_that_the_supergroup_has_taken_meanwhile_stays_its_own(
    database: Database,
) -> None:
    await save(database)
    await save(database, "doors")
    newer = await save(database, chat_id=SUPERGROUP)
    await move(database)
    async with database.read() as tx:
        there = await entries.entries(tx, SUPERGROUP)
    assert [each.name for each in there] == ["doors", "tickets"]
    assert newer in there
    assert await listed(database, FANS) == [f"{FANS} tickets"]


async def test_what_was_asked_in_private_keeps_its_number_and_what_waited_for_buttons_goes(
    database: Database,
) -> None:
    row = {"chat_id": FANS, "user_id": BOB}
    held = {"message_id": 9, "language": "en", "text": "x", "candidates": [], "due": NOW}
    async with database.write() as tx:
        served = {"message_id": -400, "entry_id": 1, "at": NOW}
        await tx.execute(sa.insert(faq_served).values(row | served))
        await tx.execute(sa.insert(faq_held).values(row | held))
    await move(database)
    async with database.read() as tx:
        assert (await tx.scalars(sa.select(faq_served.c.message_id))).all() == [-400]
        assert (await tx.scalars(sa.select(faq_held.c.message_id))).all() == []
