"""Groups that move, mute, put out and take in again while messages for them are on their way."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.activity import recount
from bot.clock import day_of, parse_zone
from bot.outbox import State
from bot.sandbox.script.places import Place
from bot.storage.schema import messages_out
from tests.faults.ending import Ending, ending
from tests.faults.hour import Hour
from tests.faults.stage import Stage, opened

UTC = parse_zone("UTC")


async def moved(stage: Stage, order: str) -> tuple[Ending, Place]:
    """Let a group with an answer, a prompt and a digest to come become a supergroup."""
    alice, bob = stage.world.person("Alice", id=1001), stage.world.person("Bob", id=1003)
    small = stage.world.group("Fans", owner=alice, members=[bob])
    alice.starts(stage.bot)
    alice.adds(stage.bot, small)
    alice.promotes(stage.bot, small)
    await stage.settle()
    for text in (
        "/faq_new tickets | where can I buy tickets? | At the door.",
        "/prompt daily 00:10 Hello!",
        "/digest on 09:00",
    ):
        alice.says(text, in_=stage.bot)
        await stage.settle()
    bob.says("where can I buy tickets?", in_=small)
    stage.clock.until("00:10", "UTC")
    await stage.house.poller.step(0)
    await stage.house.dispatcher.step()
    await stage.jobs()
    big = small.migrates()
    bob.says("we moved", in_=big)
    if order == "Telegram's answer first":
        while await stage.house.sender.step():
            pass
    if order == "the new group first":
        stage.world.faults.add("shuffle", method="updates")
    await stage.settle()
    stage.clock.forward(minutes=15)
    bob.says("where can I buy tickets?", in_=big)
    await stage.settle()
    stage.clock.until("09:30", "UTC")
    await stage.settle()
    async with stage.house.database.read() as tx:
        day = day_of(stage.clock.now(), UTC)
        assert await recount.recount(tx, big.id, day - 1, day) == []
    return await ending(stage.house.database, stage.world), big


async def test_however_a_group_tells_that_it_moved_all_that_waits_for_it_arrives_once(
    tmp_path: Path,
) -> None:
    ends = []
    for order in ("the old group first", "the new group first", "Telegram's answer first"):
        folder = tmp_path / order
        folder.mkdir()
        async with opened(folder) as stage:
            end, big = await moved(stage, order)
            ends.append(end)
            assert sorted(end.posts[big.id]) == ["At the door.", "At the door.", "Hello!"]
    assert ends[0].without_ids == ends[1].without_ids == ends[2].without_ids
    assert ends[0].counted_posts() == ends[1].counted_posts() == ends[2].counted_posts()


async def states(stage: Stage, group: Place) -> list[str]:
    async with stage.house.database.read() as tx:
        mine = sa.select(messages_out.c.state).where(messages_out.c.chat_id == group.id)
        return list((await tx.scalars(mine.order_by(messages_out.c.id))).all())


@pytest.mark.parametrize("told_first", [True, False])
async def test_put_out_with_a_message_on_its_way_it_drops_that_and_let_in_again_it_goes_on(
    tmp_path: Path, told_first: bool
) -> None:
    async with opened(tmp_path) as stage:
        hour = Hour(stage)
        await hour.begin()
        stage.clock.until("00:45", "UTC")
        await stage.jobs()
        hour.alice.kicks(stage.bot, hour.group)
        if not told_first:
            await stage.house.sender.step()
        await stage.settle()
        assert (await states(stage, hour.group))[-1] in (State.REFUSED, State.DROPPED)
        hour.alice.forgives(stage.bot, hour.group)
        hour.alice.adds(stage.bot, hour.group)
        hour.alice.promotes(stage.bot, hour.group)
        await stage.settle()
        stage.clock.until("00:45", "UTC")
        await stage.settle()
        assert hour.group.texts.count("Who is still up?") == 1


async def test_muted_it_says_nothing_and_afterwards_it_goes_on(tmp_path: Path) -> None:
    async with opened(tmp_path) as stage:
        hour = Hour(stage)
        await hour.begin()
        hour.alice.demotes(stage.bot, hour.group)
        hour.alice.restricts(stage.bot, hour.group)
        await stage.settle()
        stage.clock.until("00:45", "UTC")
        await stage.settle()
        assert "Who is still up?" not in hour.group.texts
        assert (await states(stage, hour.group))[-1] == State.REFUSED
        hour.alice.says("/status", in_=stage.bot)
        await stage.settle()
        assert "I may not write here" in hour.alice.chat_with(stage.bot).last.text
        hour.alice.promotes(stage.bot, hour.group)
        stage.clock.until("00:45", "UTC")
        await stage.settle()
        assert hour.group.texts.count("Who is still up?") == 1
