"""Invite links and people at the door."""

from bot.sandbox.model.chats import Chat
from bot.sandbox.model.events import Knocked, LinkChanged
from bot.sandbox.model.invites import InviteLink, JoinRequest
from bot.sandbox.model.state import State
from bot.sandbox.model.users import User
from bot.sandbox.objects.updates import join_request
from bot.sandbox.world.audience import leading, tell
from bot.sandbox.world.membership import join


def make_link(
    state: State,
    chat: Chat,
    creator: User,
    *,
    name: str = "",
    expires: int = 0,
    limit: int = 0,
    by_request: bool = False,
) -> InviteLink:
    """Make an invite link."""
    url = f"https://t.me/+{state.random_name(16)}"
    link = InviteLink(url, creator, name=name, expires=expires, limit=limit, by_request=by_request)
    chat.links[url] = link
    state.emit(LinkChanged(chat, link))
    return link


def change_link(
    state: State,
    chat: Chat,
    link: InviteLink,
    *,
    name: str,
    expires: int,
    limit: int,
    by_request: bool,
) -> None:
    """Give a link other terms."""
    link.name, link.expires, link.limit, link.by_request = name, expires, limit, by_request
    state.emit(LinkChanged(chat, link))


def revoke_link(state: State, chat: Chat, link: InviteLink) -> None:
    """Make a link useless."""
    link.revoked = True
    state.emit(LinkChanged(chat, link))


def usable(state: State, link: InviteLink) -> bool:
    """Say whether a link still lets people in."""
    spent = bool(link.limit) and len(link.joined) >= link.limit
    late = bool(link.expires) and link.expires <= state.now()
    return not (link.revoked or spent or late)


def enter(state: State, chat: Chat, user: User, link: InviteLink) -> None:
    """Follow a link: into the chat, or to its door if it wants requests. ValueError for a dead link."""
    if not usable(state, link):
        raise ValueError("the invite link does not work any more")
    if link.by_request:
        knock(state, chat, user, link)
        return
    link.joined.add(user.id)
    state.emit(LinkChanged(chat, link))
    join(state, chat, user, link=link)


def knock(state: State, chat: Chat, user: User, link: InviteLink | None = None) -> JoinRequest:
    """Ask to be let in. Told to administrators that may invite."""
    request = JoinRequest(user, state.now(), link)
    chat.requests[user.id] = request
    state.emit(Knocked(chat, request, open=True))
    for bot in leading(state, chat):
        if chat.member(bot.user).may("can_invite_users"):
            payload = join_request(chat, request)
            tell(state, bot, "chat_join_request", payload, lane=f"chat_join_request {chat.id}")
    return request


def admit(state: State, chat: Chat, request: JoinRequest, by: User) -> None:
    """Let somebody in who asked."""
    del chat.requests[request.user.id]
    state.emit(Knocked(chat, request, open=False))
    if request.link is not None:
        request.link.joined.add(request.user.id)
    join(state, chat, request.user, link=request.link, by=by, by_request=True)


def turn_away(state: State, chat: Chat, request: JoinRequest) -> None:
    """Refuse somebody who asked."""
    del chat.requests[request.user.id]
    state.emit(Knocked(chat, request, open=False))
