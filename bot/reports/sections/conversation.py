"""Conversation: how questions were answered, and which questions and first messages still wait."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.activity import members
from bot.activity.conversation import conversation
from bot.activity.members import Member
from bot.activity.unattended import Unattended, unattended
from bot.clock import DAY, HOUR
from bot.people import roles
from bot.reports.links import link_to
from bot.reports.scope import Scope
from bot.reports.sections.found import Found
from bot.reports.todo import Todo
from bot.storage import Tx

# What is older nobody waits for any more.
WAITS = 3 * DAY
QUESTION, FIRST = 75.0, 65.0
# What waits longer is more urgent, by at most so much.
MOST_MORE = 10.0
# Of each kind, so many at most are offered; words of a question that are shown.
OFFERED, SHOWN = 3, 60


@dataclass(frozen=True)
class Answers:
    """Questions of the period, their median time to first response in minutes, and how many wait now."""

    questions: int
    minutes: int | None
    waiting: int


async def look(tx: Tx, scope: Scope) -> Found:
    """Return how a group answers, and what waits the longest."""
    chat, now = scope.chat, scope.now
    asked = await conversation(tx, chat, scope.period, now)
    waiting = await unattended(tx, chat, now - WAITS, now)
    known = await members.many(tx, chat.chat_id, {each.user_id for each in waiting})
    # Who has left waits no more, and who steers the group needs no welcome in it.
    gone = {user_id for user_id, who in known.items() if not who.is_inside}
    at_home = gone | await roles.steering(tx, chat.chat_id)
    questions = [each for each in waiting if each.is_question and each.user_id not in gone]
    others = [each for each in waiting if not each.is_question and each.user_id not in at_home]
    shown = [*questions[:OFFERED], *others[:OFFERED]]
    todos = tuple(_todo(scope, each, known) for each in shown)
    if not asked.questions and not questions:
        return Found(None, todos)
    minutes = None if asked.median is None else max(round(asked.median / 60), 1)
    return Found(Answers(asked.questions, minutes, len(questions)), todos)


def _todo(scope: Scope, each: Unattended, known: Mapping[int, Member]) -> Todo:
    hours = (scope.now - each.at) / HOUR
    name = known[each.user_id].name if each.user_id in known else str(each.user_id)
    named = scope.names and each.user_id not in scope.hidden
    kind, urgency = ("question", QUESTION) if each.is_question else ("first", FIRST)
    return Todo(
        kind,
        urgency + min(hours / 4, MOST_MORE),
        {
            "hours": round(hours),
            "name": name if named else None,
            "text": _short(each.text) if each.text else None,
        },
        link=link_to(scope.chat, each.message_id, each.topic_id or None),
        action="todo_show",
        data={"message_id": each.message_id},
    )


def _short(text: str) -> str:
    joined = " ".join(text.split())
    return joined if len(joined) <= SHOWN else f"{joined[: SHOWN - 1]}…"
