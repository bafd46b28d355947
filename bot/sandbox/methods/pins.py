"""pinChatMessage, unpinChatMessage, createForumTopic."""

from dataclasses import dataclass

from bot.sandbox.errors import bad_request
from bot.sandbox.methods.call import Call
from bot.sandbox.methods.parameters import ChatId
from bot.sandbox.methods.sending import refuse_unsupported
from bot.sandbox.model.chats import Chat
from bot.sandbox.objects import Json
from bot.sandbox.objects.chats import topic_object
from bot.sandbox.world.places import open_topic
from bot.sandbox.world.posting import pin, unpin

MAX_TOPIC_NAME = 128
ICON_COLORS = (0x6FB9F0, 0xFFD67E, 0xCB86DB, 0x8EEE98, 0xFF93B2, 0xFB6F5F)


@dataclass(frozen=True, kw_only=True)
class PinChatMessage:
    """Parameters of pinChatMessage."""

    chat_id: ChatId
    message_id: int
    disable_notification: bool = False
    business_connection_id: str = ""


def pin_chat_message(call: Call, given: PinChatMessage) -> bool:
    """Pin a message."""
    refuse_unsupported(given)
    chat = _pinnable(call, given.chat_id)
    pin(call.state, call.find_message(chat, given.message_id, "pin"), call.me)
    return True


@dataclass(frozen=True, kw_only=True)
class UnpinChatMessage:
    """Parameters of unpinChatMessage."""

    chat_id: ChatId
    message_id: int = 0
    business_connection_id: str = ""


def unpin_chat_message(call: Call, given: UnpinChatMessage) -> bool:
    """Take a pin out, the latest when none is named."""
    refuse_unsupported(given)
    chat = _pinnable(call, given.chat_id)
    wanted = given.message_id or (chat.pinned[-1] if chat.pinned else 0)
    if wanted not in chat.pinned:
        raise bad_request("message to unpin not found")
    unpin(call.state, chat.messages[wanted])
    return True


def _pinnable(call: Call, chat_id: int | str) -> Chat:
    chat = call.readable(chat_id)
    mine = chat.member(call.me)
    right = "can_edit_messages" if chat.kind == "channel" else "can_pin_messages"
    everybody = chat.is_group and not mine.leads and chat.lets(call.me, right)
    if chat.kind != "private" and not mine.may(right) and not everybody:
        raise bad_request("not enough rights to manage pinned messages in the chat")
    return chat


@dataclass(frozen=True, kw_only=True)
class CreateForumTopic:
    """Parameters of createForumTopic."""

    chat_id: ChatId
    name: str
    icon_color: int = ICON_COLORS[0]
    icon_custom_emoji_id: str = ""


def create_forum_topic(call: Call, given: CreateForumTopic) -> Json:
    """Open a topic."""
    chat = call.readable(given.chat_id)
    if not chat.forum:
        raise bad_request("the chat is not a forum")
    if not chat.member(call.me).may("can_manage_topics"):
        raise bad_request("not enough rights to create a topic")
    if not 1 <= len(given.name.strip()) <= MAX_TOPIC_NAME:
        raise bad_request("TOPIC_TITLE_EMPTY" if not given.name.strip() else "TOPIC_TITLE_TOO_LONG")
    if given.icon_color not in ICON_COLORS:
        raise bad_request("TOPIC_ICON_COLOR_INVALID")
    topic = open_topic(
        call.state,
        chat,
        given.name.strip(),
        call.me,
        color=given.icon_color,
        icon=given.icon_custom_emoji_id,
    )
    return topic_object(topic)
