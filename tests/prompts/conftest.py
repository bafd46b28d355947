"""The stage of planning: two groups that Renao knows."""

import pytest

from bot.storage import Database
from tests.prompts.plans import FANS, OTHERS, Plans


@pytest.fixture
async def plans(database: Database) -> Plans:
    stage = Plans(database)
    await stage.meet(FANS)
    await stage.meet(OTHERS)
    return stage
