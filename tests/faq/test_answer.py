from html import unescape
from typing import Any

import pytest

from bot.clock import MINUTE
from bot.faq import entries
from bot.faq.answer import REPEAT_AFTER, Served, answer, served
from bot.faq.entries import Entry
from bot.storage import Database, open_database
from bot.texts import Refused

FANS, OTHERS, SUPERGROUP = -100, -200, -1001000
OLGA, BOB = 7, 8
NOW = 1_767_225_600.0
ASKED = "where can I buy tickets?"
ANSWERS = {"en": "At the door, {{ first_name }}.", "zh-CN": "在门口买。"}


async def save(
    database: Database,
    name: str = "tickets",
    phrasings: tuple[str, ...] = (ASKED, "哪里买票"),
    chat_id: int = FANS,
    answers: dict[str, str] = ANSWERS,
) -> Entry:
    async with database.write() as tx:
        return await entries.add(tx, chat_id, name, phrasings, answers, by=OLGA, now=NOW)


async def remove(database: Database, name: str, chat_id: int = FANS) -> bool:
    async with database.write() as tx:
        return await entries.remove(tx, chat_id, name)


async def listed(database: Database, chat_id: int = FANS) -> list[Entry]:
    async with database.read() as tx:
        return await entries.entries(tx, chat_id)


async def ask(database: Database, text: str = ASKED, **facts: Any) -> Served | None:
    said = {
        "chat_id": FANS,
        "message_id": 1,
        "topic_id": None,
        "user_id": BOB,
        "text": text,
        "language": "en",
        "member_name": "Bob",
        "group_title": "Fans",
        "now": NOW,
    }
    async with database.write() as tx:
        return await answer(tx, **(said | facts))


# ── entries ──────────────────────────────────────────────────────────────────────────────────────


async def test_an_entry_is_listed_and_found_as_it_was_saved(database: Database) -> None:
    tickets = await save(database, name=" Tickets ")
    doors = await save(database, "doors", ("when do doors open?",))
    assert tickets.phrasings == (ASKED, "哪里买票")
    assert tickets.answers == ANSWERS
    assert await listed(database) == [doors, tickets]
    async with database.read() as tx:
        assert await entries.find(tx, FANS, "TICKETS") == tickets
        assert await entries.find(tx, FANS, "merch") is None


async def test_a_name_is_given_once_in_a_group(database: Database) -> None:
    first = await save(database)
    with pytest.raises(Refused) as refused:
        await save(database, "TICKETS", ("how much is it?",))
    assert refused.value.key == "faq.name_taken"
    assert await listed(database) == [first]
    await save(database, chat_id=OTHERS)


async def test_a_removed_entry_is_gone_and_its_name_free(database: Database) -> None:
    await save(database)
    assert await remove(database, "Tickets")
    assert not await remove(database, "tickets")
    assert await listed(database) == []
    again = await save(database)
    assert await listed(database) == [again]


async def test_a_group_neither_sees_nor_touches_the_entries_of_another(database: Database) -> None:
    ours = await save(database)
    assert await listed(database, OTHERS) == []
    assert not await remove(database, "tickets", OTHERS)
    assert await ask(database, chat_id=OTHERS) is None
    assert await listed(database) == [ours]


@pytest.mark.parametrize(
    ("entry", "key"),
    [
        ({"name": "  "}, "faq.bad_name"),
        ({"name": "x" * 65}, "faq.bad_name"),
        ({"phrasings": ()}, "faq.bad_count"),
        ({"phrasings": ("where?",) * 21}, "faq.bad_count"),
        ({"phrasings": ("where?", "?!")}, "faq.empty_question"),
        ({"phrasings": ("x" * 301,)}, "faq.long_question"),
        ({"answers": {}}, "faq.no_answer"),
        ({"answers": {"tlh": "nuqDaq"}}, "faq.bad_language"),
        ({"answers": {"en": "<b>x"}}, "texts.html_open_tag"),
    ],
)
async def test_an_entry_that_would_not_work_is_refused(
    database: Database, entry: dict[str, Any], key: str
) -> None:
    with pytest.raises(Refused) as refused:
        await save(database, **entry)
    assert refused.value.key == key
    assert await listed(database) == []


async def test_a_supergroup_takes_over_entries_and_record(database: Database) -> None:
    tickets = await save(database)
    await ask(database)
    for _ in ("told by the old group", "told by the new one"):
        async with database.write() as tx:
            await entries.carry_over(tx, FANS, SUPERGROUP)
    assert await listed(database) == []
    assert await listed(database, SUPERGROUP) == [tickets]
    assert await ask(database, chat_id=FANS) is None
    late = await ask(database, chat_id=SUPERGROUP, now=NOW + REPEAT_AFTER)
    assert late is not None
    async with database.read() as tx:
        assert await served(tx, SUPERGROUP, NOW, NOW + REPEAT_AFTER + 1) == 2


async def test_a_name_that_the_supergroup_has_taken_meanwhile_stays_its_own(
    database: Database,
) -> None:
    await save(database)
    await save(database, "doors", ("when do doors open?",))
    newer = await save(database, chat_id=SUPERGROUP)
    async with database.write() as tx:
        await entries.carry_over(tx, FANS, SUPERGROUP)
    assert [each.name for each in await listed(database, SUPERGROUP)] == ["doors", "tickets"]
    assert newer in await listed(database, SUPERGROUP)


# ── answering ────────────────────────────────────────────────────────────────────────────────────


async def test_a_question_gets_its_answer(database: Database) -> None:
    tickets = await save(database)
    assert await ask(database) == Served("At the door, Bob.", tickets)


async def test_a_question_in_chinese_is_answered_in_chinese(database: Database) -> None:
    await save(database)
    answered = await ask(database, "请问哪里买票？", language="en")
    assert answered is not None
    assert answered.html == "在门口买。"


async def test_a_name_is_never_read_as_markup(database: Database) -> None:
    await save(database)
    answered = await ask(database, member_name="<b>{{ 7*7 }}</b>")
    assert answered is not None
    assert unescape(answered.html) == "At the door, <b>{{ 7*7 }}</b>."
    assert "<" not in answered.html


@pytest.mark.parametrize(
    "text",
    ["good morning all", "I bought my tickets yesterday, so happy", "who is your favourite?"],
)
async def test_people_who_talk_are_let_alone(database: Database, text: str) -> None:
    await save(database)
    assert await ask(database, text) is None


async def test_a_statement_is_answered_only_to_who_speaks_to_the_bot(database: Database) -> None:
    await save(database, phrasings=("the ticket shop address",))
    said = "ticket shop address"
    assert await ask(database, said) is None
    assert await ask(database, said, addressed=True) is not None


async def test_a_message_is_answered_once(database: Database) -> None:
    await save(database)
    assert await ask(database) is not None
    assert await ask(database, now=NOW + REPEAT_AFTER) is None


async def test_the_same_answer_is_not_repeated_in_a_topic_for_ten_minutes(
    database: Database,
) -> None:
    await save(database)
    assert await ask(database) is not None
    just_before = NOW + 10 * MINUTE - 1
    assert await ask(database, message_id=2, now=just_before) is None
    assert await ask(database, message_id=3, now=just_before, topic_id=4) is not None
    assert await ask(database, message_id=4, now=just_before, addressed=True) is not None
    assert await ask(database, message_id=5, now=just_before + 10 * MINUTE) is not None


async def test_what_was_answered_in_private_is_still_answered_in_the_group(
    database: Database,
) -> None:
    await save(database)
    private = -400_000_001
    assert await ask(database, message_id=private, addressed=True) is not None
    assert await ask(database, message_id=2, now=NOW + MINUTE) is not None


async def test_a_change_takes_effect_at_once_in_every_process(
    database: Database, database_url: str
) -> None:
    other = open_database(database_url)
    assert await ask(other) is None
    await save(database)
    assert await ask(other) is not None
    await remove(database, "tickets")
    assert await ask(other, message_id=2, now=NOW + REPEAT_AFTER) is None
    renewed = await save(database, answers={"en": "Online."})
    assert await ask(other, message_id=3, now=NOW + REPEAT_AFTER) == Served("Online.", renewed)
    await other.close()


async def test_a_digest_is_told_how_many_were_answered(database: Database) -> None:
    await save(database)
    await save(database, chat_id=OTHERS)
    await ask(database)
    await ask(database, message_id=2, topic_id=9, now=NOW + 60)
    await ask(database, chat_id=OTHERS)
    async with database.read() as tx:
        assert await served(tx, FANS, NOW, NOW + 61) == 2
        assert await served(tx, FANS, NOW, NOW + 60) == 1
        assert await served(tx, FANS, NOW + 61, NOW + 99) == 0
