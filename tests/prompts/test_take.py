"""A sheet into a group: what is new, what is replaced, what is the same; and out of it again."""

from datetime import time

import pytest

from bot.prompts import schedules, take
from bot.prompts.names import free_name
from bot.prompts.planned import State
from bot.prompts.prompt import Place, Prompt, Variant
from bot.prompts.rule import Daily, Rule
from bot.prompts.sheet import Desk, Entry, read_sheet, write_sheet
from bot.texts import Refused
from tests.prompts.plans import BERLIN, EVENING, FANS, NOON, OLGA, OTHERS, PIA, Plans

EARLY = Rule(Daily(), (time(8),))


def entry(name: str, rule: Rule = EVENING, *, chat_id: int = FANS) -> Entry:
    return Entry(Prompt(name, (Variant({"en": "Hello"}),), (Place(chat_id),)), rule)


async def took(plans: Plans, *entries: Entry, by: int = OLGA, **more: object) -> take.Plan:
    wanted: take.Plan = await plans.do(take.plan, FANS, entries)
    given = {"by": by, "now": NOON, "as_planner": by == PIA, "steers": ()}
    await plans.do(take.take, FANS, wanted, **given | more)
    return wanted


async def test_what_is_new_is_planned_and_what_is_the_same_is_left(plans: Plans) -> None:
    await took(plans, entry("A"), entry("B"))
    [first, _] = await plans.planned()
    await plans.do(schedules.pause, FANS, first.schedule_id, NOON)
    wanted = await took(plans, entry("A"), entry("b"), entry("C"))
    assert ([one.prompt.name for one in wanted.new], wanted.replaced, wanted.same) == (["C"], (), 2)
    states = {one.prompt.name: one.state for one in await plans.planned()}
    assert states == {"A": State.PAUSED, "B": State.ACTIVE, "C": State.ACTIVE}


async def test_what_is_called_the_same_is_replaced(plans: Plans) -> None:
    await took(plans, entry("A"))
    [before] = await plans.planned()
    wanted = await took(plans, entry("A", EARLY))
    assert [held.schedule_id for held, _ in wanted.replaced] == [before.schedule_id]
    [after] = await plans.planned()
    assert (after.schedule_id, after.rule) == (before.schedule_id, EARLY)


async def test_a_refusal_names_the_prompt_and_leaves_nothing(plans: Plans) -> None:
    foreign = entry("B", chat_id=OTHERS)
    with pytest.raises(Refused) as refused:
        await took(plans, entry("A"), foreign)
    assert refused.value.data["name"] == "B"
    assert await plans.planned() == []
    await took(plans, entry("A"), foreign, steers={OTHERS})
    assert len(await plans.planned()) == 2


async def test_a_planner_replaces_only_her_own(plans: Plans) -> None:
    await took(plans, entry("A"))
    await took(plans, entry("B"), by=PIA)
    await took(plans, entry("B", EARLY), by=PIA)
    with pytest.raises(Refused):
        await took(plans, entry("A", EARLY), by=PIA)


async def test_prompts_of_one_name_go_out_numbered_and_come_back_as_what_they_were(
    plans: Plans,
) -> None:
    for _ in range(3):
        await plans.plan()
    found = await plans.do(take.entries_of, FANS)
    assert [one.prompt.name for one in found] == ["evening", "evening 2", "evening 3"]
    assert all(one.prompt.places == () for one in found)
    desk = Desk(NOON, BERLIN, "en", Place(FANS), {FANS: "Fans"})
    sheet = read_sheet(write_sheet(found, "csv"), "csv", desk)
    wanted = await plans.do(take.plan, FANS, sheet.entries)
    assert (wanted.new, wanted.replaced, wanted.same) == ((), (), 3)


async def test_another_groups_prompts_are_not_in_the_file(plans: Plans) -> None:
    await plans.plan(chat_id=OTHERS)
    assert await plans.do(take.entries_of, FANS) == []


async def test_a_copy_has_a_name_of_its_own(plans: Plans) -> None:
    held = await plans.plan()
    for name in ("evening 2", "evening 3"):
        copied = await plans.do(schedules.copy, FANS, held.schedule_id, by=OLGA, now=NOON)
        assert copied.prompt.name == name


def test_a_name_stays_within_its_length() -> None:
    assert free_name("A", ["b"]) == "A"
    assert free_name("A", ["a", "A 2"]) == "A 3"
    assert free_name("x" * 64, ["X" * 64]) == "x" * 62 + " 2"
