"""Every kind of message, through the real library, to a Telegram that checks each parameter: the sandbox."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.outbox import (
    Button,
    Draft,
    File,
    Item,
    Message,
    Policy,
    Poll,
    Priority,
    Sender,
    Sent,
    fates,
)
from bot.sandbox import Place, World, create_app
from bot.sandbox.world.files import plain_picture
from bot.storage import Database

TOKEN = "42:SANDBOX"
PICTURE = File("cat.png", plain_picture(1, 2, 3))
ADDRESS = "https://example.org/cat.png"
KEYS = ((Button("more", "more"),),)


class Stage:
    """A group with the bot in it, an outbox, and what was told of each message that was sent."""

    def __init__(self, world: World, outbox: Any, telegram: Bot) -> None:
        self.world, self.outbox = world, outbox
        self.alice = world.person("Alice", id=1001)
        self.bob = world.person("Bob", id=1003)
        self.group: Place = world.supergroup("Fans", owner=self.alice, members=[self.bob])
        self.bot = world.add_bot("renao_bot", token=TOKEN)
        self.alice.adds(self.bot, self.group)
        self.alice.promotes(self.bot, self.group)
        self.told: list[tuple[Message, Sent]] = []
        outbox.sender = Sender(outbox.database, telegram, outbox.clock, "renao", on_sent=self._note)

    async def _note(self, _: Any, message: Message, sent: Sent) -> None:
        self.told.append((message, sent))

    async def post(self, text: str = "", **options: Any) -> int:
        """Put and send; return the first row. All of it must have left."""
        given = {"priority": Priority.ANSWER, "policy": Policy.AT_MOST_ONCE} | options
        ids = await self.outbox.put_draft(Draft(self.group.id, text, **given))
        await self.outbox.send_until(seconds=10)
        found = await self.outbox.do(fates, self.group.id, ids)
        assert [(fate.state, fate.error) for fate in found.values()] == [("sent", None)] * len(ids)
        return ids[0]


@pytest.fixture
async def stage(database: Database, outbox: Any) -> AsyncIterator[Stage]:
    world = World()
    app = create_app(world)
    request = HTTPXRequest(httpx_kwargs={"transport": httpx.ASGITransport(app), "verify": False})
    telegram = Bot(TOKEN, base_url="http://sandbox/bot", request=request)
    async with request:
        yield Stage(world, outbox, telegram)
    await app.state.desk.office.close()


@pytest.mark.parametrize("kind", ["photo", "video", "animation", "document"])
@pytest.mark.parametrize("media", [PICTURE, ADDRESS], ids=["upload", "address"])
async def test_a_file_with_words_and_buttons(stage: Stage, kind: Any, media: File | str) -> None:
    await stage.post("<b>See</b> & read", kind=kind, media=media, buttons=KEYS)
    posted = stage.group.last
    assert (posted.media.kind, posted.text) == (kind, "See & read")
    assert posted.buttons == ["more"]


async def test_an_edit_of_a_picture_changes_its_caption(stage: Stage) -> None:
    picture = await stage.post("old", kind="photo", media=PICTURE, buttons=KEYS)
    await stage.post("<b>new</b>", kind="edit", target_out=picture)
    assert (stage.group.last.text, stage.group.last.buttons) == ("new", [])
    await stage.post(kind="edit", target_out=picture, buttons=KEYS)
    assert (stage.group.last.text, stage.group.last.buttons) == ("new", ["more"])


async def test_a_photo_of_a_person_is_posted_by_its_id(stage: Stage) -> None:
    stage.bob.sends("photo", stage.group, content=PICTURE.content)
    kept = stage.group.last.media.file.id
    await stage.post("hers", kind="photo", media=kept)
    assert stage.group.last.media.file.content == PICTURE.content


async def test_an_album_is_posted_edited_below_and_taken_away_as_a_whole(stage: Stage) -> None:
    items = (Item("photo", PICTURE), Item("video", File("a.mp4", b"film")), Item("photo", ADDRESS))
    album = await stage.post("<i>Look</i>", kind="album", media=items, buttons=KEYS)
    *media, text = stage.group.messages
    assert [one.media.kind for one in media[-3:]] == ["photo", "video", "photo"]
    assert len({one.album for one in media[-3:]}) == 1
    assert (text.text, text.buttons) == ("Look", ["more"])
    await stage.post(kind="delete", target_out=album)
    assert all(one.deleted for one in [*media[-3:], text])


async def test_a_quiz_is_posted_pinned_voted_for_and_closed(stage: Stage) -> None:
    quiz = Poll("Two & <two>?", ("3", "4"), correct=1, explanation="Count.", anonymous=False)
    row = await stage.post(kind="poll", media=quiz)
    asked = stage.group.last
    await stage.post(kind="pin", target_out=row)
    assert stage.group.pinned[-1] is asked
    stage.bob.votes(asked, "4")
    assert (asked.poll.question, asked.poll.quiz, asked.poll.correct) == (
        "Two & <two>?",
        True,
        (1,),
    )
    [poll_id] = [sent.poll_id for message, sent in stage.told if message.kind == "poll"]
    assert poll_id == asked.poll.id
    await stage.post(kind="stop_poll", target_out=row)
    await stage.post(kind="unpin", target_out=row)
    assert asked.poll.closed
    assert asked not in stage.group.pinned


async def test_without_the_right_to_pin_the_pin_is_refused_and_the_rest_goes_on(
    stage: Stage,
) -> None:
    stage.alice.demotes(stage.bot, stage.group)
    everything = set(stage.group.chat.permissions)
    stage.group.permits(sorted(everything - {"can_pin_messages"}))
    row = await stage.post("prompt")
    draft = Draft(
        stage.group.id,
        kind="pin",
        target_out=row,
        priority=Priority.PROMPT,
        policy=Policy.AT_MOST_ONCE,
    )
    [pin] = await stage.outbox.put_draft(draft)
    await stage.post("next")
    fate = (await stage.outbox.do(fates, stage.group.id, [pin]))[pin]
    reason = "Not enough rights to manage pinned messages in the chat"
    assert (fate.state, fate.error) == ("refused", reason)


async def test_a_caption_that_telegram_cannot_read_goes_out_plain(stage: Stage) -> None:
    items = (Item("photo", ADDRESS), Item("photo", ADDRESS))
    await stage.post("<b>broken & bold", kind="album", media=items)
    assert stage.group.messages[-2].text == "broken & bold"
