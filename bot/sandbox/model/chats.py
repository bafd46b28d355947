"""Places to talk (private chats, groups, supergroups, channels, their topics), and what is said there."""

from dataclasses import dataclass, field
from typing import Any, Literal

from bot.sandbox.model.content import Button, Entity, Keyboard, Media, Poll
from bot.sandbox.model.invites import InviteLink, JoinRequest
from bot.sandbox.model.members import USUAL_PERMISSIONS, Member, stranger
from bot.sandbox.model.users import User, anonymous_admin

ChatKind = Literal["private", "group", "supergroup", "channel"]


@dataclass(eq=False)
class Topic:
    """A thread of a forum; its id is that of the message that opened it."""

    id: int
    name: str
    color: int = 0x6FB9F0
    icon: str = ""
    closed: bool = False


@dataclass(frozen=True)
class Boost:
    """A person's boost of a chat, with its times in seconds since 1970."""

    id: str
    user: User
    added: int
    expires: int


@dataclass(frozen=True)
class Origin:
    """Where a forwarded message came from, as it was shown at that moment."""

    kind: Literal["user", "hidden_user", "chat", "channel"]
    date: int
    user: User | None = None
    chat: "Chat | None" = None
    message_id: int = 0


@dataclass(frozen=True)
class Quote:
    """The part of the answered message that a reply quotes; position in UTF-16 units."""

    text: str
    position: int
    entities: tuple[Entity, ...] = ()


@dataclass(frozen=True)
class Service:
    """A note by Telegram itself: the name of the Message field, and what the wire puts in it."""

    kind: str
    value: Any


@dataclass(eq=False)
class Message:
    """Something posted. `text` is the caption where there is media."""

    id: int
    chat: "Chat"
    date: int
    sender: User | None
    sender_chat: "Chat | None" = None
    text: str = ""
    entities: tuple[Entity, ...] = ()
    media: Media | None = None
    poll: Poll | None = None
    service: Service | None = None
    topic: int = 0
    reply_to: "Message | None" = None
    quote: Quote | None = None
    origin: Origin | None = None
    automatic_forward: bool = False
    album: str = ""
    keyboard: Keyboard = ()
    # A reply keyboard, its removal or a forced reply: shown to people, never sent back by Telegram.
    reply_markup: dict[str, Any] = field(default_factory=dict)
    signature: str = ""
    protected: bool = False
    edited: int = 0
    deleted: bool = False
    # Who reacted how: the ids of people, bots and chats, each with its emoji.
    reactions: dict[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def buttons(self) -> list[str]:
        """The labels of its inline buttons, row after row."""
        return [button.text for row in self.keyboard for button in row]

    def button(self, label: str) -> Button:
        """Return the button with this label; KeyError when there is none."""
        for row in self.keyboard:
            for button in row:
                if button.text == label:
                    return button
        raise KeyError(f"no button {label!r} among {self.buttons}")

    def __repr__(self) -> str:
        who = self.sender.name if self.sender else self.chat.title
        return f"<message {self.id} by {who}: {self.text!r}>"


@dataclass(eq=False)
class Chat:
    """A place. A private chat belongs to one person and one bot, and bears the person's id."""

    id: int
    kind: ChatKind
    title: str = ""
    username: str = ""
    description: str = ""
    person: User | None = None
    forum: bool = False
    protected: bool = False
    members: dict[int, Member] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    links: dict[str, InviteLink] = field(default_factory=dict)
    requests: dict[int, JoinRequest] = field(default_factory=dict)
    boosts: dict[str, Boost] = field(default_factory=dict)
    permissions: frozenset[str] = USUAL_PERMISSIONS
    pinned: list[int] = field(default_factory=list)
    linked: "Chat | None" = None
    migrated_to: "Chat | None" = None
    deleted: bool = False
    last_id: int = 0

    @property
    def is_group(self) -> bool:
        """Whether it is a basic group or a supergroup."""
        return self.kind in ("group", "supergroup")

    def member(self, user: User) -> Member:
        """Return how somebody stands here, also somebody unknown."""
        return self.members.get(user.id) or stranger(user)

    def holds(self, user: User) -> bool:
        """Say whether somebody is in it now."""
        return self.member(user).inside

    def face(self, user: User) -> User:
        """Return as whom somebody appears here: an anonymous administrator's is everybody's."""
        hidden = self.is_group and self.member(user).anonymous
        return anonymous_admin() if hidden else user

    def lets(self, user: User, permission: str) -> bool:
        """Say whether somebody in a group may do what members may: by the chat's rules and their own."""
        member = self.member(user)
        if member.leads:
            return True
        limited = member.status == "restricted" and permission not in member.permissions
        return permission in self.permissions and not limited

    @property
    def insiders(self) -> list[Member]:
        """Everybody who is in it now, in the order of joining."""
        return [member for member in self.members.values() if member.inside]

    def __repr__(self) -> str:
        return f"<{self.kind} {self.id} {self.title!r}>"
