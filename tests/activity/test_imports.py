"""Exports merge with what Telegram sent: nothing twice, nothing lost, in whatever order they come."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from bot.activity import imports, members, migration, recount, responses
from bot.activity.chats import Defaults
from bot.activity.desktop_file import BadExport
from bot.activity.facts import Kind
from bot.activity.forms import IMPORTED, QUESTION
from bot.activity.survey import survey
from bot.storage import Database, StorageError, schema
from bot.storage.engine import open_database
from tests.activity import exports as e
from tests.activity import updates as u

DAY = 86400
TODAY = u.START // DAY
GROUP = u.group(e.GROUP)
SUMS = (
    schema.facts,
    schema.member_days,
    schema.chat_days,
    schema.chat_hours,
    schema.received_days,
    schema.awaited,
    schema.uncredited,
)


async def everything(database: Database) -> dict[str, list[dict[str, Any]]]:
    tables = (*SUMS, schema.moves, schema.members, schema.chats, schema.imports)
    return {table.name: await u.rows(database, table) for table in tables}


async def test_messages_joins_and_reactions_are_taken_in_and_marked(
    database: Database, tmp_path: Path
) -> None:
    content = e.chat(
        e.joined(2, 7),
        e.message(3, by=7, at=u.START + 5, text="when does it start?"),
        e.message(
            4, by=8, at=u.START + 9, reply_to_message_id=3, photo="x", reactions=e.reacted(7)
        ),
        e.message(5, by=9, inline_bot_buttons=[[]]),
    )
    found = await e.taken(database, e.write(tmp_path / "result.json", content))
    assert (found.messages, found.facts) == (4, 6)
    (day,) = await u.rows(database, schema.chat_days)
    assert list(day.values())[3:] == [2, 1, 1, 1, 1, 0, 1, 0, 3]
    facts = await u.rows(database, schema.facts)
    assert all(row["form"] & IMPORTED for row in facts)
    assert [
        row["reactions"] + row["replies"] for row in await u.rows(database, schema.received_days)
    ] == [1, 1]
    (chat,) = await u.rows(database, schema.chats)
    assert (chat["title"], chat["kind"], chat["status"], chat["joined_at"]) == (
        "Fans",
        "supergroup",
        "",
        None,
    )
    (done,) = await u.rows(database, schema.imports)
    assert (done["facts"], done["first_at"], done["last_at"]) == (6, u.START, u.START + 60)
    async with database.read() as tx:
        assert await recount.recount(tx, e.GROUP, TODAY, TODAY) == []


async def test_a_group_that_was_imported_is_joined_when_it_is_first_heard_of(
    database: Database, tmp_path: Path
) -> None:
    await e.taken(database, e.write(tmp_path / "result.json", e.chat(e.message(1))))
    for later in (5, 9):
        await u.recorded(database, u.message(10 + later, at=u.START + later * DAY, chat=GROUP))
    (chat,) = await u.rows(database, schema.chats)
    assert chat["joined_at"] == u.START + 5 * DAY


async def test_a_second_time_changes_nothing(database: Database, tmp_path: Path) -> None:
    content = e.chat(
        e.service(2, "topic_created", title="Tickets"),
        e.joined(3, 7),
        e.message(4, by=7, reply_to_message_id=2, reactions=e.reacted(8)),
        *(e.message(n, photo="x") for n in (5, 6, 7)),
    )
    path = e.write(tmp_path / "result.json", content)
    await e.taken(database, path)
    before = await everything(database)
    found = await e.taken(database, path, now=e.LATER + DAY)
    assert (found.messages, found.facts) == (0, 0)
    assert await everything(database) == before


async def test_a_dry_run_says_what_would_be_new_and_writes_nothing(
    database: Database, tmp_path: Path
) -> None:
    path = e.write(tmp_path / "result.json", e.chat(*(e.message(n) for n in range(1, 8))))
    await u.recorded(database, u.message(3, chat=GROUP))
    before = await everything(database)
    found = await imports.look(database, path, survey(path, e.any_chat), e.LATER)
    assert found[e.GROUP].messages == 6
    assert await everything(database) == before


async def test_topics_are_found_through_what_is_answered(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "MESSAGES_AT_ONCE", 1)
    content = e.chat(
        e.service(2, "topic_created", title="Tickets"),
        e.message(3, reply_to_message_id=2),
        e.message(4, reply_to_message_id=3),
        e.message(5, reply_to_message_id=4),
        e.message(6),
    )
    await e.taken(database, e.write(tmp_path / "result.json", content))
    found = await u.rows(database, schema.facts)
    assert [(row["ref"], row["topic_id"], row["about"]) for row in found] == [
        (2, 2, None),
        (3, 2, None),
        (4, 2, 3),
        (5, 2, 4),
        (6, None, None),
    ]
    (chat,) = await u.rows(database, schema.chats)
    assert chat["is_forum"]


async def test_what_is_recorded_live_stays_as_it_is(database: Database, tmp_path: Path) -> None:
    """An album of one act, a bot that nobody could tell in the export, a name with its username."""
    fan = u.user(7, first_name="Anna", last_name="Fan", username="anna")
    album = [
        u.message(n, text=None, photo=[{}], media_group_id="7", chat=GROUP, **{"from": fan})
        for n in (5, 6)
    ]
    bot = u.message(8, chat=GROUP, **{"from": u.user(9, is_bot=True)})
    await u.recorded(database, *album, bot)
    before = await everything(database)
    content = e.chat(
        e.message(5, by=7, photo="x"),
        e.message(6, by=7, photo="x", text="another caption"),
        e.message(8, by=9),
    )
    path = e.write(tmp_path / "result.json", content)
    assert (await e.taken(database, path)).facts == 0
    assert await everything(database) == before
    older = e.chat(e.message(2, by=7, at=u.START - DAY), e.message(3, by=9, at=u.START - DAY))
    assert (await e.taken(database, e.write(path, older))).facts == 2
    async with database.read() as tx:
        member = await members.get(tx, e.GROUP, 7)
        assert await members.get(tx, e.GROUP, 9) is None
    assert member is not None
    assert (member.name, member.username) == ("Anna Fan", "anna")
    assert (member.first_act, member.last_act) == (u.START - DAY, u.START)


async def test_the_same_join_and_the_same_reaction_count_once(
    database: Database, tmp_path: Path
) -> None:
    came = u.change(1, 7, "left", "member", at=u.START + 2) | {"chat": GROUP}
    liked = {
        "chat": GROUP,
        "message_id": 4,
        "user": u.user(8),
        "date": u.START + 60,
        "old_reaction": [],
        "new_reaction": [{"type": "emoji", "emoji": "👍"}],
    }
    await u.recorded(database, u.update(50, chat_member=came), u.update(51, message_reaction=liked))
    content = e.chat(
        e.joined(3, 7),
        e.message(4, by=7, at=u.START + 3, reactions=e.reacted(8, 9)),
        e.joined(5, 7, at=u.START + DAY),
    )
    await e.taken(database, e.write(tmp_path / "result.json", content))
    moves = await u.rows(database, schema.moves)
    assert sorted(row["at"] for row in moves) == [u.START + 2, u.START + DAY]
    found = await u.rows(database, schema.facts)
    reactions = [row["user_id"] for row in found if row["kind"] == Kind.REACTION]
    assert sorted(reactions) == [8, 9]
    (got,) = await u.rows(database, schema.received_days)
    assert (got["user_id"], got["reactions"]) == (7, 2)


async def test_the_last_day_is_left_to_telegram_where_renao_is(
    database: Database, tmp_path: Path
) -> None:
    content = e.chat(
        e.message(2), e.message(3, at=u.START + DAY), e.message(4, at=u.START + 2 * DAY)
    )
    path = e.write(tmp_path / "result.json", content)
    await u.recorded(database, u.message(1, chat=GROUP))
    now = u.START + 2 * DAY + 5
    found = await e.taken(database, path, now=now)
    assert (found.messages, found.too_young) == (2, 1)
    assert (await e.taken(database, path, now=now + DAY)).messages == 1


async def test_days_whose_facts_are_forgotten_stay_as_they_are(
    database: Database, tmp_path: Path
) -> None:
    await u.recorded(database, u.message(9, chat=GROUP))
    async with database.write() as tx:
        await tx.execute(sa.update(schema.chats).values(facts_since=u.START))
    content = e.chat(e.message(1, at=u.START - 1, reactions=e.reacted(7)), e.message(2))
    found = await e.taken(database, e.write(tmp_path / "result.json", content))
    assert (found.messages, found.too_old) == (1, 1)


async def test_a_forgotten_person_is_not_brought_back_by_what_was_known_of_her(
    database: Database, tmp_path: Path
) -> None:
    came = u.change(1, 7, "left", "member") | {"chat": GROUP}
    await u.recorded(database, u.update(50, chat_member=came), u.message(3, by=7, chat=GROUP))
    pseudonym = 2**52 + 5
    async with database.write() as tx:
        for table in (schema.facts, schema.moves, schema.members, schema.member_days):
            await tx.execute(sa.update(table).values(user_id=pseudonym))
    before = await u.rows(database, schema.member_days)
    content = e.chat(e.joined(2, 7), e.message(3, by=7))
    await e.taken(database, e.write(tmp_path / "result.json", content))
    assert await u.rows(database, schema.member_days) == before
    assert {row["user_id"] for row in await u.rows(database, schema.members)} == {pseudonym}
    assert len(await u.rows(database, schema.moves)) == 1


async def test_questions_of_long_ago_are_questions_without_their_words(
    database: Database, tmp_path: Path
) -> None:
    content = e.chat(
        e.message(1, text="who are you?"), e.message(2, by=2, at=u.START + DAY, text="where?\0")
    )
    path = e.write(tmp_path / "result.json", content)
    found = survey(path, e.any_chat)
    await imports.take(database, path, found, e.LATER, e.DEFAULTS, texts_from=u.START + 1)
    waiting = await u.rows(database, schema.awaited)
    assert [(row["is_question"], row["is_first"], row["text"]) for row in waiting] == [
        (True, True, None),
        (True, True, "where?"),
    ]
    assert all(row["form"] & QUESTION for row in await u.rows(database, schema.facts))


async def test_a_basic_group_is_one_whoever_exports_it_and_when_it_has_moved(
    database: Database, tmp_path: Path
) -> None:
    live = u.message(900, by=7, chat=u.group(e.BASIC, type="group"), at=u.START + 60)
    await u.recorded(database, live)
    mine = e.basic(
        e.message(10, by=7),
        e.message(11, by=8, reply_to_message_id=10),
        e.message(12, by=7, at=u.START + 60),
    )
    hers = e.basic(
        e.message(51, by=7),
        e.message(63, by=8, reply_to_message_id=51),
        e.message(77, by=7, at=u.START + 60),
    )
    assert (await e.taken(database, e.write(tmp_path / "a.json", mine))).messages == 2
    assert (await e.taken(database, e.write(tmp_path / "b.json", hers))).messages == 0
    async with database.write() as tx:
        await migration.carry_over(tx, e.BASIC, e.GROUP)
    shift = -1_000_000_000
    after = e.chat(
        e.message(10 + shift, by=7),
        e.message(11 + shift, by=8, reply_to_message_id=10 + shift),
        e.message(12 + shift, by=7, at=u.START + 60),
        e.message(3, by=8, at=u.START + DAY),
    )
    assert (await e.taken(database, e.write(tmp_path / "c.json", after))).messages == 1
    assert (await e.taken(database, e.write(tmp_path / "a.json", mine))).messages == 0
    (got,) = await u.rows(database, schema.received_days)
    assert (got["chat_id"], got["user_id"], got["replies"]) == (e.GROUP, 7, 1)
    async with database.read() as tx:
        assert await recount.recount(tx, e.GROUP, TODAY - 1, TODAY + 1) == []


async def test_what_was_broken_off_goes_on_and_ends_as_if_it_had_not_been(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "MESSAGES_AT_ONCE", 2)
    said = [e.message(n, by=n % 3 + 1, reply_to_message_id=n - 1, photo="x") for n in range(2, 14)]
    path = e.write(tmp_path / "result.json", e.chat(e.joined(1, 1), *said))
    found = survey(path, e.any_chat)
    keep, calls = imports.keep, 0

    async def dying(*arguments: Any) -> Any:
        nonlocal calls
        calls += 1
        kept = await keep(*arguments)
        if calls == 3:
            raise KeyboardInterrupt
        return kept

    monkeypatch.setattr(imports, "keep", dying)
    with pytest.raises(KeyboardInterrupt):
        await imports.take(database, path, found, e.LATER, e.DEFAULTS)
    assert 0 < len(await u.rows(database, schema.facts)) < 14
    await imports.take(database, path, found, e.LATER, e.DEFAULTS)
    broken = [await u.rows(database, table) for table in SUMS]
    async with database.write() as tx:
        for table in (*SUMS, schema.moves, schema.members, schema.chats):
            await tx.execute(sa.delete(table))
    await imports.take(database, path, found, e.LATER, e.DEFAULTS)
    assert [await u.rows(database, table) for table in SUMS] == broken


async def test_a_question_that_was_answered_while_renao_was_down_is_answered(
    database: Database, tmp_path: Path
) -> None:
    await u.recorded(database, u.message(1, by=7, chat=GROUP, text="when does it start?"))
    await responses.settle(database, u.START + 5 * DAY)
    (row,) = await u.rows(database, schema.awaited)
    assert (row["closed"], row["response_id"]) == (True, None)
    answer = e.message(2, by=8, at=u.START + 60, reply_to_message_id=1)
    await e.taken(database, e.write(tmp_path / "result.json", e.chat(answer)))
    await responses.settle(database, e.LATER)
    row, _ = await u.rows(database, schema.awaited)
    assert (row["closed"], row["response_id"], row["response_by"]) == (True, 2, 8)


async def test_a_database_that_takes_no_more_is_told(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: Any) -> Any:
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    monkeypatch.setattr(imports, "keep", full)
    path = e.write(tmp_path / "result.json", e.chat(e.message(1)))
    with pytest.raises(StorageError, match="took no more: database or disk is full"):
        await e.taken(database, path)


async def test_updates_come_in_while_an_export_is_taken_in(
    database: Database, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "MESSAGES_AT_ONCE", 3)
    said = [e.message(n, by=n % 4 + 1, reply_to_message_id=n - 1) for n in range(2, 40)]
    path = e.write(tmp_path / "result.json", e.chat(*said))
    running = open_database(database_url)
    now = u.START + 900 * DAY

    async def live() -> None:
        for n in range(40, 60):
            await u.recorded(
                running, u.reply(n, to=n - 30, by=n % 4 + 1, at=now, chat=GROUP), now=now
            )

    await asyncio.gather(e.taken(database, path), live())
    await running.close()
    assert len(await u.rows(database, schema.facts)) == 58
    async with database.read() as tx:
        for day in (TODAY, TODAY + 900):
            assert await recount.recount(tx, e.GROUP, day, day) == []


async def test_names_are_not_kept_where_none_are_to_be(database: Database, tmp_path: Path) -> None:
    path = e.write(
        tmp_path / "result.json", e.chat(e.message(1, by=7), e.message(2, by=8, **{"from": None}))
    )
    nameless = Defaults(e.DEFAULTS.zone, "en", names=False)
    await e.taken(database, path, defaults=nameless)
    assert [row["first_name"] for row in await u.rows(database, schema.members)] == ["", ""]


async def test_a_file_that_changed_meanwhile_is_told(database: Database, tmp_path: Path) -> None:
    path = e.write(tmp_path / "result.json", e.chat(e.message(1)))
    found = survey(path, e.any_chat)
    path.write_bytes(path.read_bytes()[:-3])
    with pytest.raises(BadExport, match="cut off"):
        await imports.take(database, path, found, e.LATER, e.DEFAULTS)
