"""createChatInviteLink, editChatInviteLink, revokeChatInviteLink, approve- and declineChatJoinRequest."""

from dataclasses import dataclass

from bot.sandbox.errors import bad_request
from bot.sandbox.methods.call import Call
from bot.sandbox.methods.parameters import ChatId
from bot.sandbox.model.chats import Chat
from bot.sandbox.model.invites import InviteLink, JoinRequest
from bot.sandbox.objects import Json
from bot.sandbox.objects.chats import link_object
from bot.sandbox.world import doors

MAX_NAME = 32
MAX_MEMBERS = 99_999
NO_RIGHT = "not enough rights to manage chat invite link"


@dataclass(frozen=True, kw_only=True)
class CreateChatInviteLink:
    """Parameters of createChatInviteLink."""

    chat_id: ChatId
    name: str = ""
    expire_date: int = 0
    member_limit: int = 0
    creates_join_request: bool = False


def create_chat_invite_link(call: Call, given: CreateChatInviteLink) -> Json:
    """Make a link into a chat."""
    _check_terms(call, given)
    chat = call.governed(given.chat_id, "can_invite_users", NO_RIGHT)
    link = doors.make_link(
        call.state,
        chat,
        call.me,
        name=given.name,
        expires=given.expire_date,
        limit=given.member_limit,
        by_request=given.creates_join_request,
    )
    return link_object(chat, link)


def _check_terms(call: Call, given: CreateChatInviteLink) -> None:
    if len(given.name) > MAX_NAME:
        raise bad_request("chat invite link name is too long")
    if not 0 <= given.member_limit <= MAX_MEMBERS:
        raise bad_request("USAGE_LIMIT_INVALID")
    if given.expire_date and given.expire_date <= call.state.now():
        raise bad_request("EXPIRE_DATE_INVALID")
    if given.creates_join_request and given.member_limit:
        raise bad_request(
            "member limit can't be specified for links requiring administrator approval"
        )


@dataclass(frozen=True, kw_only=True)
class EditChatInviteLink(CreateChatInviteLink):
    """Parameters of editChatInviteLink."""

    invite_link: str


def edit_chat_invite_link(call: Call, given: EditChatInviteLink) -> Json:
    """Give one of the bot's links other terms."""
    _check_terms(call, given)
    chat, link = _own_link(call, given.chat_id, given.invite_link)
    if link.revoked:
        raise bad_request("INVITE_HASH_EXPIRED")
    doors.change_link(
        call.state,
        chat,
        link,
        name=given.name,
        expires=given.expire_date,
        limit=given.member_limit,
        by_request=given.creates_join_request,
    )
    return link_object(chat, link)


@dataclass(frozen=True, kw_only=True)
class RevokeChatInviteLink:
    """Parameters of revokeChatInviteLink."""

    chat_id: ChatId
    invite_link: str


def revoke_chat_invite_link(call: Call, given: RevokeChatInviteLink) -> Json:
    """Make one of the bot's links useless."""
    chat, link = _own_link(call, given.chat_id, given.invite_link)
    doors.revoke_link(call.state, chat, link)
    return link_object(chat, link)


def _own_link(call: Call, chat_id: int | str, url: str) -> tuple[Chat, InviteLink]:
    chat = call.governed(chat_id, "can_invite_users", NO_RIGHT)
    link = chat.links.get(url)
    if link is None or link.creator is not call.me:
        raise bad_request("INVITE_HASH_EXPIRED")
    return chat, link


@dataclass(frozen=True, kw_only=True)
class OfJoinRequest:
    """Parameters of approveChatJoinRequest and declineChatJoinRequest."""

    chat_id: ChatId
    user_id: int


def approve_chat_join_request(call: Call, given: OfJoinRequest) -> bool:
    """Let somebody in."""
    chat, request = _request(call, given)
    doors.admit(call.state, chat, request, call.me)
    return True


def decline_chat_join_request(call: Call, given: OfJoinRequest) -> bool:
    """Leave somebody outside."""
    chat, request = _request(call, given)
    doors.turn_away(call.state, chat, request)
    return True


def _request(call: Call, given: OfJoinRequest) -> tuple[Chat, JoinRequest]:
    chat = call.governed(given.chat_id, "can_invite_users", "not enough rights")
    user = call.find_user(given.user_id)
    if chat.holds(user):
        raise bad_request("USER_ALREADY_PARTICIPANT")
    if user.id not in chat.requests:
        raise bad_request("HIDE_REQUESTER_MISSING")
    return chat, chat.requests[user.id]
