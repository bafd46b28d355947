"""`renao recount` as it is typed: what differs is told in plain words, and rebuilt when that is wanted."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from bot.activity.recount import Difference
from bot.cli.recounting import LINES, of_what
from bot.storage.lock import only_one
from tests.activity import exports as e
from tests.cli.conftest import Type

pytestmark = pytest.mark.usefixtures("logging_as_it_was")


# What spoils a table, and in which words that is told.
SPOILED = {
    "UPDATE member_days SET messages = 5 WHERE user_id = 7": "member 7",
    "UPDATE chat_days SET replies = 9": "the group, in no topic",
    "DELETE FROM chat_hours": "the group, hour",
    "UPDATE received_days SET replies = 3": "what member 7 was given",
}


@pytest.fixture
def recorded(folder: Path, renao: Type) -> Type:
    """Type a command line in a folder with a database that an export of these days was taken into."""
    at = int(time.time()) - 3 * 86400
    said = (e.message(1, by=7, at=at), e.message(2, by=8, at=at, reply_to_message_id=1))
    e.write(folder / "result.json", e.chat(*said))
    renao("import", "result.json")
    return renao


def spoil(statement: str) -> None:
    with closing(sqlite3.connect("data/renao.db")) as connection, connection:
        connection.execute(statement)
        assert connection.total_changes


def test_where_nothing_differs_it_says_so(recorded: Type) -> None:
    said = f"Fans ({e.GROUP}): what is stored of 30 days is what the facts say.\n"
    assert recorded("recount") == (0, said, "")
    assert recorded("recount", "--chat", "fans", "--repair") == (0, said, "")


@pytest.mark.parametrize("statement", SPOILED)
def test_a_difference_in_any_table_is_told_in_plain_words_and_mended(
    recorded: Type, tmp_path: Path, statement: str
) -> None:
    spoil(statement)
    with only_one(tmp_path / "data/renao.db"):
        found = recorded("recount", "--days", "7")
        assert found.code == 1
        assert "on 1 of 7 days. Rebuild with --repair." in found.out
        assert SPOILED[statement] in found.out
        assert recorded("recount", "--days", "2").code == 0
        mended = recorded("recount", "--repair")
    assert mended.code == 0
    assert "Rebuilt: they agree now." in mended.out
    assert recorded("recount").code == 0


def test_days_that_renao_will_rebuild_by_itself_are_told_and_wait_no_more_once_mended(
    recorded: Type,
) -> None:
    spoil("DELETE FROM chat_hours")
    spoil("INSERT INTO stale_days SELECT DISTINCT chat_id, day FROM chat_days")
    assert "with --repair (1 day Renao rebuilds by itself)." in recorded("recount").out
    assert recorded("recount", "--repair").code == 0
    with closing(sqlite3.connect("data/renao.db")) as connection:
        assert connection.execute("SELECT count(*) FROM stale_days").fetchone() == (0,)


def test_of_many_differences_the_first_are_shown_and_the_others_counted(recorded: Type) -> None:
    spoil(
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 120) "
        "INSERT INTO member_days (chat_id, day, user_id, topic_id, messages) "
        "SELECT chat_id, day, 1000 + x, 3, 1 FROM chat_days, n"
    )
    found = recorded("recount")
    assert "120 differences" in found.out
    assert found.out.count("in topic 3") == LINES
    assert "… and 20 more." in found.out


def test_a_group_that_is_not_known_is_a_mistake(recorded: Type) -> None:
    assert recorded("recount", "--chat", "Nobody").code == 1


@pytest.mark.parametrize(
    ("table", "key", "words"),
    [
        ("member_days", (7, 3), "member 7 in topic 3"),
        ("chat_days", (3,), "the group, topic 3"),
        ("moves", (50, 7, 1), "comings and goings of member 7"),
    ],
)
def test_what_a_difference_is_about_is_said_in_words(
    table: str, key: tuple[int, ...], words: str
) -> None:
    assert of_what(Difference(table, 1, key, "messages", 1, 2)) == words
