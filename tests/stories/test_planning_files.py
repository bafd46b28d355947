"""A whole month of prompts as a file: out, back in, changed, wrong; in both forms and languages."""

import pytest

from bot.prompts.prompt import Options
from bot.sandbox.script.places import Place
from tests.stories import calendar as c
from tests.stories.conftest import Someone, Stage
from tests.stories.planning import document, follows, latest, opens, sends

MONTH = """
[[prompt]]
name = "Morning"
when = "weekdays 09:00"
text.en = "Good <b>morning</b>!"
text.zh-CN = "早上好！"

[[prompt.variant]]
text.en = "Coffee or tea?"

[[prompt]]
name = "Quiz"
when = "monthly last friday 20:00"
poll_question = "Which song came first?"
poll_options = ["Dawn", "Rain"]
poll_correct = 2
pin = true
"""


@pytest.mark.parametrize("kind", ["toml", "csv"])
async def test_every_kind_of_prompt_goes_out_and_comes_back_the_same(
    stage: Stage, alice: Someone, olga: Someone, group: Place, kind: str
) -> None:
    options = Options(pin=True, unpin_after=3600, quiet_for=60, quiet_most=600, format="x")
    for number, variant in enumerate(c.EVERY_KIND.values()):
        await c.plan(stage, group, f"daily {10 + number}:00", variant, options=options)
    await alice.asks(f"/prompt_export {kind}")
    sheet = document(alice.private)
    await alice.asks("/prompt_import")
    assert "Nothing to do" in await sends(alice, sheet, f"month.{kind}")
    club = stage.world.supergroup("Club", owner=alice.person)
    alice.person.adds(stage.bot, club)
    alice.person.promotes(stage.bot, club)
    await stage.settle()
    await alice.asks("/group")
    await alice.presses("Club")
    await alice.asks("/prompt_import")
    assert "Taken for Club: 7 new" in await sends(alice, sheet, f"month.{kind}")
    await alice.asks(f"/prompt_export {kind}")
    assert document(alice.private) == sheet
    before = len(club.messages)
    for hour in range(10, 17):
        await stage.until(f"{hour}:01")
    assert len(club.messages) - before == 9


async def test_a_month_is_taken_and_posted(stage: Stage, alice: Someone, group: Place) -> None:
    assert "Send me a file of prompts for Fans" in await alice.asks("/prompt_import")
    assert "Taken for Fans: 2 new, 0 replaced" in await sends(alice, MONTH.encode(), "jan.toml")
    for _ in range(2):
        await stage.until("09:01")
    assert group.texts[-2:] == ["Good morning!", "Coffee or tea?"]


async def test_a_wrong_row_is_named_by_line_and_reason_and_nothing_is_taken(
    stage: Stage, alice: Someone, group: Place
) -> None:
    wrong = MONTH.replace("poll_correct = 2", "poll_correct = 3").replace("weekdays", "someday")
    await alice.asks("/prompt_import")
    told = await sends(alice, wrong.encode(), "jan.toml")
    assert "Nothing was taken: 2 mistakes." in told
    assert "Line 2 (Morning)" in told
    assert "Line 11 (Quiz)" in told
    assert "Nothing is planned" in await alice.asks("/prompts")
    csv = "name,when,text\nA,daily 09:00,Hello\nB,daily 25:00,Hello\n"
    await alice.asks("/prompt_import")
    told = await sends(alice, csv.encode(), "jan.csv")
    assert "1 mistake" in told
    assert "Line 3 (B)" in told
    assert "Nothing is planned" in await alice.asks("/prompts")
    assert "Taken for Fans: 2 new" in await sends(
        alice, csv.replace("25", "15").encode(), "jan.csv"
    )


async def test_what_only_the_plan_refuses_leaves_nothing_behind_either(
    stage: Stage, alice: Someone, group: Place
) -> None:
    settings = "/prompt_settings except 2026-02-01"
    await alice.asks(settings)
    sheet = 'name,when,text\nA,daily 09:00,Hello\nB,once 2026-02-01 09:00,"Never, on a holiday"\n'
    await alice.asks("/prompt_import")
    told = await sends(alice, sheet.encode(), "feb.csv")
    assert "Nothing was taken. B:" in told
    assert "Nothing is planned" in await alice.asks("/prompts")


async def test_what_is_there_is_replaced_only_after_a_yes(
    stage: Stage, alice: Someone, group: Place
) -> None:
    await alice.asks("/prompt_import")
    await sends(alice, MONTH.encode(), "jan.toml")
    await alice.asks("/prompt_import")
    changed = MONTH.replace("09:00", "08:00")
    told = await sends(alice, changed.encode(), "jan.toml")
    assert "1 prompt of Fans would be replaced" in told
    assert "• Morning" in told
    assert "09:00" in await opens(alice, "Morning")
    await alice.presses("Replace 1")
    assert "0 new, 1 replaced, 1 as before" in latest(alice.private)
    assert "08:00" in await opens(alice, "Morning")


async def test_a_spreadsheets_chinese_csv_is_read_and_refused_in_chinese(
    stage: Stage, alice: Someone, group: Place
) -> None:
    await alice.asks("/language")
    await alice.presses("简体中文")
    await alice.asks("/prompt_import")
    sheet = "name,when,text\n早安,每天 09:00,早上好！\n晚安,每天 26:00,晚安！\n"
    told = await sends(alice, sheet.encode("gb18030"), "一月.csv")
    assert "一条都没收：有 1 处不对" in told
    assert "第 3 行（晚安）" in told
    told = await sends(alice, sheet.replace("26", "21").encode("gb18030"), "一月.csv")
    assert "新增 2 个" in told
    await stage.until("09:01")
    assert group.texts[-1] == "早上好！"


async def test_no_file_and_no_text_are_answered_and_the_form_stays_open(
    stage: Stage, alice: Someone, group: Place
) -> None:
    assert "Nothing is planned" in await alice.asks("/prompt_export")
    assert "/prompt_export toml" in await alice.asks("/prompt_export pdf")
    await alice.asks("/prompt_import")
    assert "send the file as a document" in await alice.asks("here it is")
    assert "no text file" in await sends(alice, b"\xff\xff\xfe\x81", "x.csv")
    assert "larger than 1 MB" in await sends(alice, b"x" * ((1 << 20) + 1), "x.csv")
    assert "Taken for Fans: 2 new" in await sends(alice, MONTH.encode(), "jan.toml")


async def test_in_a_group_a_link_leads_into_private(
    stage: Stage, alice: Someone, group: Place
) -> None:
    await alice.asks("/prompt daily 09:00 Hello")
    await alice.says("/prompt_export csv", in_=group)
    await follows(alice, group)
    assert b"Hello" in document(alice.private)
    await alice.says("/prompt_import", in_=group)
    assert "Send me a file" in await follows(alice, group)


async def test_a_planners_month_waits_and_replaces_only_her_own(
    stage: Stage, alice: Someone, olga: Someone, bob: Someone, group: Place
) -> None:
    for someone in (olga, bob):
        await someone.asks("/start")
    await alice.says("/planner_add 1003", in_=group)
    await alice.asks("/prompt_settings")
    await alice.presses("waits for a yes")
    await alice.asks("/prompt_import")
    await sends(alice, MONTH.encode(), "jan.toml")
    await bob.asks("/prompt_import")
    await sends(bob, MONTH.replace("09:00", "08:00").encode(), "jan.toml")
    await bob.presses("Replace 1")
    assert "Morning: Somebody else planned this one" in latest(bob.private)
    rows = "".join(f"P{number},daily 10:0{number},Hello {number}\n" for number in range(5))
    await bob.asks("/prompt_import")
    answer = await sends(bob, f"name,when,text\n{rows}".encode(), "mine.csv")
    assert "5 new" in answer
    assert "told 1 person" in answer
    assert "planned 5 prompts for Fans that wait for a yes" in latest(olga.private)
    before = len(group.messages)
    await stage.until("10:05")
    assert not any(text.startswith("Hello") for text in group.texts[before:])
