"""User and the six kinds of ChatMember."""

from bot.sandbox.model.bots import Bot
from bot.sandbox.model.chats import Chat
from bot.sandbox.model.members import CHANNEL_RIGHTS, GROUP_RIGHTS, PERMISSIONS, Member
from bot.sandbox.model.users import User
from bot.sandbox.objects import Json


def user_object(user: User) -> Json:
    """Return a User as other people see it."""
    shown: Json = {"id": user.id, "is_bot": user.is_bot, "first_name": user.first_name}
    if user.last_name:
        shown["last_name"] = user.last_name
    if user.username:
        shown["username"] = user.username
    if user.language:
        shown["language_code"] = user.language
    if user.is_premium:
        shown["is_premium"] = True
    return shown


def self_object(bot: Bot) -> Json:
    """Return the User that getMe answers."""
    return {
        **user_object(bot.user),
        "can_join_groups": True,
        "can_read_all_group_messages": bot.reads_all,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
        "supports_guest_queries": False,
    }


def permissions_object(permissions: frozenset[str]) -> Json:
    """Return ChatPermissions, every one named."""
    return {name: name in permissions for name in PERMISSIONS}


def _rights(chat: Chat, member: Member) -> Json:
    names = CHANNEL_RIGHTS if chat.kind == "channel" else GROUP_RIGHTS
    return {name: member.may(name) for name in names}


def member_object(chat: Chat, member: Member) -> Json:
    """Return the ChatMember of the kind that the status says."""
    shown: Json = {"user": user_object(member.user), "status": member.status}
    if member.leads:
        shown["is_anonymous"] = member.anonymous
        if member.title:
            shown["custom_title"] = member.title
    if member.status == "administrator":
        shown |= {"can_be_edited": False, **_rights(chat, member)}
    if member.status == "restricted":
        shown |= {"is_member": member.is_member, **permissions_object(member.permissions)}
    if member.status in ("restricted", "kicked"):
        shown["until_date"] = member.until
    return shown
