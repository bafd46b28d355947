"""Polls: votes, closing by hand or by time, and what their author is told."""

from bot.sandbox.model.bots import Bot
from bot.sandbox.model.chats import Message
from bot.sandbox.model.content import Poll
from bot.sandbox.model.events import Voted
from bot.sandbox.model.state import State
from bot.sandbox.model.users import User
from bot.sandbox.objects.media import poll_object
from bot.sandbox.objects.updates import poll_answer
from bot.sandbox.world.audience import tell


def vote(state: State, message: Message, voter: User, chosen: tuple[int, ...]) -> None:
    """Set what somebody voted, by the options' places; nothing takes the vote back.

    Raises ValueError where a client would not offer it: a closed poll, several answers where one is allowed.
    """
    poll = _poll(message)
    close_if_due(state, message)
    if poll.closed:
        raise ValueError("the poll is closed")
    if len(chosen) > 1 and not poll.multiple:
        raise ValueError("the poll allows one answer")
    for index, option in enumerate(poll.options):
        (option.voters.add if index in chosen else option.voters.discard)(voter.id)
    state.emit(Voted(message))
    author = _author(state, message)
    if author is None:
        return
    tell(state, author, "poll", poll_object(poll), lane=f"poll {poll.id}")
    if not poll.anonymous:
        payload = poll_answer(poll, voter, chosen)
        tell(state, author, "poll_answer", payload, lane=f"poll {poll.id}")


def close(state: State, message: Message) -> None:
    """Close a poll for good."""
    poll = _poll(message)
    poll.closed = True
    state.open_polls.pop(poll.id, None)
    state.emit(Voted(message))
    author = _author(state, message)
    if author is not None:
        tell(state, author, "poll", poll_object(poll), lane=f"poll {poll.id}")


def close_if_due(state: State, message: Message) -> None:
    """Close a poll whose time has come."""
    poll = _poll(message)
    if poll.close_at and not poll.closed and poll.close_at <= state.now():
        close(state, message)


def close_all_due(state: State) -> float | None:
    """Close every poll whose time has come. Returns when the next one will; None if none does by itself."""
    for message in tuple(state.open_polls.values()):
        close_if_due(state, message)
    left = [_poll(message).close_at for message in state.open_polls.values()]
    return min((at for at in left if at), default=None)


def _poll(message: Message) -> Poll:
    if message.poll is None:
        raise ValueError("the message holds no poll")
    return message.poll


def _author(state: State, message: Message) -> Bot | None:
    return state.bot_of(message.sender) if message.sender else None
