"""What people see of the record: their own days, the week's list, and the operators' figures and pictures."""

import pytest

from bot.sandbox.script.places import Place
from tests.stories.conftest import Someone, Stage

PNG = b"\x89PNG"


def picture(place: Place) -> bytes | None:
    """Return the picture of the newest message; None where it has none."""
    media = place.messages[-1].media
    return media.file.content if media and media.kind == "photo" else None


@pytest.fixture
async def talk(stage: Stage, alice: Someone, bob: Someone, ming: Someone, group: Place) -> None:
    """Three days on which Bob is the most talkative."""
    for _ in range(3):
        await bob.says("hello", in_=group)
        await bob.says("how are you all", in_=group)
        await ming.says("大家好", in_=group)
        await stage.forward(days=1)


async def test_a_fan_sees_her_own_days_with_a_picture(
    ming: Someone, bob: Someone, group: Place, talk: None
) -> None:
    said = await ming.asks("/me")
    assert "小明" in said
    assert "活跃 3 天，目前连续 3 天" in said
    assert "天 Renao 还没进群" in said
    assert (picture(ming.private) or b"").startswith(PNG)


async def test_the_list_of_the_week_leaves_out_who_does_not_want_to_stand_there(
    ming: Someone, bob: Someone, group: Place, talk: None
) -> None:
    said = await ming.asks("/top", in_=group)
    assert said.index("Bob") < said.index("小明")
    assert "no longer stand" in await bob.asks("/top off", in_=group)
    assert "Bob" not in await ming.asks("/top", in_=group)
    assert "again" in await bob.asks("/top on", in_=group)
    assert "Bob" in await ming.asks("/top", in_=group)
    assert "/top off" in await bob.asks("/top")


async def test_who_does_not_want_to_stand_in_lists_stands_in_no_report_that_the_group_reads(
    alice: Someone, bob: Someone, group: Place, talk: None
) -> None:
    await bob.says("/top off", in_=group)
    said = await alice.asks("/report", in_=group)
    assert "小明" in said
    assert "Bob" not in said
    assert "Bob" in await alice.asks("/report")


async def test_who_was_forgotten_stands_in_no_list_as_a_number(
    alice: Someone, bob: Someone, group: Place, talk: None
) -> None:
    await bob.says("/forgetme")
    await bob.presses("Yes, forget me")
    said = await alice.asks("/report")
    assert "小明" in said
    assert "acts), " not in said


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("/stats", ["Fans", "Active members", "Messages 9", "Record:"]),
        ("/stats 30d", ["Messages 9"]),
        ("/retention first", ["took part for the first time", "D1", "Record:"]),
        ("/lifecycle", ["Active in 30 days: 0 → 2", "New 2: Bob, 小明", "Record:"]),
        ("/member 1003", ["Bob", "acts 6", "Record:"]),
    ],
)
async def test_an_operator_sees_figures_and_what_stands_behind_them(
    alice: Someone, talk: None, command: str, words: list[str]
) -> None:
    said = await alice.asks(command)
    for word in words:
        assert word in said
    assert (picture(alice.private) or b"").startswith(PNG)


async def test_the_hours_of_the_week_are_a_press_away(alice: Someone, talk: None) -> None:
    await alice.says("/stats")
    await alice.presses("Hours of the week")
    assert "Fans is liveliest on Thu at 00:00" in alice.private.last.text
    assert (picture(alice.private) or b"").startswith(PNG)


async def test_beside_a_topics_figures_there_are_no_hours_of_the_whole_group(
    stage: Stage, alice: Someone
) -> None:
    forum = stage.world.supergroup("Forum", owner=alice.person, topics=["Music"])
    alice.person.adds(stage.bot, forum)
    alice.person.promotes(stage.bot, forum)
    await stage.settle()
    await alice.says("/stats 7d topic", in_=forum, topic="Music")
    assert not forum.last.keyboard
    await alice.says("/stats 7d", in_=forum, topic="Music")
    assert "Hours of the week" in str(forum.last.keyboard)


@pytest.mark.parametrize(
    ("typed", "help_"),
    [
        ("/stats 1x", "7d"),
        ("/stats 7d topic", "in a topic"),
        ("/retention soon", "/retention first"),
        ("/inactive forever", "/inactive 30d"),
        ("/inactive 0d", "/inactive 30d"),
        ("/member", "@"),
        ("/member 99", "never seen"),
        ("/top everybody", "/top off"),
        ("/top", "in the group"),
    ],
)
async def test_what_is_not_understood_is_answered_with_what_to_write(
    alice: Someone, group: Place, typed: str, help_: str
) -> None:
    assert help_ in await alice.asks(typed)


async def test_the_silent_are_listed_page_by_page_and_the_unseen_counted(
    stage: Stage, alice: Someone, bob: Someone, group: Place
) -> None:
    crowd = [Someone(stage.world.person(f"<b>Fan {n:02}", id=2000 + n), stage) for n in range(12)]
    for fan in crowd:
        fan.person.joins(group)
        await fan.says("hi", in_=group)
    await stage.forward(days=40)
    await bob.says("still here", in_=group)
    said = await alice.asks("/inactive 30d")
    assert "12 silent for 30 days" in said
    assert "<b>Fan 00" in said
    assert "<b>Fan 11" not in said
    await alice.presses("2/2")
    page = alice.private.last
    assert "<b>Fan 11" in page.text
    assert "Bob" not in page.text
    assert "never seen" in page.text
    await alice.presses("1/2")
    assert "<b>Fan 00" in alice.private.last.text
    assert "silent for 1 day or longer" in await alice.asks("/inactive 1d")


@pytest.mark.parametrize(
    "command", ["/stats", "/retention", "/lifecycle", "/member 1003", "/inactive"]
)
async def test_fans_and_strangers_learn_nothing_of_it(
    bob: Someone, mallory: Someone, group: Place, talk: None, command: str
) -> None:
    assert "Record" not in await bob.asks(command, in_=group)
    assert "Record" not in await mallory.asks(command)


async def test_an_operator_of_one_group_sees_nothing_of_another(
    stage: Stage, mallory: Someone, group: Place, talk: None
) -> None:
    theirs = stage.world.supergroup("Theirs", owner=mallory.person, members=[])
    mallory.person.adds(stage.bot, theirs)
    mallory.person.promotes(stage.bot, theirs)
    await stage.settle()
    for command in ("/stats", "/lifecycle", "/member 1003", "/inactive 1d", "/retention first"):
        said = await mallory.asks(command)
        assert "Bob" not in said
        assert "Messages 9" not in said
    assert "never seen" in await mallory.asks("/member 1003")


async def test_a_quiet_group_and_a_quiet_fan_get_a_sentence(
    stage: Stage, alice: Someone, ming: Someone, group: Place
) -> None:
    assert "还没在群里见过你" in await ming.asks("/me")
    assert "nobody has taken part" in await alice.asks("/lifecycle")
    assert "nobody joined" in await alice.asks("/retention") or "D1 –" in alice.private.last.text
    assert "Messages 0" in await alice.asks("/stats yesterday")
