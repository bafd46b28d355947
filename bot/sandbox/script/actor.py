"""Who acts in a story, and how the story's words are understood: places, people, topics."""

from dataclasses import dataclass

from bot.sandbox.model.bots import Bot
from bot.sandbox.model.chats import Chat, Message, Topic
from bot.sandbox.model.state import State
from bot.sandbox.model.users import User
from bot.sandbox.script.places import Impossible, Place
from bot.sandbox.world import places
from bot.sandbox.world.membership import expire

Where = Place | Bot


@dataclass(frozen=True)
class Actor:
    """Somebody with an account."""

    state: State
    user: User

    @property
    def id(self) -> int:
        """The user id."""
        return self.user.id

    @property
    def name(self) -> str:
        """The name as a client shows it."""
        return self.user.name

    def chat_with(self, bot: Bot) -> Place:
        """Return the private chat with a bot; looking at it does not open it for the bot."""
        return Place(self.state, places.open_private(self.state, self.user, bot))

    def _chat(self, where: Where) -> Chat:
        """Return the chat that a story means; a bot stands for the private chat with it."""
        if isinstance(where, Place):
            return where.chat
        return self.chat_with(where).chat

    def _account(self, who: "Actor | Bot") -> User:
        return who.user

    def _must_be_in(self, chat: Chat) -> None:
        if not expire(self.state, chat, self.user).inside:
            raise Impossible(f"{self.name} is not in {chat.title!r}")

    def _must_lead(self, chat: Chat, right: str) -> None:
        if not chat.member(self.user).may(right):
            raise Impossible(f"{self.name} lacks the right {right} in {chat.title!r}")

    def _topic(self, chat: Chat, topic: Topic | str | int | None) -> int:
        """Return a topic's id; a name finds it."""
        if topic is None:
            return 0
        if isinstance(topic, Topic):
            return topic.id
        if isinstance(topic, int):
            return topic
        return Place(self.state, chat).topic(topic).id

    def _must_stand(self, message: Message) -> None:
        if message.deleted:
            raise Impossible(f"{message!r} was deleted")
