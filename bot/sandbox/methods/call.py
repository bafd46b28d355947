"""A call in the making: which bot, in which world, and how ids become chats and people it may touch."""

from dataclasses import dataclass, field

from bot.sandbox.delivery.office import Office
from bot.sandbox.errors import Refusal, bad_request, forbidden
from bot.sandbox.methods.parameters import Upload
from bot.sandbox.model.bots import Bot
from bot.sandbox.model.chats import Chat, Message
from bot.sandbox.model.members import Member
from bot.sandbox.model.state import State
from bot.sandbox.model.users import User
from bot.sandbox.world.membership import expire
from bot.sandbox.world.places import open_private


@dataclass(frozen=True)
class Call:
    """Who calls, and where; `uploads` are the files that came along, by the names of their parts."""

    state: State
    bot: Bot
    office: Office
    method: str
    uploads: dict[str, Upload] = field(default_factory=dict)

    @property
    def me(self) -> User:
        """The bot's account."""
        return self.bot.user

    def find_chat(self, chat_id: int | str) -> Chat:
        """Return the chat that the bot knows by an id or a public @name."""
        if isinstance(chat_id, str):
            return self._by_username(chat_id)
        chat = self.state.chats.get(chat_id)
        if chat is not None and self._knows(chat):
            return chat
        person = self.state.users.get(chat_id)
        if person is None or person.is_bot:
            raise bad_request("chat not found")
        if not self._may_write(person):
            raise self._stranger(person)
        return open_private(self.state, person, self.bot)

    def _may_write(self, person: User) -> bool:
        """Say whether there is a private chat: the person wrote, blocked the bot, or waits at its door."""
        chat = self.state.private_chat(person, self.bot)
        if chat is not None and (chat.last_id or not chat.holds(self.me)):
            return True
        return any(
            person.id in place.requests and place.member(self.me).may("can_invite_users")
            for place in self.state.chats.values()
        )

    def _knows(self, chat: Chat) -> bool:
        return self.me.id in chat.members or bool(chat.username)

    def _by_username(self, name: str) -> Chat:
        wanted = name.removeprefix("@").lower()
        for chat in self.state.chats.values():
            if name.startswith("@") and chat.username and chat.username.lower() == wanted:
                return chat
        raise bad_request("chat not found")

    def _stranger(self, person: User) -> Refusal:
        """Return why a person who never wrote cannot be written to: known from a group, or not at all."""
        if any(chat.holds(person) and chat.holds(self.me) for chat in self.state.chats.values()):
            return forbidden("bot can't initiate conversation with a user")
        return bad_request("chat not found")

    def readable(self, chat_id: int | str) -> Chat:
        """Return a chat that the bot may look into."""
        chat = self.find_chat(chat_id)
        mine = expire(self.state, chat, self.me)
        if chat.kind == "private" or (mine.inside and not chat.deleted and not chat.migrated_to):
            return chat
        name = "group chat" if chat.kind == "group" else f"{chat.kind} chat"
        if chat.migrated_to is not None:
            raise bad_request(
                "group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=chat.migrated_to.id,
            )
        if chat.deleted:
            raise forbidden(
                f"the {'group' if chat.kind == 'group' else chat.kind} chat was deleted"
            )
        if mine.status == "kicked":
            raise forbidden(f"bot was kicked from the {name}")
        if chat.username and chat.kind != "group":
            return chat
        raise forbidden(f"bot is not a member of the {name}")

    def writable(self, chat_id: int | str, permission: str, what: str) -> Chat:
        """Return a chat that the bot may post to. `what` names the content: "text messages"."""
        chat = self.readable(chat_id)
        mine = chat.member(self.me)
        if chat.kind == "private":
            self._must_be_welcome(chat, mine)
        elif not mine.inside:
            raise forbidden(f"bot is not a member of the {chat.kind} chat")
        elif chat.kind == "channel":
            if not mine.may("can_post_messages"):
                raise bad_request("need administrator rights in the channel chat")
        elif not chat.lets(self.me, permission):
            raise bad_request(f"not enough rights to send {what} to the chat")
        return chat

    def _must_be_welcome(self, chat: Chat, mine: Member) -> None:
        if chat.person is not None and chat.person.deleted:
            raise forbidden("user is deactivated")
        if mine.status == "kicked":
            raise forbidden("bot was blocked by the user")

    def governed(self, chat_id: int | str, right: str, complaint: str) -> Chat:
        """Return a group or channel in which the bot holds a right; refuse with the complaint."""
        chat = self.readable(chat_id)
        if chat.kind == "private" or not chat.member(self.me).may(right):
            raise bad_request(complaint)
        return chat

    def find_user(self, user_id: int) -> User:
        """Return somebody by id."""
        if user_id <= 0:
            raise bad_request("invalid user_id specified")
        user = self.state.users.get(user_id)
        if user is None:
            raise bad_request("user not found")
        return user

    def find_message(self, chat: Chat, message_id: int, what: str) -> Message:
        """Return a message by id; `what` is how Telegram calls it when it is not there."""
        message = chat.messages.get(message_id)
        if message is None:
            raise bad_request(f"message to {what} not found")
        return message
