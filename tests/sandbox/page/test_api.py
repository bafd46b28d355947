"""The JSON behind the page: for the page itself only, and each person sees no more than is theirs."""

import asyncio
import json
from collections.abc import AsyncIterator

import httpx
import pytest

from bot.sandbox import ManualClock, World, create_app
from bot.sandbox.live import Living
from bot.sandbox.page import page_routes
from bot.sandbox.page.memory import Memory
from bot.sandbox.page.stream import WAITING_AT_MOST, Audience

HOME = "http://127.0.0.1"


@pytest.fixture
async def page(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the page's addresses, in process."""
    living = Living(world, (), 0)
    transport = httpx.ASGITransport(create_app(world, routes=page_routes(world, living)))
    async with httpx.AsyncClient(transport=transport, base_url=HOME) as client:
        yield client


async def act(page: httpx.AsyncClient, name: str, **given: object) -> httpx.Response:
    return await page.post(f"/sandbox/api/acts/{name}", json=given)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": f"{HOME}:81"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Host": "evil.example"},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
    ],
)
async def test_an_act_from_another_site_is_refused(page, group, bob, headers):
    said = json.dumps({"as": bob.id, "chat": str(group.id), "text": "lured"})
    sent = {"Content-Type": "application/json", "Origin": HOME}
    refused = await page.post("/sandbox/api/acts/say", content=said, headers=sent | headers)
    assert refused.status_code == 403
    assert group.texts == []
    done = await page.post("/sandbox/api/acts/say", content=said, headers=sent)
    assert (done.status_code, group.texts) == (200, ["lured"])


@pytest.mark.parametrize("path", ["/", "/sandbox/api/people", "/sandbox/api/world?as=1003"])
@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
async def test_nothing_is_read_from_elsewhere(page, bob, path, headers):
    assert (await page.get(path, headers=headers)).status_code == 403
    assert (await page.get(path)).status_code == 200


async def test_the_page_is_for_this_machine_only(world, bob):
    app = create_app(world, routes=page_routes(world))
    transport = httpx.ASGITransport(app, client=("192.0.2.7", 5000))
    async with httpx.AsyncClient(transport=transport, base_url=HOME) as client:
        assert (await client.get("/")).status_code == 403


@pytest.mark.parametrize(
    "path", ["/", "/sandbox/page/main.js", "/sandbox/api/people", "/sandbox/api/world"]
)
async def test_every_answer_forbids_scripts_of_others(page, path):
    headers = (await page.get(path)).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


async def test_the_document_holds_no_script_or_style_of_its_own(page):
    document = (await page.get("/")).text
    assert "<style" not in document
    assert "style=" not in document
    assert "<script>" not in document


@pytest.mark.parametrize("name", ["none.js", "..", "..%2froutes.py", "index.html%00"])
async def test_no_other_file_is_handed_out(page, name):
    assert (await page.get(f"/sandbox/page/{name}")).status_code == 404


async def test_a_private_chat_is_read_by_its_person_alone(page, world, bot, bob, ming):
    bob.says("my secret", in_=bot)
    for who, seen in ((bob, True), (ming, False)):
        told = [
            (await page.get(path, params={"as": who.id})).text
            for path in ("/sandbox/api/world", f"/sandbox/api/chats/bot{bot.id}")
        ]
        assert [("my secret" in text) for text in told] == [seen, seen]


async def test_an_outsider_reads_no_group_and_touches_no_message(page, group, bob, mallory):
    said = bob.says("among us", group)
    read = await page.get(f"/sandbox/api/chats/{group.id}", params={"as": mallory.id})
    assert "among us" not in read.text
    where = {"as": mallory.id, "chat": str(group.id), "message": said.id}
    for name, given in (
        ("react", {"emoji": ["👍"]}),
        ("delete", {}),
        ("pin", {}),
        ("edit", {"text": "x"}),
        ("say", {"text": "x"}),
    ):
        assert (await act(page, name, **where, **given)).status_code == 409, name
    assert (group.texts, said.reactions) == (["among us"], {})


async def test_a_button_that_is_gone_is_a_sentence(page, group, bob):
    said = bob.says("no buttons here", group)
    gone = {"as": bob.id, "chat": str(group.id), "message": said.id, "row": 0, "column": 1}
    refused = await act(page, "press", **gone)
    assert refused.status_code == 409
    assert refused.json() == {"error": "the button is not there any more"}


async def test_a_fan_does_not_govern(page, group, bot, bob):
    given = {"as": bob.id, "chat": str(group.id), "bot": bot.id}
    for name in ("promote_bot", "demote_bot", "remove_bot"):
        assert (await act(page, name, **given)).status_code == 409, name
    assert group.standing(bot).leads


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"kind": "photo", "file": "aGVsbG8="}, "that is no picture; send it as a file"),
        ({"file": ""}, "a file has 1 byte to 10 MB"),
        ({"file": "aGVsbG8=", "text": "x" * 1025}, "at most 1024 characters"),
        ({"file": "no letters of base64!"}, "base64"),
        ({"file": "aGVsbG8=", "message": 77}, "the message is not there any more"),
    ],
)
async def test_a_file_that_nobody_could_send_is_a_sentence(page, group, bob, given, words):
    refused = await act(page, "send", **{"as": bob.id, "chat": str(group.id)}, **given)
    assert refused.status_code == 409
    assert words in refused.json()["error"]
    assert group.messages == []


async def test_a_file_may_be_large_but_not_without_end(page, group, bob):
    where = {"as": bob.id, "chat": str(group.id)}
    assert (await act(page, "send", **where, file="AAAA" * 100_000)).status_code == 200
    assert len(group.last.media.file.content) == 300_000
    long = await act(page, "send", **where, file="AAAA" * 4_000_000)
    assert long.json() == {"error": "that is too long"}


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        '{"as": "Bob"}',
        '{"as": 1003, "shout": 1}',
        '{"as": 1003, "emoji": [1]}',
        '{"as":1003,"text":"\\ud800"}',
    ],
)
async def test_what_is_no_act_is_refused_with_a_sentence(page, bob, body):
    headers = {"Content-Type": "application/json"}
    refused = await page.post("/sandbox/api/acts/say", content=body, headers=headers)
    assert refused.status_code == 400
    assert refused.json()["error"].startswith("not understood")


async def test_one_is_nobody_who_is_not_there_and_no_bot(page, bot, bob):
    for number in (0, 7, bot.id):
        refused = await page.get("/sandbox/api/world", params={"as": number})
        assert (refused.status_code, refused.json()) == (409, {"error": "there is no such person"})


async def test_an_unknown_act_and_too_long_a_body_are_refused(page, bob):
    assert (await act(page, "explode", **{"as": bob.id})).status_code == 400
    long = await act(page, "say", **{"as": bob.id, "text": "x" * 70_000})
    assert long.json() == {"error": "that is too long"}


async def test_a_quiz_gives_nothing_away_before_the_vote(page, group, client, bob):
    quiz = {
        "question": "Last song?",
        "options": ["A", "B"],
        "type": "quiz",
        "correct_option_ids": [1],
        "explanation": "the encore",
    }
    await client.call("sendPoll", chat_id=group.id, **quiz)

    async def poll() -> dict:
        seen = (await page.get(f"/sandbox/api/chats/{group.id}", params={"as": bob.id})).json()
        return seen["messages"][-1]["poll"]

    before = await poll()
    assert [option["right"] for option in before["options"]] == [None, None]
    assert before["explanation"] == ""
    where = {"as": bob.id, "chat": str(group.id), "message": group.last.id}
    assert (await act(page, "vote", **where, choices=[0])).status_code == 200
    assert [option["right"] for option in (await poll())["options"]] == [False, True]
    assert (await act(page, "vote", **where, choices=[1])).status_code == 409
    assert (await act(page, "vote", **where, choices=[2])).status_code == 409


async def test_only_pictures_and_films_are_shown_everything_else_is_saved(page, world, group, bob):
    hostile = b"<script>alert(1)</script>"
    page_like = bob.sends("document", group, content=hostile, name='a"\r\nb.html').media.file
    picture = bob.sends("photo", group).media.file
    saved = await page.get(f"/sandbox/api/files/{page_like.id}")
    assert saved.headers["content-type"] == "application/octet-stream"
    assert saved.headers["content-disposition"] == "attachment; filename*=UTF-8''a%22%0D%0Ab.html"
    shown = await page.get(f"/sandbox/api/files/{picture.id}")
    assert shown.headers["content-type"] == "image/png"
    film = bob.sends("video", group, content=b"\0\0\0\x18ftypmp42").media.file
    shown = await page.get(f"/sandbox/api/files/{film.id}")
    assert shown.headers["content-type"] == "video/mp4"


async def test_earlier_messages_come_in_portions(page, group, bob):
    for number in range(130):
        bob.says(f"number {number}", group)
    read: list[str] = []
    before = 0
    while True:
        given = {"as": bob.id, "before": before}
        portion = (await page.get(f"/sandbox/api/chats/{group.id}", params=given)).json()
        read = [one["text"] for one in portion["messages"] if one["text"]] + read
        if not portion["more"]:
            break
        before = portion["messages"][0]["id"]
    assert read == group.texts


async def test_the_pace_of_life_is_chosen_within_reason(world, page, bob):
    await act(page, "live", **{"as": bob.id, "pace": 30})
    assert (await page.get("/sandbox/api/world", params={"as": bob.id})).json()["pace"] == 30
    await act(page, "live", **{"as": bob.id, "pace": 1e9})
    assert (await page.get("/sandbox/api/world", params={"as": bob.id})).json()["pace"] == 240


async def test_a_page_that_does_not_listen_is_hung_up(world, group, bob, ming):
    audience = Audience(world.state, Memory(world.state))
    world.subscribe(audience.tell)
    told = audience.listen(ming.user)
    assert b"hello" in await anext(told)
    for number in range(WAITING_AT_MOST):
        bob.says(f"number {number}", group)
    async with asyncio.timeout(10):
        rest = [note async for note in told]
    assert len(rest) == WAITING_AT_MOST


async def test_a_move_of_the_clock_is_told_to_every_page(world, page, bob):
    clock = world.clock
    assert isinstance(clock, ManualClock)
    before = clock.now()
    audience = Audience(world.state, Memory(world.state))
    world.subscribe(audience.tell)
    told = audience.listen(bob.user)
    await anext(told)
    await act(page, "move_clock", **{"as": bob.id, "hours": 1})
    assert clock.now() == before + 3600
    assert json.loads((await anext(told)).removeprefix(b"data: ")) == {
        "type": "clock",
        "now": before + 3600,
    }
    await told.aclose()
