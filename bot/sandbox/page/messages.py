"""A message as one person sees it: their own votes and reactions, what they may do with it."""

from bot.sandbox.model.chats import Message
from bot.sandbox.model.content import Button, Entity, Media, Poll
from bot.sandbox.model.users import User
from bot.sandbox.objects import Json
from bot.sandbox.page.shown import shown_as


def message_view(message: Message, viewer: User) -> Json:
    """Return everything the page needs to draw a message. Pure."""
    return {
        "id": message.id,
        "date": message.date,
        "mine": message.sender is viewer,
        "author": author_view(message),
        "text": message.text,
        "entities": [_entity(entity) for entity in message.entities],
        "media": _media(message.media) if message.media else None,
        "album": message.album,
        "poll": _poll(message.poll, viewer) if message.poll else None,
        "service": _service(message),
        "topic": message.topic if message.topic in message.chat.topics else 0,
        "reply": _reply(message),
        "forward": _forward(message),
        "keyboard": [[_button(button) for button in row] for row in message.keyboard],
        "replies": _reply_keyboard(message),
        "reactions": _reactions(message, viewer),
        "edited": bool(message.edited),
        "deleted": message.deleted,
        "pinned": message.id in message.chat.pinned,
        "may": _may(message, viewer),
    }


def author_view(message: Message) -> Json:
    """Return who a client names as the author: a chat that speaks, or an account. Pure."""
    chat = message.sender_chat
    if chat is not None:
        return {"id": chat.id, "name": chat.title, "kind": "chat", "tag": message.signature}
    user = message.sender
    if user is None:
        return {"id": message.chat.id, "name": message.chat.title, "kind": "chat", "tag": ""}
    kind = "bot" if user.is_bot else "person"
    return {"id": user.id, "name": user.name, "kind": kind, "tag": _tag(message, user)}


def _tag(message: Message, user: User) -> str:
    if message.chat.kind == "private":
        return ""
    member = message.chat.member(user)
    return member.title or (member.status if member.leads else "")


def _entity(entity: Entity) -> Json:
    shown: Json = {"type": entity.type, "offset": entity.offset, "length": entity.length}
    if entity.url:
        shown["url"] = entity.url
    if entity.language:
        shown["language"] = entity.language
    return shown


def _media(media: Media) -> Json:
    file = media.file
    return {
        "kind": media.kind,
        "url": f"/sandbox/api/files/{file.id}",
        "name": file.name,
        "size": len(file.content),
        "width": file.width,
        "height": file.height,
        "spoiler": media.spoiler,
        "emoji": media.emoji,
        "seconds": media.seconds,
        "shows": shown_as(file).partition("/")[0],
    }


def _poll(poll: Poll, viewer: User) -> Json:
    """Return a poll whose counts, and whose right answers, show after one's vote or at its end."""
    voted = any(viewer.id in option.voters for option in poll.options)
    shown = voted or poll.closed
    return {
        "question": poll.question,
        "entities": [_entity(entity) for entity in poll.question_entities],
        "options": [
            {
                "text": option.text,
                "entities": [_entity(entity) for entity in option.entities],
                "votes": len(option.voters) if shown else None,
                "mine": viewer.id in option.voters,
                "right": index in poll.correct if shown and poll.quiz else None,
            }
            for index, option in enumerate(poll.options)
        ],
        "anonymous": poll.anonymous,
        "multiple": poll.multiple,
        "quiz": poll.quiz,
        "closed": poll.closed,
        "closes": 0 if poll.closed else poll.close_at,
        "voters": poll.voters,
        "voted": voted,
        "final": voted and (poll.quiz or not poll.revoting),
        "explanation": poll.explanation if shown else "",
    }


def _service(message: Message) -> Json | None:
    note = message.service
    return {"kind": note.kind, "value": note.value} if note else None


def _reply(message: Message) -> Json | None:
    answered = message.reply_to
    if answered is None:
        return None
    return {
        "id": answered.id,
        "author": author_view(answered),
        "text": message.quote.text if message.quote else answered.text,
        "quote": message.quote is not None,
        "media": answered.media.kind if answered.media else "",
        "poll": answered.poll.question if answered.poll else "",
        "deleted": answered.deleted,
    }


def _forward(message: Message) -> str | None:
    origin = message.origin
    if origin is None:
        return None
    if origin.chat is not None:
        return origin.chat.title
    return origin.user.name if origin.user else ""


def _button(button: Button) -> Json:
    app = "web_app" in button.extra
    works = bool(button.data or button.url or app)
    return {"text": button.text, "url": button.url, "app": app, "works": works}


def _reply_keyboard(message: Message) -> list[list[str]] | None:
    """Return the texts of a keyboard in place of the usual one; [] takes it away, None says nothing."""
    if message.reply_markup.get("remove_keyboard"):
        return []
    rows = message.reply_markup.get("keyboard")
    if not isinstance(rows, list):
        return None
    return [[key["text"] if isinstance(key, dict) else str(key) for key in row] for row in rows]


def _reactions(message: Message, viewer: User) -> list[Json]:
    counts: dict[str, int] = {}
    for given in message.reactions.values():
        for emoji in given:
            counts[emoji] = counts.get(emoji, 0) + 1
    mine = message.reactions.get(viewer.id, ())
    return [
        {"emoji": emoji, "count": count, "mine": emoji in mine} for emoji, count in counts.items()
    ]


def _may(message: Message, viewer: User) -> Json:
    chat, mine = message.chat, message.sender is viewer
    member = chat.member(viewer)
    private = chat.kind == "private"
    return {
        "edit": mine and message.poll is None and message.service is None,
        "delete": mine or private or member.may("can_delete_messages"),
        "pin": private or member.may("can_pin_messages"),
    }
