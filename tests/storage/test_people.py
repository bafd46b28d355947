"""Which columns hold a person: the schema page says so of each that does."""

import re
from pathlib import Path

import pytest

from bot.storage.people import mentions, persons_in, tables_with_persons
from bot.storage.schema import metadata

PERSONAL = re.compile(r"user|member_id|person|author|inviter|made_for|granted|created_by|_by$")
# They sound like people, and are none.
NOT_PEOPLE = {
    "chats.username": "the group's own",
    "members.username": "a name; the person is in user_id",
    "operators.granted_at": "a moment",
    "messages_out.lease_by": "the Renao that sends it",
}
# Their chats may be private ones, and a private chat has its person's id.
PRIVATE_TOO = {"updates", "messages_out", "silences", "buttons"}


def test_every_column_that_sounds_like_a_person_is_declared_as_one() -> None:
    sounding = {
        str(column)
        for table in metadata.tables.values()
        for column in table.columns
        if PERSONAL.search(column.name) and not column.info.get("person")
    }
    assert sounding == NOT_PEOPLE.keys()


def test_where_chats_may_be_private_their_ids_are_people() -> None:
    chats = {t.name for t in tables_with_persons() if "chat_id" in {c.name for c in persons_in(t)}}
    assert chats == PRIVATE_TOO


def test_of_every_table_with_people_it_is_written_why_and_how_long() -> None:
    document = (Path(__file__).parents[2] / "docs/privacy.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`.+?) \|", document, re.MULTILINE)
    explained = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert explained == {table.name for table in tables_with_persons()}


@pytest.mark.parametrize(
    ("said", "it_does"),
    [
        ({"from": {"id": 7}}, True),
        ([1, [7]], True),
        ({"id": 77, "text": "7"}, False),
        (None, False),
        ({"a": True}, False),
    ],
)
def test_a_number_is_found_wherever_it_stands_in_json(said: object, it_does: bool) -> None:
    assert mentions(said, 7) is it_does
    assert not mentions(True, 1)
