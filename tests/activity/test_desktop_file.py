"""The file of an export: one chat or many, and a sentence with the place for all that is wrong with it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.activity.desktop_file import BadExport
from bot.activity.survey import survey
from tests.activity import exports as e
from tests.activity.updates import START

WHOLE = e.account(
    {"type": "personal_chat", "id": 5, "name": "Mum", "messages": [{"id": "no matter"}]},
    e.chat(e.message(1), e.message(2, at=START + 60)),
    e.basic(e.message(3)),
    {"type": "saved_messages", "id": 1, "messages": []},
    e.chat(kind="public_channel", id=8, name=None),
)


def test_a_whole_account_has_groups_and_channels_and_the_rest_is_passed_over(
    tmp_path: Path,
) -> None:
    found = survey(e.write(tmp_path / "result.json", WHOLE), e.any_chat)
    assert {key: (each.chat.type, each.messages) for key, each in found.items()} == {
        e.GROUP: ("supergroup", 2),
        e.BASIC: ("group", 1),
        -1000000000008: ("channel", 0),
    }
    assert (found[e.GROUP].first_at, found[e.GROUP].last_at) == (START, START + 60)


def test_only_the_chats_that_are_wanted_are_read(tmp_path: Path) -> None:
    path = e.write(tmp_path / "result.json", WHOLE)
    asked: list[tuple[int, bool]] = []
    assert survey(path, lambda chat, alone: asked.append((chat.id, alone)) or False) == {}  # type: ignore[func-returns-value]
    assert asked == [(e.GROUP, False), (e.BASIC, False), (-1000000000008, False)]
    single = e.write(tmp_path / "single.json", e.chat(e.message(1)))
    assert survey(single, lambda _, alone: alone).keys() == {e.GROUP}


def test_what_an_export_tells_of_bots_topics_and_the_unnamed(tmp_path: Path) -> None:
    content = e.chat(
        e.service(2, "topic_created", title="Tickets"),
        e.service(3, "invite_members", members=["A", None]),
        e.message(4, by=9, inline_bot_buttons=[[{"type": "url"}]]),
        e.message(5, by=1, inline_bot_buttons=[[]], via_bot="@gif"),
        {"id": 6, "type": "unsupported"},
    )
    (found,) = survey(e.write(tmp_path / "result.json", content), e.any_chat).values()
    assert (found.topics, found.bots, found.unnamed, found.unsupported) == ({2}, {9}, 2, 1)


def test_control_characters_as_telegram_desktop_writes_them_are_read(tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    odd = json.dumps(e.chat(e.message(1, text="a?b")), indent=1).replace("a?b", r"a\x0B\\x0B b")
    path.write_text(odd, encoding="utf-8")
    assert survey(path, e.any_chat)[e.GROUP].messages == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"id": 10**30}, "message .* cannot be read: Expected `int` <= "),
        ({"id": "7"}, "what stands here cannot be read: Expected `int`, got `str`"),
        ({"text": {"a": 1}}, "message 7 cannot be read: .*text"),
        ({"text": [[[]]]}, "message 7 cannot be read"),
        ({"date_unixtime": ""}, "message 7 has no date_unixtime: an old Telegram Desktop"),
        ({"date_unixtime": "9" * 5000}, "message 7 has the date_unixtime 9+, which never comes"),
        ({"date_unixtime": "12:30"}, "message 7 has the date_unixtime '12:30', which is no time"),
        ({"from_id": 4296000000}, "message 7 names somebody '4296000000'"),
        ({"from_id": "user1; DROP"}, "message 7 names somebody 'user1; DROP'"),
        ({"reactions": [{"recent": [{"from_id": "me"}]}]}, "message 7 names somebody 'me'"),
        ({"type": "letter"}, "message 7 is of the type 'letter'"),
        ({"media_type": 5}, "message 7 cannot be read: Expected `str`"),
        (
            {"extra": json.loads("[" * 150 + "]" * 150)},
            "values lie in one another more than 100 deep",
        ),
    ],
)
def test_hostile_content_is_told_with_its_place(
    tmp_path: Path, wrong: dict[str, Any], sentence: str
) -> None:
    content = e.chat(e.message(6), e.message(7) | wrong)
    path = e.write(tmp_path / "result.json", content)
    with pytest.raises(BadExport, match=rf"Line 1[5-9], byte \d+, after message 6: {sentence}"):
        survey(path, e.any_chat)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        (b"<html><body>", "choose “Machine-readable JSON”"),
        (b"", "choose “Machine-readable JSON”"),
        (b"\x80\x81", "choose “Machine-readable JSON”"),
        (b"{}", "There are no chats in it"),
        (b'{"messages": []}', "messages come before the type and id"),
        (b'{"type": 5}', "cannot be read"),
        (b'{"type": "private_group", "id": 1, "messages": {}}', "there should be an array"),
        (
            b'{"type": "private_group", "id": 1, "messages": [{"id": 1, "type": "\xff"}]}',
            "cannot be read",
        ),
        (b'{"\xff": 1}', "a name cannot be read"),
        (b'{"type": "public_supergroup", "id": -1000000000055}', "Expected `int` >= 1"),
        (b'{"type": "private_group", "id": 0}', "Expected `int` >= 1"),
    ],
)
def test_what_is_no_export_is_told_so(tmp_path: Path, written: bytes, sentence: str) -> None:
    path = tmp_path / "result.json"
    path.write_bytes(written)
    with pytest.raises(BadExport, match=re.escape(sentence)):
        survey(path, e.any_chat)


def test_a_file_cut_at_any_byte_is_told_so(tmp_path: Path) -> None:
    path = e.write(tmp_path / "result.json", WHOLE)
    content = path.read_bytes()
    for end in range(1, len(content), 3):
        path.write_bytes(content[:end])
        with pytest.raises(BadExport, match=r"cut off|no chats"):
            survey(path, e.any_chat)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(data=st.data())
def test_a_file_that_was_tampered_with_is_read_or_told(tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(json.dumps(WHOLE).encode())
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "result.json"
    path.write_bytes(content)
    try:
        survey(path, e.any_chat)
    except BadExport as error:
        assert str(error)
