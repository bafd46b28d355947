"""Entries: what a group has answers to, and in which of its places and times they are given."""

from dataclasses import replace
from typing import Any

import pytest

from bot.faq import details, entries, places, removed, uses, versions
from bot.faq.entry import Entry, Link, Media
from bot.storage import Database
from bot.texts import Refused

FANS, OTHERS, THIRD = -100, -200, -300
OLGA, BOB = 7, 8
NOW = 1_767_225_600.0
ASKED = "where can I buy tickets?"
ANSWERS = {"en": "At the door, {{ first_name }}.", "zh-CN": "在门口买。"}
PICTURE = Media("photo", "AgACAgIAAxkBAAIBQ2_abc-def")


async def save(
    database: Database,
    name: str = "tickets",
    phrasings: tuple[str, ...] = (ASKED, "哪里买票"),
    chat_id: int = FANS,
    answers: dict[str, str] = ANSWERS,
    **more: Any,
) -> Entry:
    new = Entry(0, chat_id, name, phrasings, answers, created_by=OLGA, created_at=NOW, **more)
    async with database.write() as tx:
        return await entries.create(tx, new)


async def listed(database: Database, chat_id: int = FANS) -> list[Entry]:
    async with database.read() as tx:
        return await entries.entries(tx, chat_id)


async def version(database: Database, chat_id: int) -> int:
    async with database.read() as tx:
        return await versions.version(tx, chat_id)


async def delete(database: Database, entry: Entry, now: float = NOW) -> None:
    async with database.write() as tx:
        await removed.remove(tx, entry, by=OLGA, now=now)


async def restore(database: Database, entry: Entry, now: float = NOW) -> Entry:
    async with database.write() as tx:
        return await removed.restore(tx, FANS, entry.entry_id, now=now)


async def test_an_entry_is_listed_and_found_as_it_was_saved(database: Database) -> None:
    doors = await save(database, "doors", ("when do doors open?",))
    tickets = await save(
        database,
        name=" Tickets ",
        tags=("Money", "money", "before"),
        links=(Link("Shop", "https://example.org/shop"),),
        follow_ups=(doors.entry_id,),
        media=PICTURE,
        active_from=NOW,
        active_until=NOW + 60,
        author_id=BOB,
    )
    assert (tickets.name, tickets.tags) == ("tickets", ("money", "before"))
    assert await listed(database) == [doors, tickets]
    async with database.read() as tx:
        assert await entries.find(tx, FANS, "TICKETS") == tickets
        assert await entries.get(tx, FANS, tickets.entry_id) == tickets
        assert await entries.find(tx, FANS, "merch") is None


async def test_a_name_is_given_once_in_a_group(database: Database) -> None:
    first = await save(database)
    with pytest.raises(Refused) as refused:
        await save(database, "TICKETS", ("how much is it?",))
    assert refused.value.key == "faq.name_taken"
    assert await listed(database) == [first]
    other = await save(database, "doors", ("when do doors open?",))
    async with database.write() as tx:
        with pytest.raises(Refused, match="name_taken"):
            await entries.change(tx, replace(other, name="Tickets"), now=NOW)
    await save(database, chat_id=OTHERS)


async def test_a_change_is_seen_by_every_process_and_of_a_removed_entry_refused(
    database: Database,
) -> None:
    entry = await save(database)
    before = await version(database, FANS)
    changed = replace(entry, name="Entry", phrasings=("how do I get in?",), answers={"en": "So."})
    async with database.write() as tx:
        changed = await entries.change(tx, changed, now=NOW + 1)
    assert await listed(database) == [changed]
    assert (changed.name, changed.changed_at) == ("entry", NOW + 1)
    assert await version(database, FANS) == before + 1
    await delete(database, changed)
    assert await version(database, FANS) == before + 2
    async with database.write() as tx:
        with pytest.raises(Refused, match="gone"):
            await entries.change(tx, changed, now=NOW)


@pytest.mark.parametrize(
    ("entry", "key"),
    [
        ({"name": "  "}, "faq.bad_name"),
        ({"name": "x" * 65}, "faq.bad_name"),
        ({"phrasings": ()}, "faq.bad_count"),
        ({"phrasings": ("where?",) * 21}, "faq.bad_count"),
        ({"phrasings": ("where?", "?!")}, "faq.empty_question"),
        ({"phrasings": ("x" * 301,)}, "faq.long_question"),
        ({"answers": {}}, "faq.no_answer"),
        ({"answers": {"tlh": "nuqDaq"}}, "faq.bad_language"),
        ({"answers": {"en": "<b>x"}}, "texts.html_open_tag"),
        ({"answers": {"en": "{{ signup_url }}"}}, "texts.template_variable"),
        ({"tags": ("x",) * 3 + tuple(map(str, range(10)))}, "entries.many_tags"),
        ({"tags": ("a,b",)}, "entries.bad_tag"),
        ({"links": (Link("Shop", "https://a.org"),) * 9}, "entries.many_links"),
        ({"links": (Link(" ", "https://a.org"),)}, "entries.bad_label"),
        ({"links": (Link("Shop", "javascript:alert(1)"),)}, "entries.bad_address"),
        ({"links": (Link("Shop", "https://[/"),)}, "entries.bad_address"),
        ({"links": (Link("Shop", "https://localhost/x"),)}, "entries.bad_address"),
        ({"media": Media("photo", "/etc/passwd")}, "entries.bad_media"),
        ({"media": Media("sticker", PICTURE.file)}, "entries.bad_media"),
        ({"follow_ups": (1, 2, 3, 4, 5, 6)}, "entries.many_follow_ups"),
        ({"active_from": NOW, "active_until": NOW}, "entries.never_active"),
    ],
)
async def test_an_entry_that_would_not_work_is_refused(
    database: Database, entry: dict[str, Any], key: str
) -> None:
    with pytest.raises(Refused) as refused:
        await save(database, **entry)
    assert refused.value.key == key
    assert await listed(database) == []


def test_an_entry_has_its_time() -> None:
    entry = Entry(1, FANS, "x", ("x",), {"en": "x"}, active_from=NOW, active_until=NOW + 60)
    times = (NOW - 1, NOW, NOW + 59, NOW + 60)
    assert [entry.is_active(now) for now in times] == [False, True, True, False]
    assert replace(entry, active_from=None, active_until=None).is_active(0)


# ── removed, and put back ────────────────────────────────────────────────────────────────────────


async def test_a_removed_entry_is_gone_and_its_name_free(database: Database) -> None:
    entry = await save(database)
    await delete(database, entry)
    assert await listed(database) == []
    again = await save(database)
    with pytest.raises(Refused, match="name_taken"):
        await restore(database, entry)
    assert await listed(database) == [again]


async def test_a_removed_entry_can_be_put_back_whole_for_ten_minutes(database: Database) -> None:
    entry = await save(
        database, tags=("money",), media=PICTURE, links=(Link("a", "https://a.org"),)
    )
    async with database.write() as tx:
        await places.answer_in(tx, entry, [OTHERS], mine=[FANS, OTHERS])
    await delete(database, entry)
    assert await listed(database, OTHERS) == []
    with pytest.raises(Refused, match="cannot_restore"):
        await restore(database, entry, NOW + 600)
    assert await restore(database, entry, NOW + 599) == entry
    assert await listed(database) == await listed(database, OTHERS) == [entry]
    with pytest.raises(Refused, match="cannot_restore"):
        await restore(database, entry)
    await delete(database, entry)
    async with database.write() as tx:
        assert await removed.forget_old(tx, NOW + 599) == 0
        assert await removed.forget_old(tx, NOW + 600) == 1
    with pytest.raises(Refused, match="cannot_restore"):
        await restore(database, entry)


# ── where they answer ────────────────────────────────────────────────────────────────────────────


async def test_a_group_neither_sees_nor_touches_the_entries_of_another(database: Database) -> None:
    ours = await save(database)
    assert await listed(database, OTHERS) == []
    async with database.read() as tx:
        assert await entries.find(tx, OTHERS, "tickets") is None
        assert await entries.get(tx, OTHERS, ours.entry_id) is None
        with pytest.raises(Refused, match="gone"):
            await entries.get_own(tx, OTHERS, ours.entry_id)
    with pytest.raises(Refused, match="cannot_restore"):
        async with database.write() as tx:
            await removed.remove(tx, ours, by=OLGA, now=NOW)
            await removed.restore(tx, OTHERS, ours.entry_id, now=NOW)
    assert await listed(database) == [ours]


async def test_an_entry_answers_in_one_topic_or_in_the_whole_group(database: Database) -> None:
    entry = await save(database)
    async with database.write() as tx:
        await places.stay_home(tx, entry, 5, mine=[FANS])
    (there,) = await listed(database)
    assert (there.answers_in(5), there.answers_in(None), there.answers_in(6)) == (
        True,
        False,
        False,
    )
    async with database.write() as tx:
        await places.stay_home(tx, entry, None, mine=[FANS])
    (there,) = await listed(database)
    assert there.answers_in(5) and there.answers_in(None)


async def test_an_entry_answers_only_in_groups_that_who_says_so_runs(database: Database) -> None:
    entry = await save(database)
    async with database.write() as tx:
        await places.answer_in(tx, entry, [OTHERS, THIRD], mine=[FANS, OTHERS])
    assert (await listed(database, OTHERS), await listed(database, THIRD)) == ([entry], [])
    assert await version(database, OTHERS) == 1
    async with database.write() as tx:
        await places.answer_in(tx, entry, [THIRD], mine=[FANS, THIRD])
    assert await listed(database, OTHERS) == await listed(database, THIRD) == [entry]
    async with database.read() as tx:
        assert [place.chat_id for place in await places.places(tx, entry)] == [FANS, THIRD, OTHERS]
        assert await entries.find(tx, OTHERS, "tickets") is None
        assert await entries.own(tx, OTHERS) == []


async def test_an_operator_takes_a_guest_out_of_her_group_and_it_stays_out(
    database: Database,
) -> None:
    entry = await save(database)
    async with database.write() as tx:
        await places.answer_everywhere(tx, entry, [OTHERS])
        assert await places.take_out(tx, OTHERS, entry.entry_id)
        assert not await places.take_out(tx, OTHERS, entry.entry_id)
        assert not await places.take_out(tx, FANS, entry.entry_id)
        await places.follow(tx, OLGA, [FANS, OTHERS])
    assert await listed(database, OTHERS) == []
    assert await version(database, OTHERS) == 2
    (at_home,) = await listed(database)
    assert at_home.everywhere


async def test_an_entry_for_all_groups_follows_its_writer(database: Database) -> None:
    entry = await save(database)
    await save(database, "doors", ("when do doors open?",))
    async with database.write() as tx:
        await places.answer_everywhere(tx, entry, [FANS, OTHERS])
        assert await places.writers(tx) == [OLGA]
        await places.follow(tx, OLGA, [THIRD])
    assert await listed(database, OTHERS) == []
    assert [each.name for each in await listed(database, THIRD)] == ["tickets"]
    assert len(await listed(database)) == 2
    seen = await version(database, THIRD)
    async with database.write() as tx:
        await places.follow(tx, OLGA, [THIRD])
    assert await version(database, THIRD) == seen


# ── facts ────────────────────────────────────────────────────────────────────────────────────────


async def fact(database: Database, name: str, text: str, chat_id: int = FANS) -> None:
    async with database.write() as tx:
        await details.put(tx, chat_id, name, text, by=OLGA, now=NOW)
        await uses.check(tx, chat_id, name)


async def test_an_answer_may_show_facts_of_its_group(database: Database) -> None:
    await fact(database, "signup_url", "https://example.org/1")
    entry = await save(database, answers={"en": "{{ signup_url }}"})
    await fact(database, "signup_url", "https://example.org/2")
    async with database.read() as tx:
        assert await details.known(tx, FANS) == {"signup_url": "https://example.org/2"}
        assert await uses.using(tx, FANS, "signup_url") == [entry]
        assert (
            await uses.using(tx, FANS, "other") == await uses.using(tx, OTHERS, "signup_url") == []
        )
    async with database.write() as tx:
        assert await details.remove(tx, FANS, "signup_url")
        assert not await details.remove(tx, FANS, "signup_url")


@pytest.mark.parametrize("name", ["", "Url", "1a", "a-b", "first_name", "if", "language", "x" * 33])
async def test_a_fact_that_no_answer_could_name_is_refused(database: Database, name: str) -> None:
    with pytest.raises(Refused, match="bad_fact_name"):
        await fact(database, name, "x")


async def test_a_fact_that_makes_an_answer_too_long_is_refused(database: Database) -> None:
    await fact(database, "rules", "short")
    await save(database, answers={"en": "x" * 3900 + "{{ rules }}"})
    with pytest.raises(Refused) as refused:
        await fact(database, "rules", "y" * 300)
    assert refused.value.data["name"] == "tickets"
    async with database.read() as tx:
        assert await details.known(tx, FANS) == {"rules": "short"}
    with pytest.raises(Refused, match="long_fact"):
        await fact(database, "rules", "y" * 501)


async def test_who_waits_for_a_fact_is_told(database: Database) -> None:
    await fact(database, "signup_url", "")
    await fact(database, "price", "")
    await save(database, answers={"en": "{{ signup_url }}", "zh-CN": "{% if price %}x{% endif %}y"})
    async with database.read() as tx:
        assert await uses.waiting(tx, FANS) == {"price": [], "signup_url": ["tickets"]}
