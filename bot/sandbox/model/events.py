"""What happened in the world, told to whoever subscribed: the page above all."""

from dataclasses import dataclass

from bot.sandbox.model.bots import Bot, Press
from bot.sandbox.model.chats import Chat, Message, Topic
from bot.sandbox.model.invites import InviteLink, JoinRequest
from bot.sandbox.model.members import Member
from bot.sandbox.model.users import User


@dataclass(frozen=True)
class PersonChanged:
    """Somebody appeared, or is called differently now."""

    user: User


@dataclass(frozen=True)
class ChatChanged:
    """A chat appeared, or its title, pins, permissions or existence changed."""

    chat: Chat


@dataclass(frozen=True)
class Posted:
    """A message stands in its chat."""

    message: Message


@dataclass(frozen=True)
class Edited:
    """A message reads differently, or has other buttons."""

    message: Message


@dataclass(frozen=True)
class Deleted:
    """Messages of one chat are gone."""

    messages: tuple[Message, ...]


@dataclass(frozen=True)
class Reacted:
    """The reactions to a message changed; they are on the message."""

    message: Message
    actor: User


@dataclass(frozen=True)
class Voted:
    """The votes of a message's poll changed, or it closed."""

    message: Message


@dataclass(frozen=True)
class MemberChanged:
    """Somebody stands differently in a chat."""

    chat: Chat
    old: Member
    new: Member
    by: User


@dataclass(frozen=True)
class TopicChanged:
    """A topic was opened, renamed or closed."""

    chat: Chat
    topic: Topic


@dataclass(frozen=True)
class LinkChanged:
    """An invite link was made, edited, used or revoked."""

    chat: Chat
    link: InviteLink


@dataclass(frozen=True)
class Knocked:
    """Somebody asks to be let in; `open` is False once that is settled."""

    chat: Chat
    request: JoinRequest
    open: bool


@dataclass(frozen=True)
class Pressed:
    """A button was pressed; the bot owes an answer."""

    bot: Bot
    press: Press


@dataclass(frozen=True)
class Answered:
    """The bot answered a press, with the text it wants shown."""

    bot: Bot
    press: Press


@dataclass(frozen=True)
class Typing:
    """The bot shows an activity, "typing" for one, for about five seconds."""

    chat: Chat
    bot: Bot
    action: str
    topic: int


@dataclass(frozen=True)
class MenuChanged:
    """The bot's commands or description changed."""

    bot: Bot


@dataclass(frozen=True)
class Called:
    """The bot called a method, with these parameters, and got this status."""

    bot: Bot
    method: str
    parameters: dict[str, object]
    status: int
    description: str


@dataclass(frozen=True)
class ClockMoved:
    """The world's time was moved by hand; `now` in seconds since 1970."""

    now: float


@dataclass(frozen=True)
class Closing:
    """The server goes down: whoever holds a connection open lets go of it."""


Event = (
    PersonChanged
    | ChatChanged
    | Posted
    | Edited
    | Deleted
    | Reacted
    | Voted
    | MemberChanged
    | TopicChanged
    | LinkChanged
    | Knocked
    | Pressed
    | Answered
    | Typing
    | MenuChanged
    | Called
    | ClockMoved
    | Closing
)
