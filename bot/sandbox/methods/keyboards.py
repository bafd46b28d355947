"""reply_markup: inline keyboards, and the three kinds that belong to the other side's input field."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from bot.sandbox.entities.links import checked_link
from bot.sandbox.errors import bad_request
from bot.sandbox.fields import Fields, array
from bot.sandbox.methods.parameters import Structured
from bot.sandbox.model.chats import Chat
from bot.sandbox.model.content import Button, Keyboard

MAX_DATA_BYTES = 64
MAX_BUTTONS = 100
# What an inline button may do besides callback_data and url; of these the sandbox opens Mini Apps alone.
OTHER_ACTIONS = (
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "web_app",
    "login_url",
    "copy_text",
    "pay",
    "callback_game",
)
LOOPBACK = ("127.0.0.1", "localhost", "::1")
DECORATIONS = ("style", "icon_custom_emoji_id")


@dataclass(frozen=True)
class Markup:
    """A reply_markup: the inline keyboard, or the object of another kind."""

    keyboard: Keyboard = ()
    other: dict[str, Any] = field(default_factory=dict)


def read_markup(given: Structured) -> Markup:
    """Return a reply_markup of any kind. Pure."""
    if not given:
        return Markup()
    fields = Fields(given.value, "Object expected as reply markup")
    if "inline_keyboard" in fields:
        return Markup(read_inline(given))
    if "keyboard" in fields:
        _check_reply_keyboard(fields)
        return Markup(other=given.value)
    if fields.flag("remove_keyboard") or fields.flag("force_reply"):
        return Markup(other=given.value)
    return Markup()


def read_inline(given: Structured) -> Keyboard:
    """Return an inline keyboard, the only kind that edits accept. Pure."""
    if not given:
        return ()
    fields = Fields(given.value, "Object expected as reply markup")
    if "inline_keyboard" not in fields and given.value:
        raise bad_request("inline keyboard expected")
    complaint = 'Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
    if not given.value:
        return ()
    rows = array(fields.get("inline_keyboard"), "inline_keyboard", complaint)
    keyboard = tuple(
        tuple(_button(one) for one in array(row, "inline_keyboard", complaint)) for row in rows
    )
    keyboard = tuple(row for row in keyboard if row)
    if sum(map(len, keyboard)) > MAX_BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    return keyboard


def _button(given: Any) -> Button:
    prefix = "Can't parse inline keyboard button"
    fields = Fields(given, f"{prefix}: InlineKeyboardButton must be an Object")
    text = fields.text("text", required=True)
    data, url = fields.text("callback_data"), fields.text("url")
    extra = {name: given[name] for name in (*OTHER_ACTIONS, *DECORATIONS) if name in given}
    if not text.strip():
        raise bad_request("BUTTON_TEXT_INVALID")
    if not (data or url or any(name in extra for name in OTHER_ACTIONS)):
        raise bad_request(f"{prefix}: Text buttons are unallowed in the inline keyboard")
    if len(data.encode()) > MAX_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if url and not checked_link(url):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    if "web_app" in extra:
        _check_app(extra["web_app"], prefix)
    return Button(text, data, url, extra)


def _check_app(given: Any, prefix: str) -> None:
    """Refuse the address of a Mini App that Telegram would not open; on this machine http will do."""
    url = Fields(given, f"{prefix}: WebAppInfo must be an Object").text("url", required=True)
    parts = urlsplit(url)
    said = f"inline keyboard button Web App URL '{url}' is invalid"
    if parts.scheme == "http" and parts.hostname in LOOPBACK:
        return
    if not checked_link(url):
        raise bad_request(f"{said}: Wrong HTTP URL")
    if parts.scheme != "https":
        raise bad_request(f"{said}: Only HTTPS links are allowed")


def refuse_apps(keyboard: Keyboard, chat: Chat) -> None:
    """Refuse buttons that open Mini Apps anywhere but in a private chat with the bot."""
    apps = any("web_app" in button.extra for row in keyboard for button in row)
    if apps and chat.kind != "private":
        raise bad_request("BUTTON_TYPE_INVALID")


def _check_reply_keyboard(fields: Fields) -> None:
    complaint = 'Field "keyboard" of the ReplyKeyboardMarkup must be an Array of Arrays'
    for row in array(fields.get("keyboard"), "keyboard", complaint):
        for button in array(row, "keyboard", complaint):
            if not isinstance(button, str):
                Fields(
                    button,
                    "Can't parse keyboard button: KeyboardButton must be an Object",
                ).text("text", required=True)
