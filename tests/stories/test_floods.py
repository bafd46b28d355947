"""Who asks too much is told so once and then not heard; nobody else has to wait for that."""

import pytest
import sqlalchemy as sa

from bot.chat import floods
from bot.chat.budget import GROUP, MEMBER, OPERATOR, Share
from bot.inbox import queue
from bot.sandbox.script.places import Place
from bot.storage.schema import facts
from tests.stories.conftest import Someone, Stage

TICKETS = "/faq_new tickets | where can I buy tickets? | At the door."
QUESTION = "where can I buy tickets?"
SLOW_DOWN = "That was a lot at once."
FLOOD = 100


async def recorded(stage: Stage, someone: Someone) -> int:
    """Return how many messages of a person are on record, all updates being done with."""
    async with stage.house.database.read() as tx:
        assert (await queue.backlog(tx)).pending == 0
        mine = facts.c.user_id == someone.person.id
        return await tx.scalar(sa.select(sa.func.count()).select_from(facts).where(mine)) or 0


def answers(stage: Stage, place: Place) -> list[str]:
    return [message.text for message in place.messages if message.sender is stage.bot.user]


async def test_a_member_who_floods_is_told_once_an_hour_and_all_of_it_is_on_record(
    stage: Stage, bob: Someone, group: Place
) -> None:
    for _ in range(FLOOD):
        bob.person.says("/help", in_=group)
    await stage.settle()
    assert sum("/language" in text for text in answers(stage, group)) == MEMBER.burst
    assert sum(SLOW_DOWN in text for text in answers(stage, group)) == 1
    assert await recorded(stage, bob) == FLOOD


async def test_after_a_few_minutes_she_is_heard_again(
    stage: Stage, alice: Someone, bob: Someone, group: Place
) -> None:
    await alice.asks(TICKETS)
    for _ in range(FLOOD):
        bob.person.says("/help", in_=group)
    bob.person.says(QUESTION, in_=group)
    await stage.settle()
    assert "At the door." not in group.texts
    await stage.forward(minutes=3)
    assert await bob.asks(QUESTION, in_=group) == "At the door."


async def test_in_private_too(stage: Stage, mallory: Someone, group: Place) -> None:
    for _ in range(FLOOD):
        mallory.person.says("/start", in_=stage.bot)
    await stage.settle()
    assert len(answers(stage, mallory.private)) == MEMBER.burst + 1
    assert SLOW_DOWN in mallory.private.last.text


async def test_buttons_count_as_well(stage: Stage, bob: Someone, group: Place) -> None:
    await bob.asks("/language")
    under = bob.private.last
    presses = [bob.person.presses(under, "English") for _ in range(FLOOD)]
    await stage.settle()
    assert SLOW_DOWN in (presses[-1].answer or "")
    assert len(answers(stage, bob.private)) <= MEMBER.burst + 1


async def test_an_operator_has_a_share_of_her_own(
    stage: Stage, alice: Someone, olga: Someone, bob: Someone, group: Place
) -> None:
    for number in range(GROUP.burst + 5):
        fan = stage.world.person(f"Fan {number}")
        stage.world.add_member(group, fan)
        fan.says("/help", in_=group)
    for _ in range(MEMBER.burst + 5):
        olga.person.says("/status", in_=group)
    await stage.settle()
    assert sum("I lack nothing" in text for text in answers(stage, group)) == MEMBER.burst + 5
    assert sum("/language" in text for text in answers(stage, group)) == GROUP.burst
    for _ in range(FLOOD):
        olga.person.says("/status", in_=group)
    await stage.settle()
    more = sum("I lack nothing" in text for text in answers(stage, group)) - MEMBER.burst - 5
    assert more <= MEMBER.burst + OPERATOR.burst


async def test_questions_without_an_answer_use_up_nobody_elses_share(
    stage: Stage, alice: Someone, bob: Someone, group: Place
) -> None:
    await alice.asks(TICKETS)
    for number in range(50):
        fan = stage.world.person(f"Fan {number}")
        stage.world.add_member(group, fan)
        fan.says("who has seen my umbrella?", in_=group)
    await stage.settle()
    assert await bob.asks(QUESTION, in_=group) == "At the door."


async def test_what_waited_during_a_pause_is_no_flood(
    stage: Stage, alice: Someone, bob: Someone, group: Place
) -> None:
    for _ in range(3 * MEMBER.burst):
        bob.person.says("/help", in_=group)
        stage.clock.forward(minutes=1)
    await stage.settle()
    assert len(answers(stage, group)) == 1 + 3 * MEMBER.burst


async def test_a_group_of_flooders_delays_no_other_groups_answers(
    stage: Stage, alice: Someone, bob: Someone, group: Place
) -> None:
    club = stage.world.supergroup("Club", owner=alice.person, members=[bob.person])
    alice.person.adds(stage.bot, club)
    await stage.settle()
    await alice.asks(TICKETS, in_=club)
    stage.world.limits.on = True
    for number in range(FLOOD):
        fan = stage.world.person(f"Fan {number}")
        stage.world.add_member(group, fan)
        fan.says(QUESTION, in_=group)
        fan.says("/help", in_=group)
    asked = stage.clock.now()
    bob.person.says(QUESTION, in_=club)
    await stage.settle()
    posted = [
        entry.at
        for entry in stage.world.ledger.entries("posted")
        if entry.details["chat_id"] == club.id and entry.details["text"] == "At the door."
    ]
    assert posted[0] - asked < 2


async def test_when_everybody_asks_more_than_telegram_lets_out_nobody_waits_for_long(
    stage: Stage, alice: Someone, olga: Someone, monkeypatch: pytest.MonkeyPatch, group: Place
) -> None:
    monkeypatch.setattr(floods, "EVERYBODY", Share(5, 60))
    fans = [stage.world.person(f"Fan {number}") for number in range(8)]
    for fan in fans:
        fan.says("/start", in_=stage.bot)
    olga.person.says("/status", in_=group)
    await stage.settle()
    assert sum(len(answers(stage, fan.chat_with(stage.bot))) for fan in fans) == 5
    assert "I lack nothing" in group.last.text
    stage.clock.forward(seconds=2)
    assert "/language" in await alice.asks("/help")


async def test_who_asks_others_a_lot_is_never_told_to_slow_down(
    stage: Stage, bob: Someone, group: Place
) -> None:
    before = len(group.texts)
    for number in range(MEMBER.burst + 5):
        bob.person.says(f"who is coming on day {number}?", in_=group)
    await stage.settle()
    assert len(group.texts) == before + MEMBER.burst + 5
    assert "/language" in await bob.asks("/help", in_=group)
