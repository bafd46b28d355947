"""The gate before every handler: who asks too much is told so once an hour, and is otherwise not heard.

Time is when things were said, so that what waited for us during a pause is no flood.
"""

from bot.chat.ask import Ask
from bot.chat.authority import known_role
from bot.chat.budget import GROUP, MEMBER, OPERATOR
from bot.clock import HOUR
from bot.outbox import Draft, Policy, Priority, put
from bot.people.roles import Role


async def admits(ask: Ask) -> bool:
    """Say whether `ask` is to be dealt with, and take it off the share of whoever asks."""
    budget, payer = ask.host.budget, _payer(ask)
    if not budget.pay(payer, MEMBER, ask.update_id, ask.said_at):
        steers = await known_role(ask) >= Role.OPERATOR
        if not (steers and budget.pay(payer, OPERATOR, ask.update_id, ask.said_at)):
            await _say_slow_down(ask)
            return False
    # That a group has had all its answers is nobody's fault: what its members ask now is passed over.
    if ask.place.private or budget.has_left(ask.place.chat_id, GROUP, ask.said_at):
        return True
    return await known_role(ask) >= Role.OPERATOR


def answered(ask: Ask) -> None:
    """Take the answers that were given off the group's share, unless they went to who steers it."""
    if not ask.place.private and ask.role < Role.OPERATOR:
        ask.host.budget.charge(ask.place.chat_id, GROUP, ask.answers, ask.said_at)


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
