"""The gate before every handler: who asks too much is told so once an hour, and is otherwise not heard.

Time is when things were said, so that what waited for us during a pause is no flood.
"""

from collections.abc import Hashable, Sequence

from bot.chat.ask import Ask
from bot.chat.authority import known_role
from bot.chat.budget import EVERYBODY, GROUP, MEMBER, OPERATOR, Share
from bot.clock import HOUR
from bot.outbox import Draft, Policy, Priority, put
from bot.people.roles import Role


async def admits(ask: Ask, *, to_us: bool) -> bool:
    """Say whether `ask` is to be dealt with, and take it off the share of whoever asks.

    What people say to one another is not ours to judge: it costs nothing, and is never told to slow down.
    """
    if not to_us:
        if not ask.host.budget.has_left(_payer(ask), MEMBER, ask.said_at):
            return False
    elif not await _pays(ask):
        await _say_slow_down(ask)
        return False
    return await _others_leave_room(ask)


async def _pays(ask: Ask) -> bool:
    budget, payer = ask.host.budget, _payer(ask)
    if budget.pay(payer, MEMBER, ask.update_id, ask.said_at):
        return True
    steers = await known_role(ask) >= Role.PLANNER
    return steers and budget.pay(payer, OPERATOR, ask.update_id, ask.said_at)


async def _others_leave_room(ask: Ask) -> bool:
    # That a group, or everybody, has had all its answers is nobody's fault: what is asked now is passed over.
    if all(ask.host.budget.has_left(who, share, ask.said_at) for who, share in _shares(ask)):
        return True
    return await known_role(ask) >= Role.PLANNER


def _shares(ask: Ask) -> Sequence[tuple[Hashable, Share]]:
    """Return the shares that who asks has in common with others."""
    everybody = ("everybody", EVERYBODY)
    return (everybody,) if ask.place.private else (everybody, (ask.place.chat_id, GROUP))


def answered(ask: Ask, *, to_us: bool) -> None:
    """Take the answers that were given off the shares of the group and of all, unless they went to operators.

    An answer to a question that was put to nobody is taken off the share of whoever asked it.
    """
    if not to_us:
        ask.host.budget.charge(_payer(ask), MEMBER, ask.answers, ask.said_at)
    if ask.role < Role.PLANNER:
        for who, share in _shares(ask):
            ask.host.budget.charge(who, share, ask.answers, ask.said_at)


def _payer(ask: Ask) -> int:
    """Return who pays: an anonymous administrator, like a channel, has no id of her own but the chat's."""
    return ask.place.chat_id if ask.person.anonymous else ask.person.user_id


async def _say_slow_down(ask: Ask) -> None:
    ask.notice = ask.plain("chat.slow_down")
    hour = int(ask.now // HOUR)
    draft = Draft(
        chat_id=ask.place.chat_id,
        topic_id=ask.place.topic_id,
        reply_to=None if ask.place.private else ask.place.message_id,
        text=ask.say("chat.slow_down"),
        priority=Priority.NOTICE,
        policy=Policy.AT_MOST_ONCE,
        dedupe_key=f"slow:{_payer(ask)}:{hour}",
    )
    await put(ask.tx, draft, ask.now)
