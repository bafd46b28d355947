"""Concentration by hand, and what holds for all messages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.activity.concentration import (
    Roles,
    absence_factor,
    concentrated,
    concentration,
    gini,
    top_share,
)
from bot.activity.period import Period
from bot.storage import Database
from tests.activity import updates as u
from tests.activity.groups import in_group

TODAY = u.START // 86400
written = st.lists(st.integers(0, 50), min_size=1, max_size=30).filter(any).map(sorted)


def test_equals_share_alike_and_one_who_writes_all_is_nearly_1() -> None:
    assert gini([3, 3, 3, 3]) == 0
    assert gini([0, 0, 0, 12]) == 0.75
    # By hand: (-3·1 - 1·2 + 1·3 + 3·4) ÷ (4 · 10).
    assert gini([1, 2, 3, 4]) == pytest.approx(0.25)


def test_the_busiest_percent_is_at_least_one_member() -> None:
    assert top_share([1, 2, 7], 1) == 0.7
    assert top_share([*[1] * 90, *[11] * 10], 10) == 0.55


def test_half_of_the_messages_are_absent_with_so_few() -> None:
    assert absence_factor([1, 1, 1, 1]) == 2
    assert absence_factor([1, 2, 3, 7]) == 1
    assert absence_factor([1, 2, 2, 4]) == 2


@given(written, st.randoms())
def test_the_spread_is_a_share_and_knows_no_order(messages: list[int], random: object) -> None:
    mixed = sorted(messages, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert 0 <= gini(messages) < 1
    assert 0 < top_share(messages, 1) <= top_share(messages, 10) <= 1
    assert absence_factor(mixed) == absence_factor(messages)
    # Of the mean absolute difference, by its definition.
    apart = sum(abs(a - b) for a in mixed for b in mixed) / (2 * len(mixed) * sum(mixed))
    assert gini(messages) == pytest.approx(apart)


def test_without_a_message_there_is_nothing_to_spread() -> None:
    found = concentrated([0, 0], starters=0, member_count=None)
    assert (found.gini, found.top_1, found.top_10, found.absence_factor) == (None,) * 4
    assert found.roles == Roles(silent=None, responding=2, starting=0)
    assert found.roles.shares is None


async def test_a_groups_concentration_by_hand(database: Database) -> None:
    await u.recorded(
        database,
        *(u.message(number, by=1) for number in range(1, 7)),
        u.reply(10, to=1, by=2),
        u.message(11, by=3),
        u.reply(12, to=1, by=3),
        u.reaction(50, to=1, by=4),
    )
    async with in_group(database) as (tx, chat):
        found = await concentration(tx, chat, Period(TODAY, TODAY))
        dead = await concentration(tx, chat, Period(TODAY + 1, TODAY + 2))
    assert (found.active, found.messages, found.absence_factor) == (4, 9, 1)
    # By hand, of 0, 1, 2, 6: (-3·0 - 1·1 + 1·2 + 3·6) ÷ (4 · 9).
    assert found.gini == pytest.approx(19 / 36)
    assert found.top_10 == pytest.approx(6 / 9)
    assert found.roles == Roles(silent=None, responding=2, starting=2)
    assert (dead.active, dead.gini) == (0, None)
