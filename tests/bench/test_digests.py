"""The bench of digests sends one to each reader, and says what that cost."""

import re
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).parents[2]


def test_every_reader_of_every_group_gets_a_digest_and_its_cost_is_told() -> None:
    line = [sys.executable, "bench/digests.py", "4"]
    done = subprocess.run(line, cwd=TOP, capture_output=True, text=True, check=True)
    first, second = done.stdout.splitlines()
    assert re.fullmatch(r"4 groups, 12 messages: [\d.]+ s of CPU, [\d.]+ s in all", first)
    assert re.fullmatch(r"\d+ ms of CPU a group", second)
