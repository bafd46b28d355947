from bot.activity.rates import Rate
from bot.clock import MINUTE
from bot.faq import figures, votes
from bot.faq.figures import Missed, Use, coverage, last_used, missed, note_humans, uses
from bot.faq.served import How, choose, offer_again
from bot.storage import Database
from tests.activity import updates as u
from tests.faq.asking import (
    BOB,
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


async def used(database: Database, now: float = EVENING) -> dict[int, Use]:
    async with database.read() as tx:
        return await uses(tx, u.GROUP, u.START, now, now)


async def rate(database: Database, number: int, by: int, *, is_good: bool) -> None:
    """Judge the answer to a message, which was entry 1."""
    async with database.write() as tx:
        await votes.vote(tx, u.GROUP, number, by, 1, is_good=is_good, now=NOON)


async def test_an_entrys_answers_are_counted_with_what_people_thought_of_them(
    database: Database,
) -> None:
    for number in (1, 2, 3, 4):
        await serve(database, number, at=NOON + number)
    await serve(database, 5, outcome=How.OFFERED)
    await serve(database, 6, entry_id=2, outcome=How.CHOSEN)
    await rate(database, 1, BOB, is_good=True)
    await rate(database, 2, BOB, is_good=False)
    # One against one: what is in doubt counts as wrong.
    await rate(database, 3, BOB, is_good=True)
    await rate(database, 3, MING, is_good=False)
    found = await used(database)
    assert found == {
        1: Use(1, served=4, offered=1, rated=3, wrong=2, settled=4, last=NOON + 4),
        2: Use(2, served=1, settled=1, last=NOON),
    }
    assert found[1].precision == Rate(1, 3)
    assert found[2].precision is None
    together = figures.total(list(found.values()))
    assert (together.served, together.precision, together.last) == (5, Rate(1, 3), NOON + 4)
    assert figures.total([]) == Use(0)


async def test_an_answer_that_was_not_meant_counts_against_its_entry_not_the_chosen_one(
    database: Database,
) -> None:
    await serve(database, 1, entry_id=1)
    await rate(database, 1, BOB, is_good=False)
    async with database.write() as tx:
        await offer_again(tx, u.GROUP, 1)
    assert (await used(database))[1].precision == Rate(0, 1)
    async with database.write() as tx:
        assert await choose(tx, u.GROUP, 1, 2, NOON + 9)
    found = await used(database)
    assert (found[1].served, found[1].precision) == (1, Rate(0, 1))
    assert (found[2].served, found[2].precision) == (1, None)


async def test_a_reply_within_half_an_hour_says_that_an_answer_was_not_enough(
    database: Database,
) -> None:
    for number, by in ((1, BOB), (2, BOB), (3, MING), (4, MING)):
        await ask(database, number, by=by, at=NOON)
        await serve(database, number, at=NOON + 1, by=by)
    await reply(database, 11, to=1, text="no, that is over", by=LEA, at=NOON + 30 * MINUTE)
    await reply(database, 12, to=2, text="thanks!", by=BOB, at=NOON + MINUTE)
    await reply(database, 13, to=3, text="too late", by=LEA, at=NOON + 31 * MINUTE)
    # What others talk about next says nothing.
    await u.recorded(database, u.message(14, LEA, NOON + 2 * MINUTE, text="nice weather"))
    assert await note_humans(database, NOON + HOUR) == 1
    assert await note_humans(database, NOON + HOUR) == 0
    found = (await used(database))[1]
    assert (found.human, found.deflection) == (1, Rate(3, 4))


async def test_it_is_too_soon_to_say_whether_a_person_was_needed(database: Database) -> None:
    await serve(database, 1, at=NOON)
    assert (await used(database, NOON + 29 * MINUTE))[1].deflection is None
    assert (await used(database, NOON + 30 * MINUTE))[1].deflection == Rate(1, 1)


async def test_coverage_is_of_questions_and_of_this_group_alone(database: Database) -> None:
    await ask(database, 1)
    await ask(database, 2, MERCH)
    await ask(database, 3, "nice to be here", by=LEA)
    await serve(database, 1, outcome=How.OFFERED)
    await serve(database, 3)
    await serve(database, -77)  # Asked in private.
    async with database.read() as tx:
        assert await coverage(tx, u.GROUP, u.START, EVENING) == Rate(1, 2)
        assert await coverage(tx, u.GROUP, EVENING, EVENING + 1) is None
        assert await coverage(tx, -1002, u.START, EVENING) is None
        assert await uses(tx, -1002, u.START, EVENING, EVENING) == {}


async def test_questions_whose_entry_somebody_chose_are_words_that_it_lacks(
    database: Database,
) -> None:
    await serve(database, 1, outcome=How.CHOSEN)
    await serve(database, 2, outcome=How.CHOSEN, text=None)
    await serve(database, 3)
    await serve(database, 4, outcome=How.CHOSEN, at=NOON + 1, text=MERCH, by=OLGA)
    async with database.read() as tx:
        assert await missed(tx, u.GROUP, NOON) == [
            Missed(4, 1, MERCH, NOON + 1),
            Missed(1, 1, TICKETS, NOON),
        ]
        assert await last_used(tx, u.GROUP) == {1: NOON + 1}
