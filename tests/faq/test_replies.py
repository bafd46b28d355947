import pytest

from bot.faq import proposals, replies
from bot.faq.proposals import Proposal
from bot.faq.replies import Said, may_matter, tells, thanks
from bot.storage import Database
from tests.activity import updates as u
from tests.faq.asking import (
    BOB,
    BUY,
    EVENING,
    HOUR,
    LEA,
    MERCH,
    MING,
    NOON,
    OLGA,
    TICKETS,
    ask,
    reply,
    serve,
)  # fmt: skip

ANSWER = "At the door, from 18:00 on."


@pytest.mark.parametrize(
    ("text", "worth"),
    [
        (ANSWER, True),
        ("门口 18:00 开始卖", True),
        ("https://a.example", True),
        ("yes", False),
        ("18:00", False),
        ("不知道", False),
        ("what do you mean?", False),
        ("谢谢大家的帮助", False),
        ("🎉🎉🎉🎉🎉🎉🎉🎉🎉", False),
        ("x" * 3001, False),
    ],
)
def test_what_answers_a_question_for_others_too_is_told_from_what_does_not(
    text: str, worth: bool
) -> None:
    assert tells(text) is worth


def test_thanks_are_short_and_say_so() -> None:
    assert thanks("Thanks!") and thanks("ok thank you 🙏") and thanks("好的谢谢") and thanks("懂了")
    assert not thanks("thankless work") and not thanks("here you go")
    assert not thanks("thanks, but " + "what I meant was something else entirely " * 3)


def test_only_replies_to_questions_and_thanks_matter() -> None:
    assert may_matter("at the door", TICKETS)
    assert may_matter("at the door", "/ask tickets")
    assert may_matter("thank you", "at the door")
    assert not may_matter("at the door", "I love this song")
    assert not may_matter("thank you", None)


async def keep(
    database: Database, *, by: int = OLGA, steers: bool = False, thanked: bool = False, to: int = 1
) -> Proposal | None:
    """Let a reply be heard; return what is proposed then."""
    said = Said(to, 50, by, ANSWER, steers)
    async with database.write() as tx:
        question = await replies.question_answered(tx, u.GROUP, said)
        if question is None:
            return None
        same = await replies.asked_alike(tx, u.GROUP, question, EVENING)
        if not replies.is_wanted(question, said, same, thanked=thanked):
            return None
        await replies.keep(tx, u.GROUP, question, said, same)
        return next(iter(await proposals.waiting(tx, u.GROUP)), None)


async def test_an_operators_answer_is_kept_with_the_question(database: Database) -> None:
    await ask(database, 1)
    found = await keep(database, steers=True)
    assert found is not None
    assert (found.phrasings, found.answer, found.author_id) == ((TICKETS,), ANSWER, OLGA)


async def test_a_members_answer_is_kept_if_others_ask_the_same(database: Database) -> None:
    await ask(database, 1, at=NOON - 13 * 24 * HOUR, by=MING)
    await ask(database, 2, BUY, by=BOB)
    await ask(database, 3, MERCH, by=LEA)
    assert await keep(database, by=LEA, to=3) is None
    found = await keep(database, by=LEA, to=2)
    assert found is not None
    assert (found.questions, found.phrasings) == ((2, 1), (BUY, TICKETS))


async def test_a_members_answer_is_not_kept_because_one_person_asks_twice(
    database: Database,
) -> None:
    await ask(database, 1)
    await ask(database, 2, BUY)
    assert await keep(database, by=LEA) is None


async def test_a_members_answer_is_kept_if_the_asker_thanks_for_it(database: Database) -> None:
    await ask(database, 1)
    await reply(database, 2, to=1, text=ANSWER, by=LEA)
    async with database.read() as tx:
        assert await replies.question_thanked_for(tx, u.GROUP, 2, by=BOB) == 1
        assert await replies.question_thanked_for(tx, u.GROUP, 2, by=MING) is None
        assert await replies.question_thanked_for(tx, u.GROUP, 1, by=BOB) is None
    found = await keep(database, by=LEA, thanked=True)
    assert found is not None and found.author_id == LEA


async def test_what_nobody_else_needs_is_not_kept(database: Database) -> None:
    await ask(database, 1)
    assert await keep(database, by=BOB, steers=True) is None  # Her own question.
    assert await keep(database, steers=True, to=99) is None  # No question.
    await serve(database, 1)
    assert await keep(database, steers=True) is None  # Renao answered.


async def test_a_question_put_to_one_person_is_a_talk_of_two(database: Database) -> None:
    await ask(database, 1, "I was there last year.", by=MING)
    await u.recorded(database, u.reply(2, 1, BOB, NOON, text="how did you like it?"), now=NOON)
    assert await keep(database, steers=True, to=2) is None
