"""An operator holds a group: everything waits, nothing is lost, and what came too late stays unsaid."""

from typing import Any

from telegram.error import BadRequest, TimedOut

from bot.outbox import (
    Hold,
    Policy,
    Priority,
    carry_over,
    fates,
    find_hold,
    health,
    hold,
    is_held,
    release,
)

FANS, OTHERS, NEW, OLGA = -5, -1002, -1001, 1002
HOURS = 3600.0


async def test_what_is_held_waits_and_leaves_on_release(
    outbox: Any, telegram: Any, clock: Any
) -> None:
    assert await outbox.do(hold, FANS, OLGA, clock.now())
    for text, priority in (("answer", Priority.ANSWER), ("prompt", Priority.PROMPT)):
        await outbox.put(FANS, text, priority=priority)
    await outbox.put(OTHERS, "others")
    await outbox.send_until(seconds=1800)
    assert telegram.said() == ["others"]
    assert await outbox.do(release, FANS, clock.now()) == []
    await outbox.send_until(seconds=2)
    assert telegram.said(FANS) == ["answer", "prompt"]


async def test_the_answer_to_the_operator_gets_out(outbox: Any, telegram: Any, clock: Any) -> None:
    await outbox.do(hold, FANS, OLGA, clock.now())
    await outbox.put(FANS, "held")
    text = "\n\n".join("x" * 4000 for _ in range(2))
    await outbox.put(FANS, text, despite_hold=True, reply_to=5)
    await outbox.send_until(seconds=60)
    assert telegram.said() == ["x" * 4000] * 2


async def test_who_held_it_and_since_when_is_known_and_the_first_one_stays(
    outbox: Any, clock: Any
) -> None:
    since = clock.now()
    assert not await outbox.do(is_held, FANS)
    await outbox.do(hold, FANS, OLGA, since)
    assert not await outbox.do(hold, FANS, 1001, since + 60)
    assert await outbox.do(find_hold, FANS) == Hold(OLGA, since)
    assert not await outbox.do(is_held, OTHERS)
    await outbox.do(release, FANS, since)
    assert not await outbox.do(is_held, FANS)


async def test_a_hold_outlives_a_restart(outbox: Any, telegram: Any, clock: Any) -> None:
    await outbox.do(hold, FANS, OLGA, clock.now())
    await outbox.put(FANS, "held")
    outbox.sender = outbox.another_sender()
    await outbox.sender.recover()
    await outbox.send_until(seconds=60)
    assert telegram.said() == []


async def test_a_hold_follows_the_group(outbox: Any, telegram: Any, clock: Any) -> None:
    await outbox.do(hold, FANS, OLGA, clock.now())
    await outbox.put(FANS, "held")
    for _ in range(2):
        await outbox.do(carry_over, FANS, NEW)
    await outbox.send_until(seconds=60)
    assert telegram.said() == []
    assert not await outbox.do(is_held, FANS)
    await outbox.do(release, NEW, clock.now())
    await outbox.send_all()
    assert telegram.said(NEW) == ["held"]


async def test_a_hold_in_the_middle_of_a_message_holds_the_rest_which_leaves_later_all_the_same(
    outbox: Any, telegram: Any, clock: Any
) -> None:
    await outbox.put(FANS, "\n\n".join("x" * 4000 for _ in range(3)))
    assert await outbox.sender.step()
    await outbox.do(hold, FANS, OLGA, clock.now())
    await outbox.send_until(seconds=5 * HOURS)
    assert len(telegram.said()) == 1
    assert await outbox.do(release, FANS, clock.now()) == []
    await outbox.send_until(seconds=60)
    assert telegram.said() == ["x" * 4000] * 3


async def test_a_message_that_failed_while_its_chat_was_held_waits_too(
    outbox: Any, telegram: Any, clock: Any
) -> None:
    telegram.fails(FANS, TimedOut())
    await outbox.put(FANS, "again")
    await outbox.send_all()
    await outbox.do(hold, FANS, OLGA, clock.now())
    await outbox.send_until(seconds=600)
    assert telegram.said() == []


async def test_answers_and_prompts_that_waited_for_hours_are_dropped_with_a_reason(
    outbox: Any, telegram: Any, clock: Any
) -> None:
    [there] = await outbox.put(FANS, "there")
    await outbox.send_all()
    await outbox.do(hold, FANS, OLGA, clock.now())
    long = "\n\n".join("x" * 4000 for _ in range(2))
    old = [
        *await outbox.put(FANS, long),
        *await outbox.put(FANS, "prompt", priority=Priority.PROMPT, policy=Policy.AT_MOST_ONCE),
    ]
    [pin] = await outbox.put(FANS, kind="pin", target_out=old[-1])
    await outbox.put(FANS, "digest", priority=Priority.DIGEST)
    await outbox.put(FANS, kind="delete", target_out=there)
    await outbox.put(FANS, "due by now", due=clock.now() + 1.5 * HOURS)
    clock.forward(hours=2)
    await outbox.put(FANS, "new")
    assert sorted(await outbox.do(release, FANS, clock.now())) == old
    await outbox.send_until(seconds=60)
    assert telegram.done() == ["text", "delete 100", "text", "text", "text"]
    assert telegram.said()[2:] == ["due by now", "new", "digest"]
    found = await outbox.do(fates, FANS, [*old, pin])
    assert {fate.state for fate in found.values()} == {"dropped"}
    assert {found[one].error for one in old} == {"it waited too long while the group was paused"}
    assert found[pin].error == "the message that it is about was never sent"


async def test_letting_go_what_is_not_held_drops_nothing(outbox: Any, clock: Any) -> None:
    await outbox.put(FANS, "waiting")
    clock.forward(hours=2)
    assert await outbox.do(release, FANS, clock.now()) == []
    assert await outbox.states() == ["queued"]


async def test_what_is_held_is_not_late(outbox: Any, clock: Any) -> None:
    await outbox.do(hold, FANS, OLGA, clock.now())
    await outbox.put(FANS, "held")
    clock.forward(hours=2)
    found = await outbox.do(health, clock.now())
    assert (found.queued, found.oldest) == (1, None)


async def test_a_refusal_drops_the_rest_of_a_message_also_while_its_chat_is_held(
    outbox: Any, telegram: Any, clock: Any
) -> None:
    telegram.fails(FANS, BadRequest("not enough rights to send text messages to the chat"))
    await outbox.put(FANS, "\n\n".join("x" * 4000 for _ in range(3)))
    telegram.after = None
    await outbox.do(hold, FANS, OLGA, clock.now())
    await outbox.do(release, FANS, clock.now())
    await outbox.send_all()
    assert await outbox.states() == ["refused", "dropped", "dropped"]
