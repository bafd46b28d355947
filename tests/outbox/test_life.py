"""What befalls an outbox over time: groups that move, silences, health, forgetting."""

from typing import Any

import pytest
from telegram.error import BadRequest, RetryAfter, TimedOut

from bot.outbox import (
    Button,
    Health,
    Policy,
    carry_over,
    health,
    post_again,
    press,
    prune,
    resume,
    silence,
    uncertain,
)
from bot.outbox.silences import LONGEST_HUSH, hush

OLD, NEW, ALICE = -5, -1001, 7
DAYS = 86400.0


async def test_everything_follows_a_group_that_becomes_a_supergroup(
    outbox: Any, telegram: Any, clock: Any
) -> None:
    telegram.fails(OLD, TimedOut())
    [doubtful] = await outbox.put(OLD, "prompt", policy=Policy.AT_MOST_ONCE)
    [said] = await outbox.put(OLD, "said")
    await outbox.send_until(seconds=5)
    ids = await outbox.put(OLD, "waiting", reply_to=3, topic_id=2, buttons=((Button("b", "act"),),))
    await outbox.put(OLD, "about the old one", kind="edit", target_id=8)
    for _ in range(2):
        await outbox.do(carry_over, OLD, NEW)
    async with outbox.database.read() as tx:
        assert [doubt.id for doubt in await uncertain(tx, NEW)] == [doubtful]
        assert await uncertain(tx, OLD) == []
    await outbox.send_all()
    [_, post] = telegram.posted
    assert (post.chat, post.text) == (NEW, "waiting")
    assert post.options["reply_parameters"] is post.options["message_thread_id"] is None
    assert (await outbox.row(ids[0])).chat_id == NEW
    # The number that a message had in the old group means another one in the new.
    assert (await outbox.row(said)).message_id < 0
    [[button]] = post.options["reply_markup"].inline_keyboard
    found = {"chat_id": NEW, "user_id": ALICE, "now": clock.now()}
    assert (await outbox.do(press, button.callback_data, **found)).action == "act"


async def test_what_was_put_for_both_groups_under_one_key_is_said_once(
    outbox: Any, telegram: Any
) -> None:
    await outbox.put(OLD, "prompt", dedupe_key="prompt:1")
    await outbox.put(NEW, "prompt", dedupe_key="prompt:1")
    await outbox.do(carry_over, OLD, NEW)
    await outbox.send_all()
    assert telegram.said() == ["prompt"]


async def test_a_wait_follows_the_group(outbox: Any, telegram: Any) -> None:
    telegram.fails(OLD, RetryAfter(30))
    await outbox.put(OLD, "one")
    await outbox.send_all()
    await outbox.do(carry_over, OLD, NEW)
    await outbox.send_until(seconds=29)
    assert telegram.said() == []
    await outbox.send_until(seconds=2)
    assert telegram.said() == ["one"]


async def test_a_farewell_to_the_old_group_is_none_to_the_new(
    outbox: Any, telegram: Any, clock: Any
) -> None:
    await outbox.do(silence, OLD, "kicked", clock.now())
    await outbox.do(carry_over, OLD, NEW)
    await outbox.put(NEW, "one")
    await outbox.send_all()
    assert telegram.said() == ["one"]


async def test_who_lets_us_in_again_does_not_lift_telegrams_own_wait(
    outbox: Any, telegram: Any
) -> None:
    telegram.fails(ALICE, RetryAfter(30))
    await outbox.put(ALICE, "one")
    await outbox.send_all()
    await outbox.do(resume, ALICE)
    await outbox.send_all()
    assert telegram.said() == []


async def test_a_short_wait_does_not_shorten_a_long_one(
    outbox: Any, telegram: Any, clock: Any
) -> None:
    await outbox.do(hush, ALICE, "flood", 300, clock.now())
    await outbox.do(hush, ALICE, "timeout", 10, clock.now())
    await outbox.put(ALICE, "one")
    await outbox.send_until(seconds=299)
    assert telegram.said() == []
    await outbox.send_until(seconds=2)
    assert telegram.said() == ["one"]


@pytest.mark.parametrize("error", [RetryAfter(30), TimedOut()], ids=repr)
async def test_a_wait_does_not_grow_when_the_clock_is_set_back_and_the_next_one_counts(
    outbox: Any, telegram: Any, clock: Any, error: Exception
) -> None:
    telegram.fails(ALICE, error, RetryAfter(30))
    await outbox.put(ALICE, "one")
    await outbox.send_all()
    clock.forward(hours=-1)
    await outbox.send_until(seconds=29)
    assert telegram.said() == []
    await outbox.send_until(seconds=2)
    assert telegram.said() == ["one"]


async def test_after_some_minutes_telegram_is_asked_again_however_long_it_wants_us_to_wait(
    outbox: Any, telegram: Any
) -> None:
    telegram.fails(ALICE, RetryAfter(3600))
    await outbox.put(ALICE, "one")
    await outbox.send_until(seconds=LONGEST_HUSH + 1)
    assert telegram.said() == ["one"]


async def test_a_wait_does_not_end_a_farewell(outbox: Any, telegram: Any, clock: Any) -> None:
    await outbox.do(silence, ALICE, "blocked", clock.now())
    await outbox.do(hush, ALICE, "flood", 300, clock.now())
    clock.forward(seconds=301)
    await outbox.do(prune, clock.now(), DAYS)
    await outbox.put(ALICE, "one")
    await outbox.send_all()
    assert telegram.said() == []


async def test_health_says_what_waits_what_is_in_doubt_and_what_was_refused(
    outbox: Any, telegram: Any, clock: Any
) -> None:
    assert await outbox.do(health, clock.now()) == Health(0, None, 0, 0)
    telegram.fails(OLD, BadRequest("Chat not found"), TimedOut())
    await outbox.put(OLD, "refused")
    await outbox.put(OLD, "in doubt", policy=Policy.AT_MOST_ONCE)
    await outbox.send_until(seconds=2)
    since = clock.now()
    await outbox.put(OLD, "waiting")
    await outbox.put(OLD, "next week", due=since + 7 * DAYS)
    clock.forward(seconds=10)
    assert await outbox.do(health, clock.now()) == Health(2, since, 1, 1)
    assert (await outbox.do(health, since + 2 * DAYS)).refused == 0


async def test_what_is_settled_is_forgotten_after_its_days_and_what_waits_is_kept(
    outbox: Any, telegram: Any, clock: Any
) -> None:
    telegram.fails(OLD, TimedOut())
    [doubtful] = await outbox.put(OLD, "in doubt", policy=Policy.AT_MOST_ONCE, dedupe_key="k")
    await outbox.put(OLD, "sent")
    await outbox.send_until(seconds=2)
    await outbox.put(OLD, "next month", due=clock.now() + 60 * DAYS)
    clock.forward(days=10)
    await outbox.put(ALICE, "sent lately")
    await outbox.send_all()
    clock.forward(days=25)
    assert await outbox.do(prune, clock.now(), 30 * DAYS) == 2
    assert await outbox.states() == ["queued", "sent"]
    assert not await outbox.do(post_again, OLD, doubtful, clock.now())
