"""The intake: each update once, whole batches or nothing, one bad update stops no other."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from bot.inbox import Intake, Raw, numbered, queue
from bot.inbox.intake import forget_seen
from bot.storage import Database, Tx
from bot.storage.schema import seen_updates, unlisted

NOW = 1_767_225_600.0


def update(number: int, chat: int = 1, **more: object) -> Raw:
    return numbered(json.dumps({"update_id": number, "chat": chat, **more}).encode())


class Diary:
    """A record that writes one row an update, and stumbles where the update says so."""

    def __init__(self, database: Database) -> None:
        self.full = False
        self.intake: Intake[dict[str, Any]] = Intake(
            database,
            decode=self.decode,
            record=self.record,
            wanted=lambda u, _now: u["chat"] or None,
        )

    def decode(self, raw: bytes) -> dict[str, Any]:
        read: dict[str, Any] = json.loads(raw)
        if "unreadable" in read:
            raise ValueError("cannot read this")
        return read

    async def record(self, tx: Tx, batch: Sequence[dict[str, Any]], now: float) -> None:
        for one in batch:
            await tx.execute(sa.insert(unlisted).values(chat_id=1, user_id=one["update_id"]))
            if "stumble" in one:
                raise KeyError("stumble")
        if self.full:
            raise OperationalError("INSERT", {}, Exception("database or disk is full"))


async def written(database: Database) -> list[int]:
    async with database.read() as tx:
        numbers = sa.select(unlisted.c.user_id).order_by(unlisted.c.user_id)
        return list((await tx.scalars(numbers)).all())


async def waiting(database: Database) -> list[int]:
    """The ids in the order in which they are handled."""
    order = []
    async with database.write() as tx:
        while (one := await queue.next_waiting(tx, [], NOW)) is not None:
            order.append(one.update_id)
            await queue.done(tx, one.update_id)
    return order


async def test_an_update_that_comes_again_changes_nothing(database: Database) -> None:
    diary = Diary(database)
    assert await diary.intake.accept([update(1), update(2)], NOW) == 2
    assert await diary.intake.accept([update(2), update(3)], NOW) == 1
    assert await diary.intake.accept([update(1), update(1)], NOW) == 0
    assert await written(database) == [1, 2, 3]
    assert await waiting(database) == [1, 2, 3]


async def test_only_what_a_handler_wants_waits_for_one(database: Database) -> None:
    await Diary(database).intake.accept([update(1, chat=0), update(2)], NOW)
    assert await waiting(database) == [2]


@pytest.mark.parametrize("fault", ["stumble", "unreadable"])
async def test_a_bad_update_is_set_aside_with_its_error_and_the_others_go_on(
    database: Database, fault: str
) -> None:
    batch = [update(1), update(2, **{fault: True}), update(3)]
    assert await Diary(database).intake.accept(batch, NOW) == 3
    assert await written(database) == [1, 3]
    async with database.read() as tx:
        backlog = await queue.backlog(tx)
    assert backlog.set_aside == 1
    assert backlog.last_error is not None
    assert backlog.last_error.startswith(("KeyError", "ValueError"))
    assert await waiting(database) == [1, 3]


async def test_an_update_that_nobody_can_say_who_wants_is_set_aside_whole(
    database: Database,
) -> None:
    batch = [update(1), numbered(b'{"update_id": 2}'), update(3)]
    assert await Diary(database).intake.accept(batch, NOW) == 3
    assert await written(database) == [1, 3]
    async with database.read() as tx:
        assert (await queue.backlog(tx)).set_aside == 1
    assert await waiting(database) == [1, 3]


async def test_a_full_disk_keeps_nothing_of_the_batch_so_that_telegram_keeps_all(
    database: Database,
) -> None:
    diary = Diary(database)
    diary.full = True
    with pytest.raises(OperationalError):
        await diary.intake.accept([update(1), update(2)], NOW)
    assert await written(database) == []
    diary.full = False
    assert await diary.intake.accept([update(1), update(2)], NOW) == 2


async def test_an_empty_batch_is_fine(database: Database) -> None:
    assert await Diary(database).intake.accept([], NOW) == 0


async def test_ids_are_forgotten_after_their_days(database: Database) -> None:
    await Diary(database).intake.accept([update(1)], NOW - 100)
    await Diary(database).intake.accept([update(2)], NOW)
    async with database.write() as tx:
        assert await forget_seen(tx, NOW - 50) == 1
        assert (await tx.scalars(sa.select(seen_updates.c.update_id))).all() == [2]
