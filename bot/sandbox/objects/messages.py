"""Message, as it was at the moment it is asked for."""

from bot.sandbox.model.chats import Message, Origin, Quote
from bot.sandbox.objects import Json
from bot.sandbox.objects.media import (
    entity_objects,
    keyboard_object,
    media_fields,
    poll_object,
)
from bot.sandbox.objects.people import user_object
from bot.sandbox.objects.places import chat_object


def message_object(message: Message, *, with_reply: bool = True) -> Json:
    """Return a Message. The one it answers comes with it, but not what that one answered."""
    shown: Json = {
        "message_id": message.id,
        "date": message.date,
        "chat": chat_object(message.chat),
        **_authors(message),
        **_content(message),
    }
    if message.topic:
        shown["message_thread_id"] = message.topic
        if message.topic in message.chat.topics:
            shown["is_topic_message"] = True
    if with_reply:
        shown |= _reply(message)
    if message.origin is not None:
        shown["forward_origin"] = origin_object(message.origin)
    if message.automatic_forward:
        shown["is_automatic_forward"] = True
    if message.album:
        shown["media_group_id"] = message.album
    if message.keyboard:
        shown["reply_markup"] = keyboard_object(message.keyboard)
    if message.edited:
        shown["edit_date"] = message.edited
    if message.protected or message.chat.protected:
        shown["has_protected_content"] = True
    return shown


def _authors(message: Message) -> Json:
    shown: Json = {}
    if message.sender is not None:
        shown["from"] = user_object(message.sender)
    if message.sender_chat is not None:
        shown["sender_chat"] = chat_object(message.sender_chat)
    if message.signature:
        shown["author_signature"] = message.signature
    return shown


def _content(message: Message) -> Json:
    if message.service is not None:
        return {message.service.kind: message.service.value}
    if message.poll is not None:
        return {"poll": poll_object(message.poll)}
    if message.media is None:
        return _worded("text", "entities", message)
    return {**media_fields(message.media), **_worded("caption", "caption_entities", message)}


def _worded(text: str, entities: str, message: Message) -> Json:
    shown: Json = {}
    if message.text:
        shown[text] = message.text
    if message.entities:
        shown[entities] = entity_objects(message.entities)
    return shown


def _reply(message: Message) -> Json:
    answered = message.reply_to
    if answered is None or answered.deleted:
        return {}
    shown: Json = {}
    if answered.chat is message.chat:
        shown["reply_to_message"] = message_object(answered, with_reply=False)
    else:
        shown["external_reply"] = _external(answered)
    if message.quote is not None:
        shown["quote"] = quote_object(message.quote)
    return shown


def _external(answered: Message) -> Json:
    shown: Json = {"origin": origin_object(origin_of(answered))}
    if answered.chat.kind in ("supergroup", "channel"):
        shown |= {"chat": chat_object(answered.chat), "message_id": answered.id}
    return shown


def quote_object(quote: Quote) -> Json:
    """Return a TextQuote."""
    shown: Json = {"text": quote.text, "position": quote.position, "is_manual": True}
    if quote.entities:
        shown["entities"] = entity_objects(quote.entities)
    return shown


def origin_of(message: Message) -> Origin:
    """Return where a copy of this message would say it came from."""
    if message.origin is not None:
        return message.origin
    chat = message.sender_chat
    if chat is not None and chat.kind == "channel":
        return Origin("channel", message.date, chat=chat, message_id=message.id)
    if chat is not None:
        return Origin("chat", message.date, chat=chat)
    return Origin("user", message.date, user=message.sender)


def origin_object(origin: Origin) -> Json:
    """Return a MessageOrigin of the kind that fits."""
    shown: Json = {"type": origin.kind, "date": origin.date}
    if origin.kind == "user" and origin.user is not None:
        return shown | {"sender_user": user_object(origin.user)}
    if origin.kind == "hidden_user" and origin.user is not None:
        return shown | {"sender_user_name": origin.user.name}
    assert origin.chat is not None
    if origin.kind == "chat":
        return shown | {"sender_chat": chat_object(origin.chat)}
    return shown | {"chat": chat_object(origin.chat), "message_id": origin.message_id}
