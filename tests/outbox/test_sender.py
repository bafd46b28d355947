"""Messages leave once, in order, at Telegram's pace, and nobody waits for somebody else's flood."""

import asyncio
from typing import Any

import httpx
import pytest
from telegram.error import (
    BadRequest,
    InvalidToken,
    NetworkError,
    RetryAfter,
)

from bot.outbox import Draft, Policy, Priority, put
from bot.storage import open_database

ALICE, FANS, OTHERS = 7, -1001, -1002


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


async def test_room_that_comes_free_wakes_nobody_where_nothing_waits_for_it(
    outbox: Any, clock: Any
) -> None:
    await outbox.put(FANS, "one")
    assert await outbox.sender.step()
    assert not await outbox.sender.step()
    assert await outbox.sender.next_due() is None
    await outbox.put(FANS, "two", priority=Priority.BROADCAST)
    assert not await outbox.sender.step()
    assert await outbox.sender.next_due() == clock.now() + 1


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


@pytest.mark.parametrize("passes", [5, -3600], ids=["5 s", "the clock is set back"])
async def test_what_another_process_put_is_found_within_seconds(
    outbox: Any, telegram: Any, clock: Any, database_url: str, passes: float
) -> None:
    assert not await outbox.sender.step()
    elsewhere = open_database(database_url)
    draft = Draft(FANS, "hello", priority=Priority.ANSWER, policy=Policy.AT_LEAST_ONCE)
    async with elsewhere.write() as tx:
        await put(tx, draft, clock.now() + min(passes, 0))
    await elsewhere.close()
    clock.forward(seconds=passes)
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
