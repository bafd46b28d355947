"""getChat, getChatMember, getChatAdministrators, getChatMemberCount, leaveChat."""

from dataclasses import dataclass

from bot.sandbox.errors import bad_request
from bot.sandbox.methods.call import Call
from bot.sandbox.methods.parameters import ChatId
from bot.sandbox.objects import Json
from bot.sandbox.objects.chats import full_chat_object
from bot.sandbox.objects.people import member_object, self_object
from bot.sandbox.world.membership import expire, leave


@dataclass(frozen=True)
class Nothing:
    """A method without parameters."""


def get_me(call: Call, _: Nothing) -> Json:
    """Return the bot's own account."""
    return self_object(call.bot)


@dataclass(frozen=True, kw_only=True)
class OfChat:
    """A chat, nothing else."""

    chat_id: ChatId


def get_chat(call: Call, given: OfChat) -> Json:
    """Return all about a chat."""
    return full_chat_object(call.readable(given.chat_id), call.bot)


@dataclass(frozen=True, kw_only=True)
class GetChatMember:
    """Parameters of getChatMember."""

    chat_id: ChatId
    user_id: int


def get_chat_member(call: Call, given: GetChatMember) -> Json:
    """Return how somebody stands in a chat."""
    chat = call.readable(given.chat_id)
    user = call.find_user(given.user_id)
    return member_object(chat, expire(call.state, chat, user))


@dataclass(frozen=True, kw_only=True)
class GetChatAdministrators(OfChat):
    """Parameters of getChatAdministrators."""

    return_bots: bool = False


def get_chat_administrators(call: Call, given: GetChatAdministrators) -> list[Json]:
    """Return owner and administrators; other bots only when asked for."""
    chat = call.readable(given.chat_id)
    if chat.kind == "private":
        raise bad_request("there are no administrators in the private chat")
    return [
        member_object(chat, member)
        for member in chat.members.values()
        if member.leads and (given.return_bots or not member.user.is_bot or member.user is call.me)
    ]


def get_chat_member_count(call: Call, given: OfChat) -> int:
    """Return how many are in a chat."""
    return len(call.readable(given.chat_id).insiders)


def leave_chat(call: Call, given: OfChat) -> bool:
    """Take the bot out of a group or channel."""
    chat = call.readable(given.chat_id)
    if chat.kind == "private":
        raise bad_request("chat member status can't be changed in private chats")
    if not chat.holds(call.me):
        raise bad_request(f"bot is not a member of the {chat.kind} chat")
    leave(call.state, chat, call.me)
    return True
