"""Ninety days of forty people, told day by day: every number of a digest is counted again from what they did.

A digest is read as an operator reads it. Whatever it says is looked up with the oracle and taken out of the
text; at the end no digit may be left that nobody has accounted for.
"""

import html
import re
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from datetime import date
from statistics import median

import pytest

from bot.activity.chats import Chat
from bot.activity.period import Period
from bot.clock.days import from_date
from bot.reports.digest import gather, write
from bot.reports.pages import Pages
from bot.reports.scope import Scope
from bot.storage import Tx
from tests.activity.oracle.crowd import FIRST, LAST, NOW, ZONE, events
from tests.activity.oracle.oracle import ACTS, HOUR, Oracle, days
from tests.activity.oracle.told import MEMBERS_NOW, UP, Group, group_at, told
from tests.reports.golden.counted import ONE, count, expected, is_known, is_open, is_real, waiting

YESTERDAY = LAST - ONE
DAYS = days(FIRST + ONE * 30, YESTERDAY)
WEEKS = [(day - ONE * 6, day) for day in DAYS if day.weekday() == 6]
LABELS = {
    "Active members": "active",
    "Messages": "messages",
    "Replies": "replies",
    "Reactions": "reactions",
    "Questions": "questions",
    "First messages ever": "first_words",
    "Joined": "joined",
    "Left": "left",
}


@pytest.fixture(scope="module")
def oracle() -> Oracle:
    return Oracle(tuple(events()), ZONE, NOW)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def crowd_url(
    request: pytest.FixtureRequest, oracle: Oracle, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The URL of a database of each kind in which all that happened was recorded, made once."""
    yield from told(request, oracle, tmp_path_factory, "digests")


@pytest.fixture
async def group(crowd_url: str) -> AsyncIterator[Group]:
    async with group_at(crowd_url) as group:
        yield group


async def digest(group: Group, first: date, last: date) -> str:
    """Return a digest as an operator reads it."""
    tx, chat = group
    scope = Scope(chat, Period(from_date(first), from_date(last)), NOW)
    made = write(await gather(tx, scope), "en", Pages()).html
    return html.unescape(re.sub(r"</?(b|i|code)>", "", made))


class Reading:
    """A text of which one thing after another is checked and taken out."""

    def __init__(self, text: str) -> None:
        self.text = text

    def take(self, pattern: str) -> re.Match[str] | None:
        """Return what matches, and take it out."""
        found = re.search(pattern, self.text, re.MULTILINE)
        if found is not None:
            self.text = self.text[: found.start()] + self.text[found.end() :]
        return found

    def each(self, pattern: str) -> Iterator[re.Match[str]]:
        """Yield all that matches, taken out."""
        while (found := self.take(pattern)) is not None:
            yield found


def check_numbers(reading: Reading, oracle: Oracle, first: date, last: date) -> dict[str, int]:
    """Check each line of a number with its change, and that none is missing; return the numbers."""
    seen = {}
    for label, key in LABELS.items():
        value = count(oracle, key, first, last)
        usual = expected(oracle, key, first, last)
        difference = None if usual is None else round(value - usual)
        line = reading.take(rf"(?:^|· )([▲▼] )?{label} (\d+)(?: \(([+-])(\d+)\))?(?= ·|$)")
        if line is None:
            assert not value and not difference and key not in ("active", "messages")
            continue
        seen[key] = value
        assert int(line[2]) == value
        if not difference:
            assert line[4] is None
        else:
            assert int(line[4]) * (-1 if line[3] == "-" else 1) == difference
        arrow = is_real(oracle, key, last) if first == last else None
        if arrow is not None:
            assert bool(line[1]) is arrow, (key, last)
        if line[1] is not None:
            assert usual is not None
            assert line[1] == ("▲ " if value > usual else "▼ ")
    return seen


def check_headline(reading: Reading, oracle: Oracle, first: date, last: date) -> None:
    title = "A week" if first != last else f"A {last:%A}"
    like = reading.take(rf"^{title} like others: messages (\d+), active members (\d+)\.$")
    if like is not None:
        assert "▲ " not in reading.text.split("In brackets")[0]
        assert int(like[1]) == count(oracle, "messages", first, last)
        assert int(like[2]) == count(oracle, "active", first, last)
        return
    partly = reading.take(
        r"^Messages (\d+), active members (\d+)\. Too much of the day is missing to compare it\.$"
    )
    if partly is not None:
        assert not is_known(oracle, last)
        assert int(partly[1]) == count(oracle, "messages", first, last)
        assert int(partly[2]) == count(oracle, "active", first, last)
        return
    changed = reading.take(
        rf"^({'|'.join(LABELS)}): (\d+), (?:(\d+)% (more|less) than|instead of (\d+)) "
        rf"(?:on other {last:%A}s|in other weeks)\.$"
    )
    assert changed is not None, reading.text
    key = LABELS[changed[1]]
    value, usual = int(changed[2]), expected(oracle, key, first, last)
    assert usual is not None
    assert value == count(oracle, key, first, last)
    assert re.search(rf"[▲▼] {changed[1]} ", reading.text, re.MULTILINE)
    if changed[3]:
        assert int(changed[3]) == round(100 * round(abs(value / usual - 1), 2))
        assert (changed[4] == "more") is (value > usual)
    else:
        assert int(changed[5]) == round(usual)


def check_answers(reading: Reading, oracle: Oracle, first: date, last: date) -> None:
    asked = oracle.questions(first, last, None)
    line = reading.take(
        r"^❓ (?:(\d+) questions?(?:, (?:half answered within|answered after) ([\d.]+) (min|h))?)?"
        r"(?:(?:; )?waiting now: (\d+))?$"
    )
    if line is None:
        assert not asked and not waiting(oracle)
        return
    assert int(line[1] or 0) == len(asked)
    assert int(line[4] or 0) == len(waiting(oracle))
    waits = [wait for each in asked if (wait := oracle.waited(each)) is not None]
    if not waits:
        assert line[2] is None
        return
    minutes = max(round(median(waits) / 60), 1)
    shown = minutes if line[3] == "min" else round(minutes / 60, 1)
    assert float(line[2]) == shown


def check_todos(reading: Reading, oracle: Oracle) -> None:
    open_ = [(f"Fan {each.who}", round((NOW - each.at) / HOUR)) for each in waiting(oracle)]
    for line in reading.each(
        r"^\d\. (Fan \d+) waits (\d+) h for an answer: “When does it start\?”$"
    ):
        assert (line[1], int(line[2])) in open_
    for line in reading.each(
        r"^\d\. (Fan (\d+)), active on (\d+) of 28 days, has been silent for (\d+) days\.$"
    ):
        active = oracle.days_of(int(line[2]))
        base = days(oracle.today - ONE * 35, oracle.today - ONE * 8)
        assert int(line[3]) == len(active & set(base)) >= 12
        assert int(line[4]) == (oracle.today - max(active)).days >= 7
        assert not oracle.is_gone(int(line[2]), oracle.today)
    for line in reading.each(r"^\d\. Nobody answered Fan (\d+)’s first message \((\d+) h ago\)\.$"):
        (said,) = [e for e in oracle.first_messages(FIRST, LAST, None) if e.who == int(line[1])]
        assert oracle.response(said) is None
        assert int(line[2]) == round((NOW - said.at) / HOUR)
    for line in reading.each(r"^\d\. Renao was down for ([\d.]+) h\.$"):
        assert float(line[1]) >= 1


def check_faq(reading: Reading, oracle: Oracle) -> None:
    """Check what could go into the FAQ: the one question that all ask, in a group without entries."""
    line = reading.take(
        r"^\d\. (\d+) questions? (?:or answer|and answers) could go into the FAQ\.$"
    )
    if line is not None:
        assert int(line[1]) == 1
        assert any(is_open(oracle, each) for each in oracle.messages)


def check_gaps(reading: Reading, oracle: Oracle, last: date) -> None:
    """Check how many questions since six days before nobody has answered; they all ask the same."""
    line = reading.take(r"^.*Nobody answered: “When does it start\?”(?: \((\d+)×\))?$")
    since = last - ONE * 6
    open_ = [
        each for each in oracle.messages if oracle.day(each.at) >= since and is_open(oracle, each)
    ]
    assert (line is not None) is bool(open_)
    if line is not None:
        assert int(line[1] or 1) == len(open_)


def check_thanks(reading: Reading, oracle: Oracle, first: date, last: date) -> None:
    """Check who is thanked: first who gave most first responses, then who did most."""
    line = reading.take(r"^🙏 To thank: (.+)$")
    asked = [
        each
        for each in oracle.within(first, last, "message")
        if each.asks or each in oracle.first_messages(first, last, None)
    ]
    helped = Counter(r.who for each in asked if (r := oracle.response(each)) is not None)
    acts = Counter(each.who for each in oracle.within(first, last, *ACTS))
    ranked = [who for who, _ in sorted(helped.items(), key=lambda one: (-one[1], one[0]))][:3]
    ranked += [who for who, _ in sorted(acts.items(), key=lambda one: (-one[1], one[0]))][:3]
    wanted = list(dict.fromkeys(ranked))[:3]
    if line is None:
        assert not wanted
        return
    said = re.findall(r"Fan (\d+) \((?:(\d+) answers?|(\d+) acts?)\)", line[1])
    assert [int(who) for who, _, _ in said] == wanted
    for who, answered, did in said:
        assert int(answered or 0) == helped[int(who)]
        if did:
            assert int(did) == acts[int(who)]


def check_record(reading: Reading, oracle: Oracle, first: date, last: date) -> None:
    line = reading.take(r"Record: ([A-D]) \(([\d.]+)% of the hours\)(?: – .*\d\d:\d\d)?\.")
    assert line is not None, reading.text
    assert float(line[2]) == pytest.approx(100 * oracle.coverage(UP, first, last), abs=0.11)
    unseen = reading.take(r" ([\d.]+)% of the members have never been seen\.")
    assert unseen is not None
    assert float(unseen[1]) == pytest.approx(100 * oracle.unknown_members(MEMBERS_NOW), abs=0.06)


def check(text: str, oracle: Oracle, first: date, last: date) -> None:
    """Check a whole digest."""
    reading = Reading(text)
    span = f"{first:%a} {first.day} {first:%b}"
    span += f" – {last:%a} {last.day} {last:%b}" if last != first else ""
    title = reading.take(rf"^Fans!? · {span}")
    assert title is not None, text
    if "nothing happened" not in text:
        check_headline(reading, oracle, first, last)
        check_numbers(reading, oracle, first, last)
        reading.take(r"^In brackets: .*, 4 weeks before; ▲▼ beyond chance$")
    else:
        assert not any(count(oracle, key, first, last) for key in LABELS.values())
    check_answers(reading, oracle, first, last)
    check_todos(reading, oracle)
    check_faq(reading, oracle)
    check_gaps(reading, oracle, last)
    check_thanks(reading, oracle, first, last)
    check_record(reading, oracle, first, last)
    assert not re.search(r"\d", reading.text), reading.text


async def test_every_number_of_sixty_days_is_what_people_did(
    group: tuple[Tx, Chat], oracle: Oracle
) -> None:
    for day in DAYS:
        check(await digest(group, day, day), oracle, day, day)


async def test_every_number_of_eight_weeks_is_what_people_did(
    group: tuple[Tx, Chat], oracle: Oracle
) -> None:
    assert len(WEEKS) >= 7
    for first, last in WEEKS:
        check(await digest(group, first, last), oracle, first, last)


def test_the_days_are_different_enough_to_mean_something(oracle: Oracle) -> None:
    counts = [count(oracle, "messages", day, day) for day in DAYS]
    assert len(set(counts)) > 8
    arrows = [is_real(oracle, key, day) for key in LABELS.values() for day in DAYS]
    assert arrows.count(None) < len(arrows) / 5
    assert arrows.count(True) > 0
