"""The few that are near, out of however many."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.faq.near import Near, nearest, together


@given(st.lists(st.sampled_from([0.0, 0.0, 0.1, 0.5, 0.9]), max_size=50), st.integers(1, 20))
def test_the_highest_are_found_each_once_also_among_equals(values: list[float], most: int) -> None:
    nearness = np.array(values, np.float32)
    found = nearest(nearness, most)
    assert len(set(found.tolist())) == len(found) == min(most, len(values))
    assert sorted(nearness[found].tolist()) == sorted(nearness.tolist())[-most:]


def near(numbers: list[int], values: np.ndarray) -> Near:
    """Return what is near, all of which can be told from the number of each."""
    lines = [(number, 1, f"text {number}") for number in numbers]
    column = np.array(numbers, np.float32)[:, None]
    return Near(lines, values, values + 1, values + 2, column, column + 1)


def test_the_nearest_of_several_parts_keep_what_is_known_of_them() -> None:
    values = np.array([0.1, 0.9, 0.5], np.float32)
    both = together([near([7, 8, 9], values), near([10], values[:1] + 0.6)])
    assert len(both.lines) == 4
    found = both.first(3)
    assert sorted(number for number, _, _ in found.lines) == [8, 9, 10]
    nearness = {8: 0.9, 9: 0.5, 10: 0.7}
    for place, (number, _, text) in enumerate(found.lines):
        assert text == f"text {number}"
        assert found.nearness[place] == pytest.approx(nearness[number])
        assert found.meaning is not None
        assert found.vectors is not None
        assert found.letters[place] == pytest.approx(nearness[number] + 1)
        assert found.meaning[place] == pytest.approx(nearness[number] + 2)
        assert (found.sketches[place], found.vectors[place]) == (number, number + 1)
    assert found.first(5) is found
    assert together([found]) is found
