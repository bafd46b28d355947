"""The sandbox against the official table: its page, generated wrong calls, and every object it emits."""

from dataclasses import MISSING, fields
from typing import Any, get_type_hints

import pytest

from bot.sandbox import Person, Place, World
from bot.sandbox.methods.page import METHODS
from bot.sandbox.methods.parameters import ChatId, Structured, Upload
from bot.sandbox.model.bots import UPDATE_KINDS, Bot
from bot.sandbox.world.files import plain_picture
from tests.sandbox.conftest import Client
from tests.sandbox.table import call_complaints, needs_table, table

pytestmark = needs_table

HINTS = {
    "Integer": (int,),
    "String": (str, str | None),
    "Boolean": (bool, bool | None),
    "Integer|String": (ChatId,),
    "InputFile|String": (Upload | str,),
    "InputFile": (Upload | str,),
}
# Values of the wrong type, in JSON and in a form.
WRONG = {
    int: ["abc", "1.5", True, [1], {"a": 1}, 1.5],
    str: [12, True, ["a"], {"a": "b"}],
    bool: ["maybe", 7, [True], {"a": True}],
    Structured: ["{", 7, True, "words"],
    ChatId: [True, [1], {"id": 1}, 1.5],
    Upload | str: [12, True, ["a"], {"a": "b"}],
}


def official(method: str) -> dict[str, Any]:
    return table()["methods"][method]["params"]


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_the_page_names_every_parameter_as_the_table_does(method):
    hints = get_type_hints(method.parameters)
    assert hints.keys() == official(method.name).keys()
    for name, param in official(method.name).items():
        assert hints[name] in HINTS.get("|".join(param["types"]), (Structured,)), name
    needed = {one.name for one in fields(method.parameters) if one.default is MISSING}
    assert needed == {name for name, one in official(method.name).items() if one["required"]}


@pytest.fixture
async def valid(
    world: World, client: Client, bot: Bot, alice: Person, bob: Person, mallory: Person
) -> dict[str, dict[str, Any]]:
    """A call of every method that the sandbox grants, in a world made for it."""
    group = world.supergroup("Fans", owner=alice, members=[bob], topics=["News"], username="fans")
    alice.adds(bot, group)
    alice.promotes(bot, group)
    said = bob.says("hello", in_=group)
    here = {"chat_id": group.id}
    keyboard = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
    mine = await client.call("sendMessage", **here, text="Coming?", reply_markup=keyboard)
    poll = await client.call("sendPoll", **here, question="Which?", options=[{"text": "this"}])
    link = await client.call("createChatInviteLink", **here)
    file = await photo(client, group)
    shown = group.last.id
    pressed = bob.presses(group.chat.messages[mine["message_id"]], "Yes")
    mallory.asks_to_join(group)
    message = here | {"message_id": said.id}
    member = here | {"user_id": bob.id}
    calls = valid_calls(here, message, member, mine, poll, link, file, pressed.id, mallory.id)
    return calls | {"editMessageCaption": here | {"message_id": shown, "caption": "changed"}}


async def photo(client: Client, group: Place) -> str:
    response = await client.http.post(
        f"/bot{client.token}/sendPhoto",
        data={"chat_id": str(group.id)},
        files={"photo": ("p.png", plain_picture(1, 2, 3), "image/png")},
    )
    return response.json()["result"]["photo"][0]["file_id"]


def valid_calls(here, message, member, mine, poll, link, file, press, mallory):
    commands = [{"command": "start", "description": "Begin"}]
    mine, poll = mine["message_id"], poll["message_id"]
    link = link["invite_link"]
    return {
        "getMe": {},
        "getUpdates": {},
        "setWebhook": {"url": "https://example.org/hook"},
        "deleteWebhook": {},
        "getWebhookInfo": {},
        "sendMessage": here | {"text": "hi"},
        "sendPhoto": here | {"photo": file},
        "sendVideo": here | {"video": "https://example.org/a.mp4"},
        "sendAnimation": here | {"animation": "https://example.org/a.gif"},
        "sendDocument": here | {"document": "unknown"},
        "sendMediaGroup": here | {"media": [{"type": "photo", "media": file}] * 2},
        "sendPoll": here | {"question": "Which?", "options": [{"text": "this"}]},
        "stopPoll": here | {"message_id": poll},
        "sendChatAction": here | {"action": "typing"},
        "editMessageText": here | {"message_id": mine, "text": "changed"},
        "editMessageReplyMarkup": here | {"message_id": mine},
        "deleteMessage": message,
        "deleteMessages": here | {"message_ids": [message["message_id"]]},
        "copyMessage": message | {"from_chat_id": here["chat_id"]},
        "forwardMessage": message | {"from_chat_id": here["chat_id"]},
        "pinChatMessage": message,
        "unpinChatMessage": here,
        "setMessageReaction": message | {"reaction": [{"type": "emoji", "emoji": "👍"}]},
        "answerCallbackQuery": {"callback_query_id": press},
        "getChat": here,
        "getChatMember": member,
        "getChatAdministrators": here,
        "getChatMemberCount": here,
        "setMyCommands": {"commands": commands},
        "getMyCommands": {},
        "deleteMyCommands": {},
        "setMyDescription": {"description": "A bot"},
        "createForumTopic": here | {"name": "Trips"},
        "createChatInviteLink": here,
        "editChatInviteLink": here | {"invite_link": link},
        "revokeChatInviteLink": here | {"invite_link": link},
        "approveChatJoinRequest": here | {"user_id": mallory},
        "declineChatJoinRequest": here | {"user_id": mallory},
        "restrictChatMember": member | {"permissions": {"can_send_messages": True}},
        "banChatMember": member,
        "unbanChatMember": member,
        "getFile": {"file_id": file},
        "leaveChat": here,
    }


NEEDS_A_STEP_BEFORE = {"sendDocument", "unpinChatMessage"}


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
async def test_a_right_call_is_granted(client, valid, method):
    if method.name not in NEEDS_A_STEP_BEFORE:
        await client.call(method.name, **valid[method.name])


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
async def test_a_missing_parameter_is_a_400(client, valid, method):
    for name, param in official(method.name).items():
        if param["required"]:
            rest = {key: value for key, value in valid[method.name].items() if key != name}
            said = await client.refused(method.name, **rest)
            assert said.startswith("400 Bad Request: "), (name, said)


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
async def test_a_parameter_of_the_wrong_type_is_a_400(client, valid, method):
    hints = get_type_hints(method.parameters)
    for name in official(method.name):
        hint = next(one for one in WRONG if hints[name] in (one, _or_none(one)))
        for value in WRONG[hint]:
            said = await client.refused(method.name, **valid[method.name] | {name: value})
            assert said.startswith("400 Bad Request: "), (name, value, said)


def _or_none(hint: Any) -> Any:
    return hint | None if isinstance(hint, type) else hint


def beyond() -> list[tuple[str, str, Any]]:
    """Return calls that ask for more than Telegram's limits: method, parameter, value."""
    command = {"command": "start", "description": "Begin"}
    button = {"text": "x", "callback_data": "x" * 65}
    option = {"text": "x"}
    return [
        ("sendMessage", "text", "x" * 4097),
        ("sendMessage", "text", "x" * 32_769),
        ("sendMessage", "chat_id", 10**30),
        ("sendMessage", "message_thread_id", 10**12),
        ("sendMessage", "reply_markup", {"inline_keyboard": [[button]]}),
        ("sendMessage", "reply_markup", {"inline_keyboard": [[option | {"url": "t.me/a"}]] * 101}),
        ("sendMessage", "entities", [{"type": "bold", "offset": 9, "length": 1}]),
        ("editMessageText", "text", "x" * 4097),
        ("editMessageText", "message_id", 10**12),
        ("editMessageReplyMarkup", "reply_markup", {"inline_keyboard": [[button]]}),
        ("sendPhoto", "caption", "x" * 1025),
        ("copyMessage", "caption", "x" * 1025),
        ("sendPoll", "question", "x" * 301),
        ("sendPoll", "options", [option] * 13),
        ("sendPoll", "options", []),
        ("sendPoll", "options", [{"text": "x" * 101}]),
        ("sendPoll", "explanation", "x" * 201),
        ("sendPoll", "open_period", 4),
        ("sendPoll", "open_period", 2_628_001),
        ("sendPoll", "close_date", 1),
        ("answerCallbackQuery", "text", "x" * 201),
        ("deleteMessages", "message_ids", list(range(1, 102))),
        ("deleteMessages", "message_ids", []),
        ("deleteMessages", "message_ids", [0]),
        ("setMyCommands", "commands", [command] * 101),
        ("setMyCommands", "commands", [command | {"command": "x" * 33}]),
        ("setMyCommands", "commands", [command | {"command": "Start!"}]),
        ("setMyCommands", "commands", [command | {"description": "x" * 257}]),
        ("setMyCommands", "commands", [command | {"description": ""}]),
        ("setMyCommands", "language_code", "eng"),
        ("setMyDescription", "description", "x" * 513),
        ("setWebhook", "secret_token", "x" * 257),
        ("setWebhook", "secret_token", "no spaces"),
        ("setWebhook", "url", "http://example.org/"),
        ("setWebhook", "url", "https://example.org:8080/"),
        ("createForumTopic", "name", "x" * 129),
        ("createForumTopic", "icon_color", 1),
        ("createChatInviteLink", "name", "x" * 33),
        ("createChatInviteLink", "member_limit", 100_000),
        ("createChatInviteLink", "expire_date", 1),
        ("editChatInviteLink", "name", "x" * 33),
        ("setMessageReaction", "reaction", [{"type": "emoji", "emoji": "🦖"}]),
        ("setMessageReaction", "reaction", [{"type": "emoji", "emoji": one} for one in "👍🔥"]),
        ("sendChatAction", "action", "dancing"),
        ("getChatMember", "user_id", 10**15),
        ("banChatMember", "user_id", 10**15),
        ("getFile", "file_id", "x" * 300),
    ]


@pytest.mark.parametrize(("method", "name", "value"), beyond())
async def test_a_parameter_beyond_its_limit_is_a_400(client, valid, method, name, value):
    said = await client.refused(method, **valid[method] | {name: value})
    assert said.startswith("400 Bad Request: "), said


def test_the_kinds_of_updates_are_the_tables():
    assert set(UPDATE_KINDS) == table()["types"]["Update"]["fields"].keys() - {"update_id"}


async def test_everything_that_can_happen_is_told_in_objects_of_the_table(
    client, world, bot, alice, bob, ming
):
    await client.call("getUpdates", allowed_updates=list(UPDATE_KINDS))
    group = world.supergroup("Fans", owner=alice, members=[bob, ming], topics=["News"])
    alice.adds(bot, group)
    alice.promotes(bot, group)
    await a_busy_day(client, world, group, bot, alice, bob, ming)
    seen = {key for one in await client.updates() for key in one} - {"update_id"}
    assert seen == {
        "message",
        "edited_message",
        "channel_post",
        "callback_query",
        "poll",
        "poll_answer",
        "my_chat_member",
        "chat_member",
        "chat_join_request",
        "chat_boost",
        "removed_chat_boost",
        "message_reaction",
        "message_reaction_count",
    }


async def a_busy_day(client, world, group, bot, alice, bob, ming):
    """Let happen whatever can happen."""
    question = bob.says("When? /help #fans https://example.org @alice", in_=group, topic="News")
    ming.says("八点！", reply_to=question, quote="When")
    bob.edits(question, "When, and where?")
    for kind in ("photo", "document", "sticker", "voice", "video", "animation", "audio"):
        bob.sends(kind, group, caption="see" if kind == "photo" else "", emoji="🎉", name="a.bin")
    bob.sends("video_note", group)
    bob.sends_album(["photo", "photo"], group, caption="two")
    bob.reacts(question, "👍", "🔥")
    bob.boosts(group)
    bob.withdraws(bob.boosts(group), group)
    members(world, group, alice, bob, ming)
    channel = world.channel("News", alice, linked=group)
    alice.adds(bot, channel)
    alice.promotes(bot, channel)
    post = alice.says("Big news", in_=channel)
    bob.joins(channel)
    bob.reacts(post, "🔥")
    alice.says("I am the channel", in_=group, as_=channel)
    bob.forwards(post, to=group)
    poll = await client.call(
        "sendPoll", chat_id=group.id, question="Which?", options=["a", "b"], is_anonymous=False
    )
    bob.votes(group.chat.messages[poll["message_id"]], "b")
    keyboard = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
    await client.call("sendMessage", chat_id=group.id, text="Yes?", reply_markup=keyboard)
    bob.presses(group.last, "Yes")
    bob.starts(bot, "deep-link")
    bob.blocks(bot)
    old = world.group("Small", owner=alice)
    alice.adds(bot, old)
    old.renames("Big")
    old.migrates()


def members(world, group, alice, bob, ming):
    """Let people come, go, rise and fall."""
    eve = world.person("Eve <b>", last_name="😀", username=None)
    eve.joins(group, link=alice.makes_link(group, "poster", limit=5))
    alice.restricts(eve, group, may=["send_messages"], seconds=3600)
    alice.kicks(eve, group)
    alice.forgives(eve, group)
    eve.joins(group, link=alice.makes_link(group, by_request=True))
    alice.lets_in(eve, group)
    alice.promotes(ming, group, rights=["pin_messages"], title="Helper")
    alice.hides(group, title="Boss")
    alice.says("I am the group", in_=group)
    alice.pins(group.last)
    alice.opens_topic("Trips", group)
    group.closes_topic("Trips")
    group.renames_topic("Trips", "Journeys")
    group.closes_topic("Journeys", closed=False)


@pytest.mark.parametrize(
    ("method", "given", "complaint"),
    [
        ("sendMessage", {"chat_id": "-100", "text": "hi", "disable_notification": "true"}, []),
        ("sendMessage", {"chat_id": 5, "text": "hi", "reply_markup": '{"inline_keyboard":[]}'}, []),
        ("sendPhoto", {"chat_id": 5, "photo": "attach://a", "a": "<12 bytes>"}, []),
        ("sendMessage", {"chat_id": 5}, ["sendMessage lacks text"]),
        ("getMe", {"colour": "red"}, ["getMe has no parameter colour"]),
        ("sendLove", {}, ["there is no method sendLove"]),
        (
            "getChatMember",
            {"chat_id": 5, "user_id": "Bob"},
            ["getChatMember.user_id: 'Bob' is none of ['Integer']"],
        ),
        (
            "sendMessage",
            {"chat_id": 5, "text": "hi", "reply_parameters": "{}"},
            ["sendMessage.reply_parameters: ReplyParameters lacks message_id"],
        ),
    ],
)
def test_a_bots_calls_can_be_held_against_the_table(method, given, complaint):
    assert call_complaints(method, given) == complaint
