"""Chat, ChatFullInfo, invite links, topics."""

from bot.sandbox.model.bots import Bot
from bot.sandbox.model.chats import Boost, Chat, Topic
from bot.sandbox.model.invites import InviteLink
from bot.sandbox.objects import Json
from bot.sandbox.objects.messages import message_object
from bot.sandbox.objects.people import permissions_object, user_object
from bot.sandbox.objects.places import chat_object

# What every account may give; the sandbox has no gifts to refuse.
NO_GIFTS = {
    "unlimited_gifts": False,
    "limited_gifts": False,
    "unique_gifts": False,
    "premium_subscription": False,
    "gifts_from_channels": False,
}


def full_chat_object(chat: Chat, bot: Bot) -> Json:
    """Return the ChatFullInfo that getChat answers to this bot."""
    shown = {
        **chat_object(chat),
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": NO_GIFTS,
    }
    if chat.username:
        shown["active_usernames"] = [chat.username]
    if chat.person is not None:
        return shown | ({"bio": chat.person.bio} if chat.person.bio else {})
    if chat.description:
        shown["description"] = chat.description
    if chat.is_group:
        shown["permissions"] = permissions_object(chat.permissions)
    if chat.linked is not None:
        shown["linked_chat_id"] = chat.linked.id
    if chat.protected:
        shown["has_protected_content"] = True
    if chat.pinned:
        shown["pinned_message"] = message_object(chat.messages[chat.pinned[-1]])
    if chat.member(bot.user).may("can_invite_users"):
        shown |= _primary_link(chat, bot)
    return shown


def _primary_link(chat: Chat, bot: Bot) -> Json:
    for link in chat.links.values():
        if link.primary and link.creator is bot.user and not link.revoked:
            return {"invite_link": link.url}
    return {}


def link_object(chat: Chat, link: InviteLink) -> Json:
    """Return a ChatInviteLink."""
    shown: Json = {
        "invite_link": link.url,
        "creator": user_object(link.creator),
        "creates_join_request": link.by_request,
        "is_primary": link.primary,
        "is_revoked": link.revoked,
    }
    if link.name:
        shown["name"] = link.name
    if link.expires:
        shown["expire_date"] = link.expires
    if link.limit:
        shown["member_limit"] = link.limit
    waiting = sum(request.link is link for request in chat.requests.values())
    if waiting:
        shown["pending_join_request_count"] = waiting
    return shown


def topic_object(topic: Topic) -> Json:
    """Return a ForumTopic."""
    shown: Json = {
        "message_thread_id": topic.id,
        "name": topic.name,
        "icon_color": topic.color,
    }
    if topic.icon:
        shown["icon_custom_emoji_id"] = topic.icon
    return shown


def boost_object(boost: Boost) -> Json:
    """Return a ChatBoost."""
    return {
        "boost_id": boost.id,
        "add_date": boost.added,
        "expiration_date": boost.expires,
        "source": boost_source_object(boost),
    }


def boost_source_object(boost: Boost) -> Json:
    """Return the ChatBoostSource of somebody with Telegram Premium."""
    return {"source": "premium", "user": user_object(boost.user)}
