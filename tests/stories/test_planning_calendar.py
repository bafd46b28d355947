"""The calendar of what is planned, and the card of each prompt with all that can be done with it."""

import pytest

from bot.prompts.prompt import Options
from bot.prompts.prompt import Place as Spot
from bot.sandbox.script.places import Place
from tests.stories import calendar as c
from tests.stories.conftest import Someone, Stage
from tests.stories.planning import follows, labels, latest, opens


@pytest.fixture
async def night(alice: Someone, group: Place) -> str:
    """A prompt that is planned for every evening."""
    await alice.asks("/prompt daily 21:30 Good night!")
    return "Good night!"


async def test_it_shows_two_weeks_day_by_day_and_page_by_page(
    stage: Stage, alice: Someone, group: Place, night: str
) -> None:
    await alice.asks("/prompt weekly sat 10:00 Show us your week!")
    await alice.asks("/prompt once 2026-03-01 12:00 Spring")
    page = await alice.asks("/prompts")
    assert page.startswith(
        "Fans: the next 14 days (UTC), page 1 of 2\n\nThu 1 Jan\n21:30 Good night!"
    )
    assert "Sat 3 Jan\n10:00 Show us your week!\n21:30 Good night!" in page
    assert "Spring" not in page
    await alice.presses("›")
    page = latest(alice.private)
    assert "Wed 14 Jan\n21:30 Good night!" in page
    assert page.endswith("Sun 1 Mar\n12:00 Spring")
    named = ["Show us your week!", "Good night!", "Spring"]
    assert labels(alice.private) == [*named, "‹", "➕ New", "🎁 Starter packs"]
    await alice.presses("‹")
    assert "page 1 of 2" in latest(alice.private)


async def test_it_speaks_chinese(alice: Someone, group: Place, night: str) -> None:
    await alice.asks("/language")
    await alice.presses("简体中文")
    assert "接下来 14 天" in await alice.asks("/prompts")
    await alice.presses("Good night!")
    assert "每天 21:30" in latest(alice.private)
    assert "⏭ 跳过下次" in labels(alice.private)
    await alice.presses("暂停")
    assert "已暂停" in latest(alice.private)


async def test_a_card_says_what_when_where_how_and_whose(
    stage: Stage, alice: Someone, olga: Someone, group: Place
) -> None:
    await olga.says("hello", in_=group)
    options = Options(pin=True, silent_for=3600, format="ritual")
    places = (Spot(group.id),)
    await c.plan(
        stage, group, "daily 21:30", c.QUIZ, c.TEXT, options=options, places=places, by=1002
    )
    card = await opens(alice, "story")
    assert "📊 Who sang it?\n✓ She\n○ He" in card
    assert "2 variants take turns" in card
    assert "every day at 21:30\nNext: Thu 1 Jan 21:30 (UTC)\n📍 Fans\n" in card
    assert "⚙ 📌 pinned · only after 1 h of silence · #ritual" in card
    assert "👤 Olga" in card


async def test_it_is_seen_in_private_exactly_as_it_will_look(
    stage: Stage, alice: Someone, group: Place
) -> None:
    for name, variant in c.EVERY_KIND.items():
        await c.plan(stage, group, "daily 21:30", variant)
        await opens(alice, "story")
        before = len(alice.private.messages)
        await alice.presses("Preview")
        shown = alice.private.messages[before:-1]
        await alice.presses("Post now")
        count = len(group.messages)
        await alice.presses("Yes, post it")
        posted = group.messages[count:]
        language = [one for one in shown if one.text != "今天有什么开心的事？"]
        assert [_look(one) for one in language] == [_look(one) for one in posted], name
        await alice.presses("Delete")
        await alice.presses("Yes, delete")


def _look(message: object) -> tuple[object, ...]:
    """Return all that a person sees of a message."""
    poll = message.poll and (  # type: ignore[attr-defined]
        message.poll.question,  # type: ignore[attr-defined]
        [option.text for option in message.poll.options],  # type: ignore[attr-defined]
        message.poll.correct,  # type: ignore[attr-defined]
        message.poll.anonymous,  # type: ignore[attr-defined]
    )
    media = message.media and message.media.kind  # type: ignore[attr-defined]
    return message.text, media, message.buttons, poll  # type: ignore[attr-defined]


async def test_the_next_time_is_left_out_or_not(
    stage: Stage, alice: Someone, group: Place, night: str
) -> None:
    await opens(alice, night)
    await alice.presses("Skip next")
    assert "which is left out" in latest(alice.private)
    assert "Good night! left out" in await alice.asks("/prompts")
    await alice.presses("Good night!")
    await alice.presses("Do not skip")
    await alice.presses("Skip next")
    await stage.until("22:00")
    assert night not in group.texts
    await stage.until("22:00")
    assert group.texts.count(night) == 1


async def test_it_is_posted_now_after_a_question_and_once(
    stage: Stage, alice: Someone, group: Place, night: str
) -> None:
    await opens(alice, night)
    await alice.presses("Post now")
    assert "Post Good night! in Fans right now?" in latest(alice.private)
    await alice.presses("No")
    assert night not in group.texts
    await alice.presses("Post now")
    assert "On its way" in await alice.presses("Yes, post it")
    assert group.texts.count(night) == 1
    assert "posted 1 time" in latest(alice.private)
    await alice.presses("Post now")
    await alice.presses("Yes, post it")
    assert "less than a minute ago" in latest(alice.private)
    await stage.until("21:30")
    assert group.texts.count(night) == 2


async def test_a_copy_rests_until_it_is_wanted_and_has_a_name_of_its_own(
    stage: Stage, alice: Someone, group: Place, night: str
) -> None:
    await opens(alice, night)
    await alice.presses("Copy")
    assert latest(alice.private).startswith("Good night! 2\n")
    assert "Paused" in latest(alice.private)
    await stage.until("21:30")
    assert group.texts.count(night) == 1
    await alice.presses("Resume")
    await stage.until("21:30")
    assert group.texts.count(night) == 3


async def test_a_change_holds_once_it_is_saved(
    stage: Stage, alice: Someone, group: Place, night: str
) -> None:
    await opens(alice, night)
    await alice.presses("Edit")
    await alice.presses("✏️ English")
    assert "Now:\nGood night!" in latest(alice.private)
    await alice.asks("Sleep well!")
    await alice.presses("When")
    await alice.asks("daily 22:00")
    await stage.until("21:31")
    assert group.texts.count(night) == 1
    await alice.presses("Save")
    await stage.until("22:01")
    assert group.texts.count("Sleep well!") == 1
    await stage.until("22:01")
    assert (group.texts.count(night), group.texts.count("Sleep well!")) == (1, 2)


async def test_what_was_deleted_is_gone_after_a_question(
    stage: Stage, alice: Someone, group: Place, night: str
) -> None:
    card = await opens(alice, night)
    assert card
    stale = next(one for one in reversed(alice.private.messages) if "✖ Delete" in one.buttons)
    await alice.presses("Delete")
    assert "will not be posted on Thu 1 Jan 21:30" in latest(alice.private)
    await alice.presses("Yes, delete")
    assert "Deleted: Good night!" in latest(alice.private)
    await alice.presses("Calendar")
    assert "Nothing is planned" in latest(alice.private)
    assert stale.buttons == ["➕ New", "🎁 Starter packs"]


async def test_in_a_group_the_calendar_is_there_and_drafts_stay_in_private(
    stage: Stage, alice: Someone, olga: Someone, bob: Someone, group: Place, night: str
) -> None:
    assert night in await olga.asks("/prompts", in_=group)
    assert "no longer for you" in await bob.presses("Good night!", in_=group)
    await olga.presses("Good night!", in_=group)
    assert "👁 Preview" not in labels(group)
    assert "not planned yet" not in (await follows(olga, group)).lower()
    assert "Changes hold once you press Save" in latest(olga.private)
    await bob.says("/prompts", in_=group)
    assert "operators" in group.last.text


async def test_what_another_group_posts_here_can_be_left_out_and_stopped_but_not_changed(
    stage: Stage, alice: Someone, mallory: Someone, group: Place, night: str
) -> None:
    club = stage.world.supergroup("Club", owner=mallory.person)
    mallory.person.adds(stage.bot, club)
    mallory.person.promotes(stage.bot, club)
    await stage.settle()
    both = (Spot(group.id), Spot(club.id))
    await c.plan(stage, group, "daily 12:00", places=both, steers={club.id})
    card = await opens(mallory, "story")
    assert "of another group" in card
    assert "Fans" not in card
    assert "✏️ Edit" not in labels(mallory.private)
    assert "📄 Copy" not in labels(mallory.private)
    await mallory.presses("Skip next")
    before = len(club.messages)
    await stage.until("12:01")
    assert len(club.messages) == before
    await mallory.presses("Delete")
    await mallory.presses("Yes, delete")
    await stage.forward(days=1)
    assert len(club.messages) == before
    assert group.texts.count("What made you smile?") == 2
