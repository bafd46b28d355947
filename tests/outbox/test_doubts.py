"""What may or may not have arrived: asked about, or said again, but never both."""

import asyncio
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from telegram.error import NetworkError, TimedOut

from bot.outbox import Policy, post_again, uncertain, was_posted
from bot.outbox.queue import Room, claim

ALICE, FANS, OTHERS = 7, -1001, -1002
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
    assert await outbox.do(post_again, FANS, message, clock.now())
    assert not await outbox.do(post_again, FANS, message, clock.now())
    await outbox.send_all()
    assert telegram.said() == ["prompt"]
    assert not await outbox.do(post_again, FANS, message, clock.now())


@pytest.mark.parametrize("decide", [post_again, was_posted])
async def test_nobody_decides_about_the_message_of_another_chat(
    outbox: Any, telegram: Any, clock: Any, decide: Any
) -> None:
    telegram.fails(FANS, TimedOut())
    [message] = await outbox.put(FANS, "prompt", policy=Policy.AT_MOST_ONCE)
    await outbox.send_all()
    assert not await outbox.do(decide, OTHERS, message, clock.now())
    assert (await outbox.row(message)).state == "uncertain"


async def test_an_operator_says_that_it_was_posted(outbox: Any, telegram: Any, clock: Any) -> None:
    telegram.fails(FANS, TimedOut())
    [message] = await outbox.put(FANS, "prompt", policy=Policy.AT_MOST_ONCE)
    await outbox.send_all()
    assert await outbox.do(was_posted, FANS, message, clock.now())
    assert not await outbox.do(post_again, FANS, message, clock.now())
    assert (await outbox.row(message)).text is None
    await outbox.send_all()
    assert telegram.said() == []


# ── killed in the middle ─────────────────────────────────────────────────────────────────────────


async def abandon(outbox: Any, owner: str = "renao") -> None:
    """Claim a message, as a Renao does that is killed before it can write down what happened."""
    assert await outbox.do(claim, owner, outbox.clock.now(), 300.0, Room())


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
