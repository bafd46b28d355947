"""The wheel as somebody installs it: the command runs, and the migrations and texts are inside."""

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

from bot import __version__
from bot.storage.migrate import newest

TOP = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this tree."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=TOP, check=True, capture_output=True)
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment of its own with the wheel in it, and nothing of this tree."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin/python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    subprocess.run([*pip, "--no-deps", "--no-index", str(wheel)], check=True, capture_output=True)
    return folder


def run(installed: Path, folder: Path, *line: str) -> str:
    """Run a program of that environment; its libraries are ours, so that no network is needed."""
    program = [str(installed / "bin" / line[0]), *line[1:]]
    environ = {name: value for name, value in os.environ.items() if not name.startswith("RENAO_")}
    environ["PYTHONPATH"] = sysconfig.get_path("purelib")
    done = subprocess.run(program, cwd=folder, env=environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_holds_all_of_the_package_and_none_of_the_rest(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        inside = set(archive.namelist())
    ours = {
        str(path.relative_to(TOP))
        for path in (TOP / "bot").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    migrations = {f"bot/storage/migrations/versions/{path.name}" for path in versions()}
    assert ours - inside == set()
    assert migrations - inside == set()
    assert {name.split("/")[0] for name in inside} == {"bot", f"renao-{__version__}.dist-info"}


def versions() -> list[Path]:
    return list((TOP / "migrations/versions").glob("*.py"))


def test_the_installed_command_runs_from_the_wheel_alone(installed: Path, tmp_path: Path) -> None:
    assert run(installed, tmp_path, "renao", "version").startswith(f"Renao {__version__} ")
    where = run(installed, tmp_path, "python", "-c", "import bot; print(bot.__file__)")
    assert Path(where.strip()).is_relative_to(installed)


def test_the_installed_command_migrates_with_the_migrations_of_the_wheel(
    installed: Path, tmp_path: Path
) -> None:
    said = run(installed, tmp_path, "renao", "migrate")
    assert said == f"The database is at revision {newest()}, the newest.\n"
    assert (tmp_path / "data/renao.db").stat().st_size > 0


def test_the_installed_package_has_entries_to_begin_with(installed: Path, tmp_path: Path) -> None:
    code = "from bot.faq.pack import starter; print(starter().decode())"
    pack = (TOP / "docs/faq-pack.toml").read_text(encoding="utf-8")
    assert run(installed, tmp_path, "python", "-c", code) == pack + "\n"
