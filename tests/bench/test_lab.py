"""Prompt Lab learns in simulated groups, and the judge sees a sampler that does not."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

BENCH = Path(__file__).parents[2] / "bench" / "lab.py"


def bench(*arguments: str) -> tuple[int, dict[str, Any]]:
    """Run the bench; return its exit code, and its last line."""
    line = [sys.executable, str(BENCH), *arguments]
    done = subprocess.run(line, capture_output=True, text=True, timeout=280)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout.splitlines()[-1])


def test_regret_falls_below_plain_rotation_within_sixty_posts() -> None:
    code, told = bench("--seeds", "40", "--whole", "1")
    assert code == 0, told
    assert [one["interval"][1] < 1 for one in told["groups"]] == [True] * 4


@pytest.mark.parametrize("broken", ["in-turn", "stubborn"])
def test_a_sampler_that_does_not_learn_is_seen(broken: str) -> None:
    code, told = bench("--seeds", "20", "--whole", "0", "--sampler", broken)
    assert code == 1, told
    assert told["groups"]
