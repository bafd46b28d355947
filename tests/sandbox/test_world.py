"""What happens in the world, as the stories tell it and as the bot learns of it."""

import pytest

from bot.sandbox import Impossible

EVERY_KIND = ["message", "edited_message", "channel_post", "chat_member", "my_chat_member"]


async def one(client) -> dict:
    """Return the payload of the only update that waits."""
    (update,) = await client.updates()
    return next(value for key, value in update.items() if key != "update_id")


async def test_a_reply_quotes_and_falls_into_its_thread(client, group, bob, ming):
    question = bob.says("🎉 when does it start?", in_=group)
    ming.says("at eight", reply_to=question, quote="start")
    _, answer = (update["message"] for update in await client.updates())
    assert answer["reply_to_message"]["text"] == "🎉 when does it start?"
    assert answer["quote"] == {"text": "start", "position": 16, "is_manual": True}
    assert answer["message_thread_id"] == question.id
    assert "is_topic_message" not in answer


async def test_a_message_in_a_topic_says_so(client, world, bot, alice, bob):
    forum = world.supergroup("Forum", owner=alice, members=[bob], topics=["News"])
    alice.adds(bot, forum)
    bot.queue.clear()
    topic = forum.topic("News")
    bob.says("hello", in_=forum, topic="News")
    message = await one(client)
    assert message["message_thread_id"] == topic.id
    assert message["is_topic_message"]
    sent = await client.call("sendMessage", chat_id=forum.id, text="hi", message_thread_id=topic.id)
    assert sent["is_topic_message"]


async def test_only_those_with_the_right_write_in_a_closed_topic(client, world, bot, alice, bob):
    forum = world.supergroup("Forum", owner=alice, members=[bob], topics=["News"])
    alice.adds(bot, forum)
    topic = forum.topic("News")
    forum.closes_topic(topic)
    with pytest.raises(Impossible, match="closed"):
        bob.says("hello", in_=forum, topic=topic)
    call = {"chat_id": forum.id, "text": "hi", "message_thread_id": topic.id}
    assert await client.refused("sendMessage", **call) == "400 Bad Request: TOPIC_CLOSED"
    alice.promotes(bot, forum, rights=["manage_topics"])
    await client.call("sendMessage", **call)


async def test_an_anonymous_administrator_speaks_as_the_group(client, group, alice):
    alice.hides(group, title="Boss")
    (await client.updates()).clear()
    alice.says("good evening", in_=group)
    message = await one(client)
    assert message["from"]["id"] == 1087968824
    assert message["sender_chat"]["id"] == group.id
    assert message["author_signature"] == "Boss"


async def test_what_an_anonymous_administrator_does_is_the_groups_doing(client, group, alice, bob):
    alice.hides(group)
    (await client.updates(allowed_updates=EVERY_KIND)).clear()
    alice.promotes(bob, group)
    alice.pins(bob.says("rules", in_=group))
    promotion, _, pin = await client.updates()
    assert promotion["chat_member"]["from"]["id"] == 1087968824
    assert pin["message"]["from"]["id"] == 1087968824
    assert pin["message"]["sender_chat"]["id"] == group.id


async def test_somebody_at_the_door_can_be_written_to(client, group, bot, alice, mallory):
    stranger = "400 Bad Request: chat not found"
    assert await client.refused("sendMessage", chat_id=mallory.id, text="hi") == stranger
    mallory.joins(group, link=alice.makes_link(group, by_request=True))
    await client.call("sendMessage", chat_id=mallory.id, text="Why do you want to join?")
    assert mallory.chat_with(bot).texts == ["Why do you want to join?"]


async def test_looking_at_a_private_chat_does_not_open_it(client, group, bot, bob):
    assert bob.chat_with(bot).texts == []
    said = await client.refused("sendMessage", chat_id=bob.id, text="hi")
    assert said == "403 Forbidden: bot can't initiate conversation with a user"


async def test_a_channels_post_is_carried_into_its_group(client, world, group, bot, alice):
    channel = world.channel("News", alice, linked=group)
    alice.says("Big news", in_=channel)
    message = await one(client)
    assert message["is_automatic_forward"]
    assert message["from"]["id"] == 777000
    assert message["sender_chat"]["id"] == channel.id
    assert message["forward_origin"]["type"] == "channel"
    assert (await client.call("getChat", chat_id=group.id))["linked_chat_id"] == channel.id


async def test_who_came_by_a_named_link_is_told_to_administrators(client, group, alice, mallory):
    await client.call("getUpdates", allowed_updates=EVERY_KIND)
    made = await client.call("createChatInviteLink", chat_id=group.id, name="poster")
    mallory.joins(group, link=made["invite_link"])
    member, message = await client.updates()
    assert member["chat_member"]["invite_link"]["name"] == "poster"
    assert member["chat_member"]["new_chat_member"]["status"] == "member"
    assert message["message"]["new_chat_members"][0]["id"] == mallory.id
    assert "invite_link" not in message["message"]


@pytest.mark.parametrize("terms", [{"limit": 1}, {"expires": 1_780_000_010}])
async def test_a_spent_link_lets_nobody_in(world, group, alice, mallory, clock, terms):
    link = alice.makes_link(group, "poster", **terms)
    if "limit" in terms:
        mallory.joins(group, link=link)
    clock.forward(seconds=10)
    with pytest.raises(Impossible, match="does not work"):
        world.person("Eve").joins(group, link=link)


async def test_somebody_at_the_door_is_let_in_or_turned_away(client, world, group, alice, mallory):
    link = alice.makes_link(group, "door", by_request=True)
    mallory.joins(group, link=link)
    request = await one(client)
    assert (request["from"]["id"], request["invite_link"]["name"]) == (mallory.id, "door")
    assert not group.chat.holds(mallory.user)
    call = {"chat_id": group.id, "user_id": mallory.id}
    await client.call("approveChatJoinRequest", **call)
    assert group.chat.holds(mallory.user)
    again = await client.refused("approveChatJoinRequest", **call)
    assert again == "400 Bad Request: USER_ALREADY_PARTICIPANT"
    eve = world.person("Eve")
    eve.joins(group, link=link)
    await client.call("declineChatJoinRequest", chat_id=group.id, user_id=eve.id)
    gone = await client.refused("declineChatJoinRequest", chat_id=group.id, user_id=eve.id)
    assert gone == "400 Bad Request: HIDE_REQUESTER_MISSING"


async def test_a_migration_is_noted_on_both_sides(client, world, bot, alice):
    old = world.group("Fans", owner=alice)
    alice.adds(bot, old)
    bot.queue.clear()
    new = old.migrates()
    left, right = (update["message"] for update in await client.updates())
    assert (left["chat"]["id"], left["migrate_to_chat_id"]) == (old.id, new.id)
    assert (right["chat"]["id"], right["migrate_from_chat_id"]) == (new.id, old.id)


async def test_a_bot_in_privacy_mode_reads_only_what_is_meant_for_it(
    client, world, bot, group, alice, bob
):
    world.set_privacy(bot, on=True)
    alice.demotes(bot, group)
    sent = await client.call("sendMessage", chat_id=group.id, text="hi")
    (await client.updates()).clear()
    bob.says("not for the bot", in_=group)
    bob.says("/help@another_bot", in_=group)
    bob.says("/help", in_=group)
    bob.says("thanks", reply_to=group.chat.messages[sent["message_id"]])
    texts = [update["message"]["text"] for update in await client.updates()]
    assert texts == ["/help", "thanks"]


async def test_a_bot_never_reads_itself_nor_other_bots(client, world, group, alice):
    other = world.add_bot("other_bot", token="43:OTHER")
    alice.adds(other, group)
    (await client.updates()).clear()
    await client.call("sendMessage", chat_id=group.id, text="hi")
    client.token = other.token
    assert await client.kinds() == ["my_chat_member", "message"]
    await client.call("sendMessage", chat_id=group.id, text="hi, bot")
    client.token = "42:SANDBOX"
    assert await client.kinds() == []


async def test_an_album_shares_an_id_and_its_first_picture_the_caption(client, group, bob):
    bob.sends_album(["photo", "photo", "video"], group, caption="holidays")
    album = [update["message"] for update in await client.updates()]
    assert len({message["media_group_id"] for message in album}) == 1
    assert [message.get("caption") for message in album] == ["holidays", None, None]


async def test_votes_are_told_to_the_polls_author_and_closing_ends_them(
    client, group, bob, ming, clock
):
    poll = await client.call(
        "sendPoll",
        chat_id=group.id,
        question="Which?",
        options=[{"text": "this"}, {"text": "that"}],
        is_anonymous=False,
        open_period=600,
    )
    message = group.chat.messages[poll["message_id"]]
    bob.votes(message, "that")
    votes, answer = await client.updates()
    assert votes["poll"]["options"][1]["voter_count"] == 1
    assert answer["poll_answer"]["user"]["id"] == bob.id
    assert answer["poll_answer"]["option_ids"] == [1]
    bob.votes(message)
    assert [update["poll_answer"]["option_ids"] for update in (await client.updates())[1:]] == [[]]
    clock.forward(minutes=10)
    assert (await one(client))["is_closed"]
    with pytest.raises(Impossible, match="closed"):
        ming.votes(message, "this")
    stopped = await client.refused("stopPoll", chat_id=group.id, message_id=message.id)
    assert stopped == "400 Bad Request: poll has already been closed"


async def test_a_photo_travels_and_can_be_fetched_again(client, group, bob):
    sent = bob.sends("photo", group, content=PNG)
    message = await one(client)
    file = await client.call("getFile", file_id=message["photo"][0]["file_id"])
    fetched = await client.http.get(f"/file/bot{client.token}/{file['file_path']}")
    assert fetched.content == PNG
    again = await client.call("sendPhoto", chat_id=group.id, photo=file["file_id"], caption="again")
    assert again["photo"][0]["file_unique_id"] == sent.media.file.unique_id
    assert (await client.http.get(f"/file/bot{client.token}/nothing")).status_code == 404


PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x03\x08\x02\0\0\0\0\0\0\0\0\0\0\0IEND\xaeB`\x82"
)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [(b"", "file must be non-empty"), (b"no picture", "IMAGE_PROCESS_FAILED")],
)
async def test_what_is_no_picture_is_no_photo(client, group, content, complaint):
    response = await client.http.post(
        f"/bot{client.token}/sendPhoto",
        data={"chat_id": str(group.id), "photo": "attach://file"},
        files={"file": ("a.png", content, "image/png")},
    )
    assert response.json()["description"] == f"Bad Request: {complaint}"


async def test_forwards_name_the_author_and_copies_do_not(client, group, bot, bob):
    bob.starts(bot)
    original = bob.says("look", in_=group)
    call = {"chat_id": bob.id, "from_chat_id": group.id, "message_id": original.id}
    forwarded = await client.call("forwardMessage", **call)
    assert forwarded["forward_origin"]["sender_user"]["id"] == bob.id
    await client.call("copyMessage", **call)
    assert bob.chat_with(bot).last.origin is None
    assert bob.chat_with(bot).texts[-2:] == ["look", "look"]


async def test_a_restriction_ends_by_itself(client, group, bob, clock):
    await client.call(
        "restrictChatMember",
        chat_id=group.id,
        user_id=bob.id,
        permissions={},
        until_date=int(clock.now()) + 60,
    )
    with pytest.raises(Impossible, match="can_send_messages"):
        bob.says("hi", in_=group)
    clock.forward(seconds=60)
    bob.says("hi", in_=group)


async def test_a_banned_person_stays_out_until_forgiven(client, group, bob):
    call = {"chat_id": group.id, "user_id": bob.id}
    await client.call("banChatMember", **call)
    assert (await client.call("getChatMember", **call))["status"] == "kicked"
    with pytest.raises(Impossible, match="banned"):
        bob.joins(group)
    await client.call("unbanChatMember", **call)
    bob.joins(group)


async def test_a_bot_disciplines_neither_owners_nor_administrators_nor_itself(
    client, group, bot, alice, bob
):
    alice.promotes(bob, group)
    for user_id, complaint in (
        (alice.id, "can't remove chat owner"),
        (bob.id, "user is an administrator of the chat"),
        (bot.id, "can't restrict self"),
    ):
        said = await client.refused("banChatMember", chat_id=group.id, user_id=user_id)
        assert said == f"400 Bad Request: {complaint}"


@pytest.mark.parametrize(
    ("right", "method", "parameters", "complaint"),
    [
        (
            "delete_messages",
            "pinChatMessage",
            {"message_id": 3},
            "not enough rights to manage pinned messages in the chat",
        ),
        (
            "pin_messages",
            "banChatMember",
            {"user_id": 1003},
            "not enough rights to restrict/unrestrict chat member",
        ),
        (
            "pin_messages",
            "createChatInviteLink",
            {},
            "not enough rights to manage chat invite link",
        ),
        ("pin_messages", "deleteMessage", {"message_id": 3}, "message can't be deleted"),
    ],
)
async def test_single_rights_are_single(
    client, group, bot, alice, bob, right, method, parameters, complaint
):
    alice.promotes(bot, group, rights=[right])
    message = bob.says("hi", in_=group)
    if "message_id" in parameters:
        parameters = {"message_id": message.id}
    said = await client.refused(method, chat_id=group.id, **parameters)
    assert said == f"400 Bad Request: {complaint}"


async def test_a_pin_is_seen_in_the_chat_and_taken_out_again(client, group, bob):
    message = bob.says("rules", in_=group)
    await client.call("pinChatMessage", chat_id=group.id, message_id=message.id)
    assert group.pinned == [message]
    assert (await client.call("getChat", chat_id=group.id))["pinned_message"]["text"] == "rules"
    await client.call("unpinChatMessage", chat_id=group.id)
    assert group.pinned == []


async def test_the_menu_is_kept_by_scope_and_language(client, bot, group):
    begin = [{"command": "start", "description": "Begin"}]
    await client.call("setMyCommands", commands=begin)
    await client.call(
        "setMyCommands",
        commands=[{"command": "start", "description": "开始"}],
        scope={"type": "chat", "chat_id": group.id},
        language_code="zh",
    )
    assert await client.call("getMyCommands") == begin
    assert await client.call("getMyCommands", language_code="zh") == []
    await client.call("deleteMyCommands")
    assert await client.call("getMyCommands") == []
    assert bot.commands.keys() == {("chat", group.id, 0, "zh")}


async def test_every_change_is_told_to_whoever_listens(client, world, group, bob, ming):
    events: list[str] = []
    stop = world.subscribe(lambda event: events.append(type(event).__name__))
    message = bob.says("hi", in_=group)
    ming.reacts(message, "👍")
    bob.edits(message, "hello")
    bob.deletes(message)
    bob.leaves(group)
    await client.call("sendChatAction", chat_id=group.id, action="typing")
    assert events == [
        *("Posted", "Reacted", "Edited", "Deleted", "MemberChanged", "Posted", "Typing", "Called"),
    ]
    stop()
    ming.says("bye", in_=group)
    assert len(events) == 8


@pytest.mark.parametrize(
    ("deed", "sentence"),
    [
        (lambda bob, group, other: bob.says(" ", in_=group), "1 to 4096"),
        (lambda bob, group, other: other.says("hi", in_=group), "is not in 'Fans'"),
        (lambda bob, group, other: bob.kicks(other, group), "lacks the right"),
        (lambda bob, group, other: bob.joins(group), "already"),
        (lambda bob, group, other: bob.says("hi"), "where"),
        (lambda bob, group, other: group.migrates(), "cannot become a supergroup"),
        (lambda bob, group, other: group.topic("News"), "no topics"),
    ],
)
def test_what_a_client_would_not_allow_is_impossible(group, bob, mallory, deed, sentence):
    with pytest.raises(Impossible, match=sentence):
        deed(bob, group, mallory)


async def test_a_quiet_week_makes_update_ids_jump(client, bot, group, bob, clock):
    bob.says("before", in_=group)
    (before,) = await client.updates()
    clock.forward(days=8)
    bob.says("after", in_=group)
    (after,) = await client.updates()
    assert abs(after["update_id"] - before["update_id"]) > 1
