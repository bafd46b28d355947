from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from bot.activity import chats
from bot.clock import DAY
from bot.faq import details, health, unanswered, votes
from bot.faq.entry import Entry
from bot.faq.figures import Missed, Use
from bot.faq.health import Ailing, Known, Trouble, examined, stolen, worst_first
from bot.faq.served import How
from bot.faq.todo import Phrasing
from bot.storage import Database
from tests.activity import updates as u
from tests.faq.asking import (
    BOB,
    BUY,
    CHINESE,
    MERCH,
    MING,
    NOON,
    OLGA,
    TICKETS,
    ask,
    save,
    serve,
)  # fmt: skip

WELL = Entry(
    1, u.GROUP, "tickets", (TICKETS, CHINESE), {"en": "At the door."}, created_at=NOON - DAY
)


def known(**more: Any) -> Known:
    values: dict[str, Any] = {"facts": {}, "uses": {}, "last": {}, "stolen": {}, "phrasings": {}}
    return Known(NOON, ZoneInfo("UTC"), **values | more)


def troubles(entry: Entry, **more: Any) -> list[Trouble]:
    return [finding.trouble for finding in examined(entry, known(**more))]


def says(text: str) -> Entry:
    return replace(WELL, answers={"en": text})


def test_an_entry_that_is_well_has_nothing() -> None:
    assert troubles(WELL) == []


def test_an_answer_that_cannot_be_given_is_the_worst() -> None:
    assert troubles(says("See {{ url }}"), facts={"url": ""}) == [Trouble.FACTS]
    assert troubles(says("See {{ url }}")) == [Trouble.FACTS]
    assert troubles(says("See {{ url }}"), facts={"url": "https://a.example"}) == []
    assert troubles(says("<b>bold")) == [Trouble.BROKEN]


def test_what_is_past_is_told() -> None:
    # NOON is on 2026-01-01; the entry was written the day before.
    assert troubles(says("On 31 December 2025 at eight.")) == [Trouble.PAST]
    assert troubles(says("On 31 December at eight.")) == [Trouble.PAST]
    assert troubles(says("On 1 January at eight.")) == []
    assert troubles(says("See {{ when }}"), facts={"when": "2025-12-30"}) == [Trouble.PAST]
    assert troubles(says("See {{ when }}"), facts={"when": "soon", "x": "2025-12-30"}) == []
    assert troubles(replace(WELL, active_until=NOON)) == [Trouble.OVER]
    assert troubles(replace(WELL, active_until=NOON + 1)) == []


def test_an_entry_that_nobody_needs_for_sixty_days_is_told() -> None:
    old = replace(WELL, created_at=NOON - 60 * DAY)
    assert troubles(old) == [Trouble.UNUSED]
    assert troubles(old, last={1: NOON - 59 * DAY}) == []
    assert troubles(replace(old, changed_at=NOON - DAY)) == []
    assert troubles(replace(old, active_from=NOON + DAY)) == []


def test_an_answer_that_people_did_not_mean_is_told() -> None:
    assert troubles(WELL, uses={1: Use(1, served=9, rated=3, wrong=2)}) == [Trouble.WRONG]
    assert troubles(WELL, uses={1: Use(1, served=9, rated=9, wrong=2)}) == []
    assert troubles(WELL, uses={1: Use(1, served=9, rated=1, wrong=1)}) == []


def test_an_entry_starves_that_is_asked_for_in_other_words() -> None:
    words = tuple(Phrasing(Missed(n, 1, f"{BUY} {n}", NOON), WELL) for n in range(3))
    assert troubles(WELL, phrasings={1: words}) == [Trouble.STARVING]
    assert troubles(WELL, phrasings={1: words[:2]}) == []
    assert troubles(replace(WELL, phrasings=(TICKETS,))) == [Trouble.ONE_PHRASING]


def test_entries_steal_from_each_other_what_is_nearer_to_the_other() -> None:
    other = replace(WELL, entry_id=2, name="merch", phrasings=(MERCH, BUY))
    assert stolen([WELL, other]) == {1: (TICKETS, "merch"), 2: (BUY, "tickets")}
    assert stolen([replace(WELL, phrasings=(TICKETS, BUY, "i want to buy tickets, where?"))]) == {}
    assert stolen([WELL, replace(other, phrasings=(MERCH,))]) == {}
    assert stolen([]) == {}


def test_the_worst_comes_first() -> None:
    one = replace(WELL, entry_id=1, name="b", phrasings=(TICKETS,))
    two = replace(one, entry_id=2, name="a")
    three = replace(WELL, entry_id=3, name="z", active_until=NOON)
    both = replace(three, entry_id=4, phrasings=(TICKETS,))
    found = worst_first([one, two, three, both, WELL], known())
    assert [each.entry.entry_id for each in found] == [4, 3, 2, 1]


async def ailing(database: Database, now: float) -> Mapping[str, Ailing]:
    async with database.read() as tx:
        chat = await chats.get(tx, u.GROUP)
        assert chat is not None
        return {each.entry.name: each for each in await health.ailing(tx, chat, now)}


async def test_what_the_record_knows_of_a_groups_entries_is_looked_at(database: Database) -> None:
    await ask(database, 1)
    async with database.write() as tx:
        await details.put(tx, u.GROUP, "url", "", by=OLGA, now=NOON)
    waits = await save(database, "waits", MERCH, answers={"en": "{{ url }}"})
    tickets = await save(database, "tickets", TICKETS, CHINESE)
    for number, text in enumerate((BUY, "how much is one?", "still some left?"), start=1):
        await serve(database, number, tickets.entry_id, How.CHOSEN, text=text)
    for number in (11, 12):
        await serve(database, number, tickets.entry_id)
        async with database.write() as tx:
            await votes.vote(tx, u.GROUP, number, BOB, tickets.entry_id, is_good=False, now=NOON)
    found = await ailing(database, NOON + DAY)
    assert [one.trouble for one in found["waits"].findings] == [Trouble.FACTS, Trouble.ONE_PHRASING]
    assert waits.entry_id == found["waits"].entry.entry_id
    assert [one.trouble for one in found["tickets"].findings] == [Trouble.WRONG, Trouble.STARVING]
    assert len(found["tickets"].phrasings) == 3
    async with database.write() as tx:
        await unanswered.dismiss(tx, u.GROUP, [1, 2], NOON)
        await votes.vote(tx, u.GROUP, 11, BOB, tickets.entry_id, is_good=True, now=NOON)
        await votes.vote(tx, u.GROUP, 12, MING, tickets.entry_id, is_good=True, now=NOON)
    assert "tickets" not in await ailing(database, NOON + DAY)
