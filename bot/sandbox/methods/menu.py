"""setMyCommands, getMyCommands, deleteMyCommands, setMyDescription: what is seen before a bot speaks."""

import re
from dataclasses import dataclass
from typing import Any

from bot.sandbox.errors import bad_request
from bot.sandbox.fields import Fields, array
from bot.sandbox.methods.call import Call
from bot.sandbox.methods.parameters import NOTHING, Structured, chat_id_of
from bot.sandbox.model.bots import Command, MenuKey
from bot.sandbox.model.events import MenuChanged
from bot.sandbox.objects import Json

MAX_COMMANDS = 100
MAX_COMMAND = 32
MAX_DESCRIPTION = 256
MAX_BOT_DESCRIPTION = 512
_NAME = re.compile(r"[a-z0-9_]+")
_LANGUAGE = re.compile(r"[a-z]{2}")
WIDE_SCOPES = (
    "default",
    "all_private_chats",
    "all_group_chats",
    "all_chat_administrators",
)
CHAT_SCOPES = ("chat", "chat_administrators", "chat_member")


@dataclass(frozen=True, kw_only=True)
class OfMenu:
    """Whom a menu is for."""

    scope: Structured = NOTHING
    language_code: str = ""


@dataclass(frozen=True, kw_only=True)
class SetMyCommands(OfMenu):
    """Parameters of setMyCommands."""

    commands: Structured


def set_my_commands(call: Call, given: SetMyCommands) -> bool:
    """Set the menu of a scope and language."""
    listed = array(given.commands.value, "commands", "expected an Array of BotCommand")
    if len(listed) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    key = _key(call, given)
    call.bot.commands[key] = tuple(_command(one) for one in listed)
    call.state.emit(MenuChanged(call.bot))
    return True


def _command(given: Any) -> Command:
    fields = Fields(given, "expected an Object as BotCommand")
    name = fields.text("command", required=True).strip().removeprefix("/")
    description = fields.text("description", required=True).strip()
    if len(name) > MAX_COMMAND:
        raise bad_request(f"command length must not exceed {MAX_COMMAND}")
    if not _NAME.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not description:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    if len(description) > MAX_DESCRIPTION:
        raise bad_request(f"command description length must not exceed {MAX_DESCRIPTION}")
    return Command(name, description)


def get_my_commands(call: Call, given: OfMenu) -> list[Json]:
    """Return the menu of exactly this scope and language."""
    menu = call.bot.commands.get(_key(call, given), ())
    return [{"command": one.command, "description": one.description} for one in menu]


def delete_my_commands(call: Call, given: OfMenu) -> bool:
    """Forget the menu of a scope and language."""
    call.bot.commands.pop(_key(call, given), None)
    call.state.emit(MenuChanged(call.bot))
    return True


def _language(code: str) -> str:
    if code and not _LANGUAGE.fullmatch(code):
        raise bad_request("invalid language code specified")
    return code


def _key(call: Call, given: OfMenu) -> MenuKey:
    language = _language(given.language_code)
    if not given.scope:
        return ("default", 0, 0, language)
    fields = Fields(given.scope.value, "can't parse BotCommandScope: expected an Object")
    kind = fields.text("type", required=True)
    if kind in WIDE_SCOPES:
        return (kind, 0, 0, language)
    if kind not in CHAT_SCOPES:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    chat = call.readable(chat_id_of("chat_id", fields.get("chat_id") or ""))
    user = 0
    if kind == "chat_member":
        user = call.find_user(fields.number("user_id", required=True)).id
    return (kind, chat.id, user, language)


@dataclass(frozen=True, kw_only=True)
class SetMyDescription:
    """Parameters of setMyDescription."""

    description: str = ""
    language_code: str = ""


def set_my_description(call: Call, given: SetMyDescription) -> bool:
    """Set what stands in an empty chat with the bot."""
    if len(given.description) > MAX_BOT_DESCRIPTION:
        raise bad_request("description is too long")
    call.bot.descriptions[_language(given.language_code)] = given.description
    call.state.emit(MenuChanged(call.bot))
    return True
