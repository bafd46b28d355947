"""Messages leave once, in order, at Telegram's pace, and nobody waits for somebody else's flood."""

import asyncio
from typing import Any

import httpx
import pytest
from sqlalchemy.exc import OperationalError
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)

from bot.outbox import Draft, Policy, Priority, post_again, put, resume, uncertain, was_posted
from bot.outbox.queue import claim
from bot.storage import open_database

ALICE, FANS, OTHERS = 7, -1001, -1002
BLOCKED = Forbidden("Forbidden: bot was blocked by the user")
KICKED = Forbidden("Forbidden: bot was kicked from the supergroup chat")


async def test_a_message_is_sent_once_and_its_number_kept(outbox: Any, telegram: Any) -> None:
    [message] = await outbox.put(ALICE, "<b>Hello</b>")
    assert await outbox.sender.step()
    assert not await outbox.sender.step()
    assert telegram.said() == ["<b>Hello</b>"]
    row = await outbox.row(message)
    assert (row.state, row.message_id) == ("sent", telegram.posted[0].message_id)
    assert row.settled_at == outbox.clock.now()


async def test_what_was_said_is_forgotten_once_it_is_sent(outbox: Any) -> None:
    [message] = await outbox.put(ALICE, "a secret")
    await outbox.send_all()
    row = await outbox.row(message)
    assert (row.text, row.media, row.buttons) == (None, None, None)


async def test_the_urgent_goes_first_and_equals_in_the_order_they_came(
    outbox: Any, telegram: Any
) -> None:
    for text, priority in [
        ("broadcast", Priority.BROADCAST),
        ("digest", Priority.DIGEST),
        ("one", Priority.ANSWER),
        ("prompt", Priority.PROMPT),
        ("two", Priority.ANSWER),
    ]:
        await outbox.put(FANS, text, priority=priority)
    await outbox.send_until(seconds=10)
    assert telegram.said() == ["one", "two", "prompt", "digest", "broadcast"]


async def test_a_step_that_finds_nothing_writes_nothing_and_so_wakes_nobody(
    outbox: Any, clock: Any
) -> None:
    await outbox.put(FANS, "later", due=clock.now() + 60)
    changed = outbox.database.watch()
    assert not await outbox.sender.step()
    assert not changed.is_set()


async def test_a_message_waits_until_it_is_due(outbox: Any, telegram: Any, clock: Any) -> None:
    await outbox.put(FANS, "later", due=clock.now() + 60)
    await outbox.send_all()
    assert telegram.said() == []
    assert await outbox.sender.next_due() == clock.now() + 60
    clock.forward(seconds=60)
    await outbox.send_all()
    assert telegram.said() == ["later"]


async def test_a_flood_in_one_group_delays_no_answer_in_another(
    outbox: Any, telegram: Any, clock: Any
) -> None:
    for number in range(50):
        await outbox.put(FANS, f"flood {number}")
    await outbox.send_all()
    await outbox.put(OTHERS, "your answer")
    assert await outbox.sender.step()
    assert telegram.said(OTHERS) == ["your answer"]
    assert len(telegram.said(FANS)) == 3
    await outbox.send_until(seconds=59)
    assert len(telegram.said(FANS)) == 20
    await outbox.send_until(seconds=180)
    assert telegram.said(FANS) == [f"flood {number}" for number in range(50)]


async def test_workers_send_to_many_chats_at_once_and_in_order_to_each(
    outbox: Any, telegram: Any
) -> None:
    for number in range(3):
        for chat in range(1, 9):
            await outbox.put(chat, f"{number}")
    send, entered, four = telegram.send_message, [], asyncio.Event()

    async def only_with_others(chat_id: int, text: str, **options: Any) -> Any:
        entered.append(chat_id)
        if len(set(entered)) == 4:
            four.set()
        await four.wait()
        return await send(chat_id, text, **options)

    telegram.send_message = only_with_others
    async with asyncio.timeout(20):
        await asyncio.gather(*(outbox.send_all() for _ in range(4)))
    assert len(telegram.posted) == 24
    assert all(telegram.said(chat) == ["0", "1", "2"] for chat in range(1, 9))


async def test_a_second_message_does_not_overtake_the_first_on_its_way(
    outbox: Any, telegram: Any
) -> None:
    await outbox.put(FANS, "one")
    await outbox.put(FANS, "two")
    send, leaves, arrives = telegram.send_message, asyncio.Event(), asyncio.Event()

    async def slowly(chat_id: int, text: str, **options: Any) -> Any:
        leaves.set()
        await arrives.wait()
        return await send(chat_id, text, **options)

    telegram.send_message = slowly
    first = asyncio.create_task(outbox.sender.step())
    await leaves.wait()
    assert not await outbox.sender.step()
    arrives.set()
    assert await first
    await outbox.send_all()
    assert telegram.said() == ["one", "two"]


async def test_workers_that_are_woken_together_look_once(
    outbox: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    await outbox.put(FANS, "one")
    await outbox.send_all()
    read, looks = outbox.database.read, []

    def counted() -> Any:
        looks.append(1)
        return read()

    monkeypatch.setattr(outbox.database, "read", counted)
    outbox.database.announce()
    await asyncio.gather(*(outbox.sender.step() for _ in range(8)))
    assert 1 <= len(looks) <= 2


async def test_what_another_process_put_is_found_within_seconds(
    outbox: Any, telegram: Any, clock: Any, database_url: str
) -> None:
    assert not await outbox.sender.step()
    elsewhere = open_database(database_url)
    draft = Draft(FANS, "hello", priority=Priority.ANSWER, policy=Policy.AT_LEAST_ONCE)
    async with elsewhere.write() as tx:
        await put(tx, draft, clock.now())
    await elsewhere.close()
    clock.forward(seconds=5)
    assert await outbox.sender.step()
    assert telegram.said() == ["hello"]


async def test_the_parts_of_a_long_message_stay_together(outbox: Any, telegram: Any) -> None:
    await outbox.put(FANS, "\n\n".join("x" * 4000 for _ in range(5)), priority=Priority.DIGEST)
    await outbox.sender.step()
    await outbox.put(FANS, "answer")
    await outbox.send_until(seconds=60)
    assert [len(text) for text in telegram.said()] == [4000] * 5 + [6]


async def test_the_rest_of_a_message_is_dropped_when_a_part_is_refused(
    outbox: Any, telegram: Any
) -> None:
    telegram.fails(FANS, BadRequest("not enough rights to send text messages to the chat"))
    await outbox.put(FANS, "\n\n".join("x" * 4000 for _ in range(3)))
    await outbox.put(FANS, "next")
    await outbox.send_all()
    assert await outbox.states() == ["refused", "dropped", "dropped", "sent"]


# ── again later ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("policy", list(Policy))
async def test_a_flood_wait_halts_that_chat_alone_and_is_obeyed(
    outbox: Any, telegram: Any, clock: Any, policy: Policy
) -> None:
    telegram.fails(FANS, RetryAfter(30))
    await outbox.put(FANS, "first", policy=policy)
    await outbox.put(FANS, "second", policy=policy)
    await outbox.put(OTHERS, "other", policy=policy)
    await outbox.send_until(seconds=29)
    assert telegram.said() == ["other"]
    await outbox.send_until(seconds=2)
    assert telegram.said(FANS) == ["first", "second"]


async def test_a_flood_wait_outlives_a_restart(outbox: Any, telegram: Any, clock: Any) -> None:
    telegram.fails(FANS, RetryAfter(30))
    await outbox.put(FANS, "first")
    await outbox.send_all()
    outbox.sender = outbox.another_sender()
    await outbox.sender.recover()
    await outbox.send_all()
    assert telegram.said() == []
    assert await outbox.sender.next_due() == clock.now() + 30


async def test_a_restart_does_not_forget_the_pace(outbox: Any, telegram: Any, clock: Any) -> None:
    for number in range(5):
        await outbox.put(FANS, f"{number}")
    await outbox.send_all()
    outbox.sender = outbox.another_sender()
    await outbox.sender.recover()
    await outbox.send_all()
    assert telegram.said() == ["0", "1", "2"]


def refused_connection() -> NetworkError:
    error = NetworkError("httpx.ConnectError: All connection attempts failed")
    error.__cause__ = httpx.ConnectError("All connection attempts failed")
    return error


@pytest.mark.parametrize("policy", list(Policy))
@pytest.mark.parametrize("error", [refused_connection(), InvalidToken()], ids=["down", "token"])
async def test_while_telegram_cannot_be_reached_everything_waits_and_is_then_sent_once(
    outbox: Any, telegram: Any, clock: Any, policy: Policy, error: Exception
) -> None:
    for chat in (FANS, OTHERS):
        telegram.fails(chat, *[error] * 20)
        await outbox.put(chat, "hello", policy=policy)
    await outbox.send_until(seconds=60)
    calls = 40 - sum(map(len, telegram.faults.values()))
    assert telegram.said() == []
    assert calls < 10
    await outbox.send_until(seconds=3600)
    assert telegram.said(FANS) == telegram.said(OTHERS) == ["hello"]


# ── in doubt ─────────────────────────────────────────────────────────────────────────────────────

DOUBTS = [TimedOut(), NetworkError("Bad Gateway (502)"), RuntimeError("what was that?")]


@pytest.mark.parametrize("error", DOUBTS, ids=repr)
async def test_what_may_have_arrived_is_not_sent_twice_if_it_must_not(
    outbox: Any, telegram: Any, clock: Any, error: Exception
) -> None:
    telegram.fails(FANS, error)
    [message] = await outbox.put(FANS, "prompt", policy=Policy.AT_MOST_ONCE)
    await outbox.put(FANS, "next")
    await outbox.send_until(seconds=3600)
    assert telegram.said() == ["next"]
    async with outbox.database.read() as tx:
        [doubt] = await uncertain(tx, FANS)
        assert await uncertain(tx, OTHERS) == []
    assert (doubt.id, doubt.text) == (message, "prompt")


@pytest.mark.parametrize("error", DOUBTS, ids=repr)
async def test_what_must_arrive_is_sent_again_with_growing_pauses_and_in_order(
    outbox: Any, telegram: Any, clock: Any, error: Exception
) -> None:
    telegram.fails(FANS, *[error] * 8)
    await outbox.put(FANS, "digest")
    await outbox.put(FANS, "next")
    await outbox.send_until(seconds=120)
    assert telegram.said() == []
    await outbox.put(OTHERS, "other")
    await outbox.send_until(seconds=1)
    assert telegram.said() == ["other"]
    await outbox.send_until(seconds=900)
    assert telegram.said(FANS) == ["digest", "next"]


async def test_after_two_hours_of_silence_even_that_is_given_to_an_operator(
    outbox: Any, telegram: Any
) -> None:
    telegram.fails(FANS, *[TimedOut() for _ in range(100)])
    [message] = await outbox.put(FANS, "digest")
    await outbox.send_until(seconds=3600)
    assert (await outbox.row(message)).state == "queued"
    await outbox.send_until(seconds=2 * 3600)
    assert (await outbox.row(message)).state == "uncertain"


async def test_an_operator_posts_an_uncertain_message_again_once(
    outbox: Any, telegram: Any, clock: Any
) -> None:
    telegram.fails(FANS, TimedOut())
    [message] = await outbox.put(FANS, "prompt", policy=Policy.AT_MOST_ONCE)
    await outbox.send_all()
    clock.forward(minutes=5)
    assert await outbox.do(post_again, message, clock.now())
    assert not await outbox.do(post_again, message, clock.now())
    await outbox.send_all()
    assert telegram.said() == ["prompt"]
    assert not await outbox.do(post_again, message, clock.now())


async def test_an_operator_says_that_it_was_posted(outbox: Any, telegram: Any, clock: Any) -> None:
    telegram.fails(FANS, TimedOut())
    [message] = await outbox.put(FANS, "prompt", policy=Policy.AT_MOST_ONCE)
    await outbox.send_all()
    assert await outbox.do(was_posted, message, clock.now())
    assert not await outbox.do(post_again, message, clock.now())
    await outbox.send_all()
    assert telegram.said() == []


# ── killed in the middle ─────────────────────────────────────────────────────────────────────────


async def abandon(outbox: Any, owner: str = "renao") -> None:
    """Claim a message, as a Renao does that is killed before it can write down what happened."""
    assert await outbox.do(claim, owner, outbox.clock.now(), 300.0, ())


async def test_killed_in_a_send_at_most_once_is_uncertain_and_at_least_once_is_sent_once(
    outbox: Any, telegram: Any
) -> None:
    [prompt] = await outbox.put(FANS, "prompt", policy=Policy.AT_MOST_ONCE)
    [digest] = await outbox.put(ALICE, "digest", policy=Policy.AT_LEAST_ONCE)
    await abandon(outbox)
    await abandon(outbox)
    outbox.sender = outbox.another_sender()
    await outbox.sender.recover()
    await outbox.send_until(seconds=3600)
    assert telegram.said() == ["digest"]
    assert (await outbox.row(prompt)).state == "uncertain"
    assert (await outbox.row(digest)).state == "sent"


async def test_an_edit_in_flight_is_done_again_whatever_its_policy(
    outbox: Any, telegram: Any
) -> None:
    await outbox.put(FANS, "new", kind="edit", target_id=5, policy=Policy.AT_MOST_ONCE)
    await abandon(outbox)
    await outbox.sender.recover()
    await outbox.send_all()
    assert [post.what for post in telegram.posted] == ["edit 5"]


async def test_another_renaos_messages_are_left_alone_until_its_lease_is_over(
    outbox: Any, telegram: Any, clock: Any
) -> None:
    await outbox.put(ALICE, "digest")
    await abandon(outbox, owner="another")
    await outbox.sender.recover()
    await outbox.send_until(seconds=299)
    assert telegram.said() == []
    await outbox.send_until(seconds=2)
    assert telegram.said() == ["digest"]


async def test_a_send_that_is_cancelled_is_settled_by_its_policy(
    outbox: Any, telegram: Any
) -> None:
    [message] = await outbox.put(FANS, "prompt", policy=Policy.AT_MOST_ONCE)
    telegram.fails(FANS, asyncio.CancelledError())  # type: ignore[arg-type]
    with pytest.raises(asyncio.CancelledError):
        await outbox.sender.step()
    await outbox.send_all()
    assert (await outbox.row(message)).state == "uncertain"


async def test_a_database_that_fails_after_the_send_makes_nobody_hear_it_twice(
    outbox: Any, telegram: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = outbox.database.write

    def full() -> Any:
        raise OperationalError("database or disk is full", None, Exception())

    telegram.after = lambda: monkeypatch.setattr(outbox.database, "write", full)
    [message] = await outbox.put(FANS, "prompt")
    for _ in range(3):
        with pytest.raises(OperationalError):
            await outbox.sender.step()
    monkeypatch.setattr(outbox.database, "write", write)
    await outbox.send_until(seconds=3600)
    assert telegram.said() == ["prompt"]
    assert (await outbox.row(message)).state == "sent"


# ── elsewhere ────────────────────────────────────────────────────────────────────────────────────


async def test_a_message_for_a_group_that_moved_follows_it(outbox: Any, telegram: Any) -> None:
    telegram.fails(-5, ChatMigrated(FANS))
    await outbox.put(-5, "one", reply_to=3)
    await outbox.put(-5, "two")
    await outbox.send_all()
    assert telegram.said(FANS) == ["one", "two"]
    assert telegram.posted[0].options["reply_parameters"] is None


# ── never ────────────────────────────────────────────────────────────────────────────────────────


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


# ── otherwise ────────────────────────────────────────────────────────────────────────────────────


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
