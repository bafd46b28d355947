"""A bot as Telegram keeps it: token, unfetched updates, webhook, commands, presses it owes an answer."""

from dataclasses import dataclass, field

from bot.sandbox.delivery.queue import Queue
from bot.sandbox.model.chats import Message
from bot.sandbox.model.content import Button
from bot.sandbox.model.users import User

UPDATE_KINDS = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "inline_query",
    "chosen_inline_result",
    "callback_query",
    "shipping_query",
    "pre_checkout_query",
    "poll",
    "poll_answer",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "chat_boost",
    "removed_chat_boost",
    "message_reaction",
    "message_reaction_count",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
    "purchased_paid_media",
    "managed_bot",
    "guest_message",
)
# What Telegram sends unless asked otherwise: all but these three.
DEFAULT_KINDS = frozenset(UPDATE_KINDS) - {
    "chat_member",
    "message_reaction",
    "message_reaction_count",
}


@dataclass(eq=False)
class Webhook:
    """Where updates are posted, and how that went the last time."""

    url: str
    secret: str = ""
    max_connections: int = 40
    ip_address: str = ""
    certificate: bool = False
    error_date: int = 0
    error: str = ""
    # Since when the receiver has answered 410 Gone without a break.
    gone_since: float = 0.0


@dataclass(eq=False)
class Press:
    """A pressed button; `answer` is None until the bot answers."""

    id: str
    user: User
    message: Message
    button: Button
    date: float
    answer: str | None = None
    alert: bool = False
    url: str = ""


@dataclass(frozen=True)
class Command:
    """One line of a bot's menu."""

    command: str
    description: str


# A scope's name with its chat and user, 0 where it has none; then the language, "" for all.
MenuKey = tuple[str, int, int, str]


@dataclass(eq=False)
class Bot:
    """A bot's account and all that Telegram remembers for it."""

    user: User
    token: str
    queue: Queue
    # Privacy mode switched off: it reads everything in groups also when it is no administrator.
    reads_all: bool = True
    allowed: frozenset[str] = DEFAULT_KINDS
    webhook: Webhook | None = None
    webhook_set_at: float = float("-inf")
    commands: dict[MenuKey, tuple[Command, ...]] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    presses: dict[str, Press] = field(default_factory=dict)

    @property
    def id(self) -> int:
        """The bot's user id."""
        return self.user.id

    @property
    def username(self) -> str:
        """The bot's name in links, without the @."""
        return self.user.username
