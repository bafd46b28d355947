"""The world from outside: its ledger, its clock, faults, and stories told in JSON."""

import pytest


async def post(client, path: str, body) -> tuple[int, object]:
    response = await client.http.post(f"/sandbox/{path}", json=body)
    return response.status_code, response.json()


STORY = [
    {"do": "supergroup", "title": "Fans", "owner": "Alice", "topics": ["News"]},
    {"do": "person", "first_name": "Eve", "username": None},
    {"as": "Alice", "do": "adds", "who": "@renao_bot", "place": "Fans"},
    {
        "as": "Alice",
        "do": "promotes",
        "who": "@renao_bot",
        "place": "Fans",
        "rights": ["pin_messages"],
    },
    {"as": "Alice", "do": "makes_link", "place": "Fans", "name": "poster"},
    {"as": "Eve", "do": "joins", "place": "Fans", "link": "poster"},
    {"as": "Eve", "do": "says", "text": "hi", "in_": "Fans", "topic": "News"},
    {"as": "Eve", "do": "says", "text": "anyone?", "reply_to": ["Fans", "last"]},
    {"as": "Alice", "do": "reacts", "message": ["Fans", "last"], "emoji": "👍"},
    {"as": "Eve", "do": "starts", "bot": "@renao_bot"},
    {"as": "Eve", "do": "says", "text": "and now?", "in_": "@renao_bot"},
    {"as": "Eve", "do": "edits", "message": ["Eve", "last"], "text": "and then?"},
    {"as": "Eve", "do": "deletes", "messages": [["Eve", "last"]]},
    {"at": "Fans", "do": "renames", "title": "Friends"},
]


async def test_a_story_can_be_told_in_json(client, world, bot, alice):
    status, made = await post(client, "do", STORY)
    assert status == 200, made
    friends = world.place(made[0]["id"])
    assert friends.title == "Friends"
    assert friends.texts == ["hi", "anyone?"]
    assert list(friends.last.reactions.values()) == [("👍",)]
    assert friends.standing(bot).rights == {"can_pin_messages", "can_manage_chat"}
    eve = world.somebody(made[1]["id"])
    assert eve.chat_with(bot).texts == ["/start"]
    assert made[6] == {"chat_id": friends.id, "message_id": friends.messages[0].id}


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ({"as": "Nobody", "do": "says"}, "there is nobody called 'Nobody'"),
        ({"as": "Alice", "do": "sings"}, "no such verb here: 'sings'"),
        ({"as": "Alice", "do": "state"}, "no such verb here: 'state'"),
        ({"as": "Alice", "do": "says", "txt": "hi"}, "unexpected keyword argument 'txt'"),
        ({"as": "Alice", "do": "says", "text": "hi", "in_": "Nowhere"}, "no place called"),
        ({"as": "Alice", "do": "pins", "message": ["Nowhere", 1]}, "no place called"),
        ({"as": "Alice", "do": "pins", "message": 1}, "a message is"),
        ("Alice says hi", ""),
    ],
)
async def test_a_line_that_makes_no_sense_is_told_so(client, alice, line, sentence):
    status, answer = await post(client, "do", line)
    assert status == 400
    assert sentence in answer["error"]


async def test_the_ledger_is_read_from_a_number_on(client, group):
    await client.call("sendMessage", chat_id=group.id, text="hi")
    entries = (await client.http.get("/sandbox/ledger")).json()
    assert [entry["what"] for entry in entries][-2:] == ["posted", "called"]
    later = (
        await client.http.get("/sandbox/ledger", params={"after": entries[-2]["number"]})
    ).json()
    assert later == entries[-1:]


async def test_the_clock_moves_for_all(client, world):
    before = world.clock.now()
    assert await post(client, "clock", {"hours": 1}) == (200, {"now": before + 3600})
    assert (await post(client, "clock", {"until": "08:00", "zone": "Asia/Shanghai"}))[0] == 200
    assert world.clock.now() % 86_400 == 0
    assert (await post(client, "clock", {"fortnights": 1}))[0] == 400


async def test_faults_are_set_and_seen(client, world):
    assert (await post(client, "faults", {"does": "error", "method": "getMe"}))[0] == 200
    await client.refused("getMe")
    (fault,) = (await client.http.get("/sandbox/faults")).json()
    assert (fault["does"], fault["done"]) == ("error", 1)
    assert (await post(client, "faults", []))[1] == []
    assert (await post(client, "faults", {"does": "tickle"}))[0] == 400
    assert (await post(client, "faults", {"does": "error", "colour": 1}))[0] == 400


async def test_limits_are_switched(client, world):
    await post(client, "limits", {"on": True})
    assert world.limits.on


async def test_the_world_is_listed_without_tokens(client, group):
    response = await client.http.get("/sandbox/world")
    assert "Fans" in response.text
    assert client.token not in response.text


@pytest.mark.parametrize("headers", [{"host": "evil.example"}, {"content-type": "text/plain"}])
async def test_strangers_pages_cannot_reach_in(client, world, headers):
    response = await client.http.post(
        "/sandbox/limits",
        content='{"on": true}',
        headers={"content-type": "application/json"} | headers,
    )
    assert response.status_code == 403
    assert not world.limits.on


async def test_who_is_not_of_this_machine_is_refused(client, world):
    transport = client.http._transport
    transport.client = ("192.0.2.1", 1234)
    assert (await client.http.get("/sandbox/ledger")).status_code == 403
