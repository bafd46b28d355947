"""The bench of the intake runs, and its last line is what a program can read."""

import json
import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).parents[2] / "bench" / "ingest.py"


def bench(*arguments: str) -> list[str]:
    line = [sys.executable, str(BENCH), *arguments]
    done = subprocess.run(line, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_it_prints_each_contestant_and_the_ratios() -> None:
    head, *table, last = bench("--quick")
    assert "CPU µs" in head
    assert [row.split()[0] for row in table] == ["ptb", "ours", "bound"]
    ratios = json.loads(last)
    assert set(ratios) == {"ptb_over_ours", "ours_over_bound"}
    assert all(ratio > 0 for ratio in ratios.values())


def test_one_contestant_runs_alone_for_counting_its_instructions() -> None:
    assert bench("--only", "ours", "--updates", "200") == []
