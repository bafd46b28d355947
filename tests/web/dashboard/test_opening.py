"""Opening the dashboard in a browser: from the sandbox, too late, with a forged word, without a cookie."""

from dataclasses import replace

import pytest
from playwright.async_api import expect

from bot.sandbox import serve
from bot.sandbox.page import page_routes
from tests.web.dashboard.browsing import (
    Home,
    Opened,
    at_home,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_an_old_opening_is_told_as_one_and_a_forged_one_too(
    home: Home, browser: Opened
) -> None:
    now = home.stage.clock.now()
    old = await browser(home.opening(home.alice, now - 7200))
    await expect(old.locator("h2:visible")).to_have_text("This has been open for too long")
    forged = await browser(f"{home.url}#tgWebAppData=user%3D1%26hash%3D0")
    await expect(forged.locator("h2:visible")).to_have_text("Please open this from Telegram")
    bare = await browser(home.url)
    await expect(bare.locator("h2:visible")).to_have_text("Please open this from Telegram")


async def test_a_browser_that_keeps_no_cookie_is_told_so_instead_of_turning_in_circles(
    home: Home, browser: Opened
) -> None:
    page = await browser("about:blank")
    await page.route("**/enter", lambda route: route.fulfill(status=204))
    await page.goto(home.opening(home.alice))
    await expect(page.locator("h2:visible")).to_have_text("Your browser keeps nothing of us")


async def test_when_the_time_is_over_a_click_leads_to_the_signing_in(
    home: Home, browser: Opened
) -> None:
    page = await at_home(await browser(home.opening(home.alice)))
    await page.context.clear_cookies()
    await page.locator(".group").click()
    # What Telegram handed over is still fresh, so she is inside again at once.
    await at_home(page)
    await page.locator(".group").click()
    await expect(page.locator("h1")).to_have_text("Fans")


async def test_the_sandboxs_page_opens_it_as_whoever_presses_the_button(
    home: Home, browser: Opened
) -> None:
    stage = home.stage
    stage.house.dispatcher.host = replace(stage.house.host, dashboard=home.url)
    await home.alice.asks("/dashboard")
    async with serve(stage.world, port=0, routes=page_routes(stage.world)) as served:
        page = await browser(f"{served.url}/#as={home.alice.person.id}&chat=bot{stage.bot.id}")
        async with page.context.expect_page() as opening:
            await page.locator(".key", has_text="Open the dashboard").click()
        opened = await at_home(await opening.value)
        await expect(opened.locator(".group")).to_contain_text("Fans")
        await page.close()


async def test_who_steers_nothing_is_told_so(home: Home, browser: Opened) -> None:
    page = await browser(home.opening(home.bob))
    await expect(page.locator("h2:visible")).to_have_text("No group of yours")
