"""The payloads of updates that are not messages."""

from bot.sandbox.model.bots import Press
from bot.sandbox.model.chats import Boost, Chat, Message
from bot.sandbox.model.content import Poll
from bot.sandbox.model.invites import InviteLink, JoinRequest
from bot.sandbox.model.members import Member
from bot.sandbox.model.users import User
from bot.sandbox.objects import Json
from bot.sandbox.objects.chats import boost_object, boost_source_object, link_object
from bot.sandbox.objects.messages import message_object
from bot.sandbox.objects.people import member_object, user_object
from bot.sandbox.objects.places import chat_object


def member_updated(
    chat: Chat,
    old: Member,
    new: Member,
    *,
    by: User,
    date: int,
    link: InviteLink | None = None,
    by_request: bool = False,
) -> Json:
    """Return a ChatMemberUpdated."""
    shown: Json = {
        "chat": chat_object(chat),
        "from": user_object(by),
        "date": date,
        "old_chat_member": member_object(chat, old),
        "new_chat_member": member_object(chat, new),
    }
    if link is not None:
        shown["invite_link"] = link_object(chat, link)
    if by_request:
        shown["via_join_request"] = True
    return shown


def reaction_objects(emoji: tuple[str, ...]) -> list[Json]:
    """Return an Array of ReactionType."""
    return [{"type": "emoji", "emoji": one} for one in emoji]


def reaction_updated(
    message: Message, actor: User, old: tuple[str, ...], new: tuple[str, ...], date: int
) -> Json:
    """Return a MessageReactionUpdated; an anonymous administrator reacts as the chat."""
    chat = chat_object(message.chat)
    anonymous = message.chat.member(actor).anonymous
    who: Json = {"actor_chat": chat} if anonymous else {"user": user_object(actor)}
    return {
        "chat": chat,
        "message_id": message.id,
        **who,
        "date": date,
        "old_reaction": reaction_objects(old),
        "new_reaction": reaction_objects(new),
    }


def reaction_counts(message: Message, date: int) -> Json:
    """Return a MessageReactionCountUpdated, the most frequent first."""
    counts: dict[str, int] = {}
    for emoji in (one for chosen in message.reactions.values() for one in chosen):
        counts[emoji] = counts.get(emoji, 0) + 1
    return {
        "chat": chat_object(message.chat),
        "message_id": message.id,
        "date": date,
        "reactions": [
            {"type": {"type": "emoji", "emoji": emoji}, "total_count": count}
            for emoji, count in sorted(counts.items(), key=lambda item: -item[1])
        ],
    }


def callback_query(press: Press) -> Json:
    """Return a CallbackQuery."""
    return {
        "id": press.id,
        "from": user_object(press.user),
        "message": message_object(press.message),
        "chat_instance": str(abs(press.message.chat.id) * 7919),
        "data": press.button.data,
    }


def poll_answer(poll: Poll, voter: User, chosen: tuple[int, ...]) -> Json:
    """Return a PollAnswer."""
    return {
        "poll_id": poll.id,
        "user": user_object(voter),
        "option_ids": list(chosen),
        "option_persistent_ids": [poll.options[index].id for index in chosen],
    }


def join_request(chat: Chat, request: JoinRequest) -> Json:
    """Return a ChatJoinRequest."""
    shown: Json = {
        "chat": chat_object(chat),
        "from": user_object(request.user),
        "user_chat_id": request.user.id,
        "date": request.date,
    }
    if request.user.bio:
        shown["bio"] = request.user.bio
    if request.link is not None:
        shown["invite_link"] = link_object(chat, request.link)
    return shown


def boost_updated(chat: Chat, boost: Boost) -> Json:
    """Return a ChatBoostUpdated."""
    return {"chat": chat_object(chat), "boost": boost_object(boost)}


def boost_removed(chat: Chat, boost: Boost, date: int) -> Json:
    """Return a ChatBoostRemoved."""
    return {
        "chat": chat_object(chat),
        "boost_id": boost.id,
        "remove_date": date,
        "source": boost_source_object(boost),
    }
