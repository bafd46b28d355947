"""restrictChatMember, banChatMember, unbanChatMember."""

from dataclasses import dataclass

from bot.sandbox.errors import bad_request
from bot.sandbox.fields import Fields
from bot.sandbox.methods.call import Call
from bot.sandbox.methods.parameters import ChatId, Structured
from bot.sandbox.model.chats import Chat
from bot.sandbox.model.members import PERMISSIONS
from bot.sandbox.model.users import User
from bot.sandbox.world import membership
from bot.sandbox.world.posting import delete

NO_RIGHT = "not enough rights to restrict/unrestrict chat member"
SHORTEST, LONGEST = 30, 366 * 86_400
MEDIA = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
)
# Unless the permissions are said to be independent, these bring others with them.
IMPLIED = {
    "can_send_other_messages": MEDIA,
    "can_add_web_page_previews": MEDIA,
    "can_send_polls": ("can_send_messages",),
}


@dataclass(frozen=True, kw_only=True)
class RestrictChatMember:
    """Parameters of restrictChatMember."""

    chat_id: ChatId
    user_id: int
    permissions: Structured
    use_independent_chat_permissions: bool = False
    until_date: int = 0


def restrict_chat_member(call: Call, given: RestrictChatMember) -> bool:
    """Limit what a member of a supergroup may do."""
    permissions = _permissions(given.permissions, given.use_independent_chat_permissions)
    chat = call.readable(given.chat_id)
    if chat.kind != "supergroup":
        raise bad_request("method is available only for supergroups")
    user = _subject(call, chat, given.user_id)
    until = _until(call, given.until_date)
    membership.restrict(call.state, chat, user, permissions, by=call.me, until=until)
    return True


def _permissions(given: Structured, independent: bool) -> frozenset[str]:
    fields = Fields(given.value, "object expected as permissions")
    allowed = {name for name in PERMISSIONS if fields.flag(name)}
    if not independent:
        allowed |= {name for one in allowed & set(IMPLIED) for name in IMPLIED[one]}
    return frozenset(allowed)


def _until(call: Call, given: int) -> int:
    """Return when it ends; what is too near or too far means never."""
    ahead = given - call.state.now()
    return given if SHORTEST <= ahead <= LONGEST else 0


def _subject(call: Call, chat: Chat, user_id: int) -> User:
    """Return whom the bot may discipline in a chat."""
    if chat.kind == "private":
        raise bad_request("chat member status can't be changed in private chats")
    user = call.find_user(user_id)
    if not chat.member(call.me).may("can_restrict_members"):
        raise bad_request(NO_RIGHT)
    if user is call.me:
        raise bad_request("can't restrict self")
    standing = membership.expire(call.state, chat, user)
    if standing.status == "creator":
        raise bad_request("can't remove chat owner")
    if standing.leads:
        raise bad_request("user is an administrator of the chat")
    return user


@dataclass(frozen=True, kw_only=True)
class BanChatMember:
    """Parameters of banChatMember."""

    chat_id: ChatId
    user_id: int
    until_date: int = 0
    revoke_messages: bool = False


def ban_chat_member(call: Call, given: BanChatMember) -> bool:
    """Remove somebody and keep them out."""
    chat = call.readable(given.chat_id)
    user = _subject(call, chat, given.user_id)
    membership.kick(call.state, chat, user, by=call.me, until=_until(call, given.until_date))
    if given.revoke_messages:
        delete(call.state, [one for one in chat.messages.values() if one.sender is user])
    return True


@dataclass(frozen=True, kw_only=True)
class UnbanChatMember:
    """Parameters of unbanChatMember."""

    chat_id: ChatId
    user_id: int
    only_if_banned: bool = False


def unban_chat_member(call: Call, given: UnbanChatMember) -> bool:
    """Lift a ban; somebody who is in the chat is put out, unless only a ban is meant."""
    chat = call.readable(given.chat_id)
    if chat.kind not in ("supergroup", "channel"):
        raise bad_request("method is available for supergroup and channel chats only")
    user = _subject(call, chat, given.user_id)
    standing = chat.member(user)
    if standing.status == "kicked":
        membership.forgive(call.state, chat, user, by=call.me)
    elif standing.inside and not given.only_if_banned:
        membership.kick(call.state, chat, user, by=call.me)
        membership.forgive(call.state, chat, user, by=call.me)
    return True
