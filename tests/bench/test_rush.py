"""Prompts of many groups that are due in the same minute: all of them leave, in order and in time."""

import json
import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).parents[2] / "bench" / "rush.py"


def test_a_part_of_the_rush_leaves_in_order_and_no_answer_waits_for_it() -> None:
    line = [sys.executable, str(BENCH), "--groups", "50", "--each", "5"]
    done = subprocess.run(line, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stdout + done.stderr
    figures = json.loads(done.stdout.splitlines()[-1])
    assert (figures["posted"], figures["lost"], figures["twice"]) == (250, 0, 0)
    assert figures["answers"] > 20
    assert figures["all_said_after_s"] < figures["pace_alone_would_take_s"] + 10
