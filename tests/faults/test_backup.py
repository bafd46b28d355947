"""Copies made under traffic, and put back: whole, sound, and nothing counted twice."""

import asyncio
from pathlib import Path

import sqlalchemy as sa

from bot.activity import recount
from bot.clock import day_of, parse_zone
from bot.storage import Database, open_database
from bot.storage.backup import backup, restore
from bot.storage.schema import facts, member_days
from tests.faults.ending import faults_in
from tests.faults.hour import Hour
from tests.faults.stage import Stage, opened

UTC = parse_zone("UTC")


async def sound(database: Database, stage: Stage, chat_id: int) -> int:
    """Recount a group, which must agree; return how many messages its day rows hold."""
    async with database.read() as tx:
        today = day_of(stage.clock.now(), UTC)
        assert await recount.recount(tx, chat_id, today - 1, today) == []
        return await tx.scalar(sa.select(sa.func.sum(member_days.c.messages))) or 0


async def test_copies_made_under_traffic_are_sound_and_what_is_put_back_agrees_with_its_recount(
    tmp_path: Path,
) -> None:
    path, counted = tmp_path / "renao.db", []
    async with opened(tmp_path) as stage:
        hour = Hour(stage)
        await hour.begin()
        for number in range(5):
            hour.act(number)
            copying = asyncio.create_task(
                asyncio.to_thread(backup, path, tmp_path / f"{number}.db")
            )
            while await stage.round() or not copying.done():
                pass
            await copying
        for number in range(5):
            copy, target = tmp_path / f"{number}.db", tmp_path / f"back{number}" / "renao.db"
            await asyncio.to_thread(restore, copy, target)
            assert faults_in(target) == []
            database = open_database(f"sqlite:///{target}")
            counted.append(await sound(database, stage, hour.group.id))
            await database.close()
        assert counted == sorted(counted)
        assert counted[-1] <= await sound(stage.house.database, stage, hour.group.id)
    assert counted[-1] > counted[0]


async def test_what_telegram_still_holds_after_a_restore_is_counted_once(tmp_path: Path) -> None:
    path, copy = tmp_path / "renao.db", tmp_path / "copy.db"
    async with opened(tmp_path) as stage:
        hour = Hour(stage)
        await hour.begin()
        for number in range(50):
            hour.bob.says(f"message {number}", in_=hour.group)
        hour.bob.says("where can I buy tickets?", in_=stage.bot)
        # Kept and copied, but Telegram is not told: it has them all still.
        await stage.house.poller.step(0)
        await asyncio.to_thread(backup, path, copy)
        for number in range(50, 80):
            hour.bob.says(f"message {number}", in_=hour.group)
    await asyncio.to_thread(restore, copy, path, force=True)
    async with opened(tmp_path, world=stage.world) as again:
        await again.settle()
        assert await sound(again.house.database, again, hour.group.id) == 80
        async with again.house.database.read() as tx:
            bobs = sa.select(sa.func.count()).select_from(facts)
            assert await tx.scalar(bobs.where(facts.c.user_id == hour.bob.id)) == 80
        assert hour.bob.chat_with(again.bot).texts.count("At the door.") == 1
