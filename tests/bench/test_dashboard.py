"""The bench of the dashboard asks for every page, and says so when one is too slow."""

import json
import subprocess
import sys
from pathlib import Path

from bot.web.dashboard.pages import SECTIONS

TOP = Path(__file__).parents[2]


def run(*more: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "bench/dashboard.py", "--facts", "3000", "--times", "1", *more]
    return subprocess.run(line, cwd=TOP, capture_output=True, text=True, check=False)


def test_every_page_is_measured_and_the_last_line_is_json() -> None:
    done = run("--most", "1e9")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert {"overview", "activity", *(one.name for one in SECTIONS if one.name)} <= found.keys()
    assert all(page["middle"] > 0 and page["kB"] > 1 for page in found.values())


def test_a_page_that_is_too_slow_is_told_by_the_exit_code() -> None:
    assert run("--most", "0").returncode == 1
