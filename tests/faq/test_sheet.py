"""Entries as files: what is written is read back exactly, and what is wrong is said with its line."""

import tomllib
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.faq.entry import Link, Media
from bot.faq.sheet import Row
from bot.faq.sheet_csv import guarded, read_csv, unguarded, write_csv
from bot.faq.sheet_toml import read_toml, write_toml
from bot.texts import Refused

BERLIN = ZoneInfo("Europe/Berlin")
NOON = 1_767_265_200.0  # 2026-01-01 12:00 in Berlin
WHOLE = Row(
    None,
    "tickets",
    ("where can I buy tickets?", "=哪里买票"),
    {"en": '=At the "door",\n  \\n <b>see</b>"""\n"', "zh-CN": "-在门口买。\r\n'谢谢"},
    ("money", "before"),
    (Link("Shop | now", "https://example.org/?a=1,2"), Link("@ 地图", "https://example.org/m")),
    ("doors", "refund"),
    Media("photo", "AgACAgIAAxkBAAIBQ2_abc-def"),
    NOON,
    NOON + 86_400 * 180,
    5,
    False,
    (-100, -1001),
)


def text(least: int = 1) -> st.SearchStrategy[str]:
    letters = st.characters(codec="utf-8", exclude_characters="\0")
    return st.text(letters | st.sampled_from("\"\\\n'=+-@\t, |"), min_size=least, max_size=30)


def line() -> st.SearchStrategy[str]:
    return text().map(lambda each: " ".join(each.split())).filter(bool)


def label() -> st.SearchStrategy[str]:
    return line().map(lambda each: each.strip(" |")).filter(bool)


LINES = st.lists(line(), max_size=3).map(tuple)
ROWS = st.builds(
    Row,
    line=st.none(),
    name=line(),
    phrasings=LINES,
    answers=st.dictionaries(st.sampled_from(["en", "zh-CN"]), text().filter(str.strip)),
    tags=st.lists(line().filter(lambda tag: "," not in tag), max_size=3).map(tuple),
    links=st.lists(st.builds(Link, label(), st.just("https://example.org/a")), max_size=2).map(
        tuple
    ),
    follow_ups=LINES,
    media=st.none() | st.just(WHOLE.media),
    active_from=st.none() | st.integers(0, 2**33).map(float),
    active_until=st.none() | st.integers(0, 2**33).map(float),
    topic=st.none() | st.integers(1, 99),
    everywhere=st.booleans(),
    groups=st.lists(st.integers(-(10**13), -1), max_size=2).map(tuple),
)


def as_read(rows: list[Row]) -> list[dict[str, object]]:
    """Return rows without the lines on which they stand."""
    return [{**vars(row), "line": None, "answers": dict(row.answers)} for row in rows]


@given(st.lists(ROWS, max_size=4))
def test_what_is_written_as_csv_is_read_back_exactly(rows: list[Row]) -> None:
    sheet = read_csv(write_csv(rows, BERLIN), BERLIN)
    assert not sheet.faults
    assert as_read(list(sheet.rows)) == as_read(rows)


FACTS = st.dictionaries(st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True), text(0), max_size=3)


@given(st.lists(ROWS, max_size=4), FACTS)
def test_what_is_written_as_toml_is_read_back_exactly(
    rows: list[Row], facts: dict[str, str]
) -> None:
    sheet = read_toml(write_toml(rows, facts, BERLIN), BERLIN)
    assert not sheet.faults
    assert as_read(list(sheet.rows)) == as_read(rows)
    assert sheet.facts == facts


@given(st.binary() | text(0).map(str.encode) | st.just(b"[[entry]]\nname = 3"))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for read in (read_csv, read_toml):
        try:
            read(content, BERLIN)
        except Refused:
            continue


def test_toml_is_as_a_person_would_write_it() -> None:
    written = write_toml([WHOLE], {"signup_url": "https://example.org"}, BERLIN).decode()
    assert '[facts]\nsignup_url = "https://example.org"\n' in written
    assert 'active_from = "2026-01-01T12:00:00+01:00"' in written
    assert '"en" = """\n=At the "door",\n' in written
    assert tomllib.loads(written)["entry"][0]["links"][1]["label"] == "@ 地图"


def test_both_hold_all_that_an_entry_has() -> None:
    for written, read in (
        (write_csv([WHOLE], BERLIN), read_csv),
        (write_toml([WHOLE], {}, BERLIN), read_toml),
    ):
        assert as_read(list(read(written, BERLIN).rows)) == as_read([WHOLE])


@given(text(0))
def test_no_cell_is_a_formula_and_every_cell_comes_back(cell: str) -> None:
    assert not guarded(cell).startswith(("=", "+", "-", "@", "\t", "\r", "＝"))
    assert unguarded(guarded(cell)) == cell


@pytest.mark.parametrize("cell", ["'tis so", "it's", "", "a=b"])
def test_a_harmless_cell_stays_as_a_person_typed_it(cell: str) -> None:
    assert unguarded(cell) == cell


def test_a_person_may_leave_out_columns_and_type_times_by_the_groups_clock() -> None:
    typed = "name;phrasings;answer_en;active_from\r\ntickets;where?;at the door;2026-01-01 12:00\r\n;;;\r\n"
    sheet = read_csv(typed.encode(), BERLIN)
    (row,) = sheet.rows
    assert (row.line, row.name, row.active_from) == (2, "tickets", NOON)
    toml = "[[entry]]\nname='t'\nphrasings=['where?']\nanswers={en='x'}\nactive_from=2026-01-01T12:00:00\n"
    (row,) = read_toml(toml.encode(), BERLIN).rows
    assert (row.line, row.active_from) == (1, NOON)
    (row,) = read_toml(toml.replace("T12:00:00", "").encode(), BERLIN).rows
    assert row.active_from == NOON - 12 * 3600


def test_wrong_rows_are_named_with_their_lines_and_the_others_are_read() -> None:
    typed = (
        "name,phrasings,answer_en,active_from,links,topic\n"
        'a,"x\ny",z,soon,,\n'
        "b,x,z,,,\n"
        "c,x,z,,https://a.org,\n"
        "d,x,z,,,none\n"
    )
    sheet = read_csv(typed.encode(), BERLIN)
    assert [row.name for row in sheet.rows] == ["b"]
    told = [(fault.line, fault.name, fault.why.key) for fault in sheet.faults]
    assert told == [
        (2, "a", "entries.bad_time"),
        (5, "c", "entries.bad_link"),
        (6, "d", "entries.bad_number"),
    ]


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "entries.bad_header"),
        (b"question,answer\n", "entries.bad_header"),
        ("name\n中文".encode("gbk"), "entries.not_utf8"),
        (b'name\n"x', "entries.bad_csv"),
        (b"name\n" + b"x\n" * 501, "entries.too_many"),
    ],
)
def test_what_is_no_csv_of_entries_is_refused(content: bytes, key: str) -> None:
    with pytest.raises(Refused) as refused:
        read_csv(content, BERLIN)
    assert refused.value.key == key


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"[[entry]", "entries.bad_toml"),
        (b"\xff", "entries.not_utf8"),
        (b"[[entries]]\nname='x'", "entries.bad_table"),
        (b"entry = 3", "entries.bad_table"),
        (b"facts = {a = 3}", "entries.bad_value"),
        (b"x = " + b"[" * 5000, "entries.bad_toml"),
    ],
)
def test_what_is_no_toml_of_entries_is_refused(content: bytes, key: str) -> None:
    with pytest.raises(Refused) as refused:
        read_toml(content, BERLIN)
    assert refused.value.key == key


@pytest.mark.parametrize(
    "line",
    [
        "names = 'x'",
        "name = 3",
        "phrasings = 'x'",
        "tags = [1]",
        "links = [{label = 'x'}]",
        "media = 'x'",
        "answers = []",
        "topic = true",
        "active_from = 12:00:00",
        "groups = ['x']",
    ],
)
def test_a_key_that_is_wrong_is_a_fault_with_its_line(line: str) -> None:
    (fault,) = read_toml(f"\n[[entry]]\n{line}".encode(), BERLIN).faults
    assert fault.line == 2
