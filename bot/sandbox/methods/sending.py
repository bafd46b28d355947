"""What every send* method shares: the target, the topic, the answered message, the keyboard, the posting."""

from dataclasses import dataclass
from typing import Any

from bot.sandbox.entities.text import Formatted, formatted
from bot.sandbox.entities.utf16 import units
from bot.sandbox.errors import bad_request
from bot.sandbox.fields import Fields
from bot.sandbox.methods.call import Call
from bot.sandbox.methods.keyboards import read_markup, refuse_apps
from bot.sandbox.methods.parameters import NOTHING, ChatId, Structured, chat_id_of
from bot.sandbox.model.chats import Chat, Message, Quote
from bot.sandbox.objects import Json
from bot.sandbox.objects.messages import message_object
from bot.sandbox.world.posting import post

MAX_TEXT = 4096
MAX_CAPTION = 1024


@dataclass(frozen=True, kw_only=True)
class Posting:
    """Parameters of everything that makes a message, copies and forwards included."""

    chat_id: ChatId
    message_thread_id: int = 0
    disable_notification: bool = False
    protect_content: bool = False
    message_effect_id: str = ""


@dataclass(frozen=True, kw_only=True)
class Directing:
    """Parameters that concern a channel's direct messages, of which the sandbox has none."""

    direct_messages_topic_id: int = 0
    suggested_post_parameters: Structured = NOTHING


@dataclass(frozen=True, kw_only=True)
class Sending(Posting):
    """Parameters of everything that says something of its own."""

    business_connection_id: str = ""
    allow_paid_broadcast: bool = False
    reply_parameters: Structured = NOTHING
    reply_markup: Structured = NOTHING


# The sandbox has none of these; it says so rather than losing them silently.
UNSUPPORTED = (
    "business_connection_id",
    "direct_messages_topic_id",
    "suggested_post_parameters",
    "message_effect_id",
    "allow_paid_broadcast",
    "video_start_timestamp",
    "start_timestamp",
    "cover",
)


def refuse_unsupported(given: Any) -> None:
    """Refuse by name what the sandbox cannot do."""
    for name in UNSUPPORTED:
        if getattr(given, name, None):
            raise bad_request(f"the sandbox does not support {name}")


def words(
    call: Call,
    raw: str,
    mode: str,
    entities: Structured,
    *,
    most: int = MAX_TEXT,
    what: str = "message",
) -> Formatted:
    """Return a text or caption, parsed and measured; `what` names it when it is too long."""
    users = call.state.users
    text = formatted(raw, mode=mode, explicit=entities.value, users=users)
    if len(text.text) > most:
        raise bad_request(f"{what} is too long")
    return text


def required_words(call: Call, raw: str, mode: str, entities: Structured) -> Formatted:
    """Return the text of a message, which cannot be empty."""
    if not raw:
        raise bad_request("message text is empty")
    text = words(call, raw, mode, entities)
    if not text.text:
        raise bad_request("text must be non-empty")
    return text


def thread(call: Call, chat: Chat, given: int) -> int:
    """Return the thread to post in, 0 for none; a closed topic wants a right."""
    if not given:
        return 0
    topic = chat.topics.get(given)
    known = topic or any(message.topic == given for message in chat.messages.values())
    if chat.kind != "supergroup" or not known:
        raise bad_request("message thread not found")
    if topic is not None and topic.closed and not chat.member(call.me).may("can_manage_topics"):
        raise bad_request("TOPIC_CLOSED")
    return given


def answered(call: Call, chat: Chat, given: Structured) -> tuple[Message | None, Quote | None]:
    """Return the message that reply_parameters name, and the quote from it."""
    if not given:
        return None, None
    fields = Fields(given.value, "object expected as reply parameters")
    number = fields.number("message_id", required=True)
    lenient = fields.flag("allow_sending_without_reply")
    quoted = fields.text("quote")
    source = chat
    if fields.get("chat_id") is not None:
        source = call.readable(chat_id_of("chat_id", fields.get("chat_id")))
    message = source.messages.get(number)
    if message is None:
        if lenient:
            return None, None
        raise bad_request("message to be replied not found")
    return message, _quote(fields, message, quoted)


def _quote(fields: Fields, message: Message, raw: str) -> Quote | None:
    if not raw:
        return None
    mode = fields.text("quote_parse_mode")
    quoted = formatted(raw, mode=mode, explicit=fields.get("quote_entities"))
    at = message.text.find(quoted.text)
    if at < 0:
        raise bad_request("QUOTE_TEXT_INVALID")
    return Quote(quoted.text, units(message.text[:at]), quoted.entities)


def deliver(call: Call, given: Sending, chat: Chat, **content: Any) -> Json:
    """Post what the bot says and return it as the method's answer."""
    refuse_unsupported(given)
    markup = read_markup(given.reply_markup)
    refuse_apps(markup.keyboard, chat)
    reply_to, quote = answered(call, chat, given.reply_parameters)
    message = put(
        call,
        chat,
        topic=thread(call, chat, given.message_thread_id),
        reply_to=reply_to,
        quote=quote,
        keyboard=markup.keyboard,
        reply_markup=markup.other,
        protected=given.protect_content,
        **content,
    )
    return message_object(message)


def put(call: Call, chat: Chat, **content: Any) -> Message:
    """Post in the bot's name, or the channel's, and enter it in the ledger."""
    channel = chat.kind == "channel"
    message = post(
        call.state,
        chat,
        None if channel else call.me,
        sender_chat=chat if channel else None,
        **content,
    )
    enter(call, "posted", message)
    return message


def enter(call: Call, what: Any, message: Message) -> None:
    """Write down in the ledger what became of a message."""
    call.state.ledger.write(
        call.bot.id,
        what,
        chat_id=message.chat.id,
        message_id=message.id,
        topic=message.topic,
        text=message.poll.question if message.poll else message.text,
        method=call.method,
    )
