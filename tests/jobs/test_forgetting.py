"""The promise of how long things are kept, as it is set, and what the log says of it."""

import sqlalchemy as sa
import structlog
from structlog.testing import capture_logs

from bot.activity.asked import Question
from bot.clock import DAY
from bot.config.settings import Privacy
from bot.faq import proposals, unanswered
from bot.jobs.forgetting import forget_past
from bot.people import audit
from bot.storage import Database
from bot.storage.schema import awaited, facts, faq_dismissed, faq_proposals, members
from tests.activity.updates import GROUP, START, message, recorded, rows

NOW = START + 40 * DAY


async def fill(database: Database) -> None:
    await recorded(database, message(1), message(2, at=NOW))
    question = {"chat_id": GROUP, "user_id": 1, "is_question": True, "text": "where?"}
    async with database.write() as tx:
        await tx.execute(sa.delete(awaited))
        for number, at in ((1, NOW - 31 * DAY), (2, NOW - 29 * DAY)):
            await tx.execute(sa.insert(awaited).values(question | {"message_id": number, "at": at}))
        await audit.note(tx, GROUP, 1, "Fan 1", "faq", done=True, detail="", now=START)


async def test_by_default_only_the_words_of_questions_go(database: Database) -> None:
    await fill(database)
    assert await forget_past(database, Privacy(), NOW) == {"question_texts": 1}
    assert [row["text"] for row in await rows(database, awaited)] == [None, "where?"]
    assert len(await rows(database, facts)) == 2
    assert [row["first_name"] for row in await rows(database, members)] == ["Fan 1"]


async def test_what_is_set_is_kept_no_longer_and_the_log_says_what_went(
    database: Database,
) -> None:
    await fill(database)
    promise = Privacy(fact_days=10, question_days=0, names=False)
    with capture_logs() as lines:
        gone = await forget_past(database, promise, NOW)
    assert gone["facts"] == 1
    assert gone["names"] == 2
    assert [row["at"] for row in await rows(database, facts)] == [int(NOW)]
    assert [row["first_name"] for row in await rows(database, members)] == [""]
    (line,) = lines
    assert line.items() >= gone.items()
    async with database.read() as tx:
        (act,) = await audit.latest(tx, GROUP, 5)
    assert act.name == "1"


async def test_where_nothing_is_past_nothing_is_said(database: Database) -> None:
    structlog.reset_defaults()
    with capture_logs() as lines:
        assert await forget_past(database, Privacy(fact_days=7), NOW) == {}
    assert lines == []


async def test_proposals_and_what_was_dismissed_go_with_the_words_of_questions(
    database: Database,
) -> None:
    old, young = NOW - 31 * DAY, NOW - 29 * DAY
    async with database.write() as tx:
        for number, at in ((1, old), (2, young)):
            asked = Question(number, 0, 1, int(at), f"where is stage number {number}?")
            await proposals.propose(tx, GROUP * number, [asked])
            await unanswered.dismiss(tx, GROUP, [number], at)
    assert await forget_past(database, Privacy(), NOW) == {"proposals": 1}
    assert [row["questions"] for row in await rows(database, faq_proposals)] == [[2]]
    assert [row["message_id"] for row in await rows(database, faq_dismissed)] == [2]
