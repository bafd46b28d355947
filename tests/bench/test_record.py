"""The bench of the record measures what it says, at every size."""

import json
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).parents[2]


def test_the_record_is_measured_at_three_sizes_and_the_last_line_is_json() -> None:
    line = [sys.executable, "bench/record.py", "--facts", "30000"]
    done = subprocess.run(line, cwd=TOP, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout.splitlines()[-1])
    assert list(found) == ["10,000 facts", "20,000 facts", "30,000 facts"]
    for measured in found.values():
        assert measured["bytes per fact"] > 0
        assert {"/stats 30d, ms", "recount of one day, ms"} <= measured.keys()
