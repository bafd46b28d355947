from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.activity.chats import Chat
from bot.reports.links import link_to

HIDDEN = Chat(
    -1001234567890, "supergroup", "Fans", None, False, "member", None, None, ZoneInfo("UTC"),
    None, None, "en", None, None, None, None,
)  # fmt: skip


def test_a_message_of_a_supergroup_has_an_address() -> None:
    assert link_to(HIDDEN, 42) == "https://t.me/c/1234567890/42"
    assert link_to(HIDDEN, 42, 7) == "https://t.me/c/1234567890/7/42"
    assert link_to(replace(HIDDEN, username="fans"), 42) == "https://t.me/fans/42"


def test_a_basic_group_and_what_was_said_in_one_have_none() -> None:
    assert link_to(replace(HIDDEN, kind="group", chat_id=-42), 42) is None
    assert link_to(HIDDEN, -42) is None
