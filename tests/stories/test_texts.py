"""What people are called and write is shown as it is, everywhere, in the language of the reader."""

import pytest

from bot.sandbox.script.places import Place
from tests.stories.conftest import Someone, Stage

HOSTILE = "<b>x</b> {{7*7}}"


async def test_a_hostile_name_is_shown_as_exactly_that_everywhere(
    stage: Stage, alice: Someone, group: Place
) -> None:
    person = stage.world.person(HOSTILE, username="hostile")
    stage.world.add_member(group, person)
    hostile = Someone(person, stage)
    await alice.asks("/faq_new hi | who is in the front row? | Hello {{ first_name }}!")
    assert await hostile.asks("who is in the front row?", in_=group) == f"Hello {HOSTILE}!"
    await hostile.says("/operator_add @hostile", in_=group)
    await alice.says("/operator_add @hostile", in_=group)
    assert HOSTILE in group.last.text
    assert HOSTILE in await alice.asks("/operators")
    assert HOSTILE in await alice.asks("/audit")
    assert HOSTILE in await alice.asks("/report today")
    assert HOSTILE in await hostile.asks("/start")
    await stage.until("12:00")
    await alice.asks("/digest now")
    group.renames(HOSTILE)
    await stage.settle()
    for command in ("/status", "/faq", "/prompts", "/timezone", "/report", "/audit", "/operators"):
        assert HOSTILE in await alice.asks(command), command


async def test_a_person_chooses_her_own_language_and_an_operator_the_groups(
    stage: Stage, alice: Someone, bob: Someone, group: Place
) -> None:
    await bob.asks("/language")
    await bob.presses("简体中文")
    assert "没有" in await bob.asks("/xyzzy")
    await alice.asks("/language", in_=group)
    assert await bob.presses("简体中文", in_=group) != ""
    await alice.presses("简体中文", in_=group)
    assert "运营者" in await bob.asks("/report", in_=group)


async def test_help_differs_for_fan_operator_and_owner(
    alice: Someone, olga: Someone, bob: Someone, group: Place
) -> None:
    fan, admin, owner = [await one.asks("/help") for one in (bob, olga, alice)]
    assert "/language" in fan
    assert "/report" not in fan
    assert "/report" in admin
    assert "/operator_add" in admin
    assert "/operator_add" in owner


async def test_menus_are_set_by_role_and_language(
    stage: Stage, alice: Someone, bob: Someone, group: Place
) -> None:
    await alice.asks("/start")
    await stage.forward(minutes=2)
    calls = [
        entry.details["parameters"]
        for entry in stage.world.ledger.entries("called")
        if entry.details["method"].casefold() == "setmycommands"
    ]
    mine = [call for call in calls if "1001" in str(call.get("scope"))]
    assert any("operator_add" in str(call) for call in mine)
    assert any(call.get("language_code") == "zh" for call in mine)
    everybodys = [call for call in calls if "all_private_chats" in str(call.get("scope"))]
    assert everybodys
    assert not any("report" in str(call["commands"]) for call in everybodys)


@pytest.mark.parametrize(
    ("text", "example"),
    [
        ("/timezone Mars", "/timezone Europe/Berlin"),
        ("/digest sometimes", "/digest on 09:00"),
        ("/report never", "7d"),
        ("/prompt", "/prompt daily 21:30"),
    ],
)
async def test_bad_input_is_answered_with_an_example(
    alice: Someone, group: Place, text: str, example: str
) -> None:
    assert example in await alice.asks(text)


async def test_the_time_zone_moves_days_and_prompts(
    stage: Stage, alice: Someone, group: Place
) -> None:
    await alice.asks("/prompt daily 21:30 Good night!")
    assert "Thu 1 Jan 08:00" in await alice.asks("/timezone asia/shanghai")
    await stage.until("21:30", "Asia/Shanghai")
    assert group.texts.count("Good night!") == 1
