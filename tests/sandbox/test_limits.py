"""Telegram's sending limits, on their switch."""

import pytest


@pytest.fixture(autouse=True)
def limited(world):
    world.limits.on = True


async def send(client, chat_id: int) -> int:
    """Send a message; returns the seconds to wait, 0 if it went out."""
    response = await client.raw("sendMessage", chat_id=chat_id, text="hi")
    if response.status_code == 429:
        assert response.headers["Retry-After"] == str(response.json()["parameters"]["retry_after"])
        return response.json()["parameters"]["retry_after"]
    assert response.status_code == 200
    return 0


async def test_a_chat_takes_one_message_a_second_after_a_short_burst(client, group, clock):
    assert [await send(client, group.id) for _ in range(4)] == [0, 0, 0, 1]
    clock.forward(seconds=1)
    assert [await send(client, group.id) for _ in range(2)] == [0, 1]


async def test_a_group_takes_twenty_a_minute(client, group, clock):
    for _ in range(20):
        assert await send(client, group.id) == 0
        clock.forward(seconds=1)
    assert await send(client, group.id) == 40
    clock.forward(seconds=40)
    assert await send(client, group.id) == 0


async def test_a_private_chat_takes_more_than_twenty_a_minute(client, bot, bob, clock):
    bob.starts(bot)
    for _ in range(30):
        assert await send(client, bob.id) == 0
        clock.forward(seconds=1)


async def test_all_chats_together_take_thirty_a_second(client, world, bot, clock):
    people = [world.person(f"Fan {number}") for number in range(31)]
    for person in people:
        person.starts(bot)
    assert [await send(client, person.id) for person in people] == [0] * 30 + [1]
    clock.forward(seconds=1)
    assert await send(client, people[-1].id) == 0


async def test_switched_off_nothing_is_counted(client, world, group):
    world.limits.on = False
    assert [await send(client, group.id) for _ in range(50)] == [0] * 50


async def test_reading_is_not_limited(client, group):
    for _ in range(50):
        await client.call("getChat", chat_id=group.id)
