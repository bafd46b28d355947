"""Who may do what in a group: owner, administrator, operator, planner, fan.

Authority hangs on user ids alone; names, titles and usernames can be copied.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import IntEnum

import sqlalchemy as sa

from bot.clock import Instant
from bot.storage import Tx
from bot.storage.schema import administrators, operators
from bot.storage.upsert import insert

# Ids that Telegram puts in the place of a sender who is no person: an anonymous administrator, a
# channel, an automatic forward. Anybody who may post so would have what is granted to them.
NOBODY = frozenset({1087968824, 136817688, 777000})

# How long Telegram's word on who administers a group is believed, in seconds.
FRESH = 60.0


class Role(IntEnum):
    """What a person is in a group; a higher one may do all that a lower one may."""

    FAN = 0
    PLANNER = 1
    OPERATOR = 2
    ADMIN = 3
    OWNER = 4


# The offices that can be granted, as the table names them, the lower first.
OFFICES = {"planner": Role.PLANNER, "operator": Role.OPERATOR}
NAMES = {role: name for name, role in OFFICES.items()}


@dataclass(frozen=True)
class Standing:
    """What we know of a person's role in a group, and whether Telegram's part of it is fresh."""

    role: Role
    fresh: bool


async def standing(
    tx: Tx, chat_id: int, user_id: int, owners: Collection[int], now: Instant
) -> Standing:
    """Return a person's role in a group as far as we know it.

    `fresh` is False when Telegram should be asked whether she administers the group.
    """
    if user_id in NOBODY:
        return Standing(Role.FAN, fresh=True)
    if user_id in owners:
        return Standing(Role.OWNER, fresh=True)
    told = await _told(tx, chat_id, user_id)
    fresh = told is not None and told.checked_at + FRESH > now
    if told is not None and told.is_admin:
        return Standing(Role.ADMIN, fresh)
    return Standing(await _granted(tx, chat_id, user_id), fresh)


async def groups_steered_by(tx: Tx, user_id: int, least: Role = Role.OPERATOR) -> set[int]:
    """Return the groups in which a person has at least such an office, or was last told an administrator."""
    offices = [name for name, role in OFFICES.items() if role >= least]
    granted = sa.select(operators.c.chat_id).where(
        operators.c.user_id == user_id, operators.c.role.in_(offices)
    )
    told = sa.select(administrators.c.chat_id).where(
        administrators.c.user_id == user_id, administrators.c.is_admin
    )
    return set((await tx.scalars(granted.union(told))).all())


async def who_steers(tx: Tx) -> dict[int, Role]:
    """Return everybody who steers some group, with the highest role that she has in any."""
    offices = sa.select(operators.c.user_id, operators.c.role).distinct()
    told = sa.select(administrators.c.user_id).where(administrators.c.is_admin).distinct()
    # The higher office counts, so it comes later.
    found = [(OFFICES[name], user_id) for user_id, name in await tx.execute(offices)]
    highest = {user_id: role for role, user_id in sorted(found)}
    return highest | dict.fromkeys((await tx.scalars(told)).all(), Role.ADMIN)


async def steering(tx: Tx, chat_id: int) -> set[int]:
    """Return who steers a group: its operators, and its administrators as Telegram last told us.

    Planners do not.
    """
    return {*await operators_of(tx, chat_id), *await administrators_of(tx, chat_id)}


async def operators_of(tx: Tx, chat_id: int) -> list[int]:
    """Return a group's operators, the longest in office first."""
    return await _holders(tx, chat_id, Role.OPERATOR)


async def planners_of(tx: Tx, chat_id: int) -> list[int]:
    """Return a group's planners, the longest in office first."""
    return await _holders(tx, chat_id, Role.PLANNER)


async def administrators_of(tx: Tx, chat_id: int) -> list[int]:
    """Return a group's administrators as Telegram last told us."""
    rows = await tx.scalars(
        sa.select(administrators.c.user_id)
        .where(administrators.c.chat_id == chat_id, administrators.c.is_admin)
        .order_by(administrators.c.user_id)
    )
    return list(rows.all())


async def grant(
    tx: Tx, chat_id: int, user_id: int, by: int, now: Instant, role: Role = Role.OPERATOR
) -> bool:
    """Give a person an office in a group; False if she has that or a higher one, or is no person at all."""
    if user_id in NOBODY or await _granted(tx, chat_id, user_id) >= role:
        return False
    values = {"role": NAMES[role], "granted_by": by, "granted_at": now}
    statement = insert(tx, operators).values({"chat_id": chat_id, "user_id": user_id} | values)
    keys = ["chat_id", "user_id"]
    await tx.execute(statement.on_conflict_do_update(index_elements=keys, set_=values))
    return True


async def revoke(tx: Tx, chat_id: int, user_id: int) -> bool:
    """Take a person's office, of operator or of planner; False if she held none."""
    statement = sa.delete(operators).where(
        operators.c.chat_id == chat_id, operators.c.user_id == user_id
    )
    return (await tx.execute(statement)).rowcount > 0


async def told(tx: Tx, chat_id: int, user_id: int, is_admin: bool, now: Instant) -> None:
    """Write down what Telegram said: whether a person administers a group."""
    await _upsert_told(tx, [(chat_id, user_id, is_admin)], now)


async def told_all(tx: Tx, chat_id: int, admins: Iterable[int], now: Instant) -> None:
    """Write down Telegram's whole list of a group's administrators; who is not on it is none."""
    statement = sa.update(administrators).where(administrators.c.chat_id == chat_id)
    await tx.execute(statement.values(is_admin=False, checked_at=now))
    await _upsert_told(tx, [(chat_id, user_id, True) for user_id in admins], now)


async def carry_over(tx: Tx, old_chat: int, new_chat: int) -> None:
    """Let operators and administrators of a group that became a supergroup keep their office."""
    for table in (operators, administrators):
        columns = [column for column in table.c if column.name != "chat_id"]
        kept = sa.select(sa.literal(new_chat, sa.BigInteger), *columns)
        moved = insert(tx, table).from_select(
            ["chat_id", *(column.name for column in columns)],
            kept.where(table.c.chat_id == old_chat),
        )
        await tx.execute(moved.on_conflict_do_nothing())
        await tx.execute(sa.delete(table).where(table.c.chat_id == old_chat))


async def _granted(tx: Tx, chat_id: int, user_id: int) -> Role:
    """Return the office that a person was granted; without one she is a fan."""
    name = await tx.scalar(
        sa.select(operators.c.role).where(
            operators.c.chat_id == chat_id, operators.c.user_id == user_id
        )
    )
    return Role.FAN if name is None else OFFICES[name]


async def _holders(tx: Tx, chat_id: int, role: Role) -> list[int]:
    rows = await tx.scalars(
        sa.select(operators.c.user_id)
        .where(operators.c.chat_id == chat_id, operators.c.role == NAMES[role])
        .order_by(operators.c.granted_at, operators.c.user_id)
    )
    return list(rows.all())


async def _told(tx: Tx, chat_id: int, user_id: int) -> sa.Row[bool, float] | None:
    return (
        await tx.execute(
            sa.select(administrators.c.is_admin, administrators.c.checked_at).where(
                administrators.c.chat_id == chat_id, administrators.c.user_id == user_id
            )
        )
    ).first()


async def _upsert_told(tx: Tx, said: list[tuple[int, int, bool]], now: Instant) -> None:
    if not said:
        return
    rows = [
        {"chat_id": chat, "user_id": user, "is_admin": is_admin, "checked_at": now}
        for chat, user, is_admin in said
    ]
    statement = insert(tx, administrators).values(rows)
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=["chat_id", "user_id"],
            set_={"is_admin": statement.excluded.is_admin, "checked_at": now},
        )
    )
