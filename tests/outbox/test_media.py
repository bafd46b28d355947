"""Pictures, films, albums and polls leave as they were handed in."""

from typing import Any

import pytest
from telegram import InputFile, InputMediaPhoto, InputMediaVideo
from telegram.error import BadRequest

from bot.outbox import Button, File, Item, Message, Poll, Sender, Sent, fates, is_media
from bot.outbox.message import pack, unpack

FANS = -1001
KEPT = "BQACAgIAAxkBAAIBQGVu"
KEYS = ((Button("more", "more"),),)
ALBUM = (Item("photo", KEPT), Item("video", File("a.mp4", b"film")), Item("photo", KEPT))
QUIZ = Poll("Two & two?", ("3", "4"), correct=1, explanation="Count.", anonymous=False)


@pytest.mark.parametrize("kind", ["photo", "video", "animation", "document"])
@pytest.mark.parametrize("media", [KEPT, "https://example.org/a.mp4"])
async def test_telegram_fetches_itself_what_it_has_or_what_has_an_address(
    outbox: Any, telegram: Any, kind: str, media: str
) -> None:
    await outbox.put(FANS, "<b>See</b>", kind=kind, media=media, buttons=KEYS, silent=True)
    await outbox.send_all()
    [post] = telegram.posted
    assert (post.what, post.text, post.options["file"]) == (kind, "<b>See</b>", media)
    assert post.options["parse_mode"] == "HTML"
    assert post.options["disable_notification"]
    assert post.options["reply_markup"] is not None


@pytest.mark.parametrize("kind", ["video", "animation"])
async def test_a_film_can_be_uploaded(outbox: Any, telegram: Any, kind: str) -> None:
    await outbox.put(FANS, kind=kind, media=File("a.mp4", b"film"))
    await outbox.send_all()
    upload = telegram.posted[0].options["file"]
    assert isinstance(upload, InputFile)
    assert (upload.filename, upload.input_file_content) == ("a.mp4", b"film")


@pytest.mark.parametrize(
    "media",
    ["/etc/passwd", "config.toml", "Makefile", "file:///etc/passwd", "http://example.org/a", ""],
)
async def test_a_path_of_this_machine_is_no_medium(outbox: Any, media: str) -> None:
    assert not is_media(media)
    for kind, given in (("photo", media), ("album", (Item("photo", KEPT), Item("photo", media)))):
        with pytest.raises(ValueError, match="neither an id"):
            await outbox.put(FANS, kind=kind, media=given)


async def test_an_album_is_one_message_here_and_several_there(outbox: Any, telegram: Any) -> None:
    [album] = await outbox.put(FANS, "<b>Look</b>", kind="album", media=ALBUM, topic_id=4)
    await outbox.send_all()
    first = telegram.posted[0]
    assert first.text == "<b>Look</b>"
    assert (first.options["parse_mode"], first.options["message_thread_id"]) == ("HTML", 4)
    photo, video, _ = first.options["files"]
    assert isinstance(photo, InputMediaPhoto)
    assert isinstance(video, InputMediaVideo)
    assert photo.media == KEPT
    assert (video.media.filename, video.media.input_file_content) == ("a.mp4", b"film")
    fate = (await outbox.do(fates, FANS, [album]))[album]
    assert fate.message_ids == tuple(post.message_id for post in telegram.posted)
    assert fate.message_id == first.message_id


async def test_a_restart_does_not_forget_how_much_an_album_was(
    outbox: Any, telegram: Any, clock: Any
) -> None:
    await outbox.put(FANS, kind="album", media=(Item("photo", KEPT),) * 10)
    await outbox.put(FANS, kind="album", media=(Item("photo", KEPT),) * 10)
    await outbox.send_until(seconds=5)
    outbox.sender = outbox.another_sender()
    await outbox.sender.recover()
    await outbox.put(FANS, "and another")
    await outbox.send_until(seconds=50)
    assert len(telegram.posted) == 20
    await outbox.send_until(seconds=6)
    assert len(telegram.posted) == 21


async def test_the_buttons_of_an_album_stand_under_its_text(outbox: Any, telegram: Any) -> None:
    ids = await outbox.put(FANS, "Look", kind="album", media=ALBUM, buttons=KEYS, reply_to=9)
    assert len(ids) == 2
    await outbox.send_until(seconds=5)
    assert telegram.done() == ["album"] * 3 + ["text"]
    album, text = telegram.posted[0], telegram.posted[3]
    assert (album.text, text.text) == (None, "Look")
    assert album.options["reply_parameters"].message_id == 9
    assert text.options["reply_markup"] is not None


@pytest.mark.parametrize(
    "items",
    [ALBUM[:1], ALBUM * 4, (Item("document", KEPT), Item("photo", KEPT)), KEPT],
    ids=["one", "twelve", "mixed", "none"],
)
async def test_what_is_no_album_for_telegram_is_refused_at_once(outbox: Any, items: Any) -> None:
    with pytest.raises(ValueError, match="album"):
        await outbox.put(FANS, "Look", kind="album", media=items)


async def test_buttons_of_an_album_need_a_text(outbox: Any) -> None:
    with pytest.raises(ValueError, match="buttons"):
        await outbox.put(FANS, kind="album", media=ALBUM, buttons=KEYS)


@pytest.mark.parametrize("kind", ["photo", "video", "animation", "document", "album"])
async def test_a_caption_that_telegram_cannot_read_goes_out_plain(
    outbox: Any, telegram: Any, kind: str
) -> None:
    telegram.fails(
        FANS, BadRequest("Can't parse InputMedia: Can't parse entities: Can't find end tag")
    )
    await outbox.put(FANS, "<x>a & b", kind=kind, media=ALBUM if kind == "album" else KEPT)
    await outbox.send_until(seconds=5)
    assert telegram.posted[0].text == "a &amp; b"


async def test_a_quiz_leaves_as_it_was_asked(outbox: Any, telegram: Any) -> None:
    await outbox.put(FANS, kind="poll", media=QUIZ, buttons=KEYS, topic_id=4)
    await outbox.send_all()
    [post] = telegram.posted
    assert (post.text, post.options["answers"]) == ("Two & two?", ("3", "4"))
    asked = {name: post.options[name] for name in ("type", "correct_option_ids", "explanation")}
    assert asked == {"type": "quiz", "correct_option_ids": [1], "explanation": "Count."}
    assert not post.options["is_anonymous"]
    assert post.options["reply_markup"] is not None
    assert not [name for name in post.options if "parse_mode" in name]


async def test_a_poll_leaves_as_it_was_asked(outbox: Any, telegram: Any) -> None:
    poll = Poll("Tea?", ("yes", "no", "both"), multiple=True, open_period=600)
    await outbox.put(FANS, kind="poll", media=poll)
    await outbox.send_all()
    options = telegram.posted[0].options
    asked = [options[name] for name in ("type", "is_anonymous", "allows_multiple_answers")]
    assert (asked, options["open_period"]) == (["regular", True, True], 600)
    assert options["correct_option_ids"] is options["explanation"] is None


async def test_a_poll_has_no_text_beside_it(outbox: Any) -> None:
    with pytest.raises(ValueError, match="no text"):
        await outbox.put(FANS, "text", kind="poll", media=QUIZ)


async def test_whoever_asked_is_told_what_was_sent_with_the_id_of_a_poll(outbox: Any) -> None:
    told: list[tuple[int, str, Sent]] = []

    async def note(_tx: Any, message: Message, sent: Sent) -> None:
        told.append((message.id, message.kind, sent))

    outbox.sender = Sender(outbox.database, outbox.telegram, outbox.clock, "renao", on_sent=note)
    [poll] = await outbox.put(FANS, kind="poll", media=QUIZ)
    [album] = await outbox.put(FANS, kind="album", media=ALBUM)
    await outbox.send_all()
    assert told == [
        (poll, "poll", Sent(100, poll_id="poll-100")),
        (album, "album", Sent(101, (101, 102, 103))),
    ]


async def test_what_was_sent_is_not_written_down_where_its_hearer_fails(outbox: Any) -> None:
    async def fail(*_: Any) -> None:
        raise OSError

    outbox.sender = Sender(outbox.database, outbox.telegram, outbox.clock, "renao", on_sent=fail)
    [poll] = await outbox.put(FANS, kind="poll", media=QUIZ)
    with pytest.raises(OSError):
        await outbox.sender.step()
    assert (await outbox.row(poll)).state == "sending"


@pytest.mark.parametrize("media", [None, KEPT, File("a", b"\0\xff"), ALBUM, QUIZ])
def test_media_are_read_back_as_they_were_packed(media: Any) -> None:
    assert unpack(pack(media)) == media
