"""What every fault is held against: the same hour, in which nothing went wrong."""

import asyncio
from pathlib import Path

import pytest

from tests.faults.ending import Ending
from tests.faults.hour import nothing, spend
from tests.faults.stage import opened


@pytest.fixture(scope="session")
def good_hour(tmp_path_factory: pytest.TempPathFactory) -> Ending:
    """Where the hour ends when nothing goes wrong; played once."""
    return asyncio.run(_played(tmp_path_factory.mktemp("good-hour")))


async def _played(folder: Path) -> Ending:
    async with opened(folder) as stage:
        return await spend(stage, nothing, settling=True)
