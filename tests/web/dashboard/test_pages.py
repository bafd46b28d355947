"""The pages in words: what is found, waits, is planned and set; and what is said where there is nothing."""

import re
from html import unescape

import pytest

from bot.chat.commands import COMMANDS
from bot.config.keys import every_setting
from bot.texts import plain
from bot.web.dashboard.settings import LINES


def words(html: str) -> str:
    """Return what a person reads."""
    return re.sub(r"\s+", " ", unescape(re.sub("<.*?>", " ", html)))


def names(html: str) -> list[str]:
    """Return who is listed among the members."""
    return [unescape(name) for name in re.findall(r'<th scope="row"><bdi>(.*?)</bdi>', html)]


@pytest.fixture
async def chatty(stage, group, olga, bob, ming, mallory):
    """Everybody has said something; Mallory came, and went again."""
    mallory.person.joins(group)
    for who in (ming, olga, mallory):
        who.person.says("hello", in_=group)
        stage.clock.forward(minutes=1)
    mallory.person.leaves(group)
    bob.person.says("when is the <b>show</b>?", in_=group)
    await stage.settle()
    return group


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", ["Bob", "Mallory", "Olga", "小明"]),
        ("bo", ["Bob"]),
        ("BOB", ["Bob"]),
        ("@bob", ["Bob"]),
        ("小", ["小明"]),
        ("1002", ["Olga"]),
        ("%", []),
        ("b_b", []),
        ("nobody <b>", []),
        ("9" * 40, []),
        ("²", []),
    ],
)
async def test_members_are_found_by_name_username_and_id(
    typed, found, chatty, olga, signed_in
) -> None:
    browser = await signed_in(olga)
    html = (await browser.get(f"groups/{chatty.id}/members", params={"q": typed})).text
    assert names(html) == found
    if not found:
        assert f"Nobody here is called “{typed}”" in words(html) or "<b>" in typed
        assert "<b>”" not in html


async def test_who_has_left_is_marked_and_what_each_did_is_beside_the_name(
    chatty, olga, signed_in
) -> None:
    browser = await signed_in(olga)
    html = (await browser.get(f"groups/{chatty.id}/members")).text
    assert re.search(r"Mallory</bdi> <span class=\"tag quiet\">left", html)
    assert html.count(">left<") == 1
    assert "@bob_1003 · 1003" in words(html)


async def test_many_members_are_turned_over_page_by_page(stage, group, olga, signed_in) -> None:
    for number in range(65):
        person = stage.world.person(f"Fan {number:02}")
        person.joins(group)
        person.says("hi", in_=group)
        stage.clock.forward(seconds=1)
    await stage.settle()
    browser = await signed_in(olga)
    seen: list[str] = []
    for page in ("1", "2", "3"):
        answer = await browser.get(f"groups/{group.id}/members", params={"q": "fan", "page": page})
        seen += names(answer.text)
    assert seen == [f"Fan {number:02}" for number in reversed(range(65))]
    assert "q=fan&amp;page=2" in answer.text
    for wrong in ("0", "-1", "x", "²", "9" * 30):
        answer = await browser.get(f"groups/{group.id}/members", params={"page": wrong})
        assert answer.status_code == 200


async def test_a_question_that_waits_is_shown_with_its_way_there(
    stage, chatty, olga, signed_in
) -> None:
    await stage.until("12:00")
    browser = await signed_in(olga)
    html = (await browser.get(f"groups/{chatty.id}/questions")).text
    assert "1 waits for an answer" in words(html)
    assert "when is the &lt;b&gt;show&lt;/b&gt;?" in html
    assert re.search(r'href="https://t\.me/c/\d+/\d+"', html)
    assert "1 question waits" in words((await browser.get("")).text)


async def test_the_calendar_shows_what_is_planned_by_the_groups_clock(
    group, olga, signed_in
) -> None:
    await olga.says("/timezone Asia/Shanghai", group)
    await olga.says("/prompt daily 21:30 What was the best moment & why?", group)
    browser = await signed_in(olga)
    html = (await browser.get(f"groups/{group.id}/prompts")).text
    assert html.count("<time>21:30</time>") == 14
    assert "best moment &amp; why?" in html
    assert "By the clock of Asia/Shanghai" in words(html)


async def test_every_setting_stands_beside_what_changes_it(group, olga, signed_in) -> None:
    await olga.says("/digest on 07:15", group)
    await olga.says("/timezone Asia/Shanghai", group)
    browser = await signed_in(olga)
    said = words((await browser.get(f"groups/{group.id}/settings")).text)
    for part in (
        "Daily digest, to you daily at 07:15 /digest on 08:00",
        "Time zone Asia/Shanghai · 08:",
        "Language of the group English /language",
        "FAQ 0 entries /faq",
        "Texts of questions kept for 30 days privacy.question_days",
    ):
        assert part in said


def test_every_command_and_setting_that_is_named_there_is_one() -> None:
    commands = {line.command.split()[0].removeprefix("/") for line in LINES if line.in_chat}
    assert commands <= COMMANDS.keys()
    settings = {setting.key for setting in every_setting()}
    assert {line.command for line in LINES if not line.in_chat} <= settings


async def test_the_first_day_says_that_it_is_the_first(stage, group, olga, signed_in) -> None:
    browser = await signed_in(olga)
    said = words((await browser.get(f"groups/{group.id}")).text)
    assert "Renao came today" in said
    await stage.forward(days=2)
    browser = await signed_in(olga)
    said = words((await browser.get(f"groups/{group.id}?period=2026-01-02")).text)
    assert "Renao came today" not in said
    assert "Nothing happened" in said


EMPTY = {
    "/retention?by=first_act": "Nobody took part for the first time",
    "/lifecycle": "Renao saw nobody take part so far",
    "/hours": "No messages in the last 30 days",
    "/members?q=zzz": "Nobody here is called “zzz”",
    "/questions": "Nobody asked anything",
    "/prompts": "Nothing planned for two weeks",
}


@pytest.mark.parametrize("path", EMPTY)
async def test_where_there_is_nothing_a_sentence_says_so(path, group, olga, signed_in) -> None:
    browser = await signed_in(olga)
    answer = await browser.get(f"groups/{group.id}{path}")
    assert answer.status_code == 200
    assert EMPTY[path] in words(answer.text)
    chinese = await signed_in(olga, language="zh-hans")
    said = words((await chinese.get(f"groups/{group.id}{path}")).text)
    assert EMPTY[path] not in said


async def test_what_renao_lacks_stands_above_every_page(
    stage, group, alice, olga, signed_in
) -> None:
    alice.person.demotes(stage.bot, group)
    await stage.settle()
    browser = await signed_in(olga)
    assert "A right is missing" in words((await browser.get("")).text)
    said = words((await browser.get(f"groups/{group.id}/hours")).text)
    assert "Make me an administrator" in said
    assert "•" not in said


async def test_a_group_that_put_renao_out_keeps_its_figures_for_who_may_see_them(
    stage, group, alice, olga, signed_in
) -> None:
    alice.person.kicks(stage.bot, group)
    await stage.settle()
    browser = await signed_in(alice)
    assert "Renao is not in this group" in words((await browser.get("")).text)
    assert "no longer in this group" in words((await browser.get(f"groups/{group.id}")).text)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("soon", "is no period that I know"),
        ("2026-02-01..2026-01-01", "ends before it begins"),
        ("2030-01-01", "reaches into the future"),
        ("900d", "is too long"),
        ("<b>", "is no period that I know"),
    ],
)
async def test_a_period_that_is_none_gets_the_sentence_of_report(
    asked, sentence, group, olga, signed_in
) -> None:
    browser = await signed_in(olga)
    answer = await browser.get(f"groups/{group.id}", params={"period": asked})
    assert answer.status_code == 400
    assert sentence in words(answer.text)
    assert "“<b>" not in answer.text


async def test_a_database_that_does_not_answer_gets_a_sentence(
    stage, group, alice, signed_in, monkeypatch
) -> None:
    browser = await signed_in(alice)
    monkeypatch.setattr(type(stage.house.database), "read", broken)
    answer = await browser.get(f"groups/{group.id}")
    assert answer.status_code == 503
    assert "Nothing is lost" in words(answer.text)


def broken(_database):
    raise OSError("disk I/O error")


async def test_it_speaks_the_language_that_was_chosen_in_private(group, olga, signed_in) -> None:
    browser = await signed_in(olga, language="en")
    await olga.says("/language")
    await olga.presses("简体中文")
    html = (await browser.get("")).text
    assert '<html lang="zh-CN">' in html
    assert plain("dashboard.your_groups", "zh-CN") in html
