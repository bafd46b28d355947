"""What every test of the command line needs: an empty folder, and somebody who types in it."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.cli import main


class Answer(NamedTuple):
    code: int
    out: str
    err: str


Type = Callable[..., Answer]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty working directory, and no variable of Renao in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in os.environ:
        if name.startswith("RENAO_"):
            monkeypatch.delenv(name)
    yield tmp_path


@pytest.fixture
def renao(folder: Path, capfd: pytest.CaptureFixture[str]) -> Type:
    """Type a command line in that directory."""

    def typed(*arguments: str) -> Answer:
        with pytest.raises(SystemExit) as end:
            main(arguments)
        out, err = capfd.readouterr()
        assert "Traceback" not in err
        return Answer(int(end.value.code or 0), out, err)

    return typed
