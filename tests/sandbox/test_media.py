"""Pictures, films and albums that a bot posts: uploaded, by their ids, by addresses; and what is refused."""

import json

import pytest

from bot.sandbox.world.files import plain_picture

PICTURE = plain_picture(1, 2, 3)
FILM = b"\0\0\0\x18ftypmp42" + bytes(64)
ADDRESS = "https://example.org/pictures/cat.png"


async def post(client, method, files, **data):
    fields = {name: str(value) for name, value in data.items()}
    response = await client.http.post(f"/bot{client.token}/{method}", data=fields, files=files)
    return response.json()


@pytest.mark.parametrize(
    ("method", "kind"), [("sendVideo", "video"), ("sendAnimation", "animation")]
)
async def test_a_film_is_posted_with_its_size_and_length(client, group, method, kind):
    files = {kind: ("a.mp4", FILM, "video/mp4")}
    given = {"width": 640, "height": 360, "duration": 12, "caption": "<b>See</b>"}
    answer = await post(client, method, files, chat_id=group.id, parse_mode="HTML", **given)
    message = answer["result"]
    shown = message[kind]
    assert (shown["width"], shown["height"], shown["duration"]) == (640, 360, 12)
    assert (shown["file_name"], shown["mime_type"]) == ("a.mp4", "video/mp4")
    assert (message["caption"], message["caption_entities"][0]["type"]) == ("See", "bold")
    assert group.last.media.kind == kind


@pytest.mark.parametrize(
    ("kind", "method"),
    [
        ("photo", "sendPhoto"),
        ("video", "sendVideo"),
        ("animation", "sendAnimation"),
        ("document", "sendDocument"),
    ],
)
async def test_what_a_person_sent_is_posted_again_by_its_id(client, bot, group, bob, kind, method):
    bob.starts(bot)
    bob.sends(kind, bot, content=PICTURE, name="cat.png")
    sent = (await client.updates())[-1]["message"][kind]
    file_id = (sent[-1] if kind == "photo" else sent)["file_id"]
    again = (await client.call(method, chat_id=group.id, **{kind: file_id}))[kind]
    assert (again[-1] if kind == "photo" else again)["file_id"] == file_id
    assert group.last.media.file.content == PICTURE


async def test_what_is_no_photo_stays_what_it_was_and_a_photo_is_nothing_else(client, group, bob):
    bob.sends("video", group, content=FILM)
    bob.sends("photo", group)
    video, photo = (message.media.file.id for message in group.messages[-2:])
    answer = await client.call("sendDocument", chat_id=group.id, document=video)
    assert "video" in answer
    words = await client.refused("sendPhoto", chat_id=group.id, photo=video)
    assert words == "400 Bad Request: can't use file of type Video as Photo"
    words = await client.refused("sendVideo", chat_id=group.id, video=photo)
    assert words == "400 Bad Request: can't use file of type Photo as Video"


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ("nonsense", "wrong file identifier/HTTP URL specified"),
        ("https://nowhere.invalid/a.png", "failed to get HTTP URL content"),
        ("attach://nothing", "wrong file identifier/HTTP URL specified"),
        ("", "there is no video in the request"),
    ],
)
async def test_what_cannot_be_found_is_refused(client, group, given, complaint):
    words = await client.refused("sendVideo", chat_id=group.id, video=given)
    assert words == f"400 Bad Request: {complaint}"


async def test_the_words_below_a_picture_are_changed_as_a_caption(client, group):
    posted = await client.call("sendPhoto", chat_id=group.id, photo=ADDRESS, caption="old")
    here = {"chat_id": group.id, "message_id": posted["message_id"]}
    words = await client.refused("editMessageText", **here, text="new")
    assert words == "400 Bad Request: there is no text in the message to edit"
    edited = await client.call(
        "editMessageCaption", **here, caption="<b>new</b>", parse_mode="HTML"
    )
    assert (edited["caption"], edited["caption_entities"][0]["type"]) == ("new", "bold")
    assert "not modified" in await client.refused(
        "editMessageCaption", **here, caption="<b>new</b>", parse_mode="HTML"
    )
    text = await client.call("sendMessage", chat_id=group.id, text="plain")
    here = {"chat_id": group.id, "message_id": text["message_id"]}
    words = await client.refused("editMessageCaption", **here, caption="new")
    assert words == "400 Bad Request: there is no caption in the message to edit"


async def test_an_address_stands_for_a_picture_of_one_colour_the_same_each_time(client, group):
    for _ in range(2):
        await client.call("sendPhoto", chat_id=group.id, photo=ADDRESS)
    first, second = (message.media.file for message in group.messages[-2:])
    assert first.content == second.content
    assert first.name == "cat.png"


async def test_an_album_is_several_messages_with_one_id(client, group, bob):
    asked = bob.says("pictures?", group)
    bob.sends("photo", group, content=PICTURE)
    kept = group.last.media.file.id
    media = [
        {"type": "photo", "media": kept, "caption": "<i>two</i>", "parse_mode": "HTML"},
        {"type": "video", "media": "attach://film", "duration": 3, "has_spoiler": True},
        {"type": "photo", "media": ADDRESS},
    ]
    answer = await post(
        client,
        "sendMediaGroup",
        {"film": ("a.mp4", FILM, "video/mp4")},
        chat_id=group.id,
        media=json.dumps(media),
        reply_parameters=json.dumps({"message_id": asked.id}),
    )
    album = answer["result"]
    assert len({message["media_group_id"] for message in album}) == 1
    assert [message.get("caption") for message in album] == ["two", None, None]
    assert [message["message_id"] for message in album] == [one.id for one in group.messages[-3:]]
    assert all(message["reply_to_message"]["message_id"] == asked.id for message in album)
    assert album[1]["video"]["duration"] == 3
    assert album[1]["has_media_spoiler"]
    assert group.messages[-2].media.file.content == FILM


PHOTO = {"type": "photo", "media": ADDRESS}
FILE = {"type": "document", "media": ADDRESS}


@pytest.mark.parametrize(
    ("media", "complaint"),
    [
        ("{", "can't parse media JSON object"),
        ({}, "expected an Array of InputMedia"),
        ([], "there are no messages to send"),
        ([PHOTO] * 11, "too many messages to send as an album"),
        ([PHOTO, FILE], "Document can't be mixed with other media types"),
        ([{"type": "animation", "media": ADDRESS}] * 2, "invalid message content type specified"),
        (
            [PHOTO, {"type": "film", "media": ADDRESS}],
            "can't parse InputMedia: Invalid type specified",
        ),
        (
            [PHOTO | {"caption": "<b>x", "parse_mode": "HTML"}, PHOTO],
            "can't parse InputMedia: Can't parse entities: "
            'Can\'t find end tag corresponding to start tag "b"',
        ),
        (
            [PHOTO, {"type": "photo", "media": "nonsense"}],
            "can't parse InputMedia: Wrong file identifier/HTTP URL specified",
        ),
    ],
)
async def test_what_is_no_album_is_refused(client, group, media, complaint):
    words = await client.refused("sendMediaGroup", chat_id=group.id, media=media)
    assert words.lower() == f"400 bad request: {complaint}".lower()
    assert group.messages == []


@pytest.mark.parametrize(
    ("method", "given", "right", "complaint"),
    [
        ("sendVideo", {"video": ADDRESS}, "can_send_videos", "videos"),
        ("sendAnimation", {"animation": ADDRESS}, "can_send_other_messages", "animations"),
        ("sendMediaGroup", {"media": [PHOTO, PHOTO]}, "can_send_photos", "photos"),
    ],
)
async def test_a_bot_that_is_no_administrator_needs_what_everybody_needs(
    client, bot, group, alice, method, given, right, complaint
):
    alice.demotes(bot, group)
    everything = set(group.chat.permissions)
    group.permits(sorted(everything - {right}))
    words = await client.refused(method, chat_id=group.id, **given)
    assert words == f"400 Bad Request: not enough rights to send {complaint} to the chat"


async def test_an_album_counts_as_many_as_it_holds(client, world, group, clock):
    world.limits.on = True
    for _ in range(2):
        await client.call("sendMediaGroup", chat_id=group.id, media=[PHOTO] * 10)
    clock.forward(seconds=10)
    words = await client.refused("sendMessage", chat_id=group.id, text="one more")
    assert words == "429 Too Many Requests: retry after 50"


async def test_a_poll_closes_by_itself_when_its_time_is_over(client, group, bob, clock):
    poll = await client.call(
        "sendPoll", chat_id=group.id, question="Tea?", options=[{"text": "yes"}], open_period=600
    )
    message = group.last
    clock.forward(seconds=601)
    [closed] = [update["poll"] for update in await client.updates(allowed_updates=["poll"])]
    assert (closed["id"], closed["is_closed"]) == (poll["poll"]["id"], True)
    assert message.poll.closed
    words = await client.refused("stopPoll", chat_id=group.id, message_id=message.id)
    assert words == "400 Bad Request: poll has already been closed"
