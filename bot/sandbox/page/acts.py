"""The page of acts: everything that a person, or the world's keeper, can do from the page."""

from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from bot.sandbox.live import Living
from bot.sandbox.model.bots import Bot
from bot.sandbox.model.chats import Message
from bot.sandbox.model.content import Button
from bot.sandbox.model.events import ClockMoved
from bot.sandbox.objects import Json
from bot.sandbox.page.conversations import Conversation, find_conversation, find_person
from bot.sandbox.page.links import follow
from bot.sandbox.page.memory import Memory
from bot.sandbox.page.mini_app import opened
from bot.sandbox.script.people import Person
from bot.sandbox.script.places import Impossible, Place
from bot.sandbox.script.world import World
from bot.sandbox.world import reacting, voting
from bot.sandbox.world.files import is_picture

# Acts a minute; more than this nobody can read.
FASTEST = 240.0
MAX_NAME = 64
MAX_TITLE = 128
MAX_CAPTION = 1024
MAX_FILE = 10 << 20
# A file travels in letters, three bytes in four of them.
MOST_SENT = MAX_FILE * 4 // 3 + (64 << 10)


class Given(msgspec.Struct, rename={"as_": "as"}, forbid_unknown_fields=True):
    """What every act says: as whom, and mostly where and about which message or bot."""

    as_: int
    chat: str = ""
    message: int = 0
    bot: int = 0
    topic: int = 0
    text: str = ""
    kind: Literal["photo", "video", "animation", "document"] = "document"
    name: str = ""
    file: str = ""
    emoji: list[str] = []
    choices: list[int] = []
    row: int = 0
    column: int = 0
    hours: float = 0
    pace: float = 0
    until: str = ""
    zone: str = "UTC"


@dataclass(frozen=True)
class Stage:
    """Where acts happen."""

    world: World
    memory: Memory
    living: Living | None = None


@dataclass(frozen=True)
class Scene:
    """An act about to happen: where, who, and what was given."""

    stage: Stage
    given: Given

    @property
    def world(self) -> World:
        """The world it changes."""
        return self.stage.world

    @property
    def person(self) -> Person:
        """Who acts."""
        return Person(self.world.state, find_person(self.world.state, self.given.as_))

    @property
    def where(self) -> Conversation:
        """The chat it is about, as this person sees it."""
        return find_conversation(self.world.state, self.person.user, self.given.chat)

    @property
    def place(self) -> Place:
        """The group, channel or private chat; a private one is opened by that."""
        where = self.where
        if where.bot is not None:
            return self.person.chat_with(where.bot)
        return self.world.place(int(where.key))

    @property
    def message(self) -> Message:
        """The message it is about, in a chat that the person can read."""
        where = self.where
        found = where.chat.messages.get(self.given.message) if where.chat else None
        if found is None or not where.is_open:
            raise Impossible("the message is not there any more")
        return found

    @property
    def bot(self) -> Bot:
        """The bot it is about: the one named, or the one in whose chat it happens."""
        for bot in self.world.state.bots.values():
            if bot.id == self.given.bot:
                return bot
        if self.where.bot is None:
            raise Impossible("there is no such bot")
        return self.where.bot


def _say(scene: Scene) -> Json:
    answered = scene.message if scene.given.message else None
    said = scene.person.says(
        scene.given.text, scene.place, topic=scene.given.topic or None, reply_to=answered
    )
    scene.stage.memory.read(scene.person.user, said.chat)
    return {"message": said.id}


def _send(scene: Scene) -> Json:
    given = scene.given
    content = b64decode(given.file, validate=True)
    if not 0 < len(content) <= MAX_FILE:
        raise Impossible("a file has 1 byte to 10 MB")
    if given.kind == "photo" and not is_picture(content):
        raise Impossible("that is no picture; send it as a file")
    if len(given.text) > MAX_CAPTION:
        raise Impossible("the words below a file have at most 1024 characters")
    sent = scene.person.sends(
        given.kind,
        scene.place,
        caption=given.text,
        content=content,
        name=given.name,
        topic=given.topic or None,
        reply_to=scene.message if given.message else None,
    )
    scene.stage.memory.read(scene.person.user, sent.chat)
    return {"message": sent.id}


def _button(scene: Scene) -> Button:
    try:
        return scene.message.keyboard[scene.given.row][scene.given.column]
    except IndexError:
        raise Impossible("the button is not there any more") from None


def _press(scene: Scene) -> Json:
    state, button = scene.world.state, _button(scene)
    return {"press": reacting.press(state, scene.message, scene.person.user, button).id}


def _open_app(scene: Scene) -> Json:
    """Return the address of the Mini App behind a button, as it is opened for this person."""
    state, button = scene.world.state, _button(scene)
    bot = state.bot_of(scene.message.sender) if scene.message.sender else None
    if bot is None or "web_app" not in button.extra:
        raise Impossible("the button opens nothing")
    query_id = state.random_name(20)
    address = button.extra["web_app"]["url"]
    return {"url": opened(address, bot, scene.person.user, state.now(), query_id)}


def _vote(scene: Scene) -> None:
    message, chosen = scene.message, tuple(scene.given.choices)
    poll = message.poll
    if poll is None or not all(0 <= choice < len(poll.options) for choice in chosen):
        raise Impossible("the poll has no such answer")
    voted = any(scene.person.id in option.voters for option in poll.options)
    if voted and (poll.quiz or not poll.revoting):
        raise Impossible("this vote cannot be changed")
    voting.vote(scene.world.state, message, scene.person.user, chosen)


def _read(scene: Scene) -> None:
    chat = scene.where.chat
    if chat is not None:
        scene.stage.memory.read(scene.person.user, chat)


def _settle(scene: Scene) -> Json:
    name = scene.given.text.strip()
    if not 1 <= len(name) <= MAX_NAME:
        raise Impossible("a name has 1 to 64 characters")
    return {"person": scene.world.person(name).id}


def _found(scene: Scene) -> Json:
    title = scene.given.text.strip()
    if not 1 <= len(title) <= MAX_TITLE:
        raise Impossible("a title has 1 to 128 characters")
    return {"chat": str(scene.world.supergroup(title, owner=scene.person).id)}


def _move_clock(scene: Scene) -> Json:
    given, clock = scene.given, scene.world.clock
    if given.until:
        clock.until(given.until, given.zone)
    else:
        clock.forward(hours=max(0.0, given.hours))
    voting.close_all_due(scene.world.state)
    scene.world.emit(ClockMoved(clock.now()))
    return {"now": clock.now()}


def _live(scene: Scene) -> None:
    if scene.stage.living is None:
        raise Impossible("nobody lives here by themselves")
    scene.stage.living.per_minute = min(scene.given.pace, FASTEST)


Act = Callable[[Scene], Any]

ACTS: dict[str, Act] = {
    "say": _say,
    "send": _send,
    "edit": lambda scene: scene.person.edits(scene.message, scene.given.text),
    "delete": lambda scene: scene.person.deletes(scene.message),
    "react": lambda scene: scene.person.reacts(scene.message, *scene.given.emoji),
    "press": _press,
    "open_app": _open_app,
    "vote": _vote,
    "pin": lambda scene: scene.person.pins(scene.message),
    "unpin": lambda scene: scene.person.unpins(scene.message),
    "read": _read,
    "start": lambda scene: scene.person.starts(scene.bot, scene.given.text),
    "follow": lambda scene: {"chat": follow(scene.world.state, scene.person, scene.given.text)},
    "join": lambda scene: scene.person.joins(scene.place),
    "leave": lambda scene: scene.person.leaves(scene.place),
    "add_bot": lambda scene: scene.person.adds(scene.bot, scene.place),
    "promote_bot": lambda scene: scene.person.promotes(scene.bot, scene.place),
    "demote_bot": lambda scene: scene.person.demotes(scene.bot, scene.place),
    "remove_bot": lambda scene: scene.person.kicks(scene.bot, scene.place),
    "block_bot": lambda scene: scene.person.blocks(scene.bot),
    "unblock_bot": lambda scene: scene.person.unblocks(scene.bot),
    "settle": _settle,
    "found": _found,
    "move_clock": _move_clock,
    "live": _live,
}


def perform(stage: Stage, name: str, body: bytes) -> Json:
    """Carry out an act given as JSON; returns what it leads to.

    Raises Impossible with a sentence, LookupError for an unknown act, msgspec.DecodeError for other JSON.
    """
    act = ACTS[name]
    outcome = act(Scene(stage, msgspec.json.decode(body, type=Given)))
    return outcome if isinstance(outcome, dict) else {}
