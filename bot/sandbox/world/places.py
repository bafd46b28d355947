"""Opening chats: groups, forums, channels, private chats; renaming; the way from group to supergroup."""

from bot.sandbox.model.bots import Bot
from bot.sandbox.model.chats import Chat, ChatKind, Topic
from bot.sandbox.model.events import ChatChanged, TopicChanged
from bot.sandbox.model.members import GROUP_RIGHTS, Member
from bot.sandbox.model.state import State
from bot.sandbox.model.users import User
from bot.sandbox.world.membership import settle
from bot.sandbox.world.posting import note

FIRST_GROUP = 5_001
FIRST_SUPERGROUP = 2_001


def open_chat(
    state: State, kind: ChatKind, title: str, owner: User, *, number: int = 0, forum: bool = False
) -> Chat:
    """Make a group, supergroup or channel. `number` fixes its id: -number or -100number."""
    chat = Chat(id=_chat_id(state, kind, number), kind=kind, title=title, forum=forum)
    chat.members[owner.id] = Member(
        owner, "creator", rights=frozenset(GROUP_RIGHTS), joined=state.now()
    )
    state.chats[chat.id] = chat
    state.emit(ChatChanged(chat))
    return chat


def _chat_id(state: State, kind: ChatKind, number: int) -> int:
    if kind == "group":
        return -(number or state.number("group", FIRST_GROUP))
    return -1_000_000_000_000 - (number or state.number("supergroup", FIRST_SUPERGROUP))


def open_private(state: State, person: User, bot: Bot) -> Chat:
    """Return the private chat of a person and a bot, opened if it was not."""
    chat = state.private_chat(person, bot)
    if chat is None:
        chat = Chat(id=person.id, kind="private", person=person)
        for user in (person, bot.user):
            chat.members[user.id] = Member(user, "member", joined=state.now())
        state.private[person.id, bot.id] = chat
        state.emit(ChatChanged(chat))
    return chat


def rename(state: State, chat: Chat, title: str, by: User) -> None:
    """Change a chat's title."""
    chat.title = title
    state.emit(ChatChanged(chat))
    note(state, chat, by, "new_chat_title", title)


def open_topic(
    state: State, chat: Chat, name: str, by: User, *, color: int = 0x6FB9F0, icon: str = ""
) -> Topic:
    """Open a topic in a forum; the note about it gives the topic its id."""
    shown = {"name": name, "icon_color": color} | ({"icon_custom_emoji_id": icon} if icon else {})
    # The id is known only when the note stands, and the note belongs to its own topic.
    topic = Topic(chat.last_id + 1, name, color, icon)
    chat.topics[topic.id] = topic
    note(state, chat, by, "forum_topic_created", shown, topic=topic.id)
    state.emit(TopicChanged(chat, topic))
    return topic


def rename_topic(state: State, chat: Chat, topic: Topic, name: str, by: User) -> None:
    """Change a topic's name."""
    topic.name = name
    state.emit(TopicChanged(chat, topic))
    note(state, chat, by, "forum_topic_edited", {"name": name}, topic=topic.id)


def close_topic(state: State, chat: Chat, topic: Topic, by: User, *, closed: bool = True) -> None:
    """Close a topic for members, or open it again."""
    topic.closed = closed
    state.emit(TopicChanged(chat, topic))
    kind = "forum_topic_closed" if closed else "forum_topic_reopened"
    note(state, chat, by, kind, {}, topic=topic.id)


def migrate(state: State, group: Chat, by: User) -> Chat:
    """Turn a basic group into a supergroup with another id; the old one only points there."""
    new = open_chat(state, "supergroup", group.title, by)
    new.members = dict(group.members)
    new.permissions = group.permissions
    note(state, group, by, "migrate_to_chat_id", new.id)
    group.migrated_to = new
    state.emit(ChatChanged(group))
    note(state, new, by, "migrate_from_chat_id", group.id)
    return new


def dissolve(state: State, chat: Chat) -> None:
    """Delete a chat for everybody."""
    chat.deleted = True
    state.emit(ChatChanged(chat))


def block(state: State, person: User, bot: Bot, *, blocked: bool = True) -> None:
    """Stop a bot from writing to a person, or allow it again."""
    chat = open_private(state, person, bot)
    settle(state, chat, Member(bot.user, "kicked" if blocked else "member"), by=person)
