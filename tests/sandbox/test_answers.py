"""The envelope and Telegram's refusals, in its own words."""

import pytest

KEYBOARD = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}


@pytest.mark.parametrize(
    ("path", "status", "description"),
    [
        ("/nothing", 404, "Not Found"),
        ("/bot42:SANDBOX/noSuchMethod", 404, "Not Found: method not found"),
        ("/bot0:SANDBOX/getMe", 401, "Unauthorized: invalid token specified"),
        ("/botSANDBOX/getMe", 401, "Unauthorized: invalid token specified"),
        ("/bot43:SANDBOX/getMe", 401, "Unauthorized"),
    ],
)
async def test_a_wrong_address_is_refused(client, path, status, description):
    response = await client.http.get(path)
    assert response.json() == {"ok": False, "error_code": status, "description": description}
    assert response.status_code == status


async def test_a_methods_name_may_be_written_in_any_case(client):
    assert (await client.call("GETME"))["username"] == "renao_bot"


@pytest.mark.parametrize(
    ("parameters", "description"),
    [
        ({"chat_id": ""}, "chat_id is empty"),
        ({"chat_id": 999}, "chat not found"),
        ({"chat_id": "@nobody"}, "chat not found"),
        ({"text": ""}, "message text is empty"),
        ({"text": " \n "}, "text must be non-empty"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "语" * 11_000}, "text is too long"),
        ({"parse_mode": "Word"}, "unsupported parse_mode"),
        ({"message_thread_id": 77}, "message thread not found"),
        ({"reply_parameters": {"message_id": 77}}, "message to be replied not found"),
        ({"reply_parameters": "{"}, "can't parse reply parameters JSON object"),
        ({"reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
        ({"reply_markup": "[]"}, "object expected as reply markup"),
        (
            {"reply_markup": {"inline_keyboard": [{"text": "x"}]}},
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
        ),
        (
            {"reply_markup": {"inline_keyboard": [[{"text": "x"}]]}},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": ""}]]}},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "语" * 22}]]}},
            "BUTTON_DATA_INVALID",
        ),
        ({"business_connection_id": "b"}, "the sandbox does not support business_connection_id"),
    ],
)
async def test_send_message_refuses_as_telegram_does(client, group, parameters, description):
    call = {"chat_id": group.id, "text": "hello"} | parameters
    assert await client.refused("sendMessage", **call) == f"400 Bad Request: {description}"
    assert group.messages == []


async def test_a_bot_cannot_write_first(client, group, bob, mallory):
    assert (
        await client.refused("sendMessage", chat_id=bob.id, text="hi")
        == "403 Forbidden: bot can't initiate conversation with a user"
    )
    assert (
        await client.refused("sendMessage", chat_id=mallory.id, text="hi")
        == "400 Bad Request: chat not found"
    )


async def test_a_person_who_blocked_the_bot_is_out_of_reach_until_they_start_it_again(
    client, bot, bob
):
    bob.starts(bot)
    bob.blocks(bot)
    assert (
        await client.refused("sendMessage", chat_id=bob.id, text="hi")
        == "403 Forbidden: bot was blocked by the user"
    )
    bob.starts(bot)
    await client.call("sendMessage", chat_id=bob.id, text="hi")
    assert await client.kinds() == ["message", "my_chat_member", "my_chat_member", "message"]


async def test_an_account_that_is_no_more_cannot_be_written_to(client, bot, bob):
    bob.starts(bot)
    bob.deletes_account()
    assert (
        await client.refused("sendMessage", chat_id=bob.id, text="hi")
        == "403 Forbidden: user is deactivated"
    )


async def test_a_bot_that_was_kicked_or_left_is_told_so(client, group, bot, alice):
    alice.kicks(bot, group)
    kicked = "403 Forbidden: bot was kicked from the supergroup chat"
    assert await client.refused("sendMessage", chat_id=group.id, text="hi") == kicked
    alice.forgives(bot, group)
    alice.adds(bot, group)
    await client.call("leaveChat", chat_id=group.id)
    left = "403 Forbidden: bot is not a member of the supergroup chat"
    assert await client.refused("sendMessage", chat_id=group.id, text="hi") == left


async def test_a_migrated_group_says_where_it_went(client, world, bot, alice):
    old = world.group("Fans", owner=alice)
    alice.adds(bot, old)
    new = old.migrates()
    response = await client.raw("sendMessage", chat_id=old.id, text="hi")
    assert response.json() == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": new.id},
    }
    await client.call("sendMessage", chat_id=new.id, text="hi")
    assert new.texts == ["hi"]


async def test_a_deleted_group_says_so(client, world, bot, alice):
    group = world.group("Fans", owner=alice)
    alice.adds(bot, group)
    group.dissolves()
    assert (
        await client.refused("sendMessage", chat_id=group.id, text="hi")
        == "403 Forbidden: the group chat was deleted"
    )


async def test_a_muted_bot_lacks_the_right(client, group, bot, alice):
    alice.demotes(bot, group)
    alice.restricts(bot, group)
    assert (
        await client.refused("sendMessage", chat_id=group.id, text="hi")
        == "400 Bad Request: not enough rights to send text messages to the chat"
    )


async def test_an_edit_must_change_something(client, group, bob):
    sent = await client.call("sendMessage", chat_id=group.id, text="hi", reply_markup=KEYBOARD)
    here = {"chat_id": group.id, "message_id": sent["message_id"]}
    unmodified = (
        "400 Bad Request: message is not modified: specified new message content and reply markup "
        "are exactly the same as a current content and reply markup of the message"
    )
    same = await client.refused("editMessageText", **here, text="hi", reply_markup=KEYBOARD)
    assert same == unmodified
    assert (
        await client.refused("editMessageReplyMarkup", **here, reply_markup=KEYBOARD) == unmodified
    )
    edited = await client.call("editMessageText", **here, text="bye")
    assert (edited["text"], "edit_date" in edited, "reply_markup" in edited) == ("bye", True, False)
    other = bob.says("mine", in_=group)
    assert (
        await client.refused(
            "editMessageText", chat_id=group.id, message_id=other.id, text="no, mine"
        )
        == "400 Bad Request: message can't be edited"
    )
    assert (
        await client.refused("editMessageText", chat_id=group.id, message_id=999, text="x")
        == "400 Bad Request: message to edit not found"
    )


async def test_a_press_is_answered_once(client, group, bob):
    await client.call("sendMessage", chat_id=group.id, text="Coming?", reply_markup=KEYBOARD)
    pressed = bob.presses(group.last, "Yes")
    (update,) = await client.updates()
    assert update["callback_query"]["data"] == "y"
    query = update["callback_query"]["id"]
    await client.call("answerCallbackQuery", callback_query_id=query, text="See you!")
    assert pressed.answer == "See you!"
    assert (
        await client.refused("answerCallbackQuery", callback_query_id=query)
        == "400 Bad Request: query is too old and response timeout expired or query ID is invalid"
    )


async def test_old_messages_and_other_peoples_stay(client, group, bot, alice, bob, clock):
    alice.demotes(bot, group)
    mine = (await client.call("sendMessage", chat_id=group.id, text="hi"))["message_id"]
    others = bob.says("mine", in_=group).id
    here = {"chat_id": group.id}
    undeletable = "400 Bad Request: message can't be deleted"
    assert await client.refused("deleteMessage", **here, message_id=others) == undeletable
    clock.forward(hours=48)
    assert await client.refused("deleteMessage", **here, message_id=mine) == undeletable
    alice.promotes(bot, group)
    await client.call("deleteMessages", **here, message_ids=[mine, others, 999])
    assert group.messages == []
    gone = "400 Bad Request: message to delete not found"
    assert await client.refused("deleteMessage", **here, message_id=mine) == gone


async def test_parameters_may_come_as_query_form_multipart_or_json(client, group):
    address = f"/bot{client.token}/sendMessage"
    here = {"chat_id": str(group.id), "reply_markup": '{"inline_keyboard": []}'}
    await client.http.get(address, params=here | {"text": "query"})
    await client.http.post(address, data=here | {"text": "form"})
    parts = {name: (None, value) for name, value in here.items()}
    await client.http.post(address, files=parts | {"text": (None, "multipart")})
    await client.http.post(address, json=here | {"text": "json"})
    assert group.texts == ["query", "form", "multipart", "json"]


@pytest.mark.parametrize("body", [b"{", b"[]", b"null", b'"text"', b"\xff"])
async def test_a_broken_body_is_a_400(client, body):
    response = await client.http.post(
        f"/bot{client.token}/getMe", content=body, headers={"content-type": "application/json"}
    )
    assert response.status_code == 400
