"""The few that are near, out of however many."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.faq.near import Near, nearest


@given(st.lists(st.sampled_from([0.0, 0.0, 0.1, 0.5, 0.9]), max_size=50), st.integers(1, 20))
def test_the_highest_are_found_each_once_also_among_equals(values: list[float], most: int) -> None:
    nearness = np.array(values, np.float32)
    found = nearest(nearness, most)
    assert len(set(found.tolist())) == len(found) == min(most, len(values))
    assert sorted(nearness[found].tolist()) == sorted(nearness.tolist())[-most:]


def test_the_nearest_keep_what_is_known_of_them() -> None:
    values = np.array([0.1, 0.9, 0.5], np.float32)
    near = Near(np.array([7, 8, 9]), values, values + 1, values + 2).first(2)
    assert sorted(near.rows.tolist()) == [8, 9]
    assert near.meaning is not None
    for row, nearness, letters, meaning in zip(
        near.rows, near.nearness, near.letters, near.meaning, strict=True
    ):
        assert nearness == values[row - 7]
        assert (letters, meaning) == (nearness + 1, nearness + 2)
    assert near.first(5) is near
