"""What operators read each day, and what they do about it from there."""

import pytest

from bot.sandbox.script.places import Place
from tests.stories.conftest import Someone, Stage

PNG = b"\x89PNG"


@pytest.fixture
async def room(stage: Stage, alice: Someone, olga: Someone) -> Place:
    """A group in which the operators meet."""
    room = stage.world.supergroup("Operators", owner=alice.person, members=[olga.person])
    alice.person.adds(stage.bot, room)
    alice.person.promotes(stage.bot, room)
    await stage.settle()
    return room


async def test_a_question_that_waits_is_the_first_thing_to_do_and_a_button_leads_to_it(
    stage: Stage, alice: Someone, bob: Someone, group: Place
) -> None:
    await stage.until("10:00")
    await bob.says("hello everybody", in_=group)
    asked = await bob.says("When does it start?", in_=group)
    await stage.forward(hours=3)
    said = await alice.asks("/report today")
    assert "1. Bob waits 3 h for an answer: “When does it start?”" in said
    (button,) = [one for one in alice.private.last.keyboard[0] if "Answer" in one.text]
    assert button.url is not None
    assert button.url.endswith(f"/{asked.id}")
    await alice.says("At nine!", in_=group, reply_to=asked)
    await stage.forward(minutes=2)
    assert "waits" not in await alice.asks("/report today")


async def test_who_is_missed_is_a_tap_away(
    stage: Stage, alice: Someone, bob: Someone, group: Place
) -> None:
    for _ in range(14):
        await bob.says("good morning", in_=group)
        await stage.forward(days=1)
    await stage.forward(days=8)
    said = await alice.asks("/report yesterday")
    assert "nothing happened" in said
    said = await alice.asks("/report 10d")
    assert "Bob, active on 14 of 28 days, has been silent for 9 days." in said
    await alice.presses("Bob’s page")
    assert "Bob" in alice.private.last.text
    assert "Record:" in alice.private.last.text
    # What the whole group reads is no place to say so.
    assert "silent" not in await alice.asks("/report 10d", in_=group)


async def test_a_digest_asked_for_in_a_group_comes_in_private_or_it_is_said_what_keeps_it(
    alice: Someone, group: Place
) -> None:
    assert "press Start first" in await alice.asks("/digest now", in_=group)
    await alice.says("/start")
    assert "is in our private chat" in await alice.asks("/digest now", in_=group)
    assert "Fans" in alice.private.last.text


async def test_all_groups_stand_in_one_overview_the_one_that_needs_somebody_on_top(
    stage: Stage, alice: Someone, bob: Someone, group: Place
) -> None:
    calm = stage.world.supergroup("A calm one", owner=alice.person, members=[bob.person])
    alice.person.adds(stage.bot, calm)
    alice.person.promotes(stage.bot, calm)
    await stage.until("10:00")
    await bob.says("lovely", in_=calm)
    await alice.says("yes", in_=calm)
    await bob.says("When does it start?", in_=group)
    await stage.forward(hours=2)
    await alice.asks("/group")
    await alice.presses("Fans")
    said = await alice.asks("/report today all")
    assert "1 of 2 groups need you" in said
    assert said.index("1. ❗ Fans: 1 active") < said.index("2. A calm one: 2 active, 2 messages")
    await alice.presses("2 · A calm one")
    assert alice.private.last.text.startswith("A calm one · Thu 1 Jan")
    assert "A calm one" in await alice.asks("/report today calm")
    assert "no group called" in await alice.asks("/report today nowhere")
    assert "in private" in await alice.asks("/report all", in_=group)


async def test_operators_read_the_digest_where_they_meet(
    stage: Stage, alice: Someone, bob: Someone, group: Place, room: Place
) -> None:
    assert "here at 09:00" in await alice.asks("/digest here 09:00 Fans", in_=room)
    await bob.says("good evening", in_=group)
    await stage.forward(days=1)
    await stage.until("09:01")
    told = [text for text in room.texts if text.startswith("Fans · ")]
    # The day before Renao came, in a line, and the first day.
    assert [text.partition(" –")[0][:17] for text in told] == [
        "Fans · Wed 31 Dec",
        "Fans · Thu 1 Jan\n",
    ]
    assert "No more digests" in await alice.asks("/digest off here Fans", in_=room)
    await stage.forward(days=1)
    assert len([text for text in room.texts if text.startswith("Fans · ")]) == 2


async def test_nobody_brings_digests_of_a_group_that_she_does_not_steer(
    stage: Stage, mallory: Someone, alice: Someone, group: Place
) -> None:
    theirs = stage.world.supergroup("Theirs", owner=mallory.person, members=[])
    mallory.person.adds(stage.bot, theirs)
    mallory.person.promotes(stage.bot, theirs)
    await stage.settle()
    assert "no group called" in await mallory.asks("/digest here 09:00 Fans", in_=theirs)
    assert "Fans" not in await mallory.asks("/report all")


async def test_a_week_brings_its_pictures(
    stage: Stage, alice: Someone, bob: Someone, group: Place
) -> None:
    await alice.says("/start")
    await alice.says("/digest on weekly 08:00")
    for _ in range(12):
        await bob.says("good morning", in_=group)
        await stage.forward(days=1)
    pictures = [
        message.text for message in alice.private.messages if message.media and message.media.file
    ]
    assert any(text.startswith("Fans · Mon 5 Jan – Sun 11 Jan") for text in pictures)
    assert any("liveliest" in text for text in pictures)


async def test_a_digest_by_the_readers_own_clock(
    stage: Stage, alice: Someone, bob: Someone, group: Place
) -> None:
    await alice.says("/start")
    said = await alice.asks("/digest on 08:00 Asia/Shanghai")
    assert "08:00 (Asia/Shanghai)" in said
    await bob.says("good morning", in_=group)
    before = len(alice.private.texts)
    await stage.until("23:59")
    assert len(alice.private.texts) == before
    await stage.until("00:01")
    assert alice.private.texts[-1].startswith("Fans · Thu 1 Jan")
    assert "08:00 (Asia/Shanghai)" in await alice.asks("/digest")


@pytest.mark.parametrize(
    ("typed", "help_"),
    [
        ("/digest on nonsense", "/digest on 09:00"),
        ("/digest on 25:00", "08:00"),
        ("/digest here 09:00", "write it there"),
        ("/report 0d", "7d"),
        ("/report 2099-01-01", "future"),
    ],
)
async def test_what_is_not_understood_is_answered_with_what_to_write_instead(
    alice: Someone, group: Place, typed: str, help_: str
) -> None:
    assert help_ in await alice.asks(typed)


async def test_a_file_for_a_sponsor_names_nobody_and_loads_nothing(
    stage: Stage, alice: Someone, bob: Someone, group: Place
) -> None:
    bob.person.user.first_name = "Bob <script>alert(1)</script>"
    for _ in range(10):
        await bob.says("good morning", in_=group)
        await stage.forward(days=1)

    async def file_of(command: str) -> str:
        await alice.says(command)
        media = alice.private.last.media
        assert media is not None
        assert media.file.name.endswith(".html")
        return media.file.content.decode()

    page = await file_of("/report 30d html")
    assert page.startswith("<!DOCTYPE html>")
    assert page.count("<svg ") == 3
    assert "Bob" not in page
    assert "http" not in page.replace("http-equiv", "")
    named = await file_of("/report 30d html --names")
    assert "Bob &lt;script&gt;" in named
    assert "<script" not in named
    assert "最活跃" not in named
