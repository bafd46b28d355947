"""copyMessage and forwardMessage."""

from dataclasses import dataclass, replace

from bot.sandbox.entities.text import Formatted
from bot.sandbox.errors import bad_request
from bot.sandbox.methods.call import Call
from bot.sandbox.methods.files import NEEDED
from bot.sandbox.methods.keyboards import read_markup
from bot.sandbox.methods.parameters import NOTHING, ChatId, Structured
from bot.sandbox.methods.sending import (
    MAX_CAPTION,
    Directing,
    Posting,
    answered,
    put,
    refuse_unsupported,
    thread,
    words,
)
from bot.sandbox.model.chats import Message
from bot.sandbox.model.content import Media, Option, Poll
from bot.sandbox.objects import Json
from bot.sandbox.objects.messages import message_object, origin_of

TEXT = ("can_send_messages", "text messages")


@dataclass(frozen=True, kw_only=True)
class ForwardMessage(Posting, Directing):
    """Parameters of forwardMessage."""

    from_chat_id: ChatId
    message_id: int
    video_start_timestamp: int = 0


def forward_message(call: Call, given: ForwardMessage) -> Json:
    """Post somebody's message again, under its author's name."""
    refuse_unsupported(given)
    original = _original(call, given, "forward")
    chat = call.writable(given.chat_id, *_needed(original.media))
    message = put(
        call,
        chat,
        topic=thread(call, chat, given.message_thread_id),
        text=original.text,
        entities=original.entities,
        media=original.media,
        poll=original.poll,
        origin=origin_of(original),
        protected=given.protect_content,
    )
    return message_object(message)


@dataclass(frozen=True, kw_only=True)
class CopyMessage(ForwardMessage):
    """Parameters of copyMessage."""

    caption: str | None = None
    parse_mode: str = ""
    caption_entities: Structured = NOTHING
    show_caption_above_media: bool = False
    allow_paid_broadcast: bool = False
    reply_parameters: Structured = NOTHING
    reply_markup: Structured = NOTHING


def copy_message(call: Call, given: CopyMessage) -> Json:
    """Post a message again as the bot's own, with another caption if one is given."""
    refuse_unsupported(given)
    original = _original(call, given, "copy")
    text = _caption(call, given, original)
    chat = call.writable(given.chat_id, *_needed(original.media))
    reply_to, quote = answered(call, chat, given.reply_parameters)
    markup = read_markup(given.reply_markup)
    message = put(
        call,
        chat,
        topic=thread(call, chat, given.message_thread_id),
        reply_to=reply_to,
        quote=quote,
        text=text.text,
        entities=text.entities,
        media=original.media,
        poll=_blank(call, original.poll),
        keyboard=markup.keyboard,
        reply_markup=markup.other,
        protected=given.protect_content,
    )
    return {"message_id": message.id}


def _caption(call: Call, given: CopyMessage, original: Message) -> Formatted:
    """Return the text of a copy: the original's, unless media get a caption of their own."""
    new = words(
        call,
        given.caption or "",
        given.parse_mode,
        given.caption_entities,
        most=MAX_CAPTION,
        what="message caption",
    )
    if given.caption is None or original.media is None:
        return Formatted(original.text, original.entities)
    return new


def _original(call: Call, given: ForwardMessage, what: str) -> Message:
    source = call.readable(given.from_chat_id)
    message = call.find_message(source, given.message_id, what)
    ending = "copied" if what == "copy" else "forwarded"
    if message.service is not None or message.protected or source.protected:
        raise bad_request(f"message can't be {ending}")
    return message


def _needed(media: Media | None) -> tuple[str, str]:
    """Return the permission that posting such a message needs, and what it is called. Pure."""
    return TEXT if media is None else NEEDED[media.kind]


def _blank(call: Call, poll: Poll | None) -> Poll | None:
    """Return the same poll without its votes, as a copy is one's own."""
    if poll is None:
        return None
    options = [Option(one.id, one.text, one.entities) for one in poll.options]
    number = str(call.state.chance.randrange(10**18, 10**19))
    return replace(poll, id=number, options=options, closed=False, close_at=0)
