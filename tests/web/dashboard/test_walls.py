"""Every address of the dashboard, as a fan, as an operator of another group, as one of this, as the owner."""

import pytest
from starlette.routing import Route

from bot.app.doors import dashboard
from bot.web.dashboard import session
from bot.web.dashboard.pages import SECTIONS
from bot.web.dashboard.sign_in import Visitor
from tests.stories.conftest import TOKEN
from tests.web.dashboard.browsing import with_dashboard
from tests.web.dashboard.signing import init_data

PATHS = [section.path for section in SECTIONS]


@pytest.fixture
async def other(stage, mallory):
    """Mallory's own group, which she administers, and in which nobody else is."""
    group = stage.world.supergroup("Elsewhere", owner=mallory.person)
    mallory.person.adds(stage.bot, group)
    mallory.person.promotes(stage.bot, group)
    await stage.settle()
    return group


def routes(app) -> list[Route]:
    return [route for route in app.routes if isinstance(route, Route)]


async def test_the_addresses_are_those_that_are_tested_here(stage) -> None:
    found = {route.path for route in routes(dashboard(with_dashboard(stage.house)))}
    pages = {f"/dashboard/groups/{{chat_id}}{path}" for path in PATHS}
    assert found - pages == {"/dashboard/", "/dashboard/enter", "/dashboard/static/{name}"}


@pytest.mark.parametrize("path", PATHS)
async def test_a_page_of_a_group_is_for_who_steers_it_and_for_nobody_else(
    path, stage, group, other, alice, olga, bob, mallory, browse, signed_in
) -> None:
    address = f"groups/{group.id}{path}"
    stranger = await browse().get(address)
    assert stranger.status_code == 401
    assert group.title not in stranger.text
    for who, status in ((bob, 404), (mallory, 404), (olga, 200), (alice, 200)):
        answer = await (await signed_in(who)).get(address)
        assert (who.person.name, answer.status_code) == (who.person.name, status)
        assert (group.title in answer.text) == (status == 200)


async def test_everybody_sees_the_groups_that_she_steers_and_no_other(
    group, other, alice, olga, bob, mallory, browse, signed_in
) -> None:
    seen = {}
    for who in (alice, olga, bob, mallory):
        answer = await (await signed_in(who)).get("")
        seen[who.person.name] = (
            answer.status_code,
            "Fans" in answer.text,
            "Elsewhere" in answer.text,
        )
    assert seen == {
        "Alice": (200, True, True),
        "Olga": (200, True, False),
        "Bob": (403, False, False),
        "Mallory": (200, False, True),
    }
    assert (await browse().get("")).status_code == 401


async def test_a_granted_operator_is_let_in_and_out_again(
    stage, group, alice, bob, signed_in
) -> None:
    browser = await signed_in(bob)
    hello = await bob.says("hello", group)
    await alice.says("/operator_add", group, reply_to=hello)
    assert (await browser.get(f"groups/{group.id}")).status_code == 200
    await alice.says("/operators", group)
    await alice.presses("Bob", group)
    assert (await browser.get(f"groups/{group.id}")).status_code == 404


async def test_an_administrator_who_is_demoted_sees_nothing_more(
    stage, group, alice, olga, signed_in
) -> None:
    browser = await signed_in(olga)
    assert (await browser.get(f"groups/{group.id}")).status_code == 200
    alice.person.demotes(olga.person, group)
    # Even if the update is never told: Telegram is asked again after a minute.
    stage.clock.forward(seconds=61)
    assert (await browser.get(f"groups/{group.id}")).status_code == 404
    assert (await browser.get("")).status_code == 403


async def test_while_telegram_cannot_be_asked_only_what_is_certain_is_shown(
    stage, group, alice, olga, signed_in
) -> None:
    hers, owners = await signed_in(olga), await signed_in(alice)
    stage.clock.forward(seconds=61)
    stage.world.faults.add("error", method="getChatMember", status=502, times=0)
    answer = await hers.get(f"groups/{group.id}")
    assert answer.status_code == 503
    assert group.title not in answer.text
    overview = await hers.get("")
    assert group.title not in overview.text
    assert "does not answer just now" in overview.text
    assert (await owners.get(f"groups/{group.id}")).status_code == 200


@pytest.mark.parametrize("chat_id", ["0", "-1", "1002", "x", "-", "²", "9" * 16, "-" + "9" * 40])
async def test_a_group_that_there_is_not_is_told_as_one_of_others(
    chat_id, group, olga, alice, signed_in
) -> None:
    for who in (olga, alice):
        answer = await (await signed_in(who)).get(f"groups/{chat_id}")
        assert answer.status_code == 404


async def test_signing_in_needs_telegrams_word_and_its_cookie_is_for_two_hours(
    stage, group, olga, browse
) -> None:
    browser, now = browse(), stage.clock.now()
    for forged, status in (
        (init_data("43:OTHER", olga.person.id, now), 403),
        (init_data(TOKEN, olga.person.id, now - 3601), 410),
        ("", 403),
        ("\ud800".encode(errors="surrogatepass"), 403),
        ("x" * 10_000, 413),
    ):
        assert (await browser.post("enter", content=forged)).status_code == status
        assert "set-cookie" not in browser.headers
    answer = await browser.post("enter", content=init_data(TOKEN, olga.person.id, now))
    cookie = answer.headers["set-cookie"]
    assert cookie.endswith("; HttpOnly; Secure; SameSite=None; Partitioned")
    assert "Path=/dashboard/; Max-Age=7200" in cookie
    stage.clock.forward(hours=2)
    late = await browser.get(f"groups/{group.id}")
    assert late.status_code == 401
    assert late.headers["hx-refresh"] == "true"


async def test_a_cookie_that_somebody_made_up_is_none(stage, group, alice, browse) -> None:
    now = stage.clock.now()
    forged = session.write(Visitor(alice.person.id, "en"), "43:OTHER", now)
    for cookie in (forged, "x", '"', ""):
        answer = await browse().get("", headers={"Cookie": f"renao={cookie}"})
        assert answer.status_code == 401


async def test_every_answer_says_what_the_browser_may_load(group, olga, browse, signed_in) -> None:
    browser = await signed_in(olga)
    addresses = [
        "",
        f"groups/{group.id}",
        "groups/1",
        "static/dashboard.css",
        "static/none",
        "none",
    ]
    for address in addresses:
        answer = await browser.get(address)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'; script-src 'self' https://telegram.org;" in policy
        assert "unsafe" not in policy
        kept = "public, max-age=31536000, immutable" if "dashboard.css" in address else "no-store"
        assert answer.headers["cache-control"] == kept
    assert (await browse().get("static/htmx.min.js")).status_code == 200
    assert (await browse().get("static/../app.py")).status_code == 404


async def test_no_page_has_a_script_or_a_style_of_its_own(group, olga, bob, signed_in) -> None:
    await bob.says("<script>alert(1)</script>?", group)
    browser = await signed_in(olga)
    for address in ["", *(f"groups/{group.id}{path}" for path in PATHS)]:
        html = (await browser.get(address)).text
        assert "<script>" not in html
        assert " style=" not in html
        assert "<style" not in html
        assert " onclick=" not in html


async def test_nobody_is_sent_elsewhere(group, olga, signed_in) -> None:
    browser = await signed_in(olga)
    for address in ("/dashboard", f"groups/{group.id}/", "enter/"):
        answer = await browser.get(address)
        assert answer.status_code in (404, 405), address
        assert "location" not in answer.headers


async def test_nothing_can_be_changed(group, olga, signed_in) -> None:
    browser = await signed_in(olga)
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        for address in ["", *(f"groups/{group.id}{path}" for path in PATHS)]:
            assert (await browser.request(method, address)).status_code == 405
