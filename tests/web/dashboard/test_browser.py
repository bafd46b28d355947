"""The dashboard in a browser, as Telegram opens it: on a phone and a desk, light and dark, by keyboard."""

import json
import re
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.async_api import expect

from bot.web.dashboard.pages import SECTIONS
from tests.stories.conftest import TOKEN
from tests.web.dashboard.browsing import (
    DARK,
    DESK,
    LIGHT,
    MOST_BYTES,
    PHONE,
    Home,
    Opened,
    at_home,
)
from tests.web.dashboard.signing import init_data

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_telegram_opens_it_and_one_is_inside(home: Home, browser: Opened) -> None:
    page = await at_home(await browser(home.opening(home.alice)))
    await expect(page.locator(".group")).to_have_count(1)
    # What signed her in stands in no address that could be copied or kept.
    assert page.url == home.url
    cookies = await page.context.cookies()
    assert [(one["name"], one["httpOnly"], one["path"]) for one in cookies] == [
        ("renao", True, "/d/")
    ]
    await page.locator(".group").click()
    await expect(page.locator("h1")).to_have_text("Fans")
    await expect(page.locator('[data-figure="messages"]')).to_have_text("11")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
async def test_every_page_fits_and_can_be_read(
    size: Any, scheme: str, language: str, home: Home, browser: Opened
) -> None:
    data = init_data(TOKEN, home.alice.person.id, home.stage.clock.now(), language=language)
    address = f"{home.url}#{urlencode({'tgWebAppData': data})}"
    page = await browser(address, viewport=size, color_scheme=scheme)
    await page.locator(".group").click()
    for section in SECTIONS:
        await page.locator(f'.tabs a[href$="{home.group.id}{section.path}"]').click()
        tab = page.locator(".tabs [aria-current]")
        await expect(tab).to_have_attribute("href", re.compile(f"{home.group.id}{section.path}$"))
        await expect(tab).to_be_in_viewport(ratio=0.9)
        wide = await page.evaluate("document.documentElement.scrollWidth")
        assert wide <= size["width"], section.name
        for found in await page.evaluate(CONTRASTS):
            assert found["contrast"] >= 4.5, (section.name, found)


# Every text against the ground that it stands on, as WCAG 2.2 counts contrast.
CONTRASTS = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgb = (colour) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = (colour) => {
    const [r, g, b] = rgb(colour).slice(0, 3).map((one) => one / 255)
      .map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (node) => {
    for (let one = node; one; one = one.parentElement) {
      const colour = getComputedStyle(one).backgroundColor;
      if (rgb(colour)[3] === 255) return colour;
    }
    return "#ffffff";
  };
  const texts = [...document.querySelectorAll("body *")].filter((node) =>
    node.checkVisibility() && !node.closest(".unseen, .skip, .u-wrap")
    && [...node.childNodes].some((one) => one.nodeType === 3 && one.textContent.trim()));
  return texts.map((node) => {
    const [a, b] = [getComputedStyle(node).color, ground(node)].map(light);
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    return { text: node.textContent.trim().slice(0, 40), contrast };
  });
}"""


@pytest.mark.parametrize(("theme", "scheme"), [(LIGHT, "light"), (DARK, "dark")])
async def test_it_has_telegrams_colours_whatever_the_machine_prefers(
    theme: Any, scheme: str, home: Home, browser: Opened
) -> None:
    opening = home.opening(home.alice, tgWebAppThemeParams=json.dumps(theme))
    other = "dark" if scheme == "light" else "light"
    page = await at_home(await browser(opening, color_scheme=other))
    for _ in range(2):  # The colours stay when the page is opened anew.
        root = page.locator(":root")
        await expect(root).to_have_attribute("data-theme", scheme)
        await expect(root).to_have_css("color-scheme", scheme)
        colour = await page.evaluate("getComputedStyle(document.body).backgroundColor")
        wanted = [int(theme["secondary_bg_color"][at : at + 2], 16) for at in (1, 3, 5)]
        assert [int(part) for part in re.findall(r"\d+", colour)] == wanted
        await page.reload()


async def test_colours_that_are_none_change_nothing(home: Home, browser: Opened) -> None:
    theme = json.dumps({"bg_color": "url(https://evil.example)", "text_color": "red;}", "x": 1})
    page = await at_home(await browser(home.opening(home.alice, tgWebAppThemeParams=theme)))
    assert await page.locator(":root").get_attribute("style") is None


TELEGRAM = """
window.asked = [];
const note = (name) => (...given) => window.asked.push([name, typeof given[0] === "string" ? given[0] : ""]);
const handlers = {};
window.Telegram = { WebApp: {
  initData: "x", themeParams: { bg_color: "#17212b", text_color: "#f5f5f5" },
  ready: note("ready"), expand: note("expand"), openTelegramLink: note("link"),
  onEvent: (name, does) => { handlers[name] = does; },
  BackButton: {
    show: note("show back"), hide: note("hide back"), onClick: (does) => { handlers.back = does; },
  },
} };
window.tell = (name) => handlers[name]();
"""


async def test_in_telegram_its_own_back_button_leads_back_and_its_colours_may_change(
    home: Home, browser: Opened
) -> None:
    page = await at_home(await browser(home.opening(home.alice), telegram=TELEGRAM))
    await page.locator(".group").click()
    await expect(page.locator("h1")).to_have_text("Fans")
    await expect(page.locator("a.back")).to_be_hidden()
    await page.locator('.tabs a[href$="/questions"]').click()
    await page.locator("a[data-telegram]").first.click()
    await page.evaluate("tell('themeChanged')")
    await expect(page.locator(":root")).to_have_attribute("data-theme", "dark")
    await page.evaluate("tell('back')")
    await at_home(page)
    await page.wait_for_function("asked.at(-1)[0] === 'hide back'")
    asked = [tuple(one) for one in await page.evaluate("asked")]
    assert {("ready", ""), ("expand", ""), ("show back", "")} <= set(asked)
    (link,) = [address for name, address in asked if name == "link"]
    assert link.startswith("https://t.me/c/")


async def test_a_chart_tells_what_one_points_at_by_finger_and_by_key(
    home: Home, browser: Opened
) -> None:
    page = await at_home(await browser(home.opening(home.alice)))
    await page.goto(f"{home.url}groups/{home.group.id}")
    legend = page.locator(".u-legend .u-value")
    cells = page.locator("table.numbers tbody tr")
    last = await cells.last.locator("th, td").all_text_contents()
    await expect(legend).to_have_text(last)
    chart = page.locator(".chart")
    await chart.focus()
    await page.keyboard.press("ArrowLeft")
    before = await cells.nth(5).locator("th, td").all_text_contents()
    await expect(legend).to_have_text(before)
    box = await page.locator(".u-over").bounding_box()
    assert box is not None
    await page.mouse.move(box["x"] + 4, box["y"] + 40)
    first = await cells.first.locator("th, td").all_text_contents()
    await expect(legend).to_have_text(first)


async def test_members_are_found_while_one_types(home: Home, browser: Opened) -> None:
    page = await at_home(await browser(home.opening(home.alice)))
    await page.goto(f"{home.url}groups/{home.group.id}/members")
    await expect(page.locator(".people tbody tr")).to_have_count(2)
    await page.locator("#q").press_sequentially("bob")
    await expect(page.locator(".people tbody bdi")).to_have_text(["Bob"])
    await expect(page).to_have_url(re.compile(r"members\?q=bob$"))
    await expect(page.locator("#q")).to_be_focused()
    await page.reload()
    await expect(page.locator(".people tbody bdi")).to_have_text(["Bob"])


async def test_everything_can_be_reached_by_keyboard(home: Home, browser: Opened) -> None:
    page = await at_home(await browser(home.opening(home.alice), viewport=DESK))
    await page.keyboard.press("Tab")
    await expect(page.locator(".skip")).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(page.locator(".group")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_have_text("Fans")
    # The focus is where the new page begins, so that Tab goes on from there.
    await expect(page.locator("#main")).to_be_focused()
    links = await page.locator("a:visible, input:visible, summary:visible").count()
    await page.keyboard.press("Home")
    await page.evaluate("document.activeElement.blur(); window.getSelection().removeAllRanges()")
    reached = set()
    for _ in range(links + 6):
        await page.keyboard.press("Tab")
        reached.add(await page.evaluate("document.activeElement.outerHTML.slice(0, 120)"))
        shown = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert shown != "none" or await page.evaluate("document.activeElement === document.body")
    assert sum(one.startswith("<a") for one in reached) >= len(SECTIONS) + 4
    assert any("data-chart" in one for one in reached)
    assert any(one.startswith("<summary") for one in reached)


async def test_without_javascript_all_is_there_but_the_charts(home: Home, browser: Opened) -> None:
    page = await at_home(await browser(home.opening(home.alice)))
    cookies = await page.context.cookies()
    bare = await browser("about:blank", java_script_enabled=False)
    await bare.context.add_cookies([{**one} for one in cookies])
    await bare.goto(home.url)
    await bare.locator(".group").click()
    await expect(bare.locator('[data-figure="messages"]')).to_have_text("11")
    await bare.locator("summary").click()
    await expect(bare.locator("table.numbers tbody tr").last).to_be_visible()
    await expect(bare.locator(".chart")).to_be_hidden()
    await bare.locator('.tabs a[href$="/members"]').click()
    await bare.fill("#q", "bob")
    await bare.keyboard.press("Enter")
    await expect(bare.locator(".people tbody bdi")).to_have_text(["Bob"])
    # Only the signing in takes it, and says so.
    nobody = await browser(home.opening(home.alice), java_script_enabled=False)
    await expect(nobody.get_by_text("Signing in takes JavaScript")).to_be_visible()


async def test_a_page_with_all_that_it_loads_is_small(home: Home, browser: Opened) -> None:
    page = await at_home(await browser(home.opening(home.alice)))
    await page.context.clear_cookies(name="nothing")
    for section in SECTIONS:
        sizes: dict[str, int] = {}

        async def weigh(request: Any, sizes: dict[str, int] = sizes) -> None:
            size = await request.sizes()
            sizes[request.url] = size["responseBodySize"] + size["responseHeadersSize"]

        fresh = await page.context.new_page()
        session = await page.context.new_cdp_session(fresh)
        await session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        fresh.on("requestfinished", weigh)
        await fresh.goto(
            f"{home.url}groups/{home.group.id}{section.path}", wait_until="networkidle"
        )
        assert len(sizes) >= 7, sizes
        assert sum(sizes.values()) < MOST_BYTES, sizes
        own = [url for url in sizes if not url.startswith((home.url, "data:"))]
        assert own == []
        await fresh.close()
