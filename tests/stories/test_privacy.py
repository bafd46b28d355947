"""People have a say in what is kept about them; nobody else has it in their name."""

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.activity.pseudonyms import is_pseudonym
from bot.sandbox import ManualClock
from bot.sandbox.script.places import Place
from bot.storage.schema import members, metadata
from tests.stories.conftest import Someone, Stage, raised
from tests.stories.test_security import forged

HOUR = 3600.0


async def names(stage: Stage, chat_id: int) -> dict[int, str]:
    """Return what everybody in a group is called."""
    async with stage.house.database.read() as tx:
        found = await tx.execute(sa.select(members).where(members.c.chat_id == chat_id))
        return {row.user_id: row.first_name for row in found}


async def places_of(stage: Stage, user_id: int) -> set[str]:
    """Return the tables in which a number stands."""
    places = set()
    async with stage.house.database.read() as tx:
        for table in metadata.tables.values():
            for row in (await tx.execute(sa.select(table))).all():
                if user_id in row or str(user_id) in str(row):
                    places.add(table.name)
    return places


async def later(stage: Stage) -> None:
    await stage.forward(minutes=1)
    await stage.settle()


async def file_of(stage: Stage, who: Someone) -> dict[str, Any]:
    await who.asks("/mydata")
    await later(stage)
    media = who.private.last.media
    assert media is not None
    assert media.file.name == "mydata.json"
    read: dict[str, Any] = json.loads(media.file.content)
    return read


async def test_privacy_is_told_in_full_in_private_and_in_short_in_a_group(
    bob: Someone, ming: Someone, group: Place
) -> None:
    told = await bob.asks("/privacy")
    assert "never the text of your messages, except of questions" in told
    assert "question: 30 days" in told
    assert "your name and username" in told
    assert "提问的内容：30 天" in await ming.asks("/privacy")
    short = await bob.asks("/privacy", in_=group)
    assert "@renao_bot" in short
    assert len(short) < 200


async def test_bob_gets_a_file_of_his_own_and_of_nobody_else(
    stage: Stage, bob: Someone, olga: Someone, group: Place
) -> None:
    await bob.says("where can I buy tickets?", in_=group)
    await olga.says("at the door", in_=group, reply_to=group.last)
    file = await file_of(stage, bob)
    fans = file["kept"][f"Fans ({group.id})"]
    assert fans["members"][0]["first_name"] == "Bob"
    assert fans["members"][0]["first_act"].startswith("2026-01-01T")
    assert fans["facts"][0]["form"] == "text, question"
    assert "Olga" not in json.dumps(file)
    assert "1002" not in json.dumps(file)
    assert "within the last hour" in await bob.asks("/mydata")
    stage.clock.forward(seconds=2 * HOUR)
    assert "moment" in await bob.asks("/mydata")


async def test_where_names_are_not_kept_lists_show_numbers(
    clock: ManualClock, database_url: str, tmp_path: Path
) -> None:
    async with raised(clock, database_url, tmp_path, keeping={"names": False}) as stage:
        alice, bob = (
            Someone(stage.world.person(name, id=number), stage)
            for name, number in (("Alice", 1001), ("Bob", 1003))
        )
        group = stage.world.supergroup("Fans", owner=alice.person, members=[bob.person])
        alice.person.adds(stage.bot, group)
        alice.person.promotes(stage.bot, group)
        await bob.says("hello", in_=group)
        assert "no name" in await bob.asks("/privacy")
        await alice.says("/operator_add 1003", in_=group)
        told = await alice.asks("/operators", in_=group)
        assert "1003" in told
        assert "Bob" not in told
        assert "1001: operator_add" in await alice.asks("/audit", in_=group)
        assert set((await names(stage, group.id)).values()) == {""}


async def test_the_file_is_not_for_a_group(bob: Someone, group: Place) -> None:
    assert "in private" in await bob.asks("/mydata", in_=group)


async def test_what_was_sent_as_a_file_is_not_kept(
    stage: Stage, bob: Someone, group: Place
) -> None:
    await bob.says("hello", in_=group)
    await file_of(stage, bob)
    async with stage.house.database.read() as tx:
        rows = (await tx.execute(sa.select(metadata.tables["messages_out"]))).all()
    assert [row.media for row in rows if row.kind == "document"] == [None]


async def test_who_blocks_renao_leaves_no_file_of_hers_in_the_outbox(
    stage: Stage, bob: Someone, group: Place
) -> None:
    await bob.says("hello", in_=group)
    await bob.says("/mydata")
    bob.person.blocks(stage.bot)
    await later(stage)
    async with stage.house.database.read() as tx:
        rows = (await tx.execute(sa.select(metadata.tables["messages_out"]))).all()
    files = [(row.state, row.media) for row in rows if row.kind == "document"]
    assert files == [("dropped", None)]


async def test_bob_is_forgotten_in_all_groups_once_he_says_yes(
    stage: Stage, alice: Someone, bob: Someone, group: Place
) -> None:
    club = stage.world.supergroup("Club", owner=alice.person, members=[bob.person])
    alice.person.adds(stage.bot, club)
    for place in (group, club):
        await bob.says("where can I buy tickets?", in_=place)
        await bob.says("@everybody, hello", in_=place)
    assert "cannot be taken back" in await bob.asks("/forgetme")
    assert (await names(stage, group.id))[1003] == "Bob"
    await bob.presses("Yes, forget me")
    assert "I forget you now" in bob.private.last.text
    await later(stage)
    assert await places_of(stage, 1003) == set()
    for place in (group, club):
        assert "Bob" not in (await names(stage, place.id)).values()
        assert any(map(is_pseudonym, await names(stage, place.id)))


async def test_bob_is_forgotten_in_one_group_and_is_somebody_new_when_he_writes_again(
    stage: Stage, alice: Someone, bob: Someone, group: Place
) -> None:
    club = stage.world.supergroup("Club", owner=alice.person, members=[bob.person])
    alice.person.adds(stage.bot, club)
    for place in (group, club):
        await bob.says("hello", in_=place)
    assert "@renao_bot in private" in await bob.asks("/forgetme", in_=group)
    await bob.presses("Yes, forget me", in_=group)
    await later(stage)
    assert "Bob" not in (await names(stage, group.id)).values()
    assert "Bob" in (await names(stage, club.id)).values()
    await bob.says("hello again", in_=group)
    known = await names(stage, group.id)
    assert known[1003] == "Bob"
    assert sum(map(is_pseudonym, known)) == 1


async def test_mallory_cannot_have_bob_forgotten(
    stage: Stage, bob: Someone, mallory: Someone, group: Place
) -> None:
    stage.world.add_member(group, mallory.person)
    await bob.says("hello", in_=group)
    await bob.asks("/forgetme", in_=group)
    assert "no longer for you" in await mallory.presses("Yes, forget me", in_=group)
    under = next(message for message in reversed(group.messages) if message.buttons)
    press = forged(mallory, group, under.button("Yes, forget me").data)
    stage.world.slips_in(stage.bot, "callback_query", press)
    assert "operators" in await mallory.asks("/forget 1003", in_=group)
    await later(stage)
    assert (await names(stage, group.id))[1003] == "Bob"


async def test_a_button_to_be_forgotten_does_not_last(
    stage: Stage, bob: Someone, group: Place
) -> None:
    await bob.says("hello", in_=group)
    await bob.asks("/forgetme", in_=group)
    await stage.forward(minutes=11)
    assert "no longer for you" in await bob.presses("Yes, forget me", in_=group)
    assert (await names(stage, group.id))[1003] == "Bob"


async def test_who_is_anonymous_or_a_channel_is_sent_to_private(
    stage: Stage, alice: Someone, olga: Someone, mallory: Someone, group: Place
) -> None:
    stage.world.add_member(group, mallory.person)
    alice.person.promotes(mallory.person, group)
    mallory.person.hides(group)
    await stage.settle()
    for command in ("/forgetme", "/forget 1003"):
        assert "you are anonymous" in await mallory.asks(command, in_=group)
    channel = stage.world.channel("Mallory's", mallory.person)
    mallory.person.says("/forgetme", in_=group, as_=channel)
    await stage.settle()
    assert "you are anonymous" in group.last.text


async def test_an_administrator_has_a_member_forgotten_and_the_audit_names_nobody(
    stage: Stage, olga: Someone, bob: Someone, group: Place
) -> None:
    await bob.says("hello", in_=group)
    assert "Shall I forget Bob in Fans?" in await olga.asks(f"/forget @{bob.person.user.username}")
    await olga.presses("Yes, forget them")
    await later(stage)
    assert "Bob" not in (await names(stage, group.id)).values()
    audit = await olga.asks("/audit")
    assert "Olga: forget" in audit
    assert "bob" not in audit.lower()
    assert "1003" not in audit


async def test_an_administrator_of_one_group_has_nobody_forgotten_in_another(
    stage: Stage, olga: Someone, bob: Someone, mallory: Someone, group: Place
) -> None:
    other = stage.world.supergroup("Other", owner=mallory.person, members=[bob.person])
    mallory.person.adds(stage.bot, other)
    for place in (group, other):
        await bob.says("hello", in_=place)
    await mallory.asks("/forget 1003", in_=other)
    await mallory.presses("Yes, forget them", in_=other)
    await later(stage)
    assert 1003 not in await names(stage, other.id)
    assert (await names(stage, group.id))[1003] == "Bob"


@pytest.mark.parametrize("text", ["", "@nobody_here", "1087968824", "somebody", "999999"])
async def test_who_is_not_known_cannot_be_meant(olga: Someone, group: Place, text: str) -> None:
    told = await olga.asks(f"/forget {text}".strip())
    assert any(word in told for word in ("Whom?", "not met", "no person"))
