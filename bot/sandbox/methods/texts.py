"""sendMessage, editMessageText, editMessageCaption, editMessageReplyMarkup."""

from dataclasses import dataclass

from bot.sandbox.entities.text import Formatted
from bot.sandbox.errors import bad_request
from bot.sandbox.fields import Fields
from bot.sandbox.methods.call import Call
from bot.sandbox.methods.keyboards import read_inline
from bot.sandbox.methods.parameters import NOTHING, ChatId, Structured
from bot.sandbox.methods.sending import (
    MAX_CAPTION,
    Directing,
    Sending,
    deliver,
    enter,
    refuse_unsupported,
    required_words,
    words,
)
from bot.sandbox.model.chats import Chat, Message
from bot.sandbox.model.content import Keyboard
from bot.sandbox.objects import Json
from bot.sandbox.objects.messages import message_object
from bot.sandbox.world.posting import edit, set_keyboard

UNMODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)


@dataclass(frozen=True, kw_only=True)
class SendMessage(Sending, Directing):
    """Parameters of sendMessage."""

    text: str
    parse_mode: str = ""
    entities: Structured = NOTHING
    link_preview_options: Structured = NOTHING


def send_message(call: Call, given: SendMessage) -> Json:
    """Post a text."""
    text = required_words(call, given.text, given.parse_mode, given.entities)
    check_preview(given.link_preview_options)
    chat = call.writable(given.chat_id, "can_send_messages", "text messages")
    return deliver(call, given, chat, text=text.text, entities=text.entities)


def check_preview(given: Structured) -> None:
    """Refuse link_preview_options that Telegram could not read; the sandbox shows no previews."""
    if not given:
        return
    fields = Fields(given.value, "object expected as link preview options")
    for name in ("is_disabled", "prefer_small_media", "prefer_large_media", "show_above_text"):
        fields.flag(name)
    fields.text("url")


@dataclass(frozen=True, kw_only=True)
class Editing:
    """Parameters of everything that changes a message."""

    chat_id: ChatId = ""
    message_id: int = 0
    inline_message_id: str = ""
    business_connection_id: str = ""
    reply_markup: Structured = NOTHING


@dataclass(frozen=True, kw_only=True)
class EditMessageText(Editing):
    """Parameters of editMessageText."""

    text: str
    parse_mode: str = ""
    entities: Structured = NOTHING
    link_preview_options: Structured = NOTHING


def edit_message_text(call: Call, given: EditMessageText) -> Json:
    """Change the text of one of the bot's messages, and its buttons: none given means none left."""
    text = required_words(call, given.text, given.parse_mode, given.entities)
    check_preview(given.link_preview_options)
    keyboard = read_inline(given.reply_markup)
    message = _own(call, given)
    if message.media is not None or message.poll is not None or message.service is not None:
        raise bad_request("there is no text in the message to edit")
    return _reword(call, message, text, keyboard)


@dataclass(frozen=True, kw_only=True)
class EditMessageCaption(Editing):
    """Parameters of editMessageCaption."""

    caption: str = ""
    parse_mode: str = ""
    caption_entities: Structured = NOTHING
    show_caption_above_media: bool = False


def edit_message_caption(call: Call, given: EditMessageCaption) -> Json:
    """Change the words below the media of one of the bot's messages, and its buttons."""
    text = words(
        call,
        given.caption,
        given.parse_mode,
        given.caption_entities,
        most=MAX_CAPTION,
        what="message caption",
    )
    keyboard = read_inline(given.reply_markup)
    message = _own(call, given)
    if message.media is None or message.media.kind in ("sticker", "video_note"):
        raise bad_request("there is no caption in the message to edit")
    return _reword(call, message, text, keyboard)


def _reword(call: Call, message: Message, text: Formatted, keyboard: Keyboard) -> Json:
    same = (message.text, message.entities, message.keyboard)
    if same == (text.text, text.entities, keyboard):
        raise bad_request(UNMODIFIED)
    edit(call.state, message, text=text.text, entities=text.entities, keyboard=keyboard)
    enter(call, "edited", message)
    return message_object(message)


def edit_message_reply_markup(call: Call, given: Editing) -> Json:
    """Change the buttons of one of the bot's messages."""
    keyboard = read_inline(given.reply_markup)
    message = _own(call, given)
    if message.keyboard == keyboard:
        raise bad_request(UNMODIFIED)
    set_keyboard(call.state, message, keyboard)
    enter(call, "edited", message)
    return message_object(message)


def _own(call: Call, given: Editing) -> Message:
    """Return the message that the bot may edit."""
    refuse_unsupported(given)
    if not given.chat_id and not given.message_id:
        missing = "MESSAGE_ID_INVALID" if given.inline_message_id else None
        raise bad_request(missing or "message identifier is not specified")
    if not given.chat_id:
        raise bad_request("chat_id is empty")
    chat = call.readable(given.chat_id)
    if not given.message_id:
        raise bad_request("message identifier is not specified")
    message = call.find_message(chat, given.message_id, "edit")
    if message.sender is not call.me and not _posted_by_channel(call, chat):
        raise bad_request("message can't be edited")
    return message


def _posted_by_channel(call: Call, chat: Chat) -> bool:
    return chat.kind == "channel" and chat.member(call.me).may("can_edit_messages")
