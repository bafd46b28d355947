"""Misbehaviour on purpose: in process, and on the wire of a real port."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.requests import ClientDisconnect, Request

from bot.sandbox import SystemClock, World, serve
from bot.sandbox.wire import reset
from tests.sandbox.conftest import TOKEN, Client


@pytest.fixture
async def wired(world: World, bot) -> AsyncIterator[Client]:
    """A client on a real port."""
    async with serve(world) as served, httpx.AsyncClient(base_url=served.url) as http:
        yield Client(http, TOKEN)


async def test_the_nth_call_of_a_method_is_a_flood(client, world, group):
    world.faults.add("flood", method="sendMessage", nth=2, seconds=7)
    await client.call("sendMessage", chat_id=group.id, text="one")
    response = await client.raw("sendMessage", chat_id=group.id, text="two")
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "7"
    assert response.json() == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 7",
        "parameters": {"retry_after": 7},
    }
    await client.call("sendMessage", chat_id=group.id, text="three")
    assert group.texts == ["one", "three"]


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_server_error_has_not_executed(client, world, group, status):
    world.faults.add("error", method="sendMessage", status=status)
    said = await client.refused("sendMessage", chat_id=group.id, text="hi")
    assert said.startswith(str(status))
    assert group.texts == []


async def test_a_proxy_in_trouble_answers_in_html(client, world):
    world.faults.add("html")
    response = await client.raw("getMe")
    assert (response.status_code, response.headers["content-type"]) == (
        502,
        "text/html; charset=utf-8",
    )


async def test_a_fault_may_concern_one_chat_and_last(client, world, alice, bot, group):
    other = world.supergroup("Others", owner=alice)
    alice.adds(bot, other)
    world.faults.add("flood", chat_id=group.id, times=0)
    for _ in range(3):
        await client.refused("sendMessage", chat_id=group.id, text="hi")
        await client.call("sendMessage", chat_id=other.id, text="hi")
    world.faults.clear()
    await client.call("sendMessage", chat_id=group.id, text="hi")


async def test_a_share_of_calls_goes_wrong_and_the_same_ones_for_the_same_seed(client, world):
    world.faults.add("error", share=0.3, times=0)
    went_wrong = [(await client.raw("getMe")).status_code for _ in range(100)].count(500)
    assert 15 < went_wrong < 45


async def test_a_conflict_can_be_made(client, world):
    world.faults.add("conflict", method="getUpdates")
    assert (await client.refused("getUpdates")).startswith("409 Conflict: ")


async def test_updates_can_come_twice_and_out_of_order(client, world, group, bob):
    for number in range(3):
        bob.says(str(number), in_=group)
    world.faults.add("repeat", method="updates")
    assert texts(await client.call("getUpdates")) == ["0", "1", "2", "0", "1", "2"]
    world.faults.add("shuffle", method="updates")
    world.clock.forward(seconds=1)
    assert texts(await client.call("getUpdates")) == ["2", "1", "0"]


def texts(updates: list[dict]) -> list[str]:
    return [one["message"]["text"] for one in updates]


async def test_an_unknown_kind_of_update_and_one_of_yesterday_can_be_slipped_in(
    client, world, bot, group, bob
):
    world.slips_in(bot, "message_from_the_future", {"shiny": True})
    with world.hours_ago(24):
        bob.says("yesterday", in_=group)
    mystery, late = (await client.raw("getUpdates")).json()["result"]
    assert mystery["message_from_the_future"] == {"shiny": True}
    assert late["message"]["date"] == world.state.now() - 24 * 3600


async def test_a_wrong_name_of_a_fault_is_told(world):
    with pytest.raises(ValueError, match="no such fault: 'flod'; there are flood, error"):
        world.faults.add("flod")


@pytest.mark.parametrize(
    ("fault", "executed"), [("reset_before", 0), ("reset_after", 1), ("half", 1)]
)
async def test_a_connection_breaks_before_or_after_executing(wired, world, group, fault, executed):
    world.faults.add(fault, method="sendMessage")
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        await wired.raw("sendMessage", chat_id=group.id, text="hi")
    assert len(group.texts) == executed
    assert len(world.ledger.entries("posted")) == executed
    await wired.call("sendMessage", chat_id=group.id, text="hi")


@pytest.mark.parametrize(("fault", "executed"), [("hang_before", 0), ("hang_after", 1)])
async def test_a_connection_hangs_before_or_after_executing(wired, world, group, fault, executed):
    world.faults.add(fault, method="sendMessage")
    with pytest.raises(httpx.ReadTimeout):
        await wired.http.post(
            f"/bot{TOKEN}/sendMessage", json={"chat_id": group.id, "text": "hi"}, timeout=0.05
        )
    assert len(group.texts) == executed


async def test_in_process_a_broken_wire_is_refused_with_a_sentence(client, world):
    world.faults.add("reset_before")
    with pytest.raises(RuntimeError, match="on a real connection only"):
        await client.raw("getMe")


async def test_a_caller_who_left_before_the_fault_gets_nothing_delivered(caplog):
    world = World(SystemClock())
    bot = world.add_bot("renao_bot", token=TOKEN)
    world.faults.add("half", method="getUpdates")
    async with serve(world) as served, httpx.AsyncClient(base_url=served.url) as http:
        with pytest.raises(httpx.ReadTimeout):
            await http.get(f"/bot{TOKEN}/getUpdates", params={"timeout": 50}, timeout=0.05)
        # By the time that one call is answered, the other one has been noticed.
        await http.get(f"/bot{TOKEN}/getMe")
        world.person("Alice").says("hi", in_=bot)
        await http.get(f"/bot{TOKEN}/getMe")
    assert world.ledger.entries("delivered") == []
    assert caplog.records == []


class Closed(asyncio.Transport):
    """A connection whose other end was killed a moment ago."""

    def is_closing(self) -> bool:
        return True


async def test_a_connection_that_is_gone_already_cannot_be_broken() -> None:
    request = Request({"type": "http", "state": {"connection": Closed()}})
    with pytest.raises(ClientDisconnect):
        await reset(request)
