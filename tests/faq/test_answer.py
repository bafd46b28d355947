"""What a question gets: an answer, a choice, patience or silence; and all of it in the outbox at once."""

from dataclasses import dataclass, replace
from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa

from bot.activity import chats
from bot.clock import MINUTE
from bot.faq import entries, removed, served, settings
from bot.faq.answer import TOO_LATE, Got, likely, respond, suggest_held, thresholds
from bot.faq.book import Books, Match
from bot.faq.calibration import Learnt
from bot.faq.entry import Entry
from bot.faq.giving import To
from bot.faq.outcome import THRESHOLDS, Candidate, Eagerness, Evidence
from bot.faq.quiet import Question
from bot.faq.scores import Sample
from bot.faq.settings import USUAL
from bot.storage import Database, open_database
from bot.storage.schema import faq_held, messages_out
from tests.activity import updates as u

OLGA, BOB = 7, 8
NOW = float(u.START)
ASKED = "where can I buy tickets?"
ANSWERS = {"en": "At the door, {{ first_name }}.", "zh-CN": "在门口买。"}
REPEAT_AFTER = USUAL.repeat_after


async def save(
    database: Database,
    name: str = "tickets",
    phrasings: tuple[str, ...] = (ASKED, "哪里买票"),
    answers: dict[str, str] = ANSWERS,
    **more: Any,
) -> Entry:
    async with database.write() as tx:
        entry = Entry(0, u.GROUP, name, phrasings, answers, created_by=OLGA, **more)
        return await entries.create(tx, entry)


@dataclass
class Group:
    """A group with people in it, in which things are asked."""

    database: Database
    books: Books

    async def ask(
        self,
        text: str = ASKED,
        *,
        number: int = 1,
        at: float = NOW,
        by: int = BOB,
        name: str = "Bob",
        topic: int | None = None,
        addressed: bool = False,
        match: Match | None = None,
    ) -> Got:
        """Let something be asked, and Renao deal with it at once."""
        place = {"message_thread_id": topic, "is_topic_message": True} if topic else {}
        await u.recorded(self.database, u.message(number, by, at, text=text, **place), now=at)
        question = Question(u.GROUP, number, topic, by, text, at, addressed)
        match = match or await self.books.match(u.GROUP, text, at, topic)
        async with self.database.write() as tx:
            chat = await chats.get(tx, u.GROUP)
            assert chat is not None
            to = To(chat, u.GROUP, topic, number, "en", name)
            return await respond(tx, to, question, match, at)

    async def chatter(self, first: int, at: float, count: int = 8) -> None:
        """Let others say something."""
        for number in range(first, first + count):
            await u.recorded(self.database, u.message(number, 50 + number, at), now=at)

    async def said(self) -> list[str]:
        """Return what is in the outbox, without deletions."""
        query = sa.select(messages_out.c.text).where(messages_out.c.kind != "delete")
        async with self.database.read() as tx:
            return list(await tx.scalars(query.order_by(messages_out.c.id)))

    async def held(self) -> int:
        """Return how many questions wait."""
        async with self.database.read() as tx:
            return await tx.scalar(sa.select(sa.func.count()).select_from(faq_held)) or 0


@pytest.fixture
async def group(database: Database) -> Group:
    await u.recorded(database, u.message(900, OLGA, NOW - 9000), now=NOW - 9000)
    return Group(database, Books(database, None))


def scored(match: Match, score: float) -> Match:
    """Return a match whose candidates all score the same."""
    return replace(match, candidates=[replace(each, score=score) for each in match.candidates])


def unsure(match: Match) -> Match:
    """Return a match that is good for a suggestion only."""
    return scored(match, 0.3)


# ── answers ──────────────────────────────────────────────────────────────────────────────────────


async def test_a_question_gets_its_answer(group: Group) -> None:
    tickets = await save(group.database)
    assert await group.ask() is Got.ANSWER
    assert await group.said() == ["At the door, Bob."]
    async with group.database.read() as tx:
        row = await served.find(tx, u.GROUP, 1)
    assert row is not None
    assert (row.entry_id, row.outcome, row.text) == (tickets.entry_id, "answered", ASKED)
    assert row.message_out_id is not None


async def test_a_question_in_chinese_is_answered_in_chinese(group: Group) -> None:
    await save(group.database)
    asked = "请问哪里买票？"
    match = scored(await group.books.match(u.GROUP, asked, NOW), 1.0)
    assert await group.ask(asked, match=match) is Got.ANSWER
    assert await group.said() == ["在门口买。"]


async def test_a_name_is_never_read_as_markup(group: Group) -> None:
    await save(group.database)
    await group.ask(name="<b>{{ 7*7 }}</b>")
    (said,) = await group.said()
    assert unescape(said) == "At the door, <b>{{ 7*7 }}</b>."
    assert "<" not in said


@pytest.mark.parametrize(
    "text",
    ["good morning all", "I bought my tickets yesterday, so happy", "who is your favourite?"],
)
async def test_people_who_talk_are_let_alone(group: Group, text: str) -> None:
    await save(group.database)
    assert await group.ask(text) is Got.SILENCE
    assert await group.said() == []


async def test_a_message_is_answered_once(group: Group) -> None:
    await save(group.database)
    assert await group.ask() is Got.ANSWER
    await group.chatter(20, NOW + REPEAT_AFTER)
    assert await group.ask(at=NOW + REPEAT_AFTER + 1) is Got.SILENCE
    assert await group.ask(at=NOW + REPEAT_AFTER + 1, addressed=True) is Got.SILENCE
    assert len(await group.said()) == 1


async def test_an_answer_that_cannot_be_filled_in_is_not_given(group: Group) -> None:
    async with group.database.write() as tx:
        await tx.execute(
            sa.text("INSERT INTO faq_facts VALUES (:chat, 'shop', '', 7, 0)"), {"chat": u.GROUP}
        )
    await save(group.database, answers={"en": "At {{ shop }}."})
    assert await group.ask() is Got.SILENCE


async def test_the_same_question_has_an_answer_in_each_topic(group: Group) -> None:
    for topic in (4, 5):
        answer = {"en": f"The answer of topic {topic}."}
        await save(group.database, f"in {topic}", answers=answer, topic_id=topic)
    await save(group.database, "once", active_until=NOW - 1)
    for number, topic in enumerate((4, 5), 1):
        assert await group.ask(number=number, topic=topic) is Got.ANSWER
        assert f"The answer of topic {topic}." in (await group.said())[-1]
    assert await group.ask(number=3) is Got.SILENCE
    everywhere = await group.books.match(u.GROUP, ASKED, NOW)
    assert len(everywhere.candidates) == 3


async def test_an_entry_answers_in_its_topic_and_in_its_time_alone(group: Group) -> None:
    await save(group.database, topic_id=4)
    await save(
        group.database,
        "doors",
        ("when do the doors open?",),
        active_from=NOW + 100,
        active_until=NOW + 200,
    )
    assert await group.ask() is Got.SILENCE
    assert await group.ask(number=2, topic=4) is Got.ANSWER
    doors = "when do the doors open?"
    assert await group.ask(doors, number=3, at=NOW + 50) is Got.SILENCE
    assert await group.ask(doors, number=4, at=NOW + 150) is Got.ANSWER
    assert await group.ask(doors, number=5, at=NOW + 900, addressed=True) is Got.SILENCE


async def test_answers_are_taken_down_when_the_group_wants_it(group: Group) -> None:
    await save(group.database)
    async with group.database.write() as tx:
        await settings.change(tx, u.GROUP, remove_after=3600)
    await group.ask()
    query = sa.select(messages_out.c.kind, messages_out.c.due, messages_out.c.target_out)
    async with group.database.read() as tx:
        answer, removal = (await tx.execute(query.order_by(messages_out.c.id))).all()
    assert (answer.kind, removal.kind, removal.due) == ("text", "delete", NOW + 3600)
    assert removal.target_out is not None


# ── silence ──────────────────────────────────────────────────────────────────────────────────────


async def test_the_same_answer_comes_again_only_after_both_the_time_and_the_talk(
    group: Group,
) -> None:
    await save(group.database)
    assert await group.ask() is Got.ANSWER
    await group.chatter(20, NOW + 1, count=7)
    soon, later = NOW + 10 * MINUTE - 1, NOW + 10 * MINUTE
    assert await group.ask(number=2, at=soon) is Got.SILENCE
    assert await group.ask(number=3, at=later) is Got.SILENCE
    assert await group.ask(number=4, at=later, topic=4) is Got.ANSWER
    await group.chatter(27, NOW + 2, count=1)
    assert await group.ask(number=5, at=soon) is Got.SILENCE
    assert await group.ask(number=6, at=later, addressed=True) is Got.ANSWER


async def test_who_speaks_to_renao_hears_it_again(group: Group) -> None:
    await save(group.database)
    assert await group.ask() is Got.ANSWER
    assert await group.ask(number=2, at=NOW + 1, addressed=True) is Got.ANSWER


async def test_what_was_answered_in_private_is_still_answered_in_the_group(group: Group) -> None:
    await save(group.database)
    match = await group.books.match(u.GROUP, ASKED, NOW)
    async with group.database.write() as tx:
        chat = await chats.get(tx, u.GROUP)
        assert chat is not None
        private = Question(u.GROUP, -400_000_001, None, BOB, ASKED, NOW, addressed=True)
        to = To(chat, BOB, None, None, "en", "Bob")
        assert await respond(tx, to, private, match, NOW) is Got.ANSWER
    assert await group.ask(number=2, at=NOW + MINUTE) is Got.ANSWER


async def test_a_quiet_group_is_told_nothing_unasked(group: Group) -> None:
    await save(group.database)
    async with group.database.write() as tx:
        await settings.change(tx, u.GROUP, quiet_until=NOW + 60)
    assert await group.ask() is Got.SILENCE
    assert await group.ask(number=2, addressed=True) is Got.ANSWER
    assert await group.ask(number=3, at=NOW + 60, topic=5) is Got.ANSWER


async def test_what_a_person_has_answered_is_let_alone(group: Group) -> None:
    await save(group.database)
    await u.recorded(group.database, u.reply(2, 1, OLGA, NOW + 5, text="at the door"), now=NOW + 5)
    assert await group.ask() is Got.SILENCE
    admin = {"from": u.user(1087968824, is_bot=True), "sender_chat": u.group()}
    anonymous = u.reply(11, 10, at=NOW + 905, text="at the door", **admin)
    await u.recorded(group.database, anonymous, now=NOW + 905)
    assert await group.ask(number=10, at=NOW + 900) is Got.SILENCE


async def test_two_who_talk_are_let_alone(group: Group) -> None:
    await save(group.database)
    for number, by in enumerate((BOB, OLGA, BOB, OLGA), start=10):
        await u.recorded(group.database, u.message(number, by, NOW - 60), now=NOW)
    assert await group.ask(number=20) is Got.SILENCE
    await u.recorded(group.database, u.message(21, 99, NOW), now=NOW)
    assert await group.ask(number=22) is Got.ANSWER


# ── choices ──────────────────────────────────────────────────────────────────────────────────────


async def test_who_speaks_to_renao_is_asked_at_once_what_she_means(group: Group) -> None:
    await save(group.database)
    match = unsure(await group.books.match(u.GROUP, ASKED, NOW))
    assert await group.ask(addressed=True, match=match) is Got.CHOICE
    assert await group.said() == ["Do you mean one of these?"]


async def test_unasked_it_waits_for_people_first(group: Group) -> None:
    await save(group.database)
    match = unsure(await group.books.match(u.GROUP, ASKED, NOW))
    assert await group.ask(match=match) is Got.PATIENCE
    assert not await suggest_held(group.database, NOW + 59)
    assert await suggest_held(group.database, NOW + 60)
    assert await group.said() == ["Do you mean one of these?"]
    assert not await suggest_held(group.database, NOW + 600)


def test_what_comes_nowhere_near_is_not_offered_beside_what_may_be_meant() -> None:
    def one(entry_id: int, letters: float, meaning: float | None = None) -> Candidate:
        return Candidate(entry_id, 0.2, Evidence("", letters, meaning))

    def offered(*candidates: Candidate) -> list[int]:
        return [each.entry_id for each in likely(candidates)]

    assert offered(one(1, 0.5, 0.7), one(2, 0.05, 0.3), one(3, 0.2, 0.5)) == [1, 3]
    assert offered(one(1, 0.5), one(2, 0.2), one(3, 0.3)) == [1, 3]
    assert offered(one(1, 0.0, -0.1), one(2, 0.0, -0.3)) == [1]


async def held(group: Group) -> None:
    match = unsure(await group.books.match(u.GROUP, ASKED, NOW))
    assert await group.ask(match=match) is Got.PATIENCE


async def test_a_reply_or_an_answer_in_line_spares_the_suggestion(group: Group) -> None:
    await save(group.database)
    await held(group)
    await u.recorded(group.database, u.message(2, OLGA, NOW + 9, text="at the door"), now=NOW + 9)
    assert await suggest_held(group.database, NOW + 60)
    assert await group.said() == []
    assert await group.held() == 0


async def test_what_has_changed_meanwhile_is_not_suggested(group: Group) -> None:
    entry = await save(group.database)
    await held(group)
    async with group.database.write() as tx:
        await removed.remove(tx, entry, by=OLGA, now=NOW)
    assert await suggest_held(group.database, NOW + 60)
    assert await group.said() == []


@pytest.mark.parametrize("chosen", [{"quiet_until": NOW + 600}, {"suggest_after": settings.NEVER}])
async def test_a_group_that_wants_no_suggestion_any_more_gets_none(
    group: Group, chosen: dict[str, Any]
) -> None:
    await save(group.database)
    await held(group)
    async with group.database.write() as tx:
        await settings.change(tx, u.GROUP, **chosen)
    assert await suggest_held(group.database, NOW + 60)
    assert await group.said() == []


async def test_after_a_long_pause_of_ours_nothing_is_suggested(group: Group) -> None:
    await save(group.database)
    await held(group)
    assert await suggest_held(group.database, NOW + 61 + TOO_LATE)
    assert await group.said() == []


async def test_a_topic_is_offered_a_choice_once_in_five_minutes(group: Group) -> None:
    await save(group.database)
    await save(group.database, "doors", ("when do the doors open?",))
    match = unsure(await group.books.match(u.GROUP, ASKED, NOW))
    other = unsure(await group.books.match(u.GROUP, "when do the doors open?", NOW))
    assert await group.ask(match=match) is Got.PATIENCE
    assert await group.ask("when do the doors open?", number=2, by=9, match=other) is Got.PATIENCE
    while await suggest_held(group.database, NOW + 60):
        pass
    assert len(await group.said()) == 1


# ── thresholds, books ────────────────────────────────────────────────────────────────────────────


def test_who_speaks_to_renao_is_no_chatter_whatever_was_learnt_of_that() -> None:
    noisy = Learnt(Sample({90: 1000.0, 60: 3000.0}, 0, 9000)).at(Eagerness.NORMAL)
    assert thresholds(noisy, USUAL, addressed=False).answer > 0.5
    spoken_to = thresholds(noisy, USUAL, addressed=True)
    assert spoken_to.answer == THRESHOLDS[Eagerness.NORMAL].answer
    assert spoken_to.suggest == THRESHOLDS[Eagerness.EAGER].suggest


async def test_a_change_takes_effect_at_once_in_every_process(
    group: Group, database_url: str
) -> None:
    other = open_database(database_url)
    elsewhere = Group(other, Books(other, None))
    assert await elsewhere.ask() is Got.SILENCE
    entry = await save(group.database)
    assert await elsewhere.ask(number=2) is Got.ANSWER
    async with group.database.write() as tx:
        await removed.remove(tx, entry, by=OLGA, now=NOW)
    later = NOW + REPEAT_AFTER
    await group.chatter(20, later)
    assert await elsewhere.ask(number=3, at=later + 1) is Got.SILENCE
    await save(group.database, answers={"en": "Online."})
    assert await elsewhere.ask(number=4, at=later + 2) is Got.ANSWER
    assert (await elsewhere.said())[-1] == "Online."
    await other.close()


async def test_a_match_knows_whether_it_is_still_true(group: Group) -> None:
    entry = await save(group.database)
    match = await group.books.match(u.GROUP, ASKED, NOW)
    async with group.database.write() as tx:
        assert await match.is_fresh(tx)
        await removed.remove(tx, entry, by=OLGA, now=NOW)
        assert not await match.is_fresh(tx)
