"""A house in a story, and a browser of each person's that talks HTTP to its dashboard, in process."""

from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from bot.app.doors import dashboard
from tests.stories.conftest import (  # noqa: F401 - the cast and the stage of the stories
    TOKEN,
    Someone,
    Stage,
    alice,
    bob,
    clock,
    group,
    mallory,
    ming,
    olga,
    raised,
    stage,
)
from tests.web.dashboard.browsing import (  # noqa: F401 - some are fixtures
    URL,
    browser,
    chromium,
    home,
    with_dashboard,
)
from tests.web.dashboard.signing import init_data

Browse = Callable[..., httpx.AsyncClient]


@pytest.fixture
async def browse(stage: Stage) -> AsyncIterator[Browse]:  # noqa: F811
    """Return a browser in which nobody is signed in yet."""
    transport = httpx.ASGITransport(dashboard(with_dashboard(stage.house)))
    clients: list[httpx.AsyncClient] = []

    def opened() -> httpx.AsyncClient:
        clients.append(httpx.AsyncClient(transport=transport, base_url=URL))
        return clients[-1]

    yield opened
    for client in clients:
        await client.aclose()


@pytest.fixture
def signed_in(browse: Browse, stage: Stage) -> Callable[..., object]:  # noqa: F811
    """Return a browser in which a person is signed in, as Telegram signs her in."""

    async def sign_in(who: Someone, language: str = "en") -> httpx.AsyncClient:
        client = browse()
        data = init_data(TOKEN, who.person.id, stage.clock.now(), language=language)
        answer = await client.post("enter", content=data)
        assert answer.status_code == 204, answer.status_code
        return client

    return sign_in
