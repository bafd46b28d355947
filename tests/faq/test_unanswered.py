from bot.activity.asked import count_questions, texts_of
from bot.faq import unanswered, votes
from bot.faq.served import How
from bot.faq.unanswered import Gap, gaps, together
from bot.storage import Database
from tests.activity import updates as u
from tests.faq.asking import (
    BOB,
    BUY,
    CHINESE,
    EVENING,
    HOUR,
    IVAN,
    LEA,
    MERCH,
    MING,
    NOON,
    OLGA,
    TICKETS,
    ask,
    question,
    reading,
    reply,
    serve,
)  # fmt: skip


async def waiting(database: Database, now: float = EVENING, since: float = u.START) -> list[Gap]:
    async with reading(database) as (tx, chat):
        return await gaps(tx, chat, since, now)


async def ids(database: Database, now: float = EVENING) -> list[list[int]]:
    return [gap.ids for gap in await waiting(database, now)]


async def test_like_questions_stand_together_and_the_most_asked_first(database: Database) -> None:
    await ask(database, 1, MERCH, by=BOB)
    await ask(database, 2, TICKETS, by=MING, at=NOON + 60)
    await ask(database, 3, CHINESE, by=LEA, at=NOON + 90)
    await ask(database, 4, BUY, by=IVAN, at=NOON + 120)
    found = await waiting(database)
    assert [gap.ids for gap in found] == [[2, 4], [1], [3]]
    assert (found[0].text, found[0].people, found[0].since) == (TICKETS, 2, NOON + 60)


async def test_nobody_makes_a_question_urgent_alone() -> None:
    again = [question(number, TICKETS, BOB, NOON + number) for number in range(5)]
    others = [question(11, MERCH, MING, NOON + 20), question(12, MERCH, LEA, NOON + 21)]
    assert [gap.people for gap in together([*again, *others])] == [2, 1]


async def test_a_question_waits_for_an_hour_of_the_day_before_it_is_unanswered(
    database: Database,
) -> None:
    await ask(database, 1)
    await ask(database, 2, MERCH, at=NOON + 10.5 * HOUR)
    assert await ids(database, NOON + HOUR - 1) == []
    assert await ids(database, NOON + HOUR) == [[1]]
    # Nobody is late at night: half an hour was left of the day, and half one goes from 8:00.
    assert await ids(database, NOON + 20 * HOUR) == [[1]]
    assert await ids(database, NOON + 20.5 * HOUR) == [[1], [2]]


async def test_what_a_person_answered_does_not_wait_however_late_it_was(database: Database) -> None:
    await ask(database, 1)
    assert await ids(database) == [[1]]
    await reply(database, 2, to=1, text="at the door", at=NOON + 5 * HOUR)
    assert await ids(database) == []


async def test_what_renao_answered_waits_again_if_it_was_not_meant(database: Database) -> None:
    await ask(database, 1)
    await ask(database, 2, MERCH)
    await serve(database, 1)
    await serve(database, 2, outcome=How.OFFERED)
    assert await ids(database) == [[2]]
    async with database.write() as tx:
        await votes.vote(tx, u.GROUP, 1, MING, 1, is_good=False, now=NOON)
    assert await ids(database) == [[2]]
    async with database.write() as tx:
        await votes.vote(tx, u.GROUP, 1, BOB, 1, is_good=False, now=NOON)
    assert await ids(database) == [[1], [2]]


async def test_what_was_dismissed_waits_no_more_and_is_forgotten_in_time(
    database: Database,
) -> None:
    await ask(database, 1)
    async with database.write() as tx:
        await unanswered.dismiss(tx, u.GROUP, [1], EVENING)
        await unanswered.dismiss(tx, u.GROUP, [1], EVENING)
        await unanswered.dismiss(tx, u.GROUP, [], EVENING)
    assert await ids(database) == []
    async with database.write() as tx:
        assert await unanswered.forget_old(tx, EVENING) == 0
        assert await unanswered.forget_old(tx, EVENING + 1) == 1
    assert await ids(database) == [[1]]


async def test_a_group_does_not_see_what_waits_in_another(database: Database) -> None:
    elsewhere = {"chat": u.group(-1002, title="Others")}
    await ask(database, 1, **elsewhere)
    await ask(database, 2, MERCH)
    assert await ids(database) == [[2]]
    async with database.write() as tx:
        await unanswered.dismiss(tx, -1002, [2], EVENING)
    assert await ids(database) == [[2]]


async def test_the_record_tells_what_was_asked_and_by_whom(database: Database) -> None:
    await ask(database, 1)
    await ask(database, 2, MERCH, by=OLGA)
    await ask(database, 3, "thanks everybody", by=BOB)
    async with reading(database) as (tx, chat):
        assert await texts_of(tx, chat.chat_id, BOB) == {TICKETS}
        assert await count_questions(tx, chat.chat_id, NOON, NOON + 1) == 2
        assert await count_questions(tx, chat.chat_id, NOON + 1, NOON + 2) == 0
