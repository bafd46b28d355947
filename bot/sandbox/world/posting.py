"""Messages: posting, Telegram's own notes, editing, deleting, pinning."""

from typing import Any

from bot.sandbox.model.chats import Chat, Message, Origin, Service
from bot.sandbox.model.content import Keyboard
from bot.sandbox.model.events import ChatChanged, Deleted, Edited, Posted
from bot.sandbox.model.state import State
from bot.sandbox.model.users import User, channel_bot, telegram_itself
from bot.sandbox.objects.messages import message_object
from bot.sandbox.world.audience import tell_message


def post(
    state: State,
    chat: Chat,
    sender: User | None,
    *,
    reply_to: Message | None = None,
    topic: int = 0,
    **what: Any,
) -> Message:
    """Put a message into a chat. `what` holds further fields of Message.

    A channel's post is carried into the linked group.
    """
    message = Message(
        id=state.next_message_id(chat),
        chat=chat,
        date=state.now(),
        sender=sender,
        reply_to=reply_to,
        topic=topic or _thread(chat, reply_to),
        **what,
    )
    chat.messages[message.id] = message
    if message.poll is not None and not message.poll.closed:
        state.open_polls.setdefault(message.poll.id, message)
    state.emit(Posted(message))
    tell_message(state, message)
    if chat.kind == "channel" and chat.linked is not None and message.service is None:
        _carry(state, message, chat.linked)
    return message


def _thread(chat: Chat, reply_to: Message | None) -> int:
    """Return the thread that an answer falls into: a topic, or the message that all of it goes back to.

    Supergroups without topics number the threads of their replies too, in the very same field.
    """
    if reply_to is None or reply_to.chat is not chat or chat.kind != "supergroup":
        return 0
    if chat.forum:
        return reply_to.topic
    return reply_to.topic or reply_to.id


def _carry(state: State, original: Message, group: Chat) -> Message:
    copied = ("text", "entities", "media", "poll", "album", "keyboard", "signature")
    return post(
        state,
        group,
        telegram_itself(),
        sender_chat=original.chat,
        automatic_forward=True,
        origin=Origin("channel", original.date, chat=original.chat, message_id=original.id),
        **{name: getattr(original, name) for name in copied},
    )


def post_as_chat(state: State, chat: Chat, speaker: Chat, **what: Any) -> Message:
    """Put a message into a group in the name of a channel."""
    return post(state, chat, channel_bot(), sender_chat=speaker, **what)


def note(state: State, chat: Chat, by: User | None, kind: str, value: Any, **what: Any) -> Message:
    """Put a service message into a chat: `kind` is the field of Message that holds `value`.

    A channel writes its notes itself; an anonymous administrator's are the group's.
    """
    sender = None if chat.kind == "channel" or by is None else chat.face(by)
    itself = chat if sender is not by else None
    return post(state, chat, sender, sender_chat=itself, service=Service(kind, value), **what)


def edit(state: State, message: Message, **changes: Any) -> Message:
    """Change fields of a message and mark it as edited."""
    for name, value in changes.items():
        setattr(message, name, value)
    message.edited = state.now()
    state.emit(Edited(message))
    tell_message(state, message, edited=True)
    return message


def set_keyboard(state: State, message: Message, keyboard: Keyboard) -> None:
    """Change the buttons below a message; nobody is told but the page."""
    message.keyboard = keyboard
    state.emit(Edited(message))


def delete(state: State, messages: list[Message]) -> None:
    """Take messages of one chat away. Telegram tells bots nothing about it."""
    if not messages:
        return
    chat = messages[0].chat
    for message in messages:
        message.deleted = True
        chat.messages.pop(message.id, None)
        if message.id in chat.pinned:
            chat.pinned.remove(message.id)
    state.emit(Deleted(tuple(messages)))


def pin(state: State, message: Message, by: User) -> None:
    """Pin a message, with the note that Telegram writes about it."""
    chat = message.chat
    chat.pinned = [one for one in chat.pinned if one != message.id] + [message.id]
    state.emit(ChatChanged(chat))
    shown = message_object(message, with_reply=False)
    note(state, chat, by, "pinned_message", shown, topic=message.topic)


def unpin(state: State, message: Message) -> None:
    """Take a pin out."""
    message.chat.pinned.remove(message.id)
    state.emit(ChatChanged(message.chat))
