"""Prompts of every kind, posted in the sandbox: as planned, with what follows, and once whatever happens."""

from typing import Any

import pytest
from telegram.error import TimedOut

from bot.prompts import figures, pause_all, resume_all
from bot.prompts.prompt import Options, Place
from bot.sandbox.script.places import Place as Group
from tests.stories import calendar as c
from tests.stories.conftest import Someone, Stage


def kinds(group: Group) -> list[str]:
    """Say of each message what it is."""
    return [
        one.media.kind if one.media else "poll" if one.poll else "text" for one in group.messages
    ]


async def test_every_kind_is_posted_as_planned(stage: Stage, group: Group) -> None:
    before = len(group.messages)
    for minute, variant in enumerate(c.EVERY_KIND.values(), 10):
        await c.plan(stage, group, f"in {minute}m", variant)
    await stage.forward(minutes=20)
    assert kinds(group)[before:] == [
        *("text", "photo", "video", "document"),
        *("photo", "photo", "video"),
        *("poll", "poll"),
    ]
    posted = group.messages[before:]
    assert posted[0].text == "What made you smile?"
    assert posted[0].buttons == posted[1].buttons == ["Tickets", "Why?"]
    assert len({one.album for one in posted[4:7]}) == 1
    song, quiz = posted[7].poll, posted[8].poll
    assert song and not song.anonymous
    assert quiz and (quiz.quiz, quiz.correct, quiz.explanation) == (True, (0,), "She did.")
    await stage.forward(minutes=10)
    assert (song.closed, quiz.closed) == (False, True)
    assert await c.outcomes(stage, group) == ["posted"] * 7


async def test_a_press_is_answered_with_the_operators_words_for_anybody(
    stage: Stage, bob: Someone, mallory: Someone, group: Group
) -> None:
    await c.plan(stage, group, "in 1m", c.TEXT)
    await stage.forward(minutes=2)
    assert await bob.presses("Why?", in_=group) == "Because!"
    await stage.forward(days=40)
    assert await bob.presses("Why?", in_=group) == "Because!"


async def test_a_group_is_spoken_to_in_its_language_and_in_english_where_there_is_none(
    stage: Stage, alice: Someone, group: Group
) -> None:
    await alice.asks("/language", in_=group)
    await alice.presses("简体中文", in_=group)
    await c.plan(stage, group, "in 1m", c.TEXT)
    await c.plan(stage, group, "in 2m", c.PICTURE)
    await stage.forward(minutes=3)
    assert group.texts[-2:] == ["今天有什么开心的事？", "Look at this"]


@pytest.mark.parametrize("kind", ["text", "album", "poll"])
async def test_what_is_pinned_is_unpinned_and_what_ends_ends_so_long_after_it_was_posted(
    stage: Stage, group: Group, kind: str
) -> None:
    options = Options(pin=True, unpin_after=3600, delete_after=7200, silent=True)
    if kind == "poll":
        options = Options(pin=True, unpin_after=3600, close_after=7200)
    before = len(group.messages)
    await c.plan(stage, group, "in 1m", c.EVERY_KIND[kind], options=options)
    await stage.forward(minutes=2)
    posted = group.messages[before:]
    assert group.pinned == posted[:1]
    await stage.forward(minutes=57)
    assert group.pinned == posted[:1]
    await stage.forward(minutes=4)
    assert group.pinned == []
    await stage.forward(minutes=60)
    if kind == "poll":
        assert posted[0].poll and posted[0].poll.closed
    else:
        assert all(one.deleted for one in posted)


async def test_where_it_may_not_pin_it_posts_all_the_same(
    stage: Stage, alice: Someone, group: Group
) -> None:
    alice.person.demotes(stage.bot, group)
    await c.plan(stage, group, "in 1m", options=Options(pin=True, unpin_after=60))
    await stage.forward(minutes=5)
    assert group.texts[-1] == "What made you smile?"
    assert group.pinned == []
    assert await c.outcomes(stage, group) == ["posted"]


async def test_in_a_forum_it_is_posted_in_each_of_its_topics(stage: Stage, alice: Someone) -> None:
    forum = stage.world.supergroup("Forum", owner=alice.person, topics=("Music", "Art"))
    alice.person.adds(stage.bot, forum)
    alice.person.promotes(stage.bot, forum)
    topics = [forum.topic(name).id for name in ("Music", "Art")]
    await stage.settle()
    places = tuple(Place(forum.id, topic) for topic in topics)
    await c.plan(stage, forum, "in 1m", places=places)
    await stage.forward(minutes=2)
    said = [one.topic for one in forum.messages if one.text == "What made you smile?"]
    assert said == topics


async def test_it_stays_out_of_a_living_conversation(
    stage: Stage, bob: Someone, group: Group
) -> None:
    await c.plan(stage, group, "in 10m", options=Options(quiet_for=600, quiet_most=3600))
    await stage.forward(minutes=9)
    await bob.says("listen to this", in_=group)
    await stage.forward(minutes=5)
    await bob.says("and to this", in_=group)
    await stage.forward(minutes=9)
    assert group.texts[-1] == "and to this"
    await stage.forward(minutes=1, seconds=2)
    assert group.texts[-1] == "What made you smile?"


METHODS = {
    "text": "sendMessage",
    "photo": "sendPhoto",
    "video": "sendVideo",
    "document": "sendDocument",
    "album": "sendMediaGroup",
    "poll": "sendPoll",
    "quiz": "sendPoll",
}


KNOWN_BY = {
    "text": "What made you smile?",
    "photo": "🖼 Look at this",
    "video": "🎬 Watch this",
    "document": "📎 Read this",
    "album": "🗂 All of these",
    "poll": "📊 Which song?",
    "quiz": "📊 Who sang it?",
}


def loses_an_answer(stage: Stage, method: str) -> None:
    """Let Telegram execute the next call of a method, and the bot never hear of it."""
    request = stage.house.host.bot.request
    through = request.do_request

    async def lost(url: str, *args: Any, **more: Any) -> Any:
        answer = await through(url, *args, **more)
        if url.endswith(method):
            request.do_request = through  # type: ignore[method-assign]
            raise TimedOut
        return answer

    request.do_request = lost  # type: ignore[method-assign]


@pytest.mark.parametrize("kind", METHODS)
@pytest.mark.parametrize("there", [0, 1])
async def test_what_is_in_doubt_is_shown_and_posted_again_only_if_somebody_says_so(
    stage: Stage, alice: Someone, group: Group, kind: str, there: int
) -> None:
    before = len(group.messages)
    options = Options(pin=True, unpin_after=3600)
    await c.plan(stage, group, "in 1m", c.EVERY_KIND[kind], options=options)
    if there:
        loses_an_answer(stage, METHODS[kind])
    else:
        stage.world.faults.add("error", method=METHODS[kind])
    await stage.forward(minutes=2)
    await stage.forward(days=1)
    parts = 3 if kind == "album" else 1
    assert len(group.messages) == before + there * parts
    assert group.pinned == []
    told = await alice.asks("/status")
    assert "Was this posted?" in told
    assert told.endswith(KNOWN_BY[kind])
    await alice.presses("Post it again")
    assert len(group.messages) == before + (there + 1) * parts
    assert group.pinned == [group.messages[before + there * parts]]
    await stage.forward(minutes=61)
    assert group.pinned == []
    assert "Was this posted?" not in await alice.asks("/status")


async def test_the_record_knows_which_messages_a_prompt_became_and_what_did_not_arrive(
    stage: Stage, alice: Someone, group: Group
) -> None:
    start = stage.clock.now()
    await c.plan(stage, group, "in 1m", c.ALBUM)
    await stage.forward(minutes=2)
    stage.world.faults.add("error", method="sendMessage", chat_id=group.id)
    await c.plan(stage, group, "in 1m", c.TEXT)
    await stage.forward(minutes=2)
    async with stage.house.database.read() as tx:
        told = await figures(tx, group.id, start, stage.clock.now())
    assert (told.posted, told.unsent) == (1, 1)
    await alice.asks("/status")
    await alice.presses("It is there")
    async with stage.house.database.read() as tx:
        told = await figures(tx, group.id, start, stage.clock.now())
    assert (told.posted, told.unsent) == (2, 0)


async def test_stopped_a_group_hears_nothing_and_later_nothing_of_what_was_due(
    stage: Stage, alice: Someone, group: Group
) -> None:
    await c.plan(stage, group, "in 5m")
    await c.plan(stage, group, "in 1d")
    before = len(group.messages)
    async with stage.house.database.write() as tx:
        assert await pause_all(tx, group.id, by=1001, now=stage.clock.now())
    await stage.forward(minutes=10)
    async with stage.house.database.write() as tx:
        assert await resume_all(tx, group.id, stage.clock.now()) == 0
    await stage.forward(minutes=10)
    assert len(group.messages) == before
    await stage.forward(days=1)
    assert len(group.messages) == before + 1
    assert await c.outcomes(stage, group) == ["paused", "posted"]
