"""The bot's account: addresses from one setting, and signing in for as long as it takes."""

import httpx
import pytest
from telegram.request import HTTPXRequest

from bot.chat.account import UnknownToken, make_bot, signed_in
from bot.chat.host import Me

ME = {"id": 42, "is_bot": True, "first_name": "Renao", "username": "renao_bot"}
TOKEN = "42:SANDBOX"


def line(*answers: httpx.Response | Exception) -> HTTPXRequest:
    """A line to a Telegram that gives these answers, one a call."""
    waiting = list(answers)

    def answer(_: httpx.Request) -> httpx.Response:
        next_one = waiting.pop(0)
        if isinstance(next_one, Exception):
            raise next_one
        return next_one

    return HTTPXRequest(httpx_kwargs={"transport": httpx.MockTransport(answer)})


def fine(**more: object) -> httpx.Response:
    return httpx.Response(200, json={"ok": True, "result": ME | more})


def refused(code: int, words: str) -> httpx.Response:
    return httpx.Response(code, json={"ok": False, "error_code": code, "description": words})


@pytest.mark.parametrize(
    ("base_url", "files"),
    [
        ("https://api.telegram.org/bot", "https://api.telegram.org/file/bot"),
        ("https://bot.example.org/bot", "https://bot.example.org/file/bot"),
        ("http://127.0.0.1:8081/bot", "http://127.0.0.1:8081/file/bot"),
    ],
)
def test_files_are_fetched_from_where_calls_go(base_url: str, files: str) -> None:
    assert make_bot(TOKEN, base_url).base_file_url == f"{files}{TOKEN}"


async def test_who_the_bot_is_is_asked_until_telegram_answers(clock) -> None:
    troubles = [httpx.ConnectError("refused"), refused(502, "Bad Gateway")]
    bot = make_bot(
        TOKEN, "http://telegram/bot", line(*troubles, fine(can_read_all_group_messages=True))
    )
    before = clock.now()
    async with signed_in(bot, clock) as me:
        assert me == Me(42, "renao_bot", reads_all=True)
    assert clock.now() == before + 1 + 2


async def test_an_unknown_token_is_not_asked_about_again(clock) -> None:
    bot = make_bot(TOKEN, "http://telegram/bot", line(refused(401, "Unauthorized")))
    with pytest.raises(UnknownToken):
        async with signed_in(bot, clock):
            pass
