"""The list that grows by itself: what nobody could answer becomes an entry, in both languages."""

from dataclasses import dataclass

import pytest

from bot.sandbox.model.chats import Message
from bot.sandbox.script.places import Place
from tests.stories.conftest import Someone, Stage


@dataclass(frozen=True)
class Words:
    """What is said and read in one language."""

    language: str
    question: str
    again: str
    answer: str
    proposed: str
    whose: str
    make: str
    name: str
    save: str
    nothing: str


ENGLISH = Words(
    language="English",
    question="where is the merch stand?",
    again="hey, where's the merch stand",
    answer="It is <left> of the entrance, next to {{ the }} bar.",
    proposed="Make it an entry?",
    whose="In the words of Olga: It is <left>",
    make="Make it an entry",
    name="merch",
    save="Save",
    nothing="nothing waits",
)
CHINESE = Words(
    language="简体中文",
    question="周边在哪里买？",
    again="请问周边在哪里买呀",
    answer="在入口<左边>，{{吧台}}旁边。",
    proposed="要做成条目吗？",
    whose="Olga 的原话：在入口<左边>",
    make="做成条目",
    name="周边",
    save="保存",
    nothing="没有待处理的内容",
)


async def reads_the_digest(stage: Stage, someone: Someone, words: Words = ENGLISH) -> None:
    """Let an operator speak a language, and be told of what is proposed."""
    await someone.says("/start")
    await someone.says("/language")
    await someone.presses(words.language)
    await someone.says("/digest on 08:00")


def said_by(stage: Stage, place: Place) -> list[Message]:
    return [message for message in place.messages if message.sender is stage.bot.user]


@pytest.mark.parametrize("words", [ENGLISH, CHINESE], ids=["english", "chinese"])
async def test_an_answer_of_a_persons_becomes_renaos(
    stage: Stage, olga: Someone, bob: Someone, ming: Someone, group: Place, words: Words
) -> None:
    await reads_the_digest(stage, olga, words)
    await stage.until("12:00")
    question = await bob.says(words.question, in_=group)
    assert words.nothing in await olga.asks("/unanswered")
    await stage.forward(minutes=61)
    assert words.question in await olga.asks("/unanswered")
    assert not said_by(stage, group)[1:]

    await olga.says(words.answer, in_=group, reply_to=question)
    await stage.forward(minutes=2)
    assert words.proposed in olga.private.last.text
    assert words.whose in olga.private.last.text
    await olga.presses(words.make)
    await olga.says(words.name)
    await olga.presses(words.save)
    assert words.nothing in await olga.asks("/unanswered")

    assert await ming.asks(words.again, in_=group) == words.answer
    assert "Bob" not in group.last.text


async def test_what_three_people_ask_is_proposed_and_a_refusal_is_final(
    stage: Stage, olga: Someone, bob: Someone, ming: Someone, mallory: Someone, group: Place
) -> None:
    await reads_the_digest(stage, olga)
    stage.world.add_member(group, mallory.person)
    await stage.until("12:00")
    for someone in (bob, ming, mallory):
        await someone.says("is there a cloakroom inside?", in_=group)
    await stage.forward(minutes=80)
    assert "several people ask this" in olga.private.last.text
    await olga.presses("Dismiss")
    assert "Done" in olga.private.last.text
    assert "nothing waits" in await olga.asks("/unanswered")
    for someone in (bob, ming, mallory):
        await someone.says("is there any cloakroom inside?", in_=group)
    await stage.forward(minutes=80)
    assert "several people" not in olga.private.last.text
    assert "3 times" in await olga.asks("/unanswered")
    await olga.presses("✖️ 1")
    assert "nothing waits" in olga.private.last.text


async def test_a_question_is_one_tap_from_an_entry_that_answers_it(
    stage: Stage, olga: Someone, bob: Someone, ming: Someone, group: Place
) -> None:
    await olga.says("/faq_new tickets | where can I buy tickets? | At the door.")
    await stage.until("12:00")
    await bob.says("where do people pick up wristbands?", in_=group)
    await stage.forward(minutes=61)
    assert "wristbands" in await olga.asks("/unanswered")
    await olga.presses("↪️ 1")
    await olga.presses("tickets")
    assert "Added to tickets" in olga.private.last.text
    assert "nothing waits" in await olga.asks("/unanswered")
    asked = "where do people pick up the wristbands?"
    assert "At the door." in await ming.asks(asked, in_=group)


async def test_what_members_say_among_themselves_is_not_kept(
    stage: Stage, olga: Someone, bob: Someone, ming: Someone, group: Place
) -> None:
    await reads_the_digest(stage, olga)
    await stage.until("12:00")
    question = await bob.says("what shall I wear tonight?", in_=group)
    await ming.says("the blue jacket suits you best", in_=group, reply_to=question)
    await stage.forward(minutes=80)
    assert "blue jacket" not in await olga.asks("/unanswered")
    thanked = await bob.says("who sings the first song?", in_=group)
    answer = await ming.says("the small choir sings it", in_=group, reply_to=thanked)
    await bob.says("thank you!", in_=group, reply_to=answer)
    await stage.forward(minutes=2)
    assert "small choir" in await olga.asks("/unanswered")
    assert "In the words of 小明" in olga.private.last.text


async def test_fans_have_no_part_in_it(stage: Stage, bob: Someone, group: Place) -> None:
    await bob.says("/start")
    for command in ("/unanswered", "/faq_health"):
        assert "questions that" not in await bob.asks(command)
        assert "nothing waits" not in await bob.asks(command, in_=group)


async def test_an_entry_that_decays_is_told_with_what_to_do(
    stage: Stage, olga: Someone, bob: Someone, group: Place
) -> None:
    await olga.says("/faq_new party | when is the party? | On 5 January 2026 at eight.")
    assert "only one way of asking" in await olga.asks("/faq_health")
    await stage.forward(days=6)
    health = await olga.asks("/faq_health")
    assert "which is past" in health and health.index("past") < health.index("one way of asking")
    assert "not used" in await olga.asks("/faq_health all")
    await olga.presses("What needs me")
    await olga.presses("👁 1")
    assert "On 5 January 2026 at eight." in olga.private.last.text


async def test_the_digest_says_what_waits(
    stage: Stage, olga: Someone, bob: Someone, group: Place
) -> None:
    await reads_the_digest(stage, olga)
    await stage.until("12:00")
    await bob.says("where is the merch stand?", in_=group)
    await stage.until("08:00")
    assert "Nobody answered: “where is the merch stand?”" in olga.private.last.text


async def test_who_has_had_enough_of_proposals_gets_no_more(
    stage: Stage, olga: Someone, bob: Someone, group: Place
) -> None:
    await reads_the_digest(stage, olga)
    await stage.until("12:00")
    question = await bob.says("where is the merch stand?", in_=group)
    await olga.says("left of the entrance", in_=group, reply_to=question)
    await stage.forward(minutes=2)
    await olga.presses("No more proposals")
    other = await bob.says("when is the encore?", in_=group)
    await olga.says("right after the pause", in_=group, reply_to=other)
    await stage.forward(minutes=2)
    assert "I propose you no more" in olga.private.last.text
    assert "right after the pause" in await olga.asks("/unanswered")
