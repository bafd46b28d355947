from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from bot.activity.asked import Question
from bot.faq import proposals
from bot.faq.answers import check_answer, word
from bot.faq.proposals import Answered, Proposal, Reason, as_template
from bot.storage import Database
from tests.activity import updates as u
from tests.faq.asking import (
    BOB,
    BUY,
    CHINESE,
    EVENING,
    LEA,
    MERCH,
    MING,
    NOON,
    OLGA,
    TICKETS,
    ask,
    question,
)  # fmt: skip

SAID = Answered("At the door, from 18:00.", 50, OLGA)


async def propose(
    database: Database, *questions: Question, answered: Answered | None = None
) -> int | None:
    async with database.write() as tx:
        return await proposals.propose(tx, u.GROUP, questions, answered)


async def waiting(database: Database, chat_id: int = u.GROUP) -> Sequence[Proposal]:
    async with database.read() as tx:
        return await proposals.waiting(tx, chat_id)


async def test_a_proposal_has_the_question_in_different_words_and_the_answer(
    database: Database,
) -> None:
    questions = question(1), question(2, TICKETS.upper(), MING), question(3, BUY, LEA, NOON + 9)
    assert await propose(database, *questions, answered=SAID)
    [found] = await waiting(database)
    assert (found.reason, found.questions, found.phrasings) == (
        Reason.ANSWERED,
        (1, 2, 3),
        (TICKETS, BUY),
    )
    assert (found.answer, found.author_id, found.answer_message_id) == (SAID.text, OLGA, 50)
    assert await waiting(database, -1002) == []


async def test_the_same_is_proposed_once_and_takes_in_what_is_like_it(database: Database) -> None:
    assert await propose(database, question(1), answered=SAID)
    assert await propose(database, question(1), answered=Answered("no idea", 51, BOB)) is None
    assert await propose(database, question(2, BUY, MING), answered=SAID) is None
    assert await propose(database, question(3, MERCH), answered=SAID)
    first, second = await waiting(database)
    assert (first.questions, first.phrasings, first.answer) == ((1, 2), (TICKETS, BUY), SAID.text)
    assert second.questions == (3,)


async def test_what_is_asked_often_gets_its_answer_when_somebody_gives_one(
    database: Database,
) -> None:
    proposal_id = await propose(database, question(1), question(2, BUY, MING))
    assert proposal_id is not None
    async with database.write() as tx:
        assert await proposals.told(tx, u.GROUP, proposal_id, NOON)
        assert not await proposals.told(tx, u.GROUP, proposal_id, NOON)
    assert await propose(database, question(1), answered=SAID) == proposal_id
    [found] = await waiting(database)
    assert (found.reason, found.answer, found.told_at) == (Reason.ANSWERED, SAID.text, None)


async def test_what_was_dismissed_is_not_proposed_again_while_it_goes_on_being_asked(
    database: Database,
) -> None:
    proposal_id = await propose(database, question(1))
    assert proposal_id is not None
    async with database.write() as tx:
        assert await proposals.dismiss(tx, u.GROUP, proposal_id)
        assert not await proposals.dismiss(tx, u.GROUP, proposal_id)
    later = NOON + 20 * 86400
    assert await propose(database, question(5, BUY, MING, later), answered=SAID) is None
    assert await waiting(database) == []
    # Its words are as new as the question is that it took in, so it is remembered further.
    async with database.write() as tx:
        assert await proposals.forget_old(tx, later) == 0
    assert await propose(database, question(9, TICKETS, LEA, later + 9)) is None
    async with database.write() as tx:
        assert await proposals.forget_old(tx, later + 10) == 1
    assert await propose(database, question(11, TICKETS, LEA, later + 11))


async def test_an_entry_that_was_made_takes_its_questions_off_the_list(database: Database) -> None:
    await ask(database, 1)
    async with database.write() as tx:
        proposal_id = await proposals.of(tx, u.GROUP, [question(1)], EVENING)
        assert await proposals.of(tx, u.GROUP, [question(1)], EVENING) == proposal_id
        assert await proposals.taken(tx, u.GROUP, proposal_id, EVENING)
        assert not await proposals.taken(tx, u.GROUP, proposal_id, EVENING)
        assert await proposals.find(tx, u.GROUP, proposal_id) is None
    assert await propose(database, question(1), answered=SAID) is None


async def test_a_gap_that_was_dismissed_is_never_proposed(database: Database) -> None:
    async with database.write() as tx:
        await proposals.dismiss_like(tx, u.GROUP, [question(1), question(2, BUY)], EVENING)
    assert await propose(database, question(3, TICKETS, MING), question(4, BUY, LEA)) is None
    async with database.read() as tx:
        assert await proposals.has(tx, u.GROUP, [3, 4])
        assert not await proposals.has(tx, u.GROUP, [3, 5])


async def test_nobody_decides_about_what_belongs_to_another_group(database: Database) -> None:
    proposal_id = await propose(database, question(1))
    assert proposal_id is not None
    async with database.write() as tx:
        assert await proposals.find(tx, -1002, proposal_id) is None
        assert not await proposals.dismiss(tx, -1002, proposal_id)
        assert not await proposals.told(tx, -1002, proposal_id, NOON)
    assert len(await waiting(database)) == 1


async def test_a_persons_words_go_with_her(database: Database) -> None:
    await propose(database, question(1), question(2, BUY, MING), answered=SAID)
    async with database.write() as tx:
        await proposals.forget_words(tx, u.GROUP, {TICKETS})
    [found] = await waiting(database)
    assert found.phrasings == (BUY,)


async def test_a_proposal_without_any_words_left_is_like_nothing(database: Database) -> None:
    await propose(database, question(1))
    async with database.write() as tx:
        await proposals.forget_words(tx, u.GROUP, {TICKETS})
    assert await propose(database, question(2, CHINESE)) is not None


@given(st.text(min_size=1, max_size=40))
def test_an_answer_says_what_the_person_said_whatever_that_was(text: str) -> None:
    template = as_template(f"go {text}")
    check_answer(template)
    shown = word({"en": template}, "en", {})
    wanted = f"go {text}".strip().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert shown.split() == wanted.split()


def test_what_looks_like_a_placeholder_stays_what_it_looks_like() -> None:
    for text in ("{{ first_name }}", "{% if x %}", "{# gone #}", "{{{", "}} {{", "<b>&amp;"):
        template = as_template(text)
        check_answer(template)
        shown = word({"en": template}, "en", {"first_name": "Bob"})
        assert shown == text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
