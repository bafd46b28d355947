"""A message as it stands in a chat."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from bot.sandbox.model.content import Button, Entity, Keyboard, Media, Poll
from bot.sandbox.model.users import User

if TYPE_CHECKING:
    from bot.sandbox.model.chats import Chat


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
