"""Fans who mean no good: they press what is not theirs, flood, and are called what could be markup."""

import pytest

from bot.chat.budget import MEMBER
from bot.sandbox.script.places import Place
from tests.stories.conftest import Someone, Stage
from tests.stories.test_answering import ASKED, TICKETS, answers, many_talk, said, unsure

__all__ = ["unsure"]

SLOW_DOWN = "That was a lot at once."


async def test_a_fan_who_presses_and_asks_without_end_is_told_once(
    stage: Stage, alice: Someone, bob: Someone, mallory: Someone, group: Place
) -> None:
    stage.world.add_member(group, mallory.person)
    await alice.asks(TICKETS)
    await bob.asks(ASKED, in_=group)
    answer = group.last
    for _ in range(3 * MEMBER.burst):
        mallory.person.presses(answer, "👍")
        mallory.person.presses(answer, "Not what I meant")
        mallory.person.says(f"/ask {ASKED}", in_=group)
    await stage.settle()
    texts = [message.text for message in said(stage, group)]
    assert sum(SLOW_DOWN in text for text in texts) == 1
    assert answers(stage, group) <= 1 + MEMBER.burst
    async with stage.house.database.read() as tx:
        votes = (await tx.exec_driver_sql("SELECT count(*) FROM faq_votes")).scalar()
        refused = (await tx.exec_driver_sql("SELECT count(*) FROM faq_negatives")).scalar()
    assert (votes, refused) == (1, 0)
    await many_talk(stage, group)
    await stage.forward(minutes=11)
    assert await bob.asks(ASKED, in_=group) == "At the door."


@pytest.mark.parametrize("name", ["<b>", "{{ 7*7 }}", "</a><a href='https://evil.example'>x"])
async def test_a_name_is_no_markup_in_an_answer(
    stage: Stage, alice: Someone, group: Place, name: str
) -> None:
    await alice.asks(f"/faq_new tickets | {ASKED} | At the door, {{{{ first_name }}}}.")
    fan = Someone(stage.world.person(name), stage)
    stage.world.add_member(group, fan.person)
    assert await fan.asks(ASKED, in_=group) == f"At the door, {name}."
    assert {entity.type for entity in group.last.entities} <= {"url"}


async def test_nobody_chooses_or_takes_down_for_others(
    stage: Stage, alice: Someone, bob: Someone, mallory: Someone, group: Place, unsure: None
) -> None:
    stage.world.add_member(group, mallory.person)
    await alice.asks(TICKETS)
    await bob.asks(f"@renao_bot {ASKED}", in_=group)
    for label in (ASKED, "None of these"):
        assert await mallory.presses(label, in_=group) == "That is up to whoever asked."
    assert group.last.text == "Do you mean one of these?"
    await bob.presses(ASKED, in_=group)
    assert await mallory.presses("🗑", in_=group) == "That is up to whoever asked."
    assert answers(stage, group) == 1


async def test_a_button_of_one_group_says_nothing_in_another(
    stage: Stage, alice: Someone, bob: Someone, group: Place
) -> None:
    club = stage.world.supergroup("Club", owner=alice.person, members=[bob.person])
    alice.person.adds(stage.bot, club)
    await stage.settle()
    await alice.says(TICKETS, in_=group)
    await bob.asks(ASKED, in_=group)
    assert await bob.asks(ASKED, in_=club) == ""
    assert await bob.asks(f"/ask {ASKED}", in_=club) != "At the door."
