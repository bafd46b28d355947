"""The log: no secret in a line, a traceback or a repr, whoever writes it."""

import io
import json
import logging
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import quote

import httpx
import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from bot.config import ConfigError, Settings, load
from bot.config.log import BLACK, configure, forbidden, secrets_of

TOKEN = "123456789:AAE1oXk2-abcdefghijklmnopqrstuvwxyz"
ENVIRON = {
    "RENAO_TELEGRAM__TOKEN": TOKEN,
    "RENAO_WEBHOOK__SECRET": "hush-hush",
    "RENAO_DATABASE__URL": "postgresql://renao:pa%22ss@localhost/renao",
}


pytestmark = pytest.mark.usefixtures("logging_as_it_was")


@pytest.fixture
def settings() -> Settings:
    return load(None, ENVIRON | {"RENAO_LOG__LEVEL": "debug"})


@pytest.fixture
def lines(settings: Settings) -> io.StringIO:
    stream = io.StringIO()
    configure(settings.log, secrets_of(settings), stream)
    return stream


@pytest.fixture
def server() -> Iterator[str]:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(404)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Answer) as listening:
        thread = threading.Thread(target=listening.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{listening.server_port}/bot"
        listening.shutdown()
        thread.join()


@pytest.mark.parametrize("level", ["INFO", "DEBUG"])
def test_requests_logged_by_httpx_itself_do_not_show_the_token(
    lines: io.StringIO, server: str, level: str
) -> None:
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(level)
    with httpx.Client() as client, pytest.raises(httpx.HTTPStatusError) as caught:
        client.get(f"{server}{TOKEN}/getMe").raise_for_status()
    logging.getLogger("any").error("it failed", exc_info=caught.value)
    assert f"/bot{BLACK}/getMe" in lines.getvalue()
    assert "Traceback" in lines.getvalue()
    assert TOKEN not in lines.getvalue()


def test_httpx_is_silent_about_requests_unless_told_otherwise(
    lines: io.StringIO, server: str
) -> None:
    with httpx.Client() as client:
        client.get(f"{server}{TOKEN}/getMe")
    assert lines.getvalue() == ""


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_exception_with_a_secret_in_it_is_logged_without(form: str) -> None:
    settings = load(None, ENVIRON | {"RENAO_LOG__FORMAT": form})
    stream = io.StringIO()
    configure(settings.log, secrets_of(settings), stream)
    log = structlog.get_logger("bot.test")
    try:
        raise RuntimeError(f'{TOKEN} hush-hush pa"ss pa%22ss')
    except RuntimeError:
        log.exception("it broke", url=f"https://api.telegram.org/bot{TOKEN}/x", also=[TOKEN])
    written = stream.getvalue()
    assert "RuntimeError" in written
    assert not any(secret in written for secret in (TOKEN, "hush-hush", 'pa"ss', "pa%22ss", "pa\\"))


def test_an_exception_that_nobody_caught_is_logged_without_the_token(lines: io.StringIO) -> None:
    try:
        raise RuntimeError(TOKEN)
    except RuntimeError as error:
        sys.excepthook(RuntimeError, error, error.__traceback__)
    assert f"RuntimeError: {BLACK}" in lines.getvalue()
    assert TOKEN not in lines.getvalue()


def test_an_exception_in_a_thread_is_logged_without_the_token(lines: io.StringIO) -> None:
    def breaks() -> None:
        raise RuntimeError(TOKEN)

    thread = threading.Thread(target=breaks)
    thread.start()
    thread.join()
    assert f"RuntimeError: {BLACK}" in lines.getvalue()
    assert TOKEN not in lines.getvalue()


@pytest.mark.parametrize(
    "url", ["postgresql://me:pass/w:or@d@host/x", "postgresql://host/x?password=pass/w:or@d&ssl=on"]
)
def test_the_password_of_the_database_is_a_secret_wherever_it_stands(url: str) -> None:
    assert secrets_of(load(None, {"RENAO_DATABASE__URL": url})) == ["pass/w:or@d"]


def test_a_token_that_is_not_ours_is_blacked_out_as_well(lines: io.StringIO) -> None:
    other = "987654321:BBE1oXk2-abcdefghijklmnopqrstuvwxyz"
    logging.getLogger("any").warning("/bot%s/x and %s", other, other.replace(":", "%3A"))
    assert lines.getvalue().count(BLACK) == 2
    assert "abcdefghijkl" not in lines.getvalue()


def test_neither_settings_nor_their_errors_show_a_secret(settings: Settings) -> None:
    shown = f"{settings!r} {settings} {settings.telegram!r} {settings.database!r}"
    with pytest.raises(ConfigError) as caught:
        load(None, ENVIRON | {"RENAO_TELEGRAM__TOKEN": "123 secret", "RENAO_LOG__LEVEL": "loud"})
    shown += f"{caught.value!r} {caught.value} {caught.value.__cause__}"
    assert not any(secret in shown for secret in (TOKEN, "hush-hush", "pa%22ss", "123 secret"))


def test_a_json_log_has_an_object_a_line() -> None:
    settings = load(None, {"RENAO_LOG__FORMAT": "json"})
    stream = io.StringIO()
    configure(settings.log, [], stream)
    structlog.get_logger("bot.test").info("你好", chat=-100)
    logging.getLogger("a.library").warning("half\na line")
    ours, theirs = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert (ours["event"], ours["chat"], ours["level"]) == ("你好", -100, "info")
    assert (theirs["event"], theirs["level"]) == ("half\na line", "warning")


def test_lines_below_the_level_are_not_written() -> None:
    stream = io.StringIO()
    configure(load(None, {"RENAO_LOG__LEVEL": "error"}).log, [], stream)
    structlog.get_logger("bot.test").warning("hardly")
    logging.getLogger("a.library").warning("hardly")
    assert stream.getvalue() == ""


@given(st.text(min_size=4))
def test_a_secret_is_found_however_it_is_spelled(secret: str) -> None:
    pattern = forbidden([secret])
    for spelled in (secret, json.dumps(secret)[1:-1], repr(secret)[1:-1], quote(secret, safe="")):
        assert pattern.sub(BLACK, f"<{spelled}>") == f"<{BLACK}>"
