"""Reactions to messages, presses of buttons, boosts."""

from bot.sandbox.model.bots import Bot, Press
from bot.sandbox.model.chats import Boost, Chat, Message
from bot.sandbox.model.content import Button
from bot.sandbox.model.events import Answered, Pressed, Reacted
from bot.sandbox.model.state import State
from bot.sandbox.model.users import User
from bot.sandbox.objects.updates import (
    boost_removed,
    boost_updated,
    callback_query,
    reaction_counts,
    reaction_updated,
)
from bot.sandbox.world.audience import PRESS_LIFE, leading, tell

BOOST_LIFE = 30 * 86_400


def react(state: State, message: Message, actor: User, emoji: tuple[str, ...]) -> None:
    """Set somebody's reactions to a message; none takes them back. What bots do is not told to bots."""
    old = message.reactions.get(actor.id, ())
    if old == emoji:
        return
    message.reactions.pop(actor.id, None)
    if emoji:
        message.reactions[actor.id] = emoji
    state.emit(Reacted(message, actor))
    if actor.is_bot:
        return
    kind = "message_reaction"
    payload = reaction_updated(message, actor, old, emoji, state.now())
    if message.chat.kind == "channel":
        kind, payload = "message_reaction_count", reaction_counts(message, state.now())
    for bot in leading(state, message.chat):
        tell(state, bot, kind, payload, lane=f"reaction {message.chat.id}")


def press(state: State, message: Message, user: User, button: Button) -> Press:
    """Press an inline button: a query for the bot that wrote the message, if the button carries data."""
    query_id = str(state.chance.randrange(10**17, 10**18))
    pressed = Press(query_id, user, message, button, state.clock.now())
    bot = state.bot_of(message.sender) if message.sender else None
    if bot is None or not button.data:
        return pressed
    bot.presses[pressed.id] = pressed
    state.emit(Pressed(bot, pressed))
    query = callback_query(pressed)
    tell(state, bot, "callback_query", query, lane=f"callback {user.id}", life=PRESS_LIFE)
    return pressed


def answer(state: State, bot: Bot, pressed: Press, text: str, *, alert: bool, url: str) -> None:
    """Give a press its one answer."""
    del bot.presses[pressed.id]
    pressed.answer, pressed.alert, pressed.url = text, alert, url
    state.emit(Answered(bot, pressed))


def boost(state: State, chat: Chat, user: User) -> Boost:
    """Let somebody boost a chat for thirty days."""
    given = Boost(state.random_name(16), user, state.now(), state.now() + BOOST_LIFE)
    chat.boosts[given.id] = given
    for bot in leading(state, chat):
        tell(state, bot, "chat_boost", boost_updated(chat, given), lane=f"boost {chat.id}")
    return given


def withdraw_boost(state: State, chat: Chat, given: Boost) -> None:
    """End a boost before its time."""
    del chat.boosts[given.id]
    payload = boost_removed(chat, given, state.now())
    for bot in leading(state, chat):
        tell(state, bot, "removed_chat_boost", payload, lane=f"boost {chat.id}")
