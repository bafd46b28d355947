"""A month of prompts as TOML or CSV: read whole or not at all, and written so that it reads back."""

import csv
import io
import tomllib
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.prompts.check import check
from bot.prompts.prompt import (
    Button,
    Media,
    MediaKind,
    Options,
    Place,
    Poll,
    Prompt,
    Rotation,
    Variant,
    prompt_from,
    to_json,
)
from bot.prompts.rows import FORMULA
from bot.prompts.rule import Daily, Weekly
from bot.prompts.sheet import Desk, Entry, Form, read_sheet, write_sheet
from bot.texts import LANGUAGES, say
from tests.prompts.prompts import prompts
from tests.prompts.rules import rules

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 10, 6, 20, 0, 17, tzinfo=BERLIN).timestamp()
FANS, VIP, OTHERS = -1001, -1002, -1003
DESK = Desk(NOW, BERLIN, "en", Place(FANS, 7), {FANS: "Fans", VIP: "Fans, VIP"})

SHEET = """\
Name,When,Group,text,text[zh-CN],media,buttons,poll question,poll options,poll correct,pin,unpin after
Morning,daily 09:00,,Good <b>morning</b>!,早上好！,,A -> https://x.org | B => hi,,,,yes,2h

,,,"Morning, all",,photo:https://x.org/a.jpg,,,,,,
Quiz,每周五 20:00,"Fans, VIP",,,,,Who?,Bob | Eve,2,,
"""
MORNING = Prompt(
    "Morning",
    (
        Variant(
            texts={"en": "Good <b>morning</b>!", "zh-CN": "早上好！"},
            buttons=((Button("A", url="https://x.org"), Button("B", reply="hi")),),
        ),
        Variant({"en": "Morning, all"}, (Media(MediaKind.PHOTO, "https://x.org/a.jpg"),)),
    ),
    (Place(FANS, 7),),
    Options(pin=True, unpin_after=7200),
)
QUIZ = Prompt("Quiz", (Variant(poll=Poll("Who?", ("Bob", "Eve"), 1)),), (Place(VIP),))

TOML = """
[[prompt]]
name = "Morning"
when = "daily 09:00"
text.en = "Good <b>morning</b>!"
text.zh-CN = "早上好！"
buttons = ["A -> https://x.org | B => hi"]
pin = true
unpin_after = "2h"

[[prompt.variant]]
text = "Morning, all"
media = "photo:https://x.org/a.jpg"

[[prompt]]
name = "Quiz"
when = "每周五 20:00"
group = "fans, vip"
poll = { question = "Who?", options = ["Bob", "Eve"], correct = 2 }
"""


@pytest.mark.parametrize(("text", "form"), [(SHEET, "csv"), (TOML, "toml")])
def test_a_sheet_is_read(text: str, form: Form) -> None:
    sheet = read_sheet(text, form, DESK)
    assert sheet.faults == ()
    assert [entry.prompt for entry in sheet.entries] == [MORNING, QUIZ]
    assert [entry.rule.days for entry in sheet.entries] == [Daily(), Weekly((4,))]


@pytest.mark.parametrize("change", [("\ufeff", ""), (";", ","), ("\r\n", "\n")])
def test_what_a_spreadsheet_makes_of_a_table_is_read(change: tuple[str, str]) -> None:
    table = [["name", "when", "text"], ["A", "daily 09:00", "one; two,\nthree"]]
    text = io.StringIO(newline="")
    delimiter = ";" if change[0] == ";" else ","
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(table)
    exported = text.getvalue() if change[0] != "\ufeff" else "\ufeff" + text.getvalue()
    [entry] = read_sheet(exported, "csv", DESK).entries
    assert entry.prompt.variants[0].texts == {"en": "one; two,\nthree"}


def test_every_wrong_row_is_named_by_its_line_and_nothing_is_taken() -> None:
    wrong = SHEET.replace("daily 09:00", "dayly 09:00").replace("Morning, all", "<b>Morning")
    wrong = wrong.replace("Bob | Eve", "Bob")
    sheet = read_sheet(wrong, "csv", DESK)
    assert sheet.entries == ()
    assert [(fault.line, fault.name) for fault in sheet.faults] == [
        (2, "Morning"),
        (4, "Morning"),
        (5, "Quiz"),
    ]
    for language in LANGUAGES:
        assert all(say(fault.reason.key, language, **fault.reason.data) for fault in sheet.faults)
    assert "Variant" not in say(sheet.faults[2].reason.key, "en", **sheet.faults[2].reason.data)


def test_a_wrong_table_of_toml_is_named_by_its_line() -> None:
    text = TOML.replace("Good <b>morning</b>!", "'''[[prompt]]'''").replace(
        '["Bob", "Eve"]', '["Bob"]'
    )
    text = text.replace('text = "Morning, all"', 'text = """\n[[prompt]]\n[[prompt.variant]]\n"""')
    assert [(fault.line, fault.name) for fault in read_sheet(text, "toml", DESK).faults] == [
        (18, "Quiz")
    ]


HEAD = "name,when,group,text,pin,delete_after,control_every,rotation,buttons,topic\n"


@pytest.mark.parametrize(
    ("text", "form", "line", "key"),
    [
        ("name,whenn\nA,daily 09:00\n", "csv", 1, "sheet.column"),
        ('name,when\n"A,daily 09:00\n', "csv", 2, "sheet.csv"),
        ("name,when\nA,daily 09:00,x\n", "csv", 2, "sheet.wide"),
        ("", "csv", 1, "sheet.rows"),
        ("name,when,text\n", "csv", 1, "sheet.rows"),
        (f"{HEAD}A,,,Hi,,,,,,\n", "csv", 2, "sheet.no_when"),
        (f"{HEAD}A,daily 9:00,,Hi,,,,,,\nA,,,Ho,yes,,,,,\n", "csv", 3, "sheet.no_when"),
        (f"{HEAD}A,daily 9:00 Hi!,,Hi,,,,,,\n", "csv", 2, "sheet.when_rest"),
        (f"{HEAD}A,today 9:00,,Hi,,,,,,\n", "csv", 2, "calendar.past"),
        (f"{HEAD}A,daily 9:00,,Hi,,,,,,\nA,daily 9:00,,Hi,,,,,,\n", "csv", 3, "sheet.twice"),
        (f"{HEAD},daily 9:00,,Hi,,,,,,\n", "csv", 2, "calendar.part_missing"),
        (f"{HEAD}A,daily 9:00,{OTHERS},Hi,,,,,,\n", "csv", 2, "sheet.group"),
        (f"{HEAD}A,daily 9:00,Strangers,Hi,,,,,,\n", "csv", 2, "sheet.group"),
        (f"{HEAD}A,daily 9:00,,Hi,,,,,,general\n", "csv", 2, "sheet.topic"),
        (f"{HEAD}A,daily 9:00,,Hi,maybe,,,,,\n", "csv", 2, "sheet.flag"),
        (f"{HEAD}A,daily 9:00,,Hi,,soon,,,,\n", "csv", 2, "sheet.duration"),
        (f"{HEAD}A,daily 9:00,,Hi,,,often,,,\n", "csv", 2, "sheet.number"),
        (f"{HEAD}A,daily 9:00,,Hi,,,,wild,,\n", "csv", 2, "sheet.rotation"),
        (f"{HEAD}A,daily 9:00,,Hi,,,,,Push me,\n", "csv", 2, "sheet.button"),
        ("x" * 500_001, "csv", 1, "sheet.too_long"),
        ('[[prompt]]\nname = "A\n', "toml", 2, "sheet.toml"),
        ('[prompt]\nname = "A"\n', "toml", 1, "sheet.tables"),
        ('prompt = [{name = "A"}]\n', "toml", 1, "sheet.tables"),
        ('name = "A"\n[[prompt]]\nname = "A"\n', "toml", 1, "sheet.tables"),
        ('\n[[prompt]]\nnome = "A"\n', "toml", 2, "sheet.column"),
        ("[[prompt]]\nname = 1.5\n", "toml", 1, "sheet.value"),
        ("[[prompt]]\nname = " + "9" * 5000, "toml", 2, "sheet.toml"),
        ("[[prompt]]\nname = 0x" + "f" * 5000, "toml", 1, "sheet.value"),
        ("[[prompt]]\n" * 1001, "toml", 1, "sheet.rows"),
        ("[[prompt]]\n" + "a." * 100_000 + "b = 1\n", "toml", 1, "sheet.tables"),
    ],
)
def test_a_fault_is_a_sentence_with_its_line(text: str, form: Form, line: int, key: str) -> None:
    sheet = read_sheet(text, form, DESK)
    assert sheet.entries == ()
    assert [(fault.line, fault.reason.key) for fault in sheet.faults] == [(line, key)]
    for language in LANGUAGES:
        assert say(key, language, **sheet.faults[0].reason.data)


@pytest.mark.parametrize(
    ("group", "topic", "places"),
    [
        ("", "", (Place(FANS, 7),)),
        ("", "9", (Place(FANS, 9),)),
        ("fans", "", (Place(FANS),)),
        ("Fans, VIP", "3", (Place(VIP, 3),)),
        (f"{FANS}/5, {VIP}", "", (Place(FANS, 5), Place(VIP))),
    ],
)
def test_a_row_names_its_groups_and_topics(
    group: str, topic: str, places: tuple[Place, ...]
) -> None:
    table = io.StringIO(newline="")
    rows = [["name", "when", "text", "group", "topic"], ["A", "daily 9:00", "Hi", group, topic]]
    csv.writer(table).writerows(rows)
    [entry] = read_sheet(table.getvalue(), "csv", DESK).entries
    assert entry.prompt.places == places


def test_no_cell_is_a_formula_and_every_cell_is_read_back() -> None:
    texts = ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "'=1", "'quoted'", "＝1"]
    entries = [
        Entry(Prompt(f"{text.strip()}{number}", (Variant({"en": text}),), (Place(FANS),)), rule)
        for number, text in enumerate(texts)
        for rule in [read_sheet(SHEET, "csv", DESK).entries[0].rule]
    ]
    exported = write_sheet(entries, "csv")
    cells = [cell for row in csv.reader(io.StringIO(exported, newline="")) for cell in row]
    assert not any(cell.startswith(tuple(set(FORMULA) - {"'"})) for cell in cells)
    assert read_sheet(exported, "csv", DESK).entries == tuple(entries)


def test_a_text_of_several_lines_stands_in_toml_as_it_is() -> None:
    prompt = Prompt("A", (Variant({"en": 'One\n<a href="https://x.org">two</a>'}),), (Place(FANS),))
    exported = write_sheet([Entry(prompt, read_sheet(SHEET, "csv", DESK).entries[0].rule)], "toml")
    assert 'One\n<a href="https://x.org">two</a>' in exported
    assert tomllib.loads(exported)["prompt"][0]["name"] == "A"


entries = st.builds(
    Entry, prompts([Place(FANS, 7), Place(VIP), Place(VIP, 8)]), rules(date(2027, 1, 1))
)


@pytest.mark.parametrize("form", ["csv", "toml"])
@given(kept=st.lists(entries, min_size=1, max_size=3, unique_by=lambda entry: entry.prompt.name))
@settings(max_examples=15, deadline=None)
def test_what_is_exported_is_imported_exactly(form: Form, kept: list[Entry]) -> None:
    for entry in kept:
        check(entry.prompt)
    sheet = read_sheet(write_sheet(kept, form), form, DESK)
    assert sheet.faults == ()
    assert list(sheet.entries) == kept


@pytest.mark.parametrize("form", ["csv", "toml"])
@given(text=st.text(alphabet="[]prompt.variant=\"\n,;'# ", max_size=60))
def test_any_file_is_read_or_refused(form: Form, text: str) -> None:
    sheet = read_sheet(text, form, DESK)
    assert bool(sheet.entries) != bool(sheet.faults)


@given(prompts([Place(FANS)]))
@settings(max_examples=15, deadline=None)
def test_a_prompt_is_the_same_after_it_was_kept(prompt: Prompt) -> None:
    assert prompt_from(to_json(prompt)) == prompt


def test_how_variants_take_turns_is_read_in_both_languages() -> None:
    for word in ("learn", "学习"):
        text = f"name,when,text,rotation\nA,daily 9:00,Hi,{word}\n"
        [entry] = read_sheet(text, "csv", DESK).entries
        assert entry.prompt.options.rotation is Rotation.LEARN
