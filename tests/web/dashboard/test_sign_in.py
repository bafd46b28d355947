"""Signing in: only what Telegram signed for this bot, lately, and said once, is believed."""

from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.dashboard import session
from bot.web.dashboard.sign_in import Distrusted, Visitor, visitor_in
from tests.web.dashboard.signing import init_data

TOKEN = "42:SANDBOX"
NOW = 1_767_225_600.0
GOOD = init_data(TOKEN, 1002, NOW)

# Computed once with openssl, as Telegram's documentation says, for the token 123456:ABC-DEF: the lines
# auth_date=…, query_id=… and user=… are signed with a newline between them.
VECTOR = (
    "query_id=AAHdF6IQ&user=%7B%22id%22%3A279058397%2C%22language_code%22%3A%22zh-hans%22%7D"
    "&auth_date=1767225600&hash=a9577e0a9c4b817cb560dec31c87abeab4fdeb5d5c850efe5a8c392389a02d2c"
)


def test_the_vector_is_believed() -> None:
    assert visitor_in(VECTOR, "123456:ABC-DEF", NOW) == Visitor(279058397, "zh-hans")


def test_whoever_telegram_vouches_for_is_let_in_for_an_hour() -> None:
    for later in (0, 1800, 3600):
        assert visitor_in(GOOD, TOKEN, NOW + later) == Visitor(1002, "en")


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new)


REFUSED = {
    "tampered: another person": changed("1002", "1001"),
    "tampered: a later date": changed(f"auth_date={int(NOW)}", f"auth_date={int(NOW) + 60}"),
    "tampered: the signature, which is signed for": changed("unchecked", "forged"),
    "tampered: a field more": f"{GOOD}&start_param=x",
    "another bot's": init_data("43:OTHER", 1002, NOW),
    "from the future": init_data(TOKEN, 1002, NOW + 61),
    "a field twice, the first one signed": f"{GOOD}&{urlencode({'user': '{}'})}",
    "a field twice, the last one signed": f"{urlencode({'user': '{}'})}&{GOOD}",
    "two hashes": f"{GOOD}&hash=0",
    "no hash": GOOD[: GOOD.index("&hash=")],
    "an empty hash": GOOD[: GOOD.index("&hash=")] + "&hash=",
    "a hash that is no ASCII": GOOD[: GOOD.index("&hash=")] + "&hash=" + quote("é" * 64),
    "no date": init_data(TOKEN, 1002, NOW, auth_date=None),
    "a date that is no number": init_data(TOKEN, 1002, NOW, auth_date="²"),
    "no user": init_data(TOKEN, 1002, NOW, user=None),
    "a user without an id": init_data(TOKEN, 1002, NOW, user='{"first_name": "Olga"}'),
    "a user whose id is text": init_data(TOKEN, 1002, NOW, user='{"id": "1002"}'),
    "nothing": "",
    "no query string": "hash",
    "too long": GOOD + "&x=" + "x" * 9000,
}


@pytest.mark.parametrize("forged", REFUSED.values(), ids=REFUSED.keys())
def test_what_telegram_did_not_sign_is_refused(forged: str) -> None:
    with pytest.raises(Distrusted) as refusal:
        visitor_in(forged, TOKEN, NOW)
    assert not refusal.value.expired


def test_an_old_one_that_is_played_again_is_refused() -> None:
    with pytest.raises(Distrusted) as refusal:
        visitor_in(GOOD, TOKEN, NOW + 3601)
    assert refusal.value.expired


@given(st.text())
def test_whatever_comes_is_refused_and_nothing_else(text: str) -> None:
    for forged in (text, f"{GOOD}{text}x", f"hash={text}"):
        with pytest.raises(Distrusted):
            visitor_in(forged, TOKEN, NOW)


def test_a_cookie_says_who_it_is_until_its_time_is_over() -> None:
    olga = Visitor(1002, "zh-hans")
    cookie = session.write(olga, TOKEN, NOW)
    assert session.read(cookie, TOKEN, NOW + session.LASTS - 1) == olga
    assert session.read(cookie, TOKEN, NOW + session.LASTS) is None


def test_a_cookie_that_is_not_ours_says_nothing() -> None:
    cookie = session.write(Visitor(1002, "en"), TOKEN, NOW)
    other = session.write(Visitor(1001, "en"), TOKEN, NOW)
    mixed = other.partition(".")[0] + "." + cookie.partition(".")[2]
    forged = [mixed, cookie[:-1], cookie + "0", "", ".", "é.é", cookie.partition(".")[0]]
    assert [session.read(one, TOKEN, NOW) for one in forged] == [None] * len(forged)
    assert session.read(cookie, "43:OTHER", NOW) is None


@given(st.text(st.characters(max_codepoint=255)))
def test_no_cookie_breaks_anything(text: str) -> None:
    assert session.read(text, TOKEN, NOW) is None


def test_a_cookie_stays_with_the_browser_and_out_of_scripts() -> None:
    value = session.header("x", "/dashboard/", https=True)
    assert value == (
        "renao=x; Path=/dashboard/; Max-Age=7200; HttpOnly; Secure; SameSite=None; Partitioned"
    )
    assert "; HttpOnly; SameSite=Lax" in session.header("x", "/", https=False)
