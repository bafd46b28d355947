"""The starter pack works in a new group as it is, once the group's facts are filled in."""

from zoneinfo import ZoneInfo

from bot.faq import details, take, uses
from bot.faq.answers import word
from bot.faq.pack import starter
from bot.faq.sheet import Row
from bot.faq.sheet_toml import read_toml
from bot.storage import Database
from bot.texts import LANGUAGES, variables_in, written_in

FANS, OLGA, NOW = -100, 7, 1_767_225_600.0
UTC = ZoneInfo("UTC")
SHEET = read_toml(starter(), UTC)


def test_it_has_twenty_entries_with_five_phrasings_in_each_language() -> None:
    assert not SHEET.faults
    assert len(SHEET.rows) == 20

    def spoken(row: Row, language: str) -> int:
        return sum(written_in(text, "en") == language for text in row.phrasings)

    assert all(spoken(row, language) >= 5 for row in SHEET.rows for language in LANGUAGES)
    assert all(row.answers.keys() == LANGUAGES.keys() for row in SHEET.rows)


def test_no_two_entries_listen_for_the_same() -> None:
    phrasings = [text for row in SHEET.rows for text in row.phrasings]
    assert len(phrasings) == len(set(phrasings))


def test_every_fact_is_used_in_both_languages_alike() -> None:
    used: set[str] = set()
    for row in SHEET.rows:
        shown = [variables_in(text) & SHEET.facts.keys() for text in row.answers.values()]
        assert shown[0] == shown[1], row.name
        used |= shown[0]
    assert used == SHEET.facts.keys()


async def test_it_can_be_taken_over_and_says_what_it_waits_for(database: Database) -> None:
    async with database.write() as tx:
        wanted = await take.plan(tx, FANS, SHEET)
        assert (len(wanted.new), wanted.replaced, wanted.faults) == (20, [], [])
        taken = await take.take(tx, wanted, mine=[FANS], by=OLGA, now=NOW)
        waiting = await uses.waiting(tx, FANS)
        assert waiting.keys() == SHEET.facts.keys()
        assert waiting["contact"] == ["contact", "delivery"]
        for name in waiting:
            await details.put(tx, FANS, name, "https://example.org", by=OLGA, now=NOW)
        assert await uses.waiting(tx, FANS) == {}
        facts = await details.known(tx, FANS)
        again = await take.plan(tx, FANS, SHEET)
    assert (again.new, again.replaced, again.same, again.facts) == ([], [], 20, {})
    told = {**facts, "first_name": "Bob", "group_title": "Fans"}
    for entry in taken:
        for language in LANGUAGES:
            assert written_in(word(entry.answers, language, told), "en") == language
