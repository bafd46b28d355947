"""Pins, ends of polls and deletions find the message that an earlier row has sent, once it has."""

from typing import Any

import pytest
from telegram.error import BadRequest, TimedOut

from bot.outbox import (
    Item,
    Policy,
    Poll,
    Priority,
    carry_over,
    fates,
    post_again,
    prune,
    was_posted,
)

FANS, OTHERS, NEW = -5, -1002, -1001
DAYS = 86400.0
KEPT = "BQACAgIAAxkBAAIBQGVu"


async def test_a_prompt_is_pinned_once_it_is_there_and_unpinned_later(
    outbox: Any, telegram: Any, clock: Any
) -> None:
    [prompt] = await outbox.put(FANS, "prompt", priority=Priority.PROMPT)
    await outbox.put(FANS, kind="unpin", target_out=prompt, due=clock.now() + 3600)
    await outbox.put(FANS, kind="pin", target_out=prompt, silent=True)
    await outbox.send_until(seconds=3599)
    assert telegram.done() == ["text", "pin 100"]
    assert telegram.posted[1].options["disable_notification"]
    await outbox.send_until(seconds=2)
    assert telegram.done()[2:] == ["unpin 100"]


async def test_a_poll_is_closed_by_the_row_that_sent_it(outbox: Any, telegram: Any) -> None:
    [poll] = await outbox.put(FANS, kind="poll", media=Poll("Tea?", ("yes", "no")))
    await outbox.put(FANS, kind="stop_poll", target_out=poll)
    await outbox.put(FANS, kind="pin", target_id=9)
    await outbox.send_all()
    assert telegram.done() == ["poll", "stop_poll 100", "pin 9"]


async def test_a_deletion_takes_every_part_and_every_medium_away(
    outbox: Any, telegram: Any, clock: Any
) -> None:
    album = (Item("photo", KEPT), Item("photo", KEPT))
    ids = await outbox.put(FANS, "x" * 1000 + "\n\n" + "y" * 100, kind="album", media=album)
    await outbox.put(FANS, kind="delete", target_out=ids[-1], due=clock.now() + 60)
    [alone] = await outbox.put(FANS, "alone")
    await outbox.put(FANS, kind="delete", target_out=alone, due=clock.now() + 70)
    await outbox.send_until(seconds=100)
    assert telegram.done() == ["album", "album", "text", "text", "delete 100 101 102", "delete 103"]


@pytest.mark.parametrize("kind", ["pin", "unpin", "stop_poll", "delete", "edit"])
async def test_what_is_about_a_message_that_was_refused_is_dropped_with_a_reason(
    outbox: Any, telegram: Any, kind: str
) -> None:
    telegram.fails(FANS, BadRequest("not enough rights to send text messages to the chat"))
    [prompt] = await outbox.put(FANS, "prompt")
    [after] = await outbox.put(FANS, "new" if kind == "edit" else "", kind=kind, target_out=prompt)
    await outbox.put(FANS, "next")
    await outbox.send_all()
    assert telegram.said() == ["next"]
    fate = (await outbox.do(fates, FANS, [after]))[after]
    assert (fate.state, fate.error) == ("dropped", "the message that it is about was never sent")


async def test_a_refused_pin_harms_nothing_else(outbox: Any, telegram: Any) -> None:
    [prompt] = await outbox.put(FANS, "prompt")
    [pin] = await outbox.put(FANS, kind="pin", target_out=prompt)
    await outbox.send_until(seconds=1)
    telegram.fails(FANS, BadRequest("not enough rights to manage pinned messages in the chat"))
    [pin] = await outbox.put(FANS, kind="pin", target_out=prompt)
    await outbox.put(FANS, "next")
    await outbox.send_until(seconds=5)
    fate = (await outbox.do(fates, FANS, [pin]))[pin]
    assert (fate.state, "not enough rights" in fate.error) == ("refused", True)
    assert telegram.said() == ["prompt", None, "next"]


@pytest.mark.parametrize("posted", [True, False])
async def test_while_a_message_is_in_doubt_its_deletion_waits_for_an_operator(
    outbox: Any, telegram: Any, clock: Any, posted: bool
) -> None:
    telegram.fails(FANS, TimedOut())
    [prompt] = await outbox.put(FANS, "prompt", policy=Policy.AT_MOST_ONCE)
    [gone] = await outbox.put(FANS, kind="delete", target_out=prompt)
    await outbox.send_until(seconds=600)
    assert (await outbox.row(gone)).state == "queued"
    decide = was_posted if posted else post_again
    assert await outbox.do(decide, FANS, prompt, clock.now())
    await outbox.send_until(seconds=600)
    assert telegram.done() == ([] if posted else ["text", "delete 100"])
    assert (await outbox.row(gone)).state == ("dropped" if posted else "sent")


async def test_nobody_reaches_into_another_group(outbox: Any, telegram: Any) -> None:
    [theirs] = await outbox.put(OTHERS, "theirs")
    await outbox.put(FANS, kind="delete", target_out=theirs)
    await outbox.send_all()
    assert telegram.done() == ["text"]
    assert await outbox.do(fates, FANS, [theirs]) == {}


async def test_a_pin_to_come_moves_with_its_message_but_not_without_it(
    outbox: Any, telegram: Any, clock: Any
) -> None:
    [there] = await outbox.put(FANS, "there")
    await outbox.send_all()
    await outbox.put(FANS, kind="pin", target_out=there, due=clock.now() + 60)
    [to_come] = await outbox.put(FANS, "to come")
    await outbox.put(FANS, kind="pin", target_out=to_come)
    await outbox.do(carry_over, FANS, NEW)
    await outbox.send_until(seconds=100)
    assert telegram.done() == ["text", "text", "pin 101"]


async def test_what_is_still_to_be_deleted_is_not_forgotten_before(
    outbox: Any, telegram: Any, clock: Any
) -> None:
    ids = await outbox.put(FANS, "\n\n".join("x" * 4000 for _ in range(2)))
    await outbox.put(FANS, kind="delete", target_out=ids[1], due=clock.now() + 60 * DAYS)
    [other] = await outbox.put(FANS, "other")
    await outbox.send_until(seconds=40 * DAYS)
    assert await outbox.do(prune, clock.now(), 30 * DAYS) == 1
    assert await outbox.do(fates, FANS, [other]) == {}
    await outbox.send_until(seconds=40 * DAYS)
    assert telegram.done()[-1] == "delete 100 101"


@pytest.mark.parametrize("targets", [{}, {"target_id": 5, "target_out": 1}])
async def test_one_way_of_naming_the_message_is_enough(outbox: Any, targets: Any) -> None:
    with pytest.raises(ValueError, match="which message"):
        await outbox.put(FANS, kind="pin", **targets)
