"""Concentration: on how few members a group's messages rest."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil

import sqlalchemy as sa

from bot.activity.actives import member_count_at
from bot.activity.chats import Chat
from bot.activity.period import Period
from bot.activity.presence import within
from bot.storage import Tx
from bot.storage.schema import member_days


@dataclass(frozen=True)
class Roles:
    """90-9-1 as measured: how many members are silent, react or reply, start conversations.

    `silent` is None where the number of members is not known.
    """

    silent: int | None
    responding: int
    starting: int

    @property
    def members(self) -> int | None:
        """Return the number of members that the three make up."""
        return None if self.silent is None else self.silent + self.responding + self.starting

    @property
    def shares(self) -> tuple[float, float, float] | None:
        """Return what share of the members each is; None where their number is not known, or 0."""
        if self.silent is None or not self.members:
            return None
        silent, responding, starting = self.silent, self.responding, self.starting
        return silent / self.members, responding / self.members, starting / self.members


@dataclass(frozen=True)
class Concentration:
    """How unevenly the messages of `active` members are spread; the ratios are None without a message.

    `top_1` and `top_10` are the shares of messages by the busiest 1 % and 10 % of the active members;
    `absence_factor` is the fewest members who wrote half of the messages.
    """

    active: int
    messages: int
    gini: float | None
    top_1: float | None
    top_10: float | None
    absence_factor: int | None
    roles: Roles


async def concentration(
    tx: Tx, chat: Chat, period: Period, topic: int | None = None
) -> Concentration:
    """Return how concentrated the messages of a group, or of one topic of it, are in `period`."""
    by_member = (
        sa.select(
            sa.func.sum(member_days.c.messages).label("messages"),
            sa.func.sum(member_days.c.messages - member_days.c.replies).label("started"),
        )
        .where(within(member_days, chat.chat_id, period, topic))
        .group_by(member_days.c.user_id)
        .subquery()
    )
    messages, starting = by_member.c.messages, by_member.c.started > 0
    query = sa.select(messages, sa.func.count(), sa.func.count().filter(starting))
    rows = (await tx.execute(query.group_by(messages))).all()
    written = Counter({int(written): members for written, members, _ in rows})
    starters = sum(row[2] for row in rows)
    member_count = await member_count_at(tx, chat, period.last)
    return concentrated(sorted(written.elements()), starters, member_count)


def concentrated(messages: Sequence[int], starters: int, member_count: int | None) -> Concentration:
    """Return the concentration of `messages`, one ascending number for each active member. Pure."""
    active, any_at_all = len(messages), sum(messages) > 0
    return Concentration(
        active,
        sum(messages),
        gini(messages) if any_at_all else None,
        top_share(messages, 1) if any_at_all else None,
        top_share(messages, 10) if any_at_all else None,
        absence_factor(messages) if any_at_all else None,
        roles(active, starters, member_count),
    )


def gini(ascending: Sequence[int]) -> float:
    """Return Σ(2i - n - 1)xᵢ ÷ (nΣx), i from 1: 0 where all wrote the same, near 1 where one wrote all. Pure.

    Source: Gini 1912, in the form for a sorted sample.
    """
    n = len(ascending)
    weighted = sum((2 * i - n - 1) * x for i, x in enumerate(ascending, start=1))
    return weighted / (n * sum(ascending))


def top_share(ascending: Sequence[int], percent: int) -> float:
    """Return the share of messages by the busiest `percent` % of the members, rounded up. Pure."""
    busiest = ceil(len(ascending) * percent / 100)
    return sum(ascending[-busiest:]) / sum(ascending)


def absence_factor(ascending: Iterable[int]) -> int:
    """Return the fewest members who wrote at least half of the messages. Pure.

    Source: CHAOSS, contributor absence factor.
    """
    descending = sorted(ascending, reverse=True)
    half = sum(descending) / 2
    return next(n for n, sum_so_far in enumerate(accumulate(descending), 1) if sum_so_far >= half)


def roles(active: int, starters: int, member_count: int | None) -> Roles:
    """Return 90-9-1: whoever is active and starts nothing responds; nobody silent is seen. Pure.

    Source: Nielsen 2006. Those who have left may have been active: then there are no fewer than 0 silent.
    """
    silent = None if member_count is None else max(member_count - active, 0)
    return Roles(silent, active - starters, starters)
