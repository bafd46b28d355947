"""Coming, going, and what people may do: every change of a Member goes through `settle`."""

from dataclasses import replace

from bot.sandbox.model.chats import Chat
from bot.sandbox.model.events import MemberChanged
from bot.sandbox.model.invites import InviteLink
from bot.sandbox.model.members import Member
from bot.sandbox.model.state import State
from bot.sandbox.model.users import User
from bot.sandbox.objects.people import user_object
from bot.sandbox.objects.updates import member_updated
from bot.sandbox.world.audience import leading, tell
from bot.sandbox.world.posting import note


def settle(
    state: State,
    chat: Chat,
    new: Member,
    *,
    by: User,
    link: InviteLink | None = None,
    by_request: bool = False,
) -> None:
    """Let somebody stand differently in a chat; a bot hears of itself, administrators of everybody."""
    old, face = chat.member(new.user), chat.face(by)
    chat.members[new.user.id] = new
    state.emit(MemberChanged(chat, old, new, by))
    shown = member_updated(
        chat, old, new, by=face, date=state.now(), link=link, by_request=by_request
    )
    own = state.bot_of(new.user)
    if own is not None:
        tell(state, own, "my_chat_member", shown, lane=f"my_chat_member {chat.id}")
    for bot in leading(state, chat):
        if bot is not own:
            tell(state, bot, "chat_member", shown, lane=f"chat_member {new.user.id}")


def join(
    state: State,
    chat: Chat,
    user: User,
    *,
    by: User | None = None,
    link: InviteLink | None = None,
    by_request: bool = False,
) -> None:
    """Bring somebody in: added `by` a member, through a link, or on their own."""
    new = Member(user, "member", joined=state.now())
    settle(state, chat, new, by=by or user, link=link, by_request=by_request)
    if chat.is_group:
        # Whoever asked at the door came in on their own feet.
        adder = user if by is None or by_request else by
        note(state, chat, adder, "new_chat_members", [user_object(user)])


def leave(state: State, chat: Chat, user: User) -> None:
    """Let somebody go of their own will."""
    _depart(state, chat, replace(chat.member(user), status="left"), by=user)


def kick(state: State, chat: Chat, user: User, *, by: User, until: int = 0) -> None:
    """Remove and ban somebody, until a time or (0) for ever."""
    new = replace(chat.member(user), status="kicked", until=until)
    if chat.holds(user):
        _depart(state, chat, new, by=by)
    else:
        settle(state, chat, new, by=by)


def _depart(state: State, chat: Chat, new: Member, *, by: User) -> None:
    # A bot still reads of its own removal in a basic group; a supergroup is closed to it at once.
    first = chat.kind == "group"
    gone = user_object(new.user)
    if first:
        note(state, chat, by, "left_chat_member", gone)
    settle(state, chat, replace(new, rights=frozenset(), title="", anonymous=False), by=by)
    if chat.kind == "supergroup":
        note(state, chat, by, "left_chat_member", gone)


def forgive(state: State, chat: Chat, user: User, *, by: User) -> None:
    """Lift a ban; the person is out but may come back."""
    settle(state, chat, replace(chat.member(user), status="left", until=0), by=by)


def promote(
    state: State,
    chat: Chat,
    user: User,
    rights: frozenset[str],
    *,
    by: User,
    anonymous: bool = False,
    title: str = "",
) -> None:
    """Make somebody an administrator with these rights; none at all makes them a member again."""
    old = chat.member(user)
    status = old.status if old.status == "creator" else "administrator"
    new = replace(old, status=status, rights=rights, anonymous=anonymous, title=title)
    if not rights and status != "creator":
        new = replace(new, status="member", anonymous=False, title="")
    settle(state, chat, new, by=by)


def restrict(
    state: State, chat: Chat, user: User, permissions: frozenset[str], *, by: User, until: int = 0
) -> None:
    """Limit what somebody may do; all of the chat's own permissions lift the limit."""
    old = chat.member(user)
    inside = old.inside
    if permissions >= chat.permissions:
        new = replace(old, status="member" if inside else "left", permissions=permissions)
    else:
        new = replace(
            old, status="restricted", permissions=permissions, until=until, is_member=inside
        )
    settle(state, chat, new, by=by)


def expire(state: State, chat: Chat, user: User) -> Member:
    """Return how somebody stands now that temporary bans and limits have run out."""
    member = chat.member(user)
    if not member.until or member.until > state.now():
        return member
    if member.status == "kicked":
        member = replace(member, status="left", until=0)
    elif member.status == "restricted":
        member = replace(member, status="member" if member.is_member else "left", until=0)
    chat.members[user.id] = member
    return member
