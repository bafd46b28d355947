"""The process that draws: it comes with the first chart, outlives a failure, and goes when told to."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from bot.reports.charts import Easel, Retention
from bot.reports.charts.chart import packed
from bot.reports.charts.easel import CannotDrawError

CHART = packed(
    Retention(title="热闹", subtitle="", footer="", columns=["D1"], cohorts=[("2 Nov", 3, [1.0])])
)
PNG = b"\x89PNG"


async def test_a_chart_goes_in_and_a_picture_comes_out_after_a_failure_too() -> None:
    easel = Easel()
    try:
        assert (await easel.draw(CHART)).startswith(PNG)
        with pytest.raises(CannotDrawError):
            await easel.draw({"type": "Fireworks"})
        assert (await easel.draw(CHART)).startswith(PNG)
    finally:
        easel.close()
        easel.close()


def test_the_bot_starts_without_what_only_draws() -> None:
    code = "import sys, bot.app; print({'matplotlib', 'PIL'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def environment_of(process: int) -> bytes:
    """Return what a process was told; nothing where the system does not say."""
    told = Path(f"/proc/{process}/environ")
    return told.read_bytes() if told.exists() else b""


def left_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def test_who_draws_knows_no_secret_and_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("RENAO_TELEGRAM__TOKEN", "42:SECRET")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    easel = Easel()
    assert (await easel.draw(CHART)).startswith(PNG)
    assert easel._process is not None
    assert b"42:SECRET" not in environment_of(easel._process.pid)
    easel.close()
    assert left_in(tmp_path) == []
