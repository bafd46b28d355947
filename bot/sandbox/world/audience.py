"""Which bot learns of what: membership, privacy mode, administrators' updates, `allowed_updates`."""

import re
from collections.abc import Iterator
from math import inf
from typing import Any

from bot.sandbox.model.bots import Bot
from bot.sandbox.model.chats import Chat, Message
from bot.sandbox.model.state import State
from bot.sandbox.objects.messages import message_object

DAY = 86_400.0
PRESS_LIFE = 150.0
_COMMAND = re.compile(r"/\w+(?:@(\w+))?")


def tell(
    state: State,
    bot: Bot,
    kind: str,
    payload: Any,
    *,
    lane: str,
    life: float = DAY,
    born: float = 0,
) -> None:
    """Queue an update, if the bot allows its kind at this moment.

    It dies `life` seconds after it was `born` (now, unless given): a message by its own date.
    """
    if kind not in bot.allowed:
        return
    now = state.clock.now()
    expires = inf if state.remembers_all else (born or now) + life
    update = bot.queue.put(kind, payload, lane=lane, expires=expires, now=now)
    if update is not None:
        state.ledger.write(bot.id, "queued", update_id=update.id, kind=kind)


def inside(state: State, chat: Chat) -> Iterator[Bot]:
    """Return the bots that are in a chat; a private chat holds one, unless it is blocked."""
    return (bot for bot in state.bots.values() if chat.holds(bot.user))


def leading(state: State, chat: Chat) -> Iterator[Bot]:
    """Return the bots that are administrators of a chat."""
    return (bot for bot in inside(state, chat) if chat.member(bot.user).leads)


def tell_message(state: State, message: Message, *, edited: bool = False) -> None:
    """Queue a new or edited message for every bot that may read it."""
    readers = [bot for bot in inside(state, message.chat) if _reads(state, bot, message)]
    if not readers:
        return
    kind = "channel_post" if message.chat.kind == "channel" else "message"
    shown = message_object(message)
    for bot in readers:
        tell(
            state,
            bot,
            f"edited_{kind}" if edited else kind,
            shown,
            lane=f"message {message.chat.id}",
            born=message.edited if edited else message.date,
        )


def _reads(state: State, bot: Bot, message: Message) -> bool:
    if message.sender is bot.user:
        return False
    if message.chat.kind == "private" or message.service is not None:
        return True
    if message.chat.kind == "channel":
        return message.chat.member(bot.user).leads
    if message.sender is not None and state.bot_of(message.sender) is not None:
        return False
    if bot.reads_all or message.chat.member(bot.user).leads:
        return True
    return _meant_for(bot, message)


def _meant_for(bot: Bot, message: Message) -> bool:
    """Say whether privacy mode lets a group message through: a command for the bot, or a reply to it."""
    if message.reply_to is not None and message.reply_to.sender is bot.user:
        return True
    command = _COMMAND.match(message.text)
    if command is None:
        return False
    return command[1] is None or command[1].lower() == bot.username.lower()
