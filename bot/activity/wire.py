"""The part of a Telegram update that Renao reads, straight from its bytes.

Fields that are not named here are skipped by the decoder, which is why it is quick. Names are Telegram's;
`from_user` is its `from`.
"""

from typing import Any, TypeAlias

import msgspec
from msgspec import Struct, field

from bot.activity.forms import CONTENT


class Present(Struct, frozen=True, gc=False):
    """Something of which only the presence matters."""


class User(Struct, frozen=True, kw_only=True, gc=False):
    """A person or a bot."""

    id: int
    is_bot: bool = False
    first_name: str = ""
    last_name: str = ""
    username: str | None = None
    language_code: str | None = None


class Chat(Struct, frozen=True, kw_only=True, gc=False):
    """A chat; `type` is private, group, supergroup or channel."""

    id: int
    type: str = ""
    title: str = ""
    username: str | None = None
    is_forum: bool = False


class Entity(Struct, frozen=True, kw_only=True, gc=False):
    """A marked stretch of a text, in UTF-16 units."""

    type: str
    offset: int = 0
    length: int = 0


class Replied(Struct, frozen=True, kw_only=True, gc=False):
    """The message that is replied to; in a topic also the topic's first one, when nobody replied."""

    message_id: int
    from_user: User | None = field(name="from", default=None)
    sender_chat: Chat | None = None
    text: str | None = None
    forum_topic_created: Present | None = None


class ExternalReply(Struct, frozen=True, kw_only=True, gc=False):
    """A reply to a message of another chat, or of another topic of this one."""

    chat: Chat | None = None
    message_id: int | None = None


class Pinned(Struct, frozen=True, kw_only=True, gc=False):
    """The message that was pinned."""

    message_id: int


class Message(Struct, frozen=True, kw_only=True, gc=False):
    """A message of any kind."""

    message_id: int
    chat: Chat
    date: int = 0
    edit_date: int = 0
    from_user: User | None = field(name="from", default=None)
    sender_chat: Chat | None = None
    message_thread_id: int | None = None
    is_topic_message: bool = False
    is_automatic_forward: bool = False
    forward_origin: Present | None = None
    reply_to_message: Replied | None = None
    external_reply: ExternalReply | None = None
    quote: Present | None = None
    via_bot: User | None = None
    media_group_id: str | None = None
    entities: tuple[Entity, ...] = ()
    caption: str | None = None
    caption_entities: tuple[Entity, ...] = ()

    text: str | None = None
    photo: tuple[Present, ...] | None = None
    sticker: Present | None = None
    animation: Present | None = None
    video: Present | None = None
    voice: Present | None = None
    video_note: Present | None = None
    audio: Present | None = None
    document: Present | None = None
    poll: Present | None = None
    location: Present | None = None
    venue: Present | None = None
    contact: Present | None = None
    dice: Present | None = None
    story: Present | None = None
    game: Present | None = None
    live_photo: Present | None = None
    paid_media: Present | None = None
    checklist: Present | None = None
    giveaway: Present | None = None
    giveaway_winners: Present | None = None
    invoice: Present | None = None

    new_chat_members: tuple[User, ...] = ()
    left_chat_member: User | None = None
    new_chat_title: str | None = None
    new_chat_photo: tuple[Present, ...] = ()
    delete_chat_photo: bool = False
    migrate_to_chat_id: int | None = None
    migrate_from_chat_id: int | None = None
    pinned_message: Pinned | None = None
    forum_topic_created: Present | None = None
    forum_topic_edited: Present | None = None
    forum_topic_closed: Present | None = None
    forum_topic_reopened: Present | None = None
    general_forum_topic_hidden: Present | None = None
    general_forum_topic_unhidden: Present | None = None
    boost_added: Present | None = None
    video_chat_started: Present | None = None
    video_chat_ended: Present | None = None

    @property
    def content(self) -> str:
        """Return which of CONTENT it is; "" for a service message."""
        if self.text is not None:
            return "text"
        return next((name for name in CONTENT if getattr(self, name) is not None), "")

    @property
    def is_service(self) -> bool:
        """Say whether Telegram wrote it: "X joined", "Y pinned a message"."""
        return not self.content

    @property
    def topic_id(self) -> int | None:
        """Return the forum topic it stands in; None in the general topic and outside forums."""
        return self.message_thread_id if self.is_topic_message else None

    @property
    def replied_id(self) -> int | None:
        """Return the id of the message in this chat that it answers."""
        replied = self.reply_to_message
        if replied is not None:
            at_topic = replied.forum_topic_created or replied.message_id == self.topic_id
            return None if at_topic else replied.message_id
        outside = self.external_reply
        if outside is not None and outside.chat is not None and outside.chat.id == self.chat.id:
            return outside.message_id
        return None


class Reaction(Struct, frozen=True, kw_only=True, gc=False):
    """One emoji; `type` is emoji, custom_emoji or paid."""

    type: str
    emoji: str = ""
    custom_emoji_id: str = ""


class MessageReaction(Struct, frozen=True, kw_only=True, gc=False):
    """What one person's reactions to a message were, and what they are now."""

    chat: Chat
    message_id: int
    date: int
    user: User | None = None
    actor_chat: Chat | None = None
    old_reaction: tuple[Reaction, ...] = ()
    new_reaction: tuple[Reaction, ...] = ()


class Counted(Struct, frozen=True, kw_only=True, gc=False):
    """How often one emoji was given."""

    total_count: int


class ReactionCount(Struct, frozen=True, kw_only=True, gc=False):
    """How many reactions a message has now, where Telegram does not tell whose they are."""

    chat: Chat
    message_id: int
    date: int
    reactions: tuple[Counted, ...] = ()


class Membership(Struct, frozen=True, kw_only=True, gc=False):
    """What somebody is in a chat; `is_member` tells it for the restricted only."""

    user: User
    status: str
    is_member: bool = False
    can_change_info: bool = False
    can_delete_messages: bool = False
    can_invite_users: bool = False
    can_manage_chat: bool = False
    can_manage_topics: bool = False
    can_pin_messages: bool = False
    can_promote_members: bool = False
    can_restrict_members: bool = False
    can_send_messages: bool = False

    @property
    def is_inside(self) -> bool:
        """Say whether this is somebody in the chat."""
        if self.status == "restricted":
            return self.is_member
        return self.status in ("creator", "administrator", "member")


class InviteLink(Struct, frozen=True, kw_only=True, gc=False):
    """A link into a chat; its end is cut off where another administrator made it."""

    invite_link: str


class MembershipChange(Struct, frozen=True, kw_only=True, gc=False):
    """Somebody joined, left, or became something else in a chat."""

    chat: Chat
    from_user: User = field(name="from")
    date: int
    old_chat_member: Membership
    new_chat_member: Membership
    invite_link: InviteLink | None = None
    via_join_request: bool = False
    via_chat_folder_invite_link: bool = False


class JoinRequest(Struct, frozen=True, kw_only=True, gc=False):
    """Somebody asks to be let in."""

    chat: Chat
    from_user: User = field(name="from")
    date: int


class BoostSource(Struct, frozen=True, kw_only=True, gc=False):
    """Where a boost comes from: premium, gift_code or giveaway; an unclaimed one is nobody's."""

    source: str
    user: User | None = None


class Boost(Struct, frozen=True, kw_only=True, gc=False):
    """A boost of a chat."""

    add_date: int
    source: BoostSource


class Boosted(Struct, frozen=True, kw_only=True, gc=False):
    """Somebody boosted a chat, or changed a boost."""

    chat: Chat
    boost: Boost


class BoostRemoved(Struct, frozen=True, kw_only=True, gc=False):
    """A boost of a chat is over."""

    chat: Chat
    remove_date: int
    source: BoostSource


class CallbackQuery(Struct, frozen=True, kw_only=True, gc=False):
    """A press on a button; `message` has date 0 where Telegram no longer shows it to bots."""

    id: str
    from_user: User = field(name="from")
    message: Message | None = None
    inline_message_id: str | None = None
    data: str | None = None


class PollAnswer(Struct, frozen=True, kw_only=True, gc=False):
    """What somebody votes now; no options when the vote is taken back."""

    poll_id: str
    user: User | None = None
    voter_chat: Chat | None = None
    option_ids: tuple[int, ...] = ()


Content: TypeAlias = (
    Message
    | MessageReaction
    | ReactionCount
    | MembershipChange
    | JoinRequest
    | Boosted
    | BoostRemoved
    | CallbackQuery
    | PollAnswer
)


class Update(Struct, frozen=True, kw_only=True, gc=False):
    """One update; at most one field besides the id is set, none for kinds that Renao does not read."""

    update_id: int
    message: Message | None = None
    message_reaction: MessageReaction | None = None
    edited_message: Message | None = None
    channel_post: Message | None = None
    edited_channel_post: Message | None = None
    message_reaction_count: ReactionCount | None = None
    chat_member: MembershipChange | None = None
    my_chat_member: MembershipChange | None = None
    chat_join_request: JoinRequest | None = None
    callback_query: CallbackQuery | None = None
    poll_answer: PollAnswer | None = None
    chat_boost: Boosted | None = None
    removed_chat_boost: BoostRemoved | None = None

    @property
    def kind(self) -> str:
        """Return the name of the field that is set; "" for kinds that Renao does not read."""
        return next((name for name in KINDS if getattr(self, name) is not None), "")

    @property
    def content(self) -> Content | None:
        """Return what the field that is set holds."""
        return getattr(self, self.kind, None)

    @property
    def chat(self) -> Chat | None:
        """Return the chat that it happened in; a poll answer does not tell."""
        match self.message or self.message_reaction or self.content:
            case None | PollAnswer():
                return None
            case CallbackQuery(message=message):
                return message.chat if message else None
            case content:
                return content.chat

    @property
    def chat_id(self) -> int:
        """Return the id of its chat; for votes and inline buttons the person's id; 0 for none."""
        if (chat := self.chat) is not None:
            return chat.id
        match self.content:
            case CallbackQuery(from_user=person):
                return person.id
            case PollAnswer(user=voter, voter_chat=chat):
                return (voter or chat or NOBODY).id
        return 0

    @property
    def date(self) -> int | None:
        """Return when it happened, in Unix seconds, where Telegram tells."""
        match self.message or self.content:
            case Message(date=date, edit_date=edited):
                return edited or date
            case Boosted(boost=boost):
                return boost.add_date
            case BoostRemoved(remove_date=date):
                return date
            case None | CallbackQuery() | PollAnswer():
                return None
            case content:
                return content.date


NOBODY = User(id=0)
KINDS = tuple(name for name in Update.__struct_fields__ if name != "update_id")
_decoder = msgspec.json.Decoder(Update)


def decode(raw: bytes) -> Update:
    """Return the update whose JSON object is `raw`. Pure.

    Raises:
        msgspec.DecodeError: it is no JSON, or a field that Renao reads has another type than expected.
    """
    return _decoder.decode(raw)


def storable(text: str | None) -> str | None:
    """Return `text` without the NUL that PostgreSQL cannot keep. Pure."""
    return text.replace("\0", "") if text else text


def rights_of(membership: Membership) -> dict[str, bool]:
    """Return what a membership allows, by Telegram's names of the rights. Pure."""
    rights: dict[str, Any] = msgspec.structs.asdict(membership)
    return {name: allowed for name, allowed in rights.items() if name.startswith("can_")}
