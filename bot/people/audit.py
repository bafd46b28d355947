"""The audit: every privileged act in a group, done or refused, by whom and when."""

from dataclasses import dataclass

import sqlalchemy as sa

from bot.clock import Instant
from bot.storage import Tx
from bot.storage.schema import audit

LONGEST_DETAIL = 200


@dataclass(frozen=True)
class Act:
    """One line of the audit."""

    at: Instant
    user_id: int
    name: str
    action: str
    done: bool
    detail: str


async def note(
    tx: Tx,
    chat_id: int,
    user_id: int,
    name: str,
    action: str,
    *,
    done: bool,
    detail: str,
    now: Instant,
) -> None:
    """Write a privileged act down, with what the person is called; `detail` is cut to 200 characters."""
    await tx.execute(
        sa.insert(audit).values(
            chat_id=chat_id,
            at=now,
            user_id=user_id,
            name=name,
            action=action,
            outcome="done" if done else "refused",
            detail=detail[:LONGEST_DETAIL],
        )
    )


async def latest(tx: Tx, chat_id: int, limit: int) -> list[Act]:
    """Return a group's last acts, the newest first."""
    rows = await tx.execute(
        sa.select(audit)
        .where(audit.c.chat_id == chat_id)
        .order_by(audit.c.at.desc(), audit.c.id.desc())
        .limit(limit)
    )
    return [
        Act(
            row.at,
            row.user_id,
            row.name or str(row.user_id),
            row.action,
            row.outcome == "done",
            row.detail,
        )
        for row in rows
    ]


async def forget_names(tx: Tx) -> int:
    """Forget what those who acted are called; return in how many lines there was a name."""
    named = audit.c.name != ""
    return (await tx.execute(sa.update(audit).where(named).values(name=""))).rowcount


async def carry_over(tx: Tx, old_chat: int, new_chat: int) -> None:
    """Let the supergroup that a group became keep its audit."""
    await tx.execute(sa.update(audit).where(audit.c.chat_id == old_chat).values(chat_id=new_chat))
