"""Elsewhere, otherwise, never: what follows when Telegram says no."""

from typing import Any

import pytest
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.outbox import Policy, resume

ALICE, FANS, OTHERS = 7, -1001, -1002
BLOCKED = Forbidden("Forbidden: bot was blocked by the user")
KICKED = Forbidden("Forbidden: bot was kicked from the supergroup chat")


async def test_a_message_for_a_group_that_moved_follows_it(outbox: Any, telegram: Any) -> None:
    telegram.fails(-5, ChatMigrated(FANS))
    await outbox.put(-5, "one", reply_to=3)
    await outbox.put(-5, "two")
    await outbox.send_all()
    assert telegram.said(FANS) == ["one", "two"]
    assert telegram.posted[0].options["reply_parameters"] is None


@pytest.mark.parametrize(("chat", "error"), [(ALICE, BLOCKED), (FANS, KICKED)])
async def test_a_chat_that_shut_us_out_is_not_written_to_until_it_lets_us_in_again(
    outbox: Any, telegram: Any, clock: Any, chat: int, error: Exception
) -> None:
    telegram.fails(chat, error)
    await outbox.put(chat, "one")
    await outbox.put(chat, "two")
    await outbox.put(OTHERS, "other")
    await outbox.send_all()
    assert await outbox.states() == ["refused", "dropped", "sent"]
    [third] = await outbox.put(chat, "three")
    await outbox.send_until(seconds=3600)
    row = await outbox.row(third)
    assert (row.state, row.error) == ("dropped", str(error))
    await outbox.do(resume, chat)
    await outbox.put(chat, "four")
    await outbox.send_all()
    assert telegram.said(chat) == ["four"]


async def test_a_message_that_telegram_refuses_is_not_tried_again(
    outbox: Any, telegram: Any
) -> None:
    telegram.fails(FANS, BadRequest("Chat not found"))
    [message] = await outbox.put(FANS, "one")
    await outbox.put(FANS, "two")
    await outbox.send_until(seconds=3600)
    row = await outbox.row(message)
    assert (row.state, row.error) == ("refused", "Chat not found")
    assert telegram.said() == ["two"]


async def test_what_will_never_be_said_is_not_kept(outbox: Any, telegram: Any) -> None:
    telegram.fails(ALICE, BLOCKED)
    ids = [*await outbox.put(ALICE, "one"), *await outbox.put(ALICE, "two")]
    await outbox.send_all()
    ids += await outbox.put(ALICE, "three " * 2000)
    kept = [await outbox.row(message) for message in ids]
    assert [row.state for row in kept] == ["refused", "dropped", "dropped"]
    assert [(row.text, row.media, row.buttons) for row in kept] == [(None, None, None)] * 3


async def test_markup_that_telegram_cannot_read_is_sent_as_plain_text_once(
    outbox: Any, telegram: Any
) -> None:
    mistake = BadRequest("can't parse entities: unsupported start tag")
    telegram.fails(FANS, mistake)
    telegram.fails(OTHERS, mistake, mistake)
    await outbox.put(FANS, "<x>1 &lt; 2 & <b>3</b>")
    [hopeless] = await outbox.put(OTHERS, "<x>hopeless")
    await outbox.send_all()
    assert telegram.said() == ["1 &lt; 2 &amp; 3"]
    assert (await outbox.row(hopeless)).state == "refused"


async def test_a_reply_to_a_message_that_is_gone_is_sent_without(
    outbox: Any, telegram: Any
) -> None:
    telegram.fails(FANS, BadRequest("Message to be replied not found"))
    await outbox.put(FANS, "answer", reply_to=3, policy=Policy.AT_MOST_ONCE)
    await outbox.send_all()
    assert telegram.said() == ["answer"]
    assert telegram.posted[0].options["reply_parameters"] is None


async def test_a_message_for_a_topic_that_is_gone_goes_to_the_groups_general(
    outbox: Any, telegram: Any
) -> None:
    telegram.fails(FANS, BadRequest("Message thread not found"))
    await outbox.put(FANS, "prompt", topic_id=9)
    await outbox.send_all()
    assert [post.options["message_thread_id"] for post in telegram.posted] == [None]


@pytest.mark.parametrize(
    ("kind", "complaint"),
    [
        ("edit", "Message is not modified: specified new message content … are exactly the same"),
        ("delete", "Message to delete not found"),
        ("unpin", "Message to unpin not found"),
        ("stop_poll", "Poll has already been closed"),
    ],
)
async def test_what_is_already_so_counts_as_done(
    outbox: Any, telegram: Any, kind: str, complaint: str
) -> None:
    telegram.fails(FANS, BadRequest(complaint))
    [message] = await outbox.put(FANS, "text", kind=kind, target_id=5)
    await outbox.send_all()
    row = await outbox.row(message)
    assert (row.state, row.message_id) == ("sent", 5)
