from bot.activity.period import Period
from bot.faq import proposals, unanswered
from bot.faq.entry import MOST_PHRASINGS, Entry
from bot.faq.figures import Missed
from bot.faq.proposals import Answered
from bot.faq.section import section
from bot.faq.served import How
from bot.faq.todo import Todo, other_words, todo
from bot.storage import Database
from tests.activity import updates as u
from tests.faq.asking import (
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
    reading,
    save,
    serve,
)  # fmt: skip

FIRST = int(u.START // 86400)
TODAY = Period(FIRST, FIRST)
ENTRY = Entry(1, u.GROUP, "tickets", (TICKETS,), {"en": "At the door."})


async def waiting(database: Database) -> Todo:
    async with reading(database) as (tx, chat):
        return await todo(tx, chat, u.START, EVENING)


async def test_a_question_waits_in_one_place(database: Database) -> None:
    await ask(database, 1)
    await ask(database, 2, MERCH, by=MING)
    await ask(database, 3, CHINESE, by=LEA)
    async with database.write() as tx:
        # Somebody has answered the first; the second is asked often, and so was something before.
        said = Answered("At the door.", 50, OLGA)
        await proposals.propose(tx, u.GROUP, [question(1)], said)
        await proposals.propose(tx, u.GROUP, [question(2, MERCH)])
        await proposals.propose(tx, u.GROUP, [question(90, "how old is the singer?")])
    found = await waiting(database)
    assert [each.questions for each in found.proposals] == [(1,), (90,)]
    assert [gap.ids for gap in found.gaps] == [[2], [3]]
    assert len(found.items) == 4


def test_words_that_an_entry_has_or_has_no_room_for_are_not_missed() -> None:
    found = [
        Missed(1, 1, "WHERE can I buy tickets", NOON),
        Missed(2, 1, BUY, NOON),
        Missed(3, 1, BUY.upper(), NOON),
        Missed(4, 2, MERCH, NOON),
    ]
    assert [each.missed.message_id for each in other_words(found, {1: ENTRY})] == [2]
    full = Entry(2, u.GROUP, "merch", ("merch",) * MOST_PHRASINGS, {})
    assert other_words(found, {2: full}) == []


async def test_the_digest_tells_what_was_served_and_what_waits(database: Database) -> None:
    await ask(database, 1)
    async with reading(database) as (tx, chat):
        assert (await section(tx, chat, TODAY, NOON)).is_empty
    tickets = await save(database, "tickets", TICKETS)
    await ask(database, 2, BUY, by=MING)
    await ask(database, 3, MERCH, by=LEA)
    await ask(database, 4, CHINESE, by=LEA)
    await serve(database, 3, tickets.entry_id)
    await serve(database, 4, tickets.entry_id, How.CHOSEN, text=CHINESE)
    async with reading(database) as (tx, chat):
        found = await section(tx, chat, TODAY, EVENING)
    assert (found.use.served, found.gaps, found.proposals, found.phrasings) == (2, 1, 0, 1)
    assert found.gap is not None and found.gap.ids == [1, 2]
    assert found.covered is not None and (found.covered.hits, found.covered.n) == (2, 4)


async def test_a_phrasing_that_was_dismissed_is_offered_no_more(database: Database) -> None:
    tickets = await save(database, "tickets", TICKETS)
    await ask(database, 1, CHINESE)
    await serve(database, 1, tickets.entry_id, How.CHOSEN, text=CHINESE)
    assert len((await waiting(database)).phrasings) == 1
    async with database.write() as tx:
        await unanswered.dismiss(tx, u.GROUP, [1], EVENING)
    assert (await waiting(database)).items == []
