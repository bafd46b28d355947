"""Renao comes into groups, is given and denied rights, put out, let in again, and moves with a group."""

from pathlib import Path

from bot.sandbox import ManualClock
from bot.sandbox.script.places import Place
from tests.stories.conftest import Someone, Stage, raised

TICKETS = "/faq_new tickets | where can I buy tickets? | At the door."


async def test_it_thanks_once_and_says_what_it_lacks(
    stage: Stage, alice: Someone, bob: Someone
) -> None:
    group = stage.world.supergroup("Fans", owner=alice.person, members=[bob.person])
    alice.person.adds(stage.bot, group)
    await stage.settle()
    assert len(group.texts) == 1
    assert "Thank you for letting me into Fans!" in group.last.text
    assert "Make me an administrator" in group.last.text
    alice.person.kicks(stage.bot, group)
    alice.person.forgives(stage.bot, group)
    alice.person.adds(stage.bot, group)
    await stage.forward(hours=1)
    assert len(group.texts) == 1


async def test_privacy_mode_is_noticed(
    clock: ManualClock, database_url: str, tmp_path: Path
) -> None:
    async with raised(clock, database_url, tmp_path, privacy=True) as stage:
        alice = stage.world.person("Alice", id=1001)
        group = stage.world.supergroup("Fans", owner=alice)
        alice.adds(stage.bot, group)
        await stage.settle()
        assert "privacy mode is on" in group.last.text


async def test_as_an_administrator_it_lacks_nothing(alice: Someone, group: Place) -> None:
    assert "I lack nothing here" in await alice.asks("/status")


async def test_a_group_that_put_it_out_is_not_written_to(
    stage: Stage, alice: Someone, bob: Someone, group: Place
) -> None:
    await alice.asks("/prompt in 1m Hello!")
    alice.person.kicks(stage.bot, group)
    await stage.settle()
    before = len(stage.world.ledger.entries("called"))
    await stage.forward(minutes=10)
    later = stage.world.ledger.entries("called")[before:]
    assert "Hello!" not in group.texts
    assert not [entry for entry in later if str(group.id) in str(entry)]


async def test_let_in_again_it_knows_what_it_knew(
    stage: Stage, alice: Someone, bob: Someone, group: Place
) -> None:
    await alice.asks(TICKETS)
    alice.person.kicks(stage.bot, group)
    await stage.settle()
    alice.person.forgives(stage.bot, group)
    alice.person.adds(stage.bot, group)
    alice.person.promotes(stage.bot, group)
    await stage.settle()
    assert await bob.asks("where can I buy tickets?", in_=group) == "At the door."


async def test_a_group_that_becomes_a_supergroup_takes_everything_along(
    stage: Stage, alice: Someone, bob: Someone
) -> None:
    small = stage.world.group("Fans", owner=alice.person, members=[bob.person])
    alice.person.adds(stage.bot, small)
    alice.person.promotes(stage.bot, small)
    await stage.settle()
    await alice.asks("/start")
    await alice.asks(TICKETS)
    await alice.asks("/prompt in 10m Hello!")
    await alice.asks("/digest on 09:00")
    await bob.says("good evening", in_=small)
    big = small.migrates()
    await stage.settle()
    assert await bob.asks("where can I buy tickets?", in_=big) == "At the door."
    await stage.forward(minutes=11)
    assert big.texts.count("Hello!") == 1
    assert "messages 2" in (await alice.asks("/report today")).casefold()
    await stage.until("09:00")
    assert "Fans" in alice.private.last.text


async def test_a_person_who_blocked_it_is_not_written_to_until_she_starts_it_again(
    stage: Stage, alice: Someone, group: Place
) -> None:
    await alice.asks("/start")
    await alice.asks("/digest on 09:00")
    alice.person.blocks(stage.bot)
    await stage.settle()
    before = len(alice.private.texts)
    await stage.until("09:00")
    assert len(alice.private.texts) == before
    alice.person.starts(stage.bot)
    await stage.settle()
    await stage.until("09:00")
    assert len(alice.private.texts) > before + 2


async def test_a_prompt_typed_in_a_topic_is_posted_there(stage: Stage, alice: Someone) -> None:
    forum = stage.world.supergroup("Forum", owner=alice.person, topics=["Music"])
    alice.person.adds(stage.bot, forum)
    alice.person.promotes(stage.bot, forum)
    await stage.settle()
    await alice.says("/prompt in 1m Which song?", in_=forum, topic="Music")
    await stage.forward(minutes=2)
    posted = next(message for message in forum.messages if message.text == "Which song?")
    assert posted.topic == forum.topic("Music").id


async def test_an_unknown_command_is_helped_in_private_and_ignored_in_groups(
    alice: Someone, group: Place
) -> None:
    assert "Did you mean /report" in await alice.asks("/raport")
    assert "/help" in await alice.asks("/xyzzy")
    assert await alice.asks("/raport", in_=group) == ""
