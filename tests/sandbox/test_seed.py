"""The seeded world: who is there, what has been, and that it goes on by itself."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta

import httpx
import msgspec
import pytest

from bot.sandbox import ManualClock, create_app
from bot.sandbox.live import Living, living
from bot.sandbox.seed.world import (
    FANS_ID,
    FENSI_ID,
    TOKEN,
    Seeded,
    empty_world,
    seeded_world,
)
from tests.sandbox.conftest import Client

NOON = datetime(2026, 6, 12, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def seeded() -> Seeded:
    return seeded_world(ManualClock(NOON))


def bodies(seeded: Seeded) -> list[bytes]:
    return [update.body for update in seeded.bot.queue]


def test_the_five_and_the_two_groups_have_the_ids_that_everybody_relies_on(seeded):
    five = (seeded.alice, seeded.olga, seeded.bob, seeded.ming, seeded.mallory)
    assert [person.id for person in five] == [1001, 1002, 1003, 1004, 1005]
    assert (seeded.fans.id, seeded.fensi.id) == (FANS_ID, FENSI_ID)
    assert seeded.fans.chat.forum
    assert not seeded.fensi.chat.forum
    for place in (seeded.fans, seeded.fensi):
        assert place.standing(seeded.alice.user).status == "creator"
        assert place.standing(seeded.olga.user).status == "administrator"
        assert place.standing(seeded.bot).status == "administrator"
        assert place.standing(seeded.mallory.user).status == "left"


def test_the_same_seed_on_the_same_day_gives_the_same_history(seeded):
    again = seeded_world(ManualClock(NOON))
    assert bodies(again) == bodies(seeded)
    assert bodies(seeded_world(ManualClock(NOON), seed=2)) != bodies(seeded)


def test_an_hour_later_it_is_the_same_history_and_a_little_more(seeded):
    later = seeded_world(ManualClock(NOON + timedelta(hours=1)))
    assert bodies(later)[: len(bodies(seeded))] == bodies(seeded)
    assert len(bodies(later)) > len(bodies(seeded))


def test_the_history_has_all_that_makes_reports_worth_looking_at(seeded):
    kinds = Counter(update.kind for update in seeded.bot.queue)
    assert kinds["message"] > 2000
    assert kinds["message_reaction"] > 1000
    assert kinds["edited_message"] > 20
    updates = [msgspec.json.decode(body) for body in bodies(seeded)]
    messages = [update["message"] for update in updates if "message" in update]
    days = Counter(message["date"] // 86_400 for message in messages)
    assert len(days) == 31
    # The release night, eight days ago, stands out.
    assert days.most_common(1)[0][0] == int(NOON.timestamp()) // 86_400 - 8
    assert sum("reply_to_message" in message for message in messages) > 500
    assert sum("is_topic_message" in message for message in messages) > 500
    names = {
        update["chat_member"].get("invite_link", {}).get("name")
        for update in updates
        if "chat_member" in update
    }
    assert {"poster", "weibo"} < names
    assert sum("left_chat_member" in message for message in messages) >= 4


async def test_the_bot_receives_it_with_its_true_dates_however_old_it_is(seeded):
    app = create_app(seeded.world)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as http:
        client = Client(http, TOKEN)
        first = (await client.call("getUpdates", limit=1))[0]["my_chat_member"]
        assert first["date"] == int(NOON.timestamp()) // 86_400 * 86_400 - 30 * 86_400


def test_an_empty_world_holds_the_bot_and_alice():
    world = empty_world(ManualClock(NOON))
    assert {user.first_name for user in world.state.users.values()} == {"Renao", "Alice"}
    assert world.state.chats == {}


async def test_it_lives_by_itself_at_the_chosen_pace():
    seeded = seeded_world(ManualClock(NOON))
    life = Living(seeded.world, seeded.lives)
    before = len(seeded.bot.queue)
    for _ in range(50):
        assert life.step()
    assert len(seeded.bot.queue) >= before + 50
    life.per_minute = 0
    assert not life.step()


async def test_living_ends_with_its_block():
    seeded = seeded_world(ManualClock(NOON))
    posted = asyncio.Event()
    seeded.world.subscribe(lambda event: posted.set())
    async with living(seeded.world, seeded.lives):
        await asyncio.sleep(0)
        seeded.world.clock.forward(minutes=5)
        await posted.wait()
