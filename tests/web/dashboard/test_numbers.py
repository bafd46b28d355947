"""What the dashboard shows is what the commands tell, to the digit, with the same grade."""

import re
from html import unescape

import pytest

from bot.activity import chats
from bot.activity.figures import Period
from bot.activity.retention import By
from bot.clock import day_of
from bot.reports.cohorts import cohorts
from bot.reports.digest import gather, write
from bot.reports.moved import moved
from bot.reports.pages import Pages
from bot.reports.sending import scope_of
from bot.reports.stats import hours, stats
from bot.texts import plain

FIGURES = (
    "active",
    "participation",
    "messages",
    "replies",
    "reactions",
    "others",
    "joined",
    "left",
    "net_growth",
    "dau",
    "wau",
    "mau",
    "stickiness",
)
# Those of /stats, in its order, and those of /report.
OF_STATS = (
    "active",
    "participation",
    "dau",
    "wau",
    "mau",
    "stickiness",
    "messages",
    "replies",
    "reactions",
    "joined",
    "left",
    "net_growth",
)
OF_REPORT = ("active", "messages", "replies", "reactions", "joined", "left")
LANGUAGES = ("en", "zh-CN")


def shown(html: str) -> dict[str, str]:
    """Return every figure of a page, as it is written."""
    found = re.findall(r'data-figure="(\w+)">(.*?)(?:<small|</b>|</td>)', html, re.DOTALL)
    return {key: unescape(text).strip() for key, text in found}


def told(html: str) -> list[str]:
    """Return what a command's answer prints in bold, but for the title and the grade of the record."""
    return [unescape(text) for text in re.findall(r"<b>(.*?)</b>", html)[1:-1]]


def of_report(html: str, name: str) -> str | None:
    """Return the number beside a name in a report, None where it is not told."""
    found = re.search(rf"{re.escape(name)} <b>(.*?)</b>", html)
    return found and unescape(found[1])


def line_of_the_record(html: str) -> str:
    """Return what a page says of the record, without its markup."""
    found = re.search(r'<p class="record".*?</span><span>(.*?)</span></p>', html, re.DOTALL)
    assert found is not None
    return re.sub("<.*?>", "", unescape(found[1]))


def ending(answer: str) -> str:
    """Return the last line of a command's answer, which tells of the record."""
    return re.sub("<.*?>", "", unescape(answer)).splitlines()[-1]


@pytest.fixture
async def busy(stage, group, alice, olga, bob, ming, mallory):
    """Ten days in the group: people write, answer, react, come, go and are silent."""
    for day in range(10):
        stage.clock.forward(hours=7)
        first = bob.person.says(f"day {day}: when does it start?", in_=group)
        if day % 2:
            ming.person.says("八点", in_=group, reply_to=first)
            alice.person.reacts(first, "👍")
        for number in range(day % 4):
            stage.clock.forward(hours=2)
            olga.person.says(f"news {number}", in_=group)
        if day == 3:
            mallory.person.joins(group)
            mallory.person.says("hello", in_=group)
        if day == 6:
            mallory.person.leaves(group)
        await stage.settle()
        stage.clock.forward(hours=17 - 2 * (day % 4))
    await stage.settle()
    return group


async def chat_of(stage, group):
    async with stage.house.database.read() as tx:
        return await chats.get(tx, group.id)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("days", [7, 30, 90])
async def test_every_figure_of_the_activity_is_the_one_of_report_and_stats(
    days, language, stage, busy, olga, signed_in
) -> None:
    browser = await signed_in(olga, language=language)
    html = (await browser.get(f"groups/{busy.id}?period={days}d")).text
    chat = await chat_of(stage, busy)
    now = stage.clock.now()
    period = Period(day_of(now, chat.zone) - days + 1, day_of(now, chat.zone))
    async with stage.house.database.read() as tx:
        scope = await scope_of(tx, chat, period, now, public=False)
        report = write(await gather(tx, scope), language, Pages()).html
        answer = (await stats(tx, chat, period, now, language)).html
    figures = shown(html)
    assert tuple(figures) == FIGURES
    assert [figures[key] for key in OF_STATS] == told(answer)
    in_report = {
        key: number
        for key in OF_REPORT
        if (number := of_report(report, plain(f"reports.number_{key}", language)))
    }
    assert in_report.items() <= figures.items()
    assert in_report.keys() >= {"active", "messages", "replies"}
    assert line_of_the_record(html) == ending(answer) == ending(report)
    assert int(figures["messages"]) > 15


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("by", list(By))
async def test_every_figure_of_the_retention_is_the_one_of_its_command(
    by, language, stage, busy, olga, signed_in
) -> None:
    browser = await signed_in(olga, language=language)
    html = (await browser.get(f"groups/{busy.id}/retention?by={by}")).text
    chat = await chat_of(stage, busy)
    async with stage.house.database.read() as tx:
        answer = (await cohorts(tx, chat, by, stage.clock.now(), language)).html
    lines = re.findall(r"^D(\d+) <b>(.*?)</b>", answer, re.MULTILINE)
    assert shown(html) == {f"d{day}": share for day, share in lines}
    assert lines
    assert line_of_the_record(html) == ending(answer)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_figure_of_the_lifecycle_is_the_one_of_its_command(
    language, stage, busy, olga, signed_in
) -> None:
    browser = await signed_in(olga, language=language)
    html = (await browser.get(f"groups/{busy.id}/lifecycle")).text
    chat = await chat_of(stage, busy)
    async with stage.house.database.read() as tx:
        answer = (await moved(tx, chat, stage.clock.now(), language)).html
    figures = shown(html)
    words = re.sub("<.*?>", "", unescape(answer))
    assert figures["mau"] in words
    for key in ("new", "resurrected", "churned", "curr"):
        assert re.search(rf"(?<!\d){re.escape(figures[key])}(?!\d)", words), (key, words)
    # Who moved stands in the same sentences.
    for line in answer.split("\n\n")[2:-1]:
        assert line in html
    assert line_of_the_record(html) == ending(answer)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_liveliest_hour_is_the_one_of_the_command(
    language, stage, busy, olga, signed_in
) -> None:
    browser = await signed_in(olga, language=language)
    html = (await browser.get(f"groups/{busy.id}/hours")).text
    chat = await chat_of(stage, busy)
    now = stage.clock.now()
    month = Period(day_of(now, chat.zone) - 29, day_of(now, chat.zone))
    async with stage.house.database.read() as tx:
        answer = (await hours(tx, chat, month, now, language)).html
    (lead,) = re.findall(r'<p class="lead">(.*?)</p>', html)
    said = re.sub("<.*?>", "", unescape(answer)).splitlines()[0]
    assert set(re.findall(r"\d\d:\d\d|\d+(?:\.\d+)?", lead)) <= set(
        re.findall(r"\d\d:\d\d|\d+(?:\.\d+)?", said)
    )
    assert line_of_the_record(html) == ending(answer)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_overview_has_the_figures_of_the_last_seven_days(
    language, busy, olga, signed_in
) -> None:
    browser = await signed_in(olga, language=language)
    overview = (await browser.get("")).text
    week = shown((await browser.get(f"groups/{busy.id}")).text)
    assert shown(overview) == {"messages": week["messages"], "active": week["active"]}
    grade = re.search(r'data-grade="(.)"', overview)
    page = (await browser.get(f"groups/{busy.id}")).text
    assert grade is not None
    assert f'class="record" data-grade="{grade[1]}"' in page


async def test_a_chart_is_drawn_from_the_days_that_are_added_up(busy, olga, signed_in) -> None:
    browser = await signed_in(olga)
    html = (await browser.get(f"groups/{busy.id}?period=30d")).text
    rows = re.findall(r'<td data-v="(\d+)">[\d,]+</td><td data-v="(\d+)">', html)
    assert len(rows) == 30
    assert sum(int(messages) for messages, _ in rows) == int(shown(html)["messages"])


async def test_every_page_with_figures_carries_the_grade_of_its_record(
    busy, olga, signed_in
) -> None:
    browser = await signed_in(olga)
    for path in ("", "/retention", "/lifecycle", "/hours", "/members", "/questions"):
        html = (await browser.get(f"groups/{busy.id}{path}")).text
        assert re.search(r'class="record" data-grade="[A-D]"', html), path
        assert plain("charts.record", "en", grade="X")[:-1] in html
