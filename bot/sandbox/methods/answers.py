"""answerCallbackQuery, sendChatAction, setMessageReaction: small signs to people."""

from dataclasses import dataclass

from bot.sandbox.errors import bad_request
from bot.sandbox.fields import Fields, array
from bot.sandbox.methods.call import Call
from bot.sandbox.methods.parameters import NOTHING, ChatId, Structured
from bot.sandbox.methods.sending import refuse_unsupported, thread
from bot.sandbox.model.events import Typing
from bot.sandbox.world.audience import PRESS_LIFE
from bot.sandbox.world.reacting import answer, react

MAX_ANSWER = 200
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}
# The emoji that Telegram accepts from bots (ReactionTypeEmoji).
_EMOJI = """
❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡
🥱 🥴 😍 🐳 ❤\u200d🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈
😴 😭 🤓 👻 👨\u200d💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿
🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷\u200d♂ 🤷 🤷\u200d♀ 😡
"""
REACTIONS = frozenset(_EMOJI.split())


@dataclass(frozen=True, kw_only=True)
class AnswerCallbackQuery:
    """Parameters of answerCallbackQuery."""

    callback_query_id: str
    text: str = ""
    show_alert: bool = False
    url: str = ""
    cache_time: int = 0


def answer_callback_query(call: Call, given: AnswerCallbackQuery) -> bool:
    """Answer a press once, while it is fresh."""
    pressed = call.bot.presses.get(given.callback_query_id)
    if pressed is None or call.state.clock.now() - pressed.date > PRESS_LIFE:
        raise bad_request(TOO_OLD)
    if len(given.text) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    if given.url and not given.url.startswith(("https://t.me/", "tg://")):
        raise bad_request("URL_INVALID")
    answer(call.state, call.bot, pressed, given.text, alert=given.show_alert, url=given.url)
    return True


@dataclass(frozen=True, kw_only=True)
class SendChatAction:
    """Parameters of sendChatAction."""

    chat_id: ChatId
    action: str
    message_thread_id: int = 0
    business_connection_id: str = ""


def send_chat_action(call: Call, given: SendChatAction) -> bool:
    """Show an activity for about five seconds."""
    refuse_unsupported(given)
    if given.action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = call.writable(given.chat_id, "can_send_messages", "text messages")
    topic = thread(call, chat, given.message_thread_id)
    call.state.emit(Typing(chat, call.bot, given.action, topic))
    return True


@dataclass(frozen=True, kw_only=True)
class SetMessageReaction:
    """Parameters of setMessageReaction."""

    chat_id: ChatId
    message_id: int
    reaction: Structured = NOTHING
    is_big: bool = False


def set_message_reaction(call: Call, given: SetMessageReaction) -> bool:
    """React to a message with one emoji, or take the reaction back."""
    emoji = _emoji(given.reaction)
    chat = call.readable(given.chat_id)
    message = call.find_message(chat, given.message_id, "react")
    if chat.is_group and not chat.lets(call.me, "can_react_to_messages"):
        raise bad_request("not enough rights to react to messages in the chat")
    react(call.state, message, call.me, emoji)
    return True


def _emoji(given: Structured) -> tuple[str, ...]:
    if not given:
        return ()
    listed = array(given.value, "reaction", "expected an Array of reaction types")
    fields = [Fields(one, "expected an Object as reaction type") for one in listed]
    kinds = [one.text("type", required=True) for one in fields]
    emoji = tuple(one.text("emoji", required=True) for one in fields)
    if any(kind != "emoji" for kind in kinds) or not REACTIONS.issuperset(emoji):
        raise bad_request("REACTION_INVALID")
    if len(emoji) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    return emoji
