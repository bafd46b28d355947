"""The people of a group, as far as they were ever heard of: names, first and last act, comings and goings."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import sqlalchemy as sa

from bot.activity.days import ACTS, COLUMN_OF
from bot.activity.details import Details, message_id_of
from bot.activity.facts import MESSAGE, Fact, Kind
from bot.activity.wire import User, storable
from bot.clock import Instant
from bot.storage import Tx
from bot.storage.bulk import execute_rows, select_given
from bot.storage.schema import members
from bot.storage.upsert import Insert, insert, made_once

NAMES = ("first_name", "last_name", "username")
# They turn around the letters after them, also those that are not of the name.
TURNING = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
# Facts that are no acts, but show that somebody is there.
HEARD = (Kind.EDITED, Kind.REACTION_REMOVED, Kind.VOTE_REMOVED)
EARLIEST = ("first_joined_at", "first_act", "first_message_at")
LATEST = ("last_act", "joined_at", "left_at")
UNHEARD = """
    SELECT given.chat_id, given.user_id, members.first_message_at FROM given LEFT JOIN members
        ON members.chat_id = given.chat_id AND members.user_id = given.user_id
     WHERE given.at IS NOT NULL
       AND (members.first_message_at IS NULL OR members.first_message_at >= given.at)
"""

MemberKey: TypeAlias = tuple[int, int]
"""Chat and member."""


class Named(NamedTuple):
    """What somebody was called at a moment."""

    user: User
    at: Instant


class FirstMessage(NamedTuple):
    """The earliest message of a member as far as is known, and when what was taken for it till now was."""

    fact: Fact
    before: Instant | None


@dataclass(frozen=True)
class Member:
    """One person in one group; times are empty where they are not known."""

    chat_id: int
    user_id: int
    first_name: str
    last_name: str
    username: str | None
    first_joined_at: Instant | None
    joined_at: Instant | None
    left_at: Instant | None
    first_act: Instant | None
    first_message_at: Instant | None
    last_act: Instant | None
    named_at: Instant | None = None

    @property
    def name(self) -> str:
        """Return the name that people see; untrusted, so escape it."""
        return full_name(self.first_name, self.last_name, self.user_id)

    @property
    def is_inside(self) -> bool:
        """Say whether the person is still in the group, as far as is known."""
        return self.left_at is None or (self.joined_at or 0) > self.left_at


def full_name(first_name: str, last_name: str, user_id: int) -> str:
    """Return first and last name as one; a deleted account, which has neither, is its number. Pure."""
    # On one line, so that nobody is called like a line of a report.
    return " ".join(f"{first_name} {last_name}".translate(TURNING).split()) or str(user_id)


async def get(tx: Tx, chat_id: int, user_id: int) -> Member | None:
    """Return what is known of one person in one group."""
    return (await many(tx, chat_id, [user_id])).get(user_id)


async def many(tx: Tx, chat_id: int, user_ids: Collection[int]) -> dict[int, Member]:
    """Return those of `user_ids` who were ever heard of in a group."""
    chosen = sa.and_(members.c.chat_id == chat_id, members.c.user_id.in_(user_ids))
    found = await tx.execute(sa.select(members).where(chosen))
    return {row.user_id: Member(**row._mapping) for row in found}


async def by_username(tx: Tx, chat_id: int, username: str) -> Member | None:
    """Return the person who last went by `username` in a group; usernames change hands."""
    named = sa.func.lower(members.c.username) == username.lower()
    query = sa.select(members).where(members.c.chat_id == chat_id, named)
    lately = sa.func.coalesce(members.c.named_at, 0).desc()
    row = (await tx.execute(query.order_by(lately, members.c.user_id).limit(1))).first()
    return Member(**row._mapping) if row else None


async def groups_of(tx: Tx, user_id: int) -> set[int]:
    """Return the groups in which a person was heard of and has not left since."""
    inside = sa.or_(members.c.left_at.is_(None), members.c.joined_at > members.c.left_at)
    query = sa.select(members.c.chat_id).where(members.c.user_id == user_id, inside)
    return set((await tx.scalars(query)).all())


async def count(tx: Tx, chat_id: int) -> int:
    """Return how many people were ever heard of in a group."""
    query = sa.select(sa.func.count()).where(members.c.chat_id == chat_id)
    return (await tx.execute(query)).scalar_one()


async def meet(tx: Tx, facts: Iterable[Fact], names: Mapping[MemberKey, Named]) -> None:
    """Keep what new facts say about people, and what they are called.

    `names` has at least the people whom the facts tell of; a bot, which is in none, is no member. Somebody of
    whom nothing but the name was told is renamed if known, and otherwise no member for that.
    """
    seen: dict[MemberKey, _Heard] = {}
    for fact in facts:
        key = fact.chat_id, fact.user_id
        if (fact.kind in COLUMN_OF or fact.kind in HEARD) and key in names:
            heard = seen.get(key)
            if heard is None:
                heard = seen[key] = _Heard()
            heard.of(fact.kind, fact.at)
    if seen:
        rows = [_row(key, names[key], seen[key]) for key in sorted(seen)]
        await execute_rows(tx, merging(tx), rows)
    if others := names.keys() - seen.keys():
        await _rename(tx, {key: names[key] for key in sorted(others)})


async def _rename(tx: Tx, names: Mapping[MemberKey, Named]) -> None:
    told: dict[str, Any] = {name: sa.bindparam(f"new_{name}") for name in (*NAMES, "named_at")}
    this = sa.and_(
        members.c.chat_id == sa.bindparam("this_chat"),
        members.c.user_id == sa.bindparam("this_user"),
        sa.or_(members.c.named_at.is_(None), members.c.named_at <= told["named_at"]),
    )
    statement = sa.update(members).where(this).values(told)
    values = [
        {"this_chat": chat_id, "this_user": user_id, "new_named_at": named.at}
        | {f"new_{name}": storable(getattr(named.user, name)) for name in NAMES}
        for (chat_id, user_id), named in names.items()
    ]
    await tx.execute(statement, values)


async def first_messages(tx: Tx, facts: Iterable[Fact], details: Details) -> list[FirstMessage]:
    """Return those of new messages that are the earliest of their members, before `meet` learns of them."""

    def sent(fact: Fact) -> tuple[int, int]:
        # Ids from before the group had another id are negative, and count up as the others do.
        return fact.at, abs(message_id_of(fact, details))

    first: dict[MemberKey, Fact] = {}
    for fact in facts:
        if fact.kind is MESSAGE:
            key = fact.chat_id, fact.user_id
            if key not in first or sent(fact) < sent(first[key]):
                first[key] = fact
    asked = [(*key, fact.at) for key, fact in sorted(first.items())]
    found = await select_given(tx, UNHEARD, ("chat_id", "user_id", "at"), asked)
    return [FirstMessage(first[row[0], row[1]], row[2]) for row in found]


@made_once
def merging(tx: Tx) -> Insert:
    """Return the INSERT of people that merges into the rows of those who are there already."""
    statement = insert(tx, members)
    new = statement.excluded
    newer = sa.or_(members.c.named_at.is_(None), members.c.named_at <= new.named_at)
    told = (*NAMES, "named_at")
    values: dict[str, Any] = {
        name: sa.case((newer, new[name]), else_=members.c[name]) for name in told
    }
    values |= {name: _either(members.c[name], new[name], earlier=True) for name in EARLIEST}
    values |= {name: _either(members.c[name], new[name], earlier=False) for name in LATEST}
    return statement.on_conflict_do_update(
        index_elements=[members.c.chat_id, members.c.user_id], set_=values
    )


class _Heard:
    """What some new facts say of when a member came, went and acted."""

    __slots__ = (*EARLIEST, *LATEST)

    def __init__(self) -> None:
        self.first_joined_at: int | None = None
        self.joined_at: int | None = None
        self.left_at: int | None = None
        self.first_act: int | None = None
        self.first_message_at: int | None = None
        self.last_act: int | None = None

    def of(self, kind: Kind, at: int) -> None:
        """Note one more fact."""
        if COLUMN_OF.get(kind) in ACTS:
            if self.first_act is None or at < self.first_act:
                self.first_act = at
            if self.last_act is None or at > self.last_act:
                self.last_act = at
            if kind is MESSAGE and (self.first_message_at is None or at < self.first_message_at):
                self.first_message_at = at
        elif kind is Kind.JOINED:
            self.first_joined_at = min(self.first_joined_at or at, at)
            self.joined_at = max(self.joined_at or at, at)
        elif kind is Kind.LEFT:
            self.left_at = max(self.left_at or at, at)


def _row(key: MemberKey, named: Named, heard: _Heard) -> tuple[Any, ...]:
    """Return a row of the table, in the order of its columns. Pure."""
    user = named.user
    return (
        *key,
        storable(user.first_name),
        storable(user.last_name),
        storable(user.username),
        heard.first_joined_at,
        heard.joined_at,
        heard.left_at,
        heard.first_act,
        heard.first_message_at,
        heard.last_act,
        named.at,
    )


def _either(
    old: sa.ColumnElement[float], new: sa.ColumnElement[float], *, earlier: bool
) -> sa.ColumnElement[float]:
    """Return the earlier or later of two moments, or the one that there is."""
    better = new < old if earlier else new > old
    return sa.case((old.is_(None), new), (better, new), else_=old)
