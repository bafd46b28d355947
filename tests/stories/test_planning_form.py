"""Operators plan a prompt step by step, with buttons, and see it as it will look; in both languages."""

import pytest

from bot.sandbox.script.places import Place
from tests.stories.conftest import Someone, Stage
from tests.stories.planning import follows, labels, latest, said


async def begun(someone: Someone, *said: str) -> str:
    """Open the form and answer its first questions; return what is seen then."""
    await someone.asks("/prompt")
    answer = ""
    for text in said:
        answer = await someone.asks(text)
    return answer


async def test_a_prompt_is_planned_step_by_step_and_posted_as_it_was_shown(
    stage: Stage, alice: Someone, group: Place
) -> None:
    assert "What shall be posted?" in await alice.asks("/prompt")
    assert "When shall it be posted?" in await alice.asks("What made you <b>smile</b>?")
    card = await alice.asks("daily 20:00 x 2")
    shown, card = card.split("\n", 1)
    assert shown == "What made you smile?"
    assert "every day at 20:00, 2 times" in card
    assert "Next: Thu 1 Jan 20:00 (UTC)" in card
    assert "Not planned yet" in card
    before = len(group.messages)
    await stage.until("20:01")
    assert len(group.messages) == before
    await alice.presses("Save")
    assert "Planned for Fans, Fri 2 Jan 20:00" in latest(alice.private)
    for _ in range(3):
        await stage.until("20:01")
    assert group.texts[before:] == [shown] * 2
    assert "Nothing is planned" in await alice.asks("/prompts")


async def test_it_is_planned_in_chinese_too(stage: Stage, alice: Someone, group: Place) -> None:
    await alice.asks("/language")
    await alice.presses("简体中文")
    assert "要发什么" in await alice.asks("/prompt")
    assert "什么时候发" in await alice.asks("今天有什么<b>开心事</b>？")
    await alice.presses("每天 20:00")
    assert "每天 20:00" in latest(alice.private)
    await alice.presses("怎么发")
    await alice.presses("置顶：否")
    assert "📌 置顶：是" in labels(alice.private)
    await alice.presses("返回")
    assert "还没安排" in latest(alice.private)
    await alice.presses("保存")
    assert "已为Fans安排" in latest(alice.private)
    await stage.until("20:00")
    assert group.texts[-1] == "今天有什么开心事？"
    assert group.pinned == [group.last]


async def test_each_language_has_its_text_and_the_group_gets_its_own(
    stage: Stage, alice: Someone, group: Place
) -> None:
    await begun(alice, "Good morning!", "in 1h")
    await alice.presses("➕ 简体中文")
    assert "Send the text in 简体中文" in latest(alice.private)
    card = await alice.asks("早上好！")
    assert card.startswith("Good morning!\n早上好！\n")
    assert "in 2 languages" in card
    await alice.presses("Save")
    await alice.asks("/language", in_=group)
    await alice.presses("简体中文", in_=group)
    await stage.forward(hours=1, minutes=1)
    assert group.texts[-1] == "早上好！"


async def test_marks_made_by_hand_are_kept(stage: Stage, alice: Someone, group: Place) -> None:
    await begun(alice, "<i>Bold</i> & {{ count }}", "in 1h")
    assert "Bold & 1" in alice.private.texts
    refused = await begun(alice, "{{ secret }}")
    assert "secret" in refused
    assert "When shall it be posted?" in await alice.asks("{{ group_title }}!")


@pytest.mark.parametrize("kind", ["photo", "video", "document", "animation"])
async def test_a_file_is_posted_under_its_text(
    stage: Stage, alice: Someone, group: Place, kind: str
) -> None:
    await alice.asks("/prompt")
    alice.person.sends(kind, stage.bot, caption="Look!", name="a.bin")  # type: ignore[arg-type]
    await stage.settle()
    await alice.asks("in 1h")
    shown = alice.private.messages[-2]
    await alice.presses("Save")
    await stage.forward(hours=1, minutes=1)
    for message in (shown, group.last):
        assert message.text == "Look!"
        assert message.media is not None
        assert message.media.kind == kind


async def test_an_album_is_collected_and_posted_as_one(
    stage: Stage, alice: Someone, group: Place
) -> None:
    await alice.asks("/prompt")
    before = {message.id for message in alice.private.messages}
    alice.person.sends_album(["photo", "video", "photo"], stage.bot, caption="Our trip")
    await stage.settle()
    assert said(alice, before).count("When shall it be posted?") == 1
    await alice.asks("in 1h")
    await alice.presses("Save")
    count = len(group.messages)
    await stage.forward(hours=1, minutes=1)
    posted = group.messages[count:]
    assert [one.media and one.media.kind for one in posted] == ["photo", "video", "photo"]
    assert posted[0].text == "Our trip"


async def test_an_album_takes_the_place_of_what_was_there(
    stage: Stage, alice: Someone, group: Place
) -> None:
    await begun(alice, "Look!", "in 1h")
    await alice.presses("Media")
    alice.person.sends_album(["photo", "photo"], stage.bot)
    await stage.settle()
    assert "collecting your album" in latest(alice.private)
    await alice.presses("All there")
    assert sum(one.media is not None for one in alice.private.messages[-4:]) == 2
    await alice.presses("Media")
    await alice.presses("None")
    assert alice.private.messages[-2].text == "Look!"
    assert alice.private.messages[-2].media is None


async def test_buttons_lead_somewhere_or_answer(
    stage: Stage, alice: Someone, bob: Someone, group: Place
) -> None:
    await begun(alice, "Tickets are here", "in 1h")
    await alice.presses("Buttons")
    assert "no button" in await alice.asks("Tickets https://example.org")
    await alice.asks("Tickets -> https://example.org | Why? => Because!")
    assert alice.private.messages[-2].buttons == ["Tickets", "Why?"]
    await alice.presses("Save")
    await stage.forward(hours=1, minutes=1)
    assert await bob.presses("Why?", in_=group) == "Because!"


async def test_a_quiz_is_typed_with_its_explanation_and_closes_by_itself(
    stage: Stage, alice: Someone, group: Place
) -> None:
    await alice.asks("/prompt")
    await alice.presses("Poll")
    assert "no poll yet" in await alice.asks("Which song?")
    assert "no poll yet" in await alice.asks("Which song?\n* Dawn\n* Rain")
    await alice.asks("Which song came first?\n- Dawn\n* Rain\n3. Home\n> It came out\n> in March.")
    await alice.presses("in 1h")
    quiz = alice.private.messages[-2].poll
    assert quiz is not None
    assert (quiz.quiz, quiz.correct, quiz.explanation) == (True, (1,), "It came out\nin March.")
    await alice.presses("Anonymous: yes")
    await alice.presses("Open for")
    await alice.presses("1 h")
    assert "⏲ Open for: 1 h" in labels(alice.private)
    await alice.presses("Save")
    await stage.forward(hours=1, minutes=1)
    posted = group.last.poll
    assert posted is not None
    assert [option.text for option in posted.options] == ["Dawn", "Rain", "Home"]
    assert (posted.quiz, posted.anonymous, posted.closed) == (True, False, False)
    await stage.forward(hours=1)
    assert posted.closed


async def test_a_poll_made_with_telegrams_own_form_is_taken_and_made_a_quiz(
    stage: Stage, alice: Someone, group: Place
) -> None:
    await alice.asks("/prompt")
    alice.person.starts_poll("Live or studio?", ["Live", "Studio"], stage.bot, multiple=True)
    await stage.settle()
    await alice.asks("in 1h")
    assert "☑ Several answers: yes" in labels(alice.private)
    await alice.presses("Right answer")
    await alice.presses("2. Studio")
    assert "💡 Explanation: –" in labels(alice.private)
    await alice.presses("Explanation")
    await alice.asks("Every detail counts.")
    await alice.presses("Save")
    await stage.forward(hours=1, minutes=1)
    poll = group.last.poll
    assert poll is not None
    assert (poll.question, poll.correct, poll.multiple) == ("Live or studio?", (1,), False)
    assert poll.explanation == "Every detail counts."


async def test_a_text_can_take_the_place_of_a_poll(
    stage: Stage, alice: Someone, group: Place
) -> None:
    await alice.asks("/prompt")
    await alice.presses("Poll")
    await alice.asks("Which?\nA\nB")
    await alice.presses("in 1h")
    await alice.presses("No poll")
    await alice.asks("Just a text")
    await alice.presses("Save")
    await stage.forward(hours=1, minutes=1)
    assert (group.last.poll, group.last.text) == (None, "Just a text")


async def test_variants_take_turns_and_can_be_added_and_dropped(
    stage: Stage, alice: Someone, group: Place
) -> None:
    await begun(alice, "one", "daily 12:00")
    for text in ("two", "three"):
        await alice.presses("Variants")
        await alice.presses("Add one")
        await alice.asks(text)
    assert "variant 3 of 3" in latest(alice.private)
    await alice.presses("Variants")
    await alice.presses("2")
    assert alice.private.messages[-2].text == "two"
    await alice.presses("Variants")
    await alice.presses("Drop 2")
    await alice.presses("Variants")
    await alice.presses("Add one")
    await alice.presses("Back")
    await alice.presses("Save")
    assert "2 variants" in latest(alice.private)
    before = len(group.messages)
    for _ in range(3):
        await stage.until("12:01")
    assert group.texts[before:] == ["one", "three", "one"]


async def test_what_follows_it_and_how_it_waits_is_chosen_with_buttons(
    stage: Stage, alice: Someone, bob: Someone, group: Place
) -> None:
    await begun(alice, "Pinned", "in 1h")
    await alice.presses("How")
    await alice.presses("Pin: no")
    await alice.presses("Unpin after")
    await alice.presses("1 h")
    await alice.presses("Delete after")
    assert "no length of time" in await alice.asks("soon")
    await alice.asks("2h")
    await alice.presses("No sound: no")
    await alice.presses("Wait for quiet")
    await alice.presses("10 min")
    assert "… at most: 40 min" in labels(alice.private)
    await alice.presses("Back")
    card = latest(alice.private)
    assert "📌 pinned for 1 h" in card
    assert "waits for 10 min of quiet, at most 40 min" in card
    assert "deleted after 2 h" in card
    await alice.presses("Save")
    await stage.forward(minutes=59)
    await bob.says("still talking", in_=group)
    await stage.forward(minutes=8)
    assert group.texts[-1] == "still talking"
    await stage.forward(minutes=3)
    assert group.pinned == [group.last]
    await stage.forward(hours=1)
    assert group.pinned == []
    posted = group.last
    await stage.forward(hours=1)
    assert posted.deleted


async def test_it_is_posted_in_several_groups_and_only_where_one_steers(
    stage: Stage, alice: Someone, olga: Someone, mallory: Someone, group: Place
) -> None:
    club = stage.world.supergroup("Club", owner=alice.person)
    hers = stage.world.supergroup("Hers", owner=mallory.person)
    for owner, place in ((alice, club), (mallory, hers)):
        owner.person.adds(stage.bot, place)
        owner.person.promotes(stage.bot, place)
    await stage.settle()
    await alice.asks("/prompt")
    await alice.presses("Fans")
    await alice.asks("Hello")
    await alice.asks("in 1h")
    await alice.presses("Where")
    await alice.presses("Club")
    assert "✓ Club" in labels(alice.private)
    await alice.presses("Back")
    assert "📍 Fans, Club" in latest(alice.private)
    await alice.presses("Save")
    await stage.forward(hours=1, minutes=1)
    assert (group.texts[-1], club.texts[-1]) == ("Hello", "Hello")
    await olga.asks("/prompt")
    await olga.asks("Hi")
    await olga.asks("in 1h")
    await olga.presses("Where")
    assert "no group in which you may post" in await olga.asks("Club")
    assert "no group in which you may post" in await olga.asks(str(hers.id))


async def test_who_was_demoted_elsewhere_posts_there_no_more(
    stage: Stage, alice: Someone, olga: Someone, group: Place
) -> None:
    club = stage.world.supergroup("Club", owner=alice.person, members=[olga.person])
    alice.person.promotes(olga.person, club)
    alice.person.adds(stage.bot, club)
    await stage.settle()
    await olga.asks("/prompt")
    await olga.presses("Fans")
    await olga.asks("Hello")
    await olga.asks("in 1h")
    await olga.presses("Where")
    await olga.presses("Club")
    # The bot is no administrator there, so Telegram does not tell it.
    alice.person.demotes(olga.person, club)
    await stage.forward(minutes=2)
    await olga.presses("Back")
    await olga.presses("Save")
    assert "only for groups that you steer" in latest(olga.private)
    await stage.forward(hours=1)
    assert "Hello" not in club.texts


async def test_a_topic_is_named_by_a_link_to_a_message_in_it(stage: Stage, alice: Someone) -> None:
    forum = stage.world.supergroup("Forum", owner=alice.person, topics=("Music", "Art"))
    alice.person.adds(stage.bot, forum)
    alice.person.promotes(stage.bot, forum)
    await stage.settle()
    music, art = (forum.topic(name).id for name in ("Music", "Art"))
    await begun(alice, "Which song?", "in 1h")
    await alice.presses("Where")
    short = str(forum.id).removeprefix("-100")
    card = await alice.asks(f"https://t.me/c/{short}/{music}/99, t.me/c/{short}/{art}")
    assert f"Forum (topic {music}), Forum (topic {art})" in card
    await alice.presses("Save")
    await stage.forward(hours=1, minutes=1)
    said = [one.topic for one in forum.messages if one.text == "Which song?"]
    assert said == [music, art]


async def test_in_a_group_the_form_goes_on_in_private_for_the_topic_it_was_asked_in(
    stage: Stage, alice: Someone, bob: Someone, group: Place
) -> None:
    forum = stage.world.supergroup("Forum", owner=alice.person, topics=("Music",))
    alice.person.adds(stage.bot, forum)
    alice.person.promotes(stage.bot, forum)
    await stage.settle()
    await alice.says("/prompt", in_=forum, topic="Music")
    assert forum.last.buttons == ["Go on in private"]
    assert "What shall be posted?" in await follows(alice, forum)
    await alice.asks("Which song?")
    assert f"Forum (topic {forum.topic('Music').id})" in await alice.asks("in 1h")
    await bob.says("/prompt", in_=group)
    assert "operators" in group.last.text


async def test_a_form_that_was_given_up_or_is_another_does_nothing(
    stage: Stage, alice: Someone, group: Place
) -> None:
    await begun(alice, "first", "in 1h")
    old = next(one for one in reversed(alice.private.messages) if "💾 Save" in one.buttons)
    await alice.asks("/cancel")
    await alice.presses("Save")
    assert "not open any more" in latest(alice.private)
    await begun(alice, "second", "in 2h")
    alice.person.presses(old, "💾 Save")
    await stage.settle()
    assert "not open any more" in latest(alice.private)
    await alice.presses("Save")
    await stage.forward(hours=2, minutes=1)
    assert "first" not in group.texts
    assert "second" in group.texts
    await alice.asks("/prompt")
    await alice.presses("Give up")
    assert await alice.asks("a text for nobody") != "a text for nobody"
    assert "Nothing is planned" in await alice.asks("/prompts")


async def test_what_cannot_be_read_says_what_to_change_and_nothing_is_lost(
    stage: Stage, alice: Someone, group: Place
) -> None:
    await alice.asks("/prompt")
    alice.person.sends("sticker", stage.bot)
    await stage.settle()
    assert "nothing in it that I could post" in latest(alice.private)
    assert "When shall it be posted?" in await alice.asks("Hello")
    assert "daily" in await alice.asks("whenever")
    assert "cannot read" in await alice.asks("daily 18:00 please")
    assert "Not planned yet" in await alice.asks("daily 18:00")
    assert "Press the button" in await alice.asks("and now?")
    await alice.presses("Buttons")
    assert "https" in await alice.asks("Label -> javascript:alert(1)")
    await alice.presses("Back")
    await alice.presses("Save")
    assert "Planned for Fans" in latest(alice.private)
