"""The queue of updates: order within a chat, three tries, and no chat waits for another."""

from bot.inbox import Waiting, queue
from bot.storage import Database, Tx

NOW = 1_767_225_600.0


async def fill(tx: Tx, *pairs: tuple[int, int]) -> None:
    for update_id, chat_id in pairs:
        await queue.put(tx, [(update_id, chat_id, b"{}")], NOW)


async def turn(
    tx: Tx, busy: tuple[int, ...] = (), now: float = NOW, after: int | None = None
) -> Waiting:
    waiting = await queue.next_waiting(tx, busy, now, after)
    assert waiting is not None
    return waiting


async def test_chats_that_are_not_busy_take_turns_each_with_its_oldest_update(
    database: Database,
) -> None:
    async with database.write() as tx:
        await fill(tx, (1, -100), (2, -100), (3, -200), (4, 7))
        assert (await turn(tx)).update_id == 3
        assert (await turn(tx, after=-200)).update_id == 1
        assert (await turn(tx, after=-100)).update_id == 4
        assert (await turn(tx, after=7)).update_id == 3
        assert (await turn(tx, busy=(-100, 7), after=-200)).update_id == 3
        assert await queue.next_waiting(tx, (-100, -200, 7), NOW, -100) is None


async def test_an_update_is_tried_three_times_while_its_chat_waits_and_the_others_go_on(
    database: Database,
) -> None:
    async with database.write() as tx:
        await fill(tx, (1, -300), (2, -300), (3, -200))
        now = NOW
        for pause in queue.PAUSES:
            assert not await queue.failed(tx, await turn(tx, now=now), "KeyError", now)
            assert (await turn(tx, now=now)).update_id == 3
            now += pause
        assert await queue.failed(tx, await turn(tx, now=now), "KeyError: at last", now)
        assert (await turn(tx, now=now)).update_id == 2
        backlog = await queue.backlog(tx)
    assert (backlog.pending, backlog.oldest, backlog.set_aside) == (2, NOW, 1)
    assert backlog.last_error == "KeyError: at last"


async def test_a_postponed_update_keeps_its_tries(database: Database) -> None:
    async with database.write() as tx:
        await fill(tx, (1, -100))
        await queue.postpone(tx, await turn(tx), NOW + 60)
        assert await queue.next_waiting(tx, [], NOW + 59) is None
        assert await queue.next_try(tx) == NOW + 60
        assert (await turn(tx, now=NOW + 60)).attempts == 0


async def test_what_people_wrote_does_not_outlive_its_day_in_an_update_set_aside(
    database: Database,
) -> None:
    async with database.write() as tx:
        await queue.set_aside(tx, 1, b"secret", "KeyError", NOW)
        await queue.forget_texts(tx, NOW)
        assert (await queue.backlog(tx)).set_aside == 1
        await queue.forget_texts(tx, NOW + 1)
        assert (await queue.backlog(tx)).last_error == "KeyError"


async def test_a_group_that_became_a_supergroup_takes_its_waiting_updates_along(
    database: Database,
) -> None:
    async with database.write() as tx:
        await fill(tx, (1, -5))
        await queue.carry_over(tx, -5, -1005)
        assert (await turn(tx)).chat_id == -1005


async def test_what_waits_for_another_try_does_not_wait_longer_when_the_clock_is_set_back(
    database: Database,
) -> None:
    async with database.write() as tx:
        await fill(tx, (1, -100))
        await queue.failed(tx, await turn(tx), "KeyError", NOW)
        assert await queue.next_waiting(tx, [], NOW) is None
        assert (await turn(tx, now=NOW - 3600)).update_id == 1


async def test_what_has_just_come_waits_for_no_clock_that_is_set_back(database: Database) -> None:
    async with database.write() as tx:
        await fill(tx, (1, -100))
        assert (await turn(tx, now=NOW - 7200)).update_id == 1
