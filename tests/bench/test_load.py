"""The load bench runs, counts what was answered, and its last line is what a program can read."""

import json
import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).parents[2] / "bench" / "load.py"


def test_a_short_run_keeps_and_answers_all() -> None:
    line = [sys.executable, str(BENCH), "--seconds", "1", "--rate", "200", "--groups", "10"]
    done = subprocess.run(line, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    head, *table, last = done.stdout.splitlines()
    assert head.split()[0] == "second"
    assert any(row.startswith("Renao's own") for row in table)
    figures = json.loads(last)
    assert figures["asked"] == 10
    assert figures["missing"] == 0
    assert 0 < figures["own_p99"] <= figures["p99"]
    assert figures["memory_late"] > 0
