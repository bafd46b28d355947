"""Places to talk: private chats, basic groups, supergroups, channels, and the topics inside."""

from dataclasses import dataclass, field
from typing import Literal

from bot.sandbox.model.invites import InviteLink, JoinRequest
from bot.sandbox.model.members import USUAL_PERMISSIONS, Member, stranger
from bot.sandbox.model.messages import Message
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
