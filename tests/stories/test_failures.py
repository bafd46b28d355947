"""A handler that fails, and a Telegram that cannot be asked: nobody else waits, and nothing is lost."""

import pytest
from telegram.error import NetworkError

from bot.chat.ask import Ask
from bot.chat.command import About, Command
from bot.chat.commands import COMMANDS
from bot.people.roles import Role
from bot.sandbox.script.places import Place
from tests.stories.conftest import Someone, Stage


class Handler:
    """A command's handler that fails as often as it is told, after it has said something."""

    def __init__(self, error: Exception, failures: int) -> None:
        self.error, self.failures, self.tries = error, failures, 0

    async def __call__(self, ask: Ask) -> None:
        self.tries += 1
        await ask.answer("done")
        if self.tries <= self.failures:
            raise self.error


def listed(monkeypatch: pytest.MonkeyPatch, handler: Handler) -> Handler:
    monkeypatch.setitem(COMMANDS, "try", Command("try", Role.FAN, About.PERSON, handler))
    return handler


async def patiently(stage: Stage) -> None:
    for _ in range(4):
        await stage.forward(seconds=12)


async def test_a_handler_that_fails_three_times_is_set_aside_with_its_error_and_the_next_goes_on(
    stage: Stage, alice: Someone, bob: Someone, group: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    handler = listed(monkeypatch, Handler(KeyError("tea"), failures=99))
    bob.person.says("/try", in_=stage.bot)
    bob.person.says("/help", in_=stage.bot)
    assert "/language" in await alice.asks("/help")
    await patiently(stage)
    assert handler.tries == 3
    assert bob.private.texts.count("done") == 0
    assert "/language" in bob.private.last.text
    told = await alice.asks("/status")
    assert "One update failed" in told
    assert "KeyError: 'tea'" in told


async def test_a_handler_that_fails_once_is_tried_again_and_says_what_it_says_once(
    stage: Stage, bob: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    handler = listed(monkeypatch, Handler(KeyError("tea"), failures=1))
    await bob.says("/try")
    await patiently(stage)
    assert handler.tries == 2
    assert bob.private.texts.count("done") == 1


async def test_while_telegram_cannot_be_asked_an_update_waits_and_no_try_is_counted(
    stage: Stage, bob: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    handler = listed(monkeypatch, Handler(NetworkError("no route"), failures=8))
    await bob.says("/try")
    for _ in range(10):
        await stage.forward(seconds=6)
    assert handler.tries == 9
    assert bob.private.texts.count("done") == 1
