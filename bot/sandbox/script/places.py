"""A place as a story speaks of it: what was said there, and what happens to it as a whole."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.sandbox.model.bots import Bot
from bot.sandbox.model.chats import Chat, Message, Topic
from bot.sandbox.model.members import Member, right_names
from bot.sandbox.model.state import State
from bot.sandbox.model.users import User
from bot.sandbox.world import places


class Impossible(Exception):
    """A client would not let this person do that."""


@dataclass(frozen=True)
class Place:
    """A group, a channel or a private chat."""

    state: State
    chat: Chat

    @property
    def id(self) -> int:
        """The chat id."""
        return self.chat.id

    @property
    def title(self) -> str:
        """What the chat is called."""
        return self.chat.title

    @property
    def messages(self) -> list[Message]:
        """What was said, the oldest first, without what Telegram noted and what was deleted."""
        return [message for message in self.chat.messages.values() if message.service is None]

    @property
    def notes(self) -> list[Message]:
        """What Telegram noted: joins, pins, topics."""
        return [message for message in self.chat.messages.values() if message.service]

    @property
    def texts(self) -> list[str]:
        """The texts and captions of what was said."""
        return [message.text for message in self.messages]

    @property
    def last(self) -> Message:
        """The newest message."""
        if not self.messages:
            raise Impossible(f"nothing was said in {self.chat!r}")
        return self.messages[-1]

    @property
    def pinned(self) -> list[Message]:
        """The pinned messages, the latest pin last."""
        return [self.chat.messages[one] for one in self.chat.pinned]

    @property
    def owner(self) -> User:
        """Whoever owns it."""
        for member in self.chat.members.values():
            if member.status == "creator":
                return member.user
        raise Impossible(f"nobody owns {self.chat!r}")

    def standing(self, of: User | Bot) -> Member:
        """Return how somebody stands here."""
        return self.chat.member(of.user if isinstance(of, Bot) else of)

    def topic(self, name: str) -> Topic:
        """Return the topic of this name, opened by the owner if there is none."""
        for topic in self.chat.topics.values():
            if topic.name == name:
                return topic
        if not self.chat.forum:
            raise Impossible(f"{self.chat!r} has no topics")
        return places.open_topic(self.state, self.chat, name, self.owner)

    def closes_topic(self, topic: Topic | str, *, closed: bool = True) -> None:
        """Close a topic for members, or open it again."""
        found = self.topic(topic) if isinstance(topic, str) else topic
        places.close_topic(self.state, self.chat, found, self.owner, closed=closed)

    def renames_topic(self, topic: Topic | str, name: str) -> None:
        """Call a topic something else."""
        found = self.topic(topic) if isinstance(topic, str) else topic
        places.rename_topic(self.state, self.chat, found, name, self.owner)

    def renames(self, title: str) -> None:
        """Call it something else, by the owner's hand."""
        places.rename(self.state, self.chat, title, self.owner)

    def permits(self, permissions: Iterable[str]) -> None:
        """Let members do these things and no others: `["send_messages"]`."""
        self.chat.permissions = right_names(tuple(permissions))

    def links(self, channel: "Place") -> None:
        """Make it the discussion group of a channel."""
        self.chat.linked, channel.chat.linked = channel.chat, self.chat

    def migrates(self) -> "Place":
        """Turn the basic group into a supergroup; returns that."""
        if self.chat.kind != "group" or self.chat.migrated_to:
            raise Impossible(f"{self.chat!r} cannot become a supergroup")
        return Place(self.state, places.migrate(self.state, self.chat, self.owner))

    def dissolves(self) -> None:
        """Delete it for everybody."""
        places.dissolve(self.state, self.chat)
