"""Who wants to be forgotten is in no table and no byte afterwards, and nothing has changed for the others."""

import json
import re
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from bot.activity import chats, pseudonyms, received
from bot.activity.recount import recount
from bot.clock import DAY, day_of
from bot.clock.zones import parse_zone
from bot.inbox import queue
from bot.jobs.wishes import forget, grant_all
from bot.outbox import Button, Draft, Policy, Priority, put
from bot.outbox.message import unpack
from bot.people import audit, wishes
from bot.reports import mydata
from bot.storage import Database, open_database
from bot.storage.people import persons_in
from bot.storage.schema import (
    buttons,
    facts,
    member_days,
    members,
    messages_out,
    metadata,
    received_days,
    updates,
)
from tests.activity.updates import GROUP as FANS
from tests.activity.updates import START, joined, message, reaction, recorded, reply, rows
from tests.jobs.seed import (
    GROUP,
    HER,
    NAME,
    OF_HERS,
    OTHER,
    OTHER_GROUP,
    SEEDED,
    USERNAME,
    WORDS,
    seed,
)

NOW = START + 1000.0
# Offices, choices and what was made for her go; in every other table somebody unknown stands in her rows.
GONE_WITH_HER = {
    "administrators",
    "alerts_off",
    "buttons",
    "digest_readers",
    "faq_held",
    "faq_negatives",
    "faq_proposals",
    "faq_removed",
    "faq_untold",
    "forms",
    "messages_out",
    "operators",
    "preferences",
    "silences",
    "updates",
}

Kept = dict[str, list[dict[str, Any]]]


async def everything(database: Database) -> Kept:
    return {name: await rows(database, table) for name, table in metadata.tables.items()}


async def grant(database: Database) -> None:
    await grant_all(database, Random(7), NOW)


async def forget_everywhere(database: Database) -> None:
    async with database.write() as tx:
        await wishes.want_forgotten_everywhere(tx, HER, NOW)
    await grant(database)


def is_hers(value: object) -> bool:
    return value == HER or any(word in str(value) for word in (str(HER), *OF_HERS))


def columns_of_hers(kept: Kept) -> set[tuple[str, str]]:
    return {
        (table, column)
        for table, found in kept.items()
        for row in found
        for column, value in row.items()
        if is_hers(value)
    }


def without_her(kept: Kept) -> Kept:
    return {
        name: [row for row in found if not any(map(is_hers, row.values()))]
        for name, found in kept.items()
    }


async def test_nobody_is_left_in_any_column_of_any_table(database: Database) -> None:
    await seed(database)
    before = await everything(database)
    columns = {(table.name, column.name) for table in SEEDED for column in persons_in(table)}
    assert columns <= columns_of_hers(before)
    await forget_everywhere(database)
    after = await everything(database)
    assert columns_of_hers(after) == set()
    for name in before.keys() - GONE_WITH_HER - {"unlisted"}:
        assert len(after[name]) == len(before[name]), name


async def test_what_is_others_stays_as_it_was(database: Database) -> None:
    await seed(database)
    before = without_her(await everything(database))
    await forget_everywhere(database)
    after = await everything(database)
    lost = {name: [row for row in before[name] if row not in after[name]] for name in before}
    assert {name for name, gone in lost.items() if gone} == set()


TRACES = [word.encode() for word in (*OF_HERS, str(HER))] + [HER.to_bytes(6)]


async def test_no_byte_of_her_is_left_in_the_files(sqlite_file: "File") -> None:
    database = sqlite_file.database
    await seed(database)
    assert all(trace in sqlite_file.content() for trace in TRACES)
    await forget_everywhere(database)
    assert [trace for trace in TRACES if trace in sqlite_file.content()] == []


@pytest.mark.parametrize("stopped", [False, True])
async def test_who_reads_while_she_is_forgotten_delays_only_the_files(
    sqlite_file: "File", database_url: str, stopped: bool
) -> None:
    database = sqlite_file.database
    await seed(database)
    async with database.read() as reading:
        await reading.execute(sa.text("SELECT count(*) FROM facts"))
        await forget_everywhere(database)
        assert any(trace in sqlite_file.content() for trace in TRACES)
        after = open_database(database_url) if stopped else database
    await grant(after)
    assert [trace for trace in TRACES if trace in sqlite_file.content()] == []
    if stopped:
        await after.close()


async def test_each_group_has_a_pseudonym_of_its_own_for_her(database: Database) -> None:
    await seed(database)
    await forget_everywhere(database)
    people = [(row["chat_id"], row["user_id"]) for row in await rows(database, members)]
    hers = {chat: user for chat, user in people if pseudonyms.is_pseudonym(user)}
    assert hers.keys() == {GROUP, OTHER_GROUP}
    assert hers[GROUP] != hers[OTHER_GROUP]


async def test_whoever_is_forgotten_in_one_group_is_known_in_the_other(database: Database) -> None:
    await seed(database)
    async with database.write() as tx:
        await wishes.want_forgotten(tx, GROUP, HER, NOW)
    before = await everything(database)
    await grant(database)
    after = await everything(database)
    for name, found in before.items():
        elsewhere = [row for row in found if row.get("chat_id") != GROUP and name != "wishes"]
        assert [row for row in after[name] if row in elsewhere] == elsewhere
        assert not any(is_hers(row) for row in after[name] if row.get("chat_id") == GROUP)


async def test_days_can_be_recounted_and_who_comes_back_is_somebody_new(database: Database) -> None:
    named = {"id": HER, "is_bot": False, "first_name": NAME, "username": USERNAME}
    await recorded(
        database,
        joined(1, OTHER),
        message(1, OTHER),
        message(2, HER, **{"from": named}),
        reply(3, 2, OTHER),
        reaction(4, 1, HER),
        message(5, HER, **{"from": named}),
    )
    before = await everything(database)
    await forget_everywhere(database)
    await recorded(database, message(9, HER, **{"from": named}))
    today = day_of(START, parse_zone("UTC"))
    async with database.read() as tx:
        assert await recount(tx, FANS, today - 1, today + 1) == []
        chat = await chats.get(tx, FANS)
        assert chat is not None
        got = await received.counted(tx, chat, START - DAY, START + DAY)
    assert got == await rows(database, received_days)
    assert sum(row["replies"] + row["reactions"] for row in got) == 2
    messages = sum(row["messages"] for row in before["chat_days"])
    assert sum(row["messages"] for row in await rows(database, member_days)) == messages + 1
    people = {row["user_id"]: row for row in await rows(database, members)}
    assert len(people) == 3
    assert people[HER]["first_act"] == START
    (unknown,) = (row for user, row in people.items() if pseudonyms.is_pseudonym(user))
    assert (unknown["first_name"], unknown["username"]) == ("", None)
    assert len(await rows(database, facts)) == len(before["facts"]) + 1


class Breaking(Random):
    """Gives one number, and then breaks."""

    def randrange(self, *args: int) -> int:
        if self.getstate() != self.first:
            raise OSError("the power is gone")
        return super().randrange(*args)

    def __init__(self) -> None:
        super().__init__(3)
        self.first = self.getstate()


async def test_what_broke_off_between_two_groups_is_forgotten_the_next_time(
    database: Database,
) -> None:
    await seed(database)
    async with database.write() as tx:
        await wishes.want_forgotten_everywhere(tx, HER, NOW)
    await grant_all(database, Breaking(), NOW)
    async with database.read() as tx:
        assert [wish.chat_id for wish in await wishes.waiting(tx)] == [GROUP, HER]
    kept = await everything(database)
    done = [row for found in kept.values() for row in found if row.get("chat_id") == OTHER_GROUP]
    assert not any(map(is_hers, done))
    await grant(database)
    assert columns_of_hers(await everything(database)) == set()


async def test_the_private_chat_is_forgotten_only_when_all_is_said_there(
    database: Database,
) -> None:
    async with database.write() as tx:
        await put(tx, note(HER, "I forget you now."), NOW)
        await wishes.want_forgotten_everywhere(tx, HER, NOW)
    await grant(database)
    (row,) = await rows(database, messages_out)
    assert row["text"] == "I forget you now."
    async with database.write() as tx:
        await tx.execute(sa.update(messages_out).values(state="sent", text=None))
    await grant(database)
    assert await rows(database, messages_out) == []


def note(chat_id: int, text: str, *row: Button) -> Draft:
    policy = {"priority": Priority.NOTICE, "policy": Policy.AT_LEAST_ONCE}
    return Draft(chat_id, text, buttons=(row,) if row else (), **policy)


async def test_buttons_about_her_go_wherever_they_stand_and_others_stay(database: Database) -> None:
    about = {"chat_id": GROUP, "user_id": HER}
    elsewhere = {"chat_id": OTHER_GROUP, "user_id": HER}
    other = {"chat_id": GROUP, "user_id": int(f"{HER}1")}
    row = [Button("x", "operator_remove", data) for data in (about, elsewhere, other)]
    async with database.write() as tx:
        await put(tx, note(OTHER, "Whom?", *row), NOW)
        await forget(tx, GROUP, HER, pseudonyms.FIRST)
    kept = [row["data"] for row in await rows(database, buttons)]
    assert len(kept) == 2
    assert elsewhere in kept
    assert other in kept


async def test_she_does_not_stand_in_the_keys_of_what_a_group_was_told(database: Database) -> None:
    keys = [f"refused:{GROUP}:{HER}:8", f"slow:{HER}:8", f"slow:{HER}1:8", f"answer:9{HER}:1"]
    async with database.write() as tx:
        for key in keys:
            await put(tx, replace(note(GROUP, "No."), dedupe_key=key), NOW)
        await forget(tx, GROUP, HER, pseudonyms.FIRST)
    kept = [row["dedupe_key"] for row in await rows(database, messages_out)]
    assert kept == [None, None, *keys[2:]]


async def test_what_she_wants_yet_is_dropped_and_what_others_want_goes_on(
    database: Database,
) -> None:
    hers = {"message": {"from": {"id": HER}, "text": "/help"}}
    replied = {"message": {"from": {"id": OTHER}, "reply_to_message": {"from": {"id": HER}}}}
    async with database.write() as tx:
        raws = [(1, GROUP, hers), (2, GROUP, replied), (3, GROUP, {"message": {"id": OTHER}})]
        await queue.put(tx, [(n, chat, json.dumps(raw).encode()) for n, chat, raw in raws], NOW)
        await queue.set_aside(tx, 4, json.dumps(replied).encode(), f"KeyError: {NAME}", NOW)
        await queue.set_aside(tx, 5, b"{" + str(HER).encode(), "DecodeError: what?", NOW)
        await forget(tx, GROUP, HER, pseudonyms.FIRST)
    left = {row["update_id"]: (row["raw"], row["error"]) for row in await rows(database, updates)}
    assert left.keys() == {2, 3, 4, 5}
    assert left[4] == (b"", "KeyError")
    assert left[5] == (b"", "DecodeError")


async def test_the_audit_keeps_the_act_and_not_the_person(database: Database) -> None:
    await seed(database)
    async with database.write() as tx:
        await forget(tx, GROUP, HER, pseudonyms.FIRST)
        acts = await audit.latest(tx, GROUP, 10)
    (act,) = (act for act in acts if act.user_id == pseudonyms.FIRST)
    assert act.name == str(pseudonyms.FIRST)
    assert act.detail == f"{pseudonyms.FIRST} {pseudonyms.FIRST}"


async def handed_over(database: Database) -> dict[str, Any]:
    async with database.write() as tx:
        await wishes.want_data(tx, HER, "en", NOW)
    await grant(database)
    found = await rows(database, messages_out)
    (file,) = (unpack(row["media"]) for row in found if row["kind"] == "document")
    read: dict[str, Any] = json.loads(file.content)
    return read


async def test_her_data_is_in_one_file_from_every_table_and_nobody_else_is_in_it(
    database: Database,
) -> None:
    await seed(database)
    file = await handed_over(database)
    kept = file["kept"]
    assert {name for tables in kept.values() for name in tables} == {
        table.name for table in SEEDED
    } | {"wishes"}
    assert kept["Fans (-1001)"]["members"][0]["username"] == USERNAME
    assert {row.get("text") for row in kept["Fans (-1001)"]["awaited"]} == {WORDS, None}
    assert kept["Fans (-1001)"]["facts"][0]["kind"] == "message"
    assert file["only_the_newest_of"] == []
    assert re.search(rf"\b{OTHER}\b", json.dumps(kept)) is None
    assert await wishes_left(database) == []


async def wishes_left(database: Database) -> list[wishes.Wish]:
    async with database.read() as tx:
        return await wishes.waiting(tx)


async def test_a_file_that_would_be_too_long_has_the_newest_and_says_so(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mydata, "MOST_ROWS", 2)
    await recorded(database, *(message(n, HER, START + n) for n in range(1, 5)))
    file = await handed_over(database)
    (place,) = (tables for name, tables in file["kept"].items() if "facts" in tables)
    assert [row["ref"] for row in place["facts"]] == [4, 3]
    assert "facts" in file["only_the_newest_of"]


async def test_who_wants_her_data_first_has_it_before_it_is_forgotten(database: Database) -> None:
    await seed(database)
    async with database.write() as tx:
        await wishes.want_data(tx, HER, "en", NOW)
        await wishes.want_forgotten_everywhere(tx, HER, NOW + 1)
        await wishes.want_data(tx, HER, "en", NOW + 2)
    await grant(database)
    files = [row for row in await rows(database, messages_out) if row["kind"] == "document"]
    assert [USERNAME.encode() in unpack(row["media"]).content for row in files] == [True]


async def test_a_wish_goes_along_when_a_group_becomes_a_supergroup(database: Database) -> None:
    async with database.write() as tx:
        await wishes.want_forgotten(tx, -5, HER, NOW)
        await wishes.carry_over(tx, -5, GROUP)
        await wishes.carry_over(tx, -5, GROUP)
        assert [wish.chat_id for wish in await wishes.waiting(tx)] == [GROUP]


@dataclass
class File:
    """A database in a file, and what is written on the disk."""

    path: Path
    database: Database

    def content(self) -> bytes:
        """Return the file's bytes and its log's."""
        files = (self.path, self.path.with_name(self.path.name + "-wal"))
        return b"".join(file.read_bytes() for file in files if file.exists())


@pytest.fixture
def sqlite_file(database: Database, database_url: str) -> File:
    if database.dialect != "sqlite":
        pytest.skip("a server keeps its files to itself")
    return File(Path(database_url.removeprefix("sqlite:///")), database)
