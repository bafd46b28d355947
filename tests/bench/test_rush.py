"""Prompts of many groups that are due in the same minute: all of them leave, in order and in time."""

import asyncio
from pathlib import Path

import pytest
import rush


@pytest.mark.timeout(120)
def test_a_tenth_of_the_rush_leaves_in_order_and_no_answer_waits_for_it(tmp_path: Path) -> None:
    told = asyncio.run(rush.run(tmp_path, groups=50, each=5, seed=1))
    assert rush.is_well(told), told
    assert told["answers"] > 20
    assert told["all_said_after_s"] < told["pace_alone_would_take_s"] + 10
