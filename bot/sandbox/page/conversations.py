"""What stands in a person's list of chats, and by which key: "bot42" for the chat with a bot, else the id."""

from dataclasses import dataclass

from bot.sandbox.model.bots import Bot
from bot.sandbox.model.chats import Chat
from bot.sandbox.model.state import State
from bot.sandbox.model.users import User
from bot.sandbox.script.places import Impossible


@dataclass(frozen=True)
class Conversation:
    """One line of somebody's list. The chat with a bot is there before it was opened: then `chat` is None."""

    viewer: User
    chat: Chat | None
    bot: Bot | None = None

    @property
    def key(self) -> str:
        """What the page calls it."""
        return f"bot{self.bot.id}" if self.bot else str(self.chat.id if self.chat else 0)

    @property
    def is_open(self) -> bool:
        """Whether the person may read it."""
        return self.chat is not None and (self.bot is not None or self.chat.holds(self.viewer))


def conversations(state: State, viewer: User) -> list[Conversation]:
    """Return the chats with the bots, then every group and channel, also those to be joined."""
    private = [
        Conversation(viewer, state.private_chat(viewer, bot), bot) for bot in state.bots.values()
    ]
    shared = [Conversation(viewer, chat) for chat in state.chats.values() if is_there(chat)]
    return private + shared


def is_there(chat: Chat) -> bool:
    """Say whether a chat was neither deleted nor turned into another one. Pure."""
    return not chat.deleted and chat.migrated_to is None


def conversation_of(state: State, viewer: User, chat: Chat) -> Conversation | None:
    """Return the person's view of a chat; None for private chats of others."""
    if chat.kind != "private":
        return Conversation(viewer, chat)
    for bot in state.bots.values():
        if state.private_chat(viewer, bot) is chat:
            return Conversation(viewer, chat, bot)
    return None


def find_conversation(state: State, viewer: User, key: str) -> Conversation:
    """Return what a key stands for. Raises Impossible when there is nothing."""
    for one in conversations(state, viewer):
        if one.key == key:
            return one
    raise Impossible("there is no such chat")


def find_person(state: State, user_id: int) -> User:
    """Return somebody whom one can be. Raises Impossible for bots and for nobody."""
    user = state.users.get(user_id)
    if user is None or user.is_bot or user.deleted:
        raise Impossible("there is no such person")
    return user
