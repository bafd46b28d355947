"""getUpdates: offsets, life spans, the three-second rule, allowed_updates, and two pollers."""

import asyncio

import httpx
import pytest

from bot.sandbox import ManualClock, Person, Place, SystemClock, World, create_app
from bot.sandbox.model.bots import Bot
from tests.sandbox.conftest import EVERYTHING, Client

FIRST = 400_000_001


@pytest.fixture
async def five(group: Place, bob: Person, clock: ManualClock) -> list[int]:
    """Five messages waiting, and a poll long ago; returns their update ids."""
    for number in range(5):
        bob.says(f"number {number}", in_=group)
    return ids_of(group)


def ids_of(group: Place) -> list[int]:
    (bot,) = group.state.bots.values()
    return [update.id for update in bot.queue]


async def ids(client: Client, **parameters: object) -> list[int]:
    return [one["update_id"] for one in await client.call("getUpdates", **parameters)]


async def test_polling_without_offset_confirms_nothing(client, five, clock):
    assert await ids(client) == five
    clock.forward(seconds=1)
    assert await ids(client) == five


async def test_an_offset_forgets_everything_below_it_at_the_call(client, five, world):
    assert await ids(client, offset=five[2]) == five[2:]
    assert await ids(client, offset=0) == five[2:]
    assert world.ledger.update_ids("confirmed") == five[:2]


async def test_a_negative_offset_keeps_the_newest_and_deletes_the_rest(client, five):
    assert await ids(client, offset=-2) == five[3:]
    assert await ids(client) == five[3:]


async def test_a_wild_offset_is_ignored_and_reading_restarts_at_the_head(client, five):
    assert await ids(client, offset=five[-1] + 12) == five
    assert await ids(client, offset=1) == five


async def test_an_offset_a_little_ahead_confirms_everything(client, five):
    assert await ids(client, offset=five[-1] + 11) == []
    assert await ids(client, offset=0) == []


@pytest.mark.parametrize(("limit", "count"), [(2, 2), (100, 5), (0, 1), (101, 5), (-1, 1)])
async def test_the_limit_is_clamped_between_one_and_a_hundred(client, five, limit, count):
    assert len(await ids(client, limit=limit)) == count


async def test_a_crash_looping_bot_is_fed_one_update_at_a_time(client, five, clock):
    assert await ids(client) == five
    assert await ids(client) == five[:1]
    clock.forward(seconds=0.6)
    assert await ids(client) == five


async def test_a_message_waits_a_day_from_its_own_date_and_no_longer(client, five, clock):
    clock.forward(hours=23, minutes=59)
    assert await ids(client) == five
    clock.forward(minutes=1)
    assert await ids(client, limit=50) == []


async def test_a_press_waits_150_seconds(client, group, bob, clock):
    keyboard = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
    await client.call("sendMessage", chat_id=group.id, text="Coming?", reply_markup=keyboard)
    pressed = bob.presses(group.last, "Yes")
    clock.forward(seconds=149)
    assert await client.kinds() == ["callback_query"]
    again = bob.presses(group.last, "Yes")
    clock.forward(seconds=151)
    assert await client.kinds() == []
    for press in (pressed, again):
        assert "query is too old" in await client.refused(
            "answerCallbackQuery", callback_query_id=press.id
        )


async def test_members_and_reactions_come_only_when_asked_for(client, group, bob, mallory):
    mallory.joins(group)
    bob.reacts(bob.says("hi", in_=group), "👍")
    assert await client.kinds() == ["message", "message"]
    await client.call("getUpdates", allowed_updates=EVERYTHING)
    mallory.leaves(group)
    bob.reacts(group.last, "🔥")
    assert await client.kinds() == ["chat_member", "message", "message_reaction"]


async def test_allowed_updates_count_when_an_update_is_made_not_when_it_is_fetched(
    client, group, bob
):
    bob.says("before", in_=group)
    await client.call("getUpdates", allowed_updates=["callback_query"])
    bob.says("after", in_=group)
    assert [one["message"]["text"] for one in await client.updates()] == ["before"]


async def test_unknown_names_in_allowed_updates_mean_the_default(client, bot: Bot, group, bob):
    await client.call("getUpdates", allowed_updates=["message"])
    assert bot.allowed == {"message"}
    await client.call("getUpdates", allowed_updates=["no_such_update"])
    assert "callback_query" in bot.allowed
    assert "chat_member" not in bot.allowed


async def test_a_bot_that_is_no_administrator_hears_of_nobodys_coming_and_going(
    client, world, bot, alice, bob, mallory
):
    group = world.supergroup("Fans", owner=alice, members=[bob])
    alice.adds(bot, group)
    bot.queue.clear()
    await client.call("getUpdates", allowed_updates=EVERYTHING)
    mallory.joins(group)
    mallory.reacts(bob.says("hi", in_=group), "👍")
    assert await client.kinds() == ["message", "message"]


async def test_the_older_of_two_polls_gets_a_409() -> None:
    world = World(SystemClock())
    world.add_bot("renao_bot", token="42:SANDBOX")
    app = create_app(world)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as http:
        client = Client(http)
        older = asyncio.create_task(client.refused("getUpdates", timeout=30))
        await turns()
        newer = asyncio.create_task(client.call("getUpdates", timeout=30))
        assert await older == (
            "409 Conflict: terminated by other getUpdates request; "
            "make sure that only one bot instance is running"
        )
        bob = world.person("Bob")
        (bot,) = world.state.bots.values()
        bob.starts(bot)
        assert [one["message"]["text"] for one in await newer] == ["/start"]


async def turns(count: int = 20) -> None:
    """Let the other tasks go on until they wait for something."""
    for _ in range(count):
        await asyncio.sleep(0)
