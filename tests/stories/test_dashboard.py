"""The way to the dashboard: a button for whoever steers a group, in her private chat."""

from dataclasses import replace

import pytest

URL = "https://renao.test/dashboard/"


@pytest.fixture
def opened(stage):
    """The same house with a dashboard."""
    host = replace(stage.house.host, dashboard=URL)
    stage.house.dispatcher.host = host
    return host


def apps(place) -> list[str]:
    """Return what the buttons of the last message open."""
    rows = place.last.keyboard
    return [key.extra["web_app"]["url"] for row in rows for key in row if "web_app" in key.extra]


async def test_who_steers_a_group_gets_a_button_that_opens_it(opened, group, alice, olga) -> None:
    for who in (alice, olga):
        said = await who.asks("/dashboard")
        assert "nothing can be changed there" in said
        assert apps(who.private) == [URL]


async def test_whoever_starts_and_steers_a_group_is_shown_the_way_at_once(
    opened, group, olga, bob
) -> None:
    await olga.asks("/start")
    assert apps(olga.private) == [URL]
    await bob.asks("/start")
    assert apps(bob.private) == []


async def test_a_fan_gets_none(opened, group, bob, mallory) -> None:
    for who in (bob, mallory):
        await who.asks("/start")
        said = await who.asks("/dashboard")
        assert said == "That is for this group’s operators."
        assert apps(who.private) == []


async def test_in_a_group_it_says_where_to_ask(opened, group, olga) -> None:
    said = await olga.asks("/dashboard", group)
    assert "in our private chat" in said
    assert apps(group) == []


async def test_without_an_address_it_says_what_to_set(group, olga) -> None:
    assert "dashboard.url" in await olga.asks("/dashboard")
    await olga.asks("/start")
    assert apps(olga.private) == []


async def test_it_stands_in_the_help_of_whoever_may_use_it(group, olga, bob) -> None:
    assert "/dashboard" in await olga.asks("/help")
    assert "/dashboard" not in await bob.asks("/help")
