"""The record: what stands behind the figures, and what Renao lacks to record everything."""

from dataclasses import dataclass

from bot import outbox
from bot.activity import checking
from bot.activity.checking import Off
from bot.activity.coverage import Reason
from bot.activity.forgetting import facts_kept_since
from bot.activity.provenance import Provenance, provenance
from bot.reports.scope import Scope
from bot.reports.sections.found import Found
from bot.reports.todo import Todo
from bot.storage import Tx

MUTE, BLIND, OFF, DOUBTS, GAP = 100.0, 95.0, 90.0, 80.0, 60.0
# Hours of a period that are worth a word.
NOTABLE = 1.0


@dataclass(frozen=True)
class Record:
    """What stands behind the figures; `off` are days whose rows are not what their facts say."""

    behind: Provenance
    off: Off | None


async def look(tx: Tx, scope: Scope) -> Found:
    """Return how complete the record of a period is."""
    chat, period = scope.chat, scope.period
    behind = await provenance(tx, chat, period.first, period.last, scope.now)
    # What no facts are left of cannot be put right any more.
    off = await checking.off(tx, chat.chat_id, facts_kept_since(chat) or 0)
    todos = _of_rights(scope)
    if off is not None:
        todos.append(Todo("off", OFF, {"n": off.days}, action="todo_status"))
    if doubts := len(await outbox.uncertain(tx, chat.chat_id)):
        todos.append(Todo("doubts", DOUBTS, {"n": doubts}, action="todo_status"))
    down = sum(loss.hours for loss in behind.losses if loss.reason is Reason.DOWN)
    if down >= NOTABLE:
        todos.append(Todo("gap", GAP, {"hours": round(down, 1)}, action="todo_status"))
    return Found(Record(behind, off), tuple(todos))


def _of_rights(scope: Scope) -> list[Todo]:
    chat = scope.chat
    if chat.status == "restricted" and not (chat.rights or {}).get("can_send_messages"):
        return [Todo("mute", MUTE, action="todo_status")]
    if chat.status in ("member", "restricted"):
        return [Todo("blind", BLIND, action="todo_status")]
    return []
