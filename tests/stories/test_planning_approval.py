"""A planner plans, and operators say yes or no to what they have seen."""

import pytest

from bot.sandbox.script.places import Place
from tests.stories.conftest import Someone, Stage
from tests.stories.planning import labels, latest, opens


@pytest.fixture
async def planner(
    stage: Stage, alice: Someone, olga: Someone, bob: Someone, group: Place
) -> Someone:
    """Bob, who may plan prompts in Fans, where each needs a yes; Olga and he can be written to."""
    for someone in (olga, bob):
        await someone.asks("/start")
    await bob.says("hello", in_=group)
    await alice.says("/planner_add 1003", in_=group)
    assert "may plan prompts" in group.last.text
    await alice.asks("/prompt_settings")
    await alice.presses("waits for a yes")
    assert "waits for an operator’s yes" in latest(alice.private)
    return bob


async def test_what_a_planner_plans_waits_for_a_yes_and_is_seen_before(
    stage: Stage, olga: Someone, planner: Someone, group: Place
) -> None:
    answer = await planner.asks("/prompt daily 20:00 Who is <b>here</b>?")
    assert "waits for an operator’s yes. I have shown it to 1 person" in answer
    assert olga.private.texts[-2] == "Who is here?"
    assert "Bob has planned Who is here? for Fans" in latest(olga.private)
    assert labels(olga.private) == ["✅ Approve", "❌ Refuse"]
    await stage.until("20:01")
    assert "Who is here?" not in group.texts
    await olga.presses("Approve")
    assert "Approved: Who is here?, next on Fri 2 Jan 20:00" in latest(olga.private)
    assert "is approved and will be posted in Fans" in latest(planner.private)
    await stage.until("20:01")
    assert group.texts.count("Who is here?") == 1
    await olga.says("fine", in_=group)
    assert "👤 Bob, approved by Olga" in await opens(olga, "Who is here?")


async def test_a_no_pauses_it_and_its_planner_can_change_it_and_ask_again(
    stage: Stage, olga: Someone, planner: Someone, group: Place
) -> None:
    await planner.asks("/prompt daily 20:00 Buy now!")
    await olga.presses("Refuse")
    assert "Not approved" in latest(olga.private)
    assert "was not approved for Fans" in latest(planner.private)
    await opens(planner, "Buy now!")
    await planner.presses("Edit")
    await planner.presses("✏️ English")
    await planner.asks("What do you think?")
    await planner.presses("Save")
    await planner.presses("Resume")
    assert olga.private.texts[-2] == "What do you think?"
    await olga.presses("Approve")
    await stage.until("20:01")
    assert group.texts[-1] == "What do you think?"


async def test_a_yes_counts_only_for_what_was_seen(
    stage: Stage, olga: Someone, planner: Someone, group: Place
) -> None:
    await planner.asks("/prompt daily 20:00 Harmless")
    shown = olga.private.last
    await opens(planner, "Harmless")
    await planner.presses("Edit")
    await planner.presses("✏️ English")
    await planner.asks("Not so harmless")
    await planner.presses("Save")
    assert olga.private.texts[-2] == "Not so harmless"
    olga.person.presses(shown, "✅ Approve")
    await stage.settle()
    assert "was changed after you were shown it" in latest(olga.private)
    await stage.until("20:01")
    assert not {"Harmless", "Not so harmless"} & set(group.texts)
    await olga.presses("Approve")
    olga.person.presses(shown, "❌ Refuse")
    await stage.settle()
    assert "decided" in latest(olga.private)
    await stage.until("20:01")
    assert group.texts[-1] == "Not so harmless"


async def test_it_is_decided_on_its_card_too(
    stage: Stage, alice: Someone, planner: Someone, group: Place
) -> None:
    await planner.asks("/prompt daily 20:00 Who is here?")
    assert "⏳ Who is here? (waits for a yes)" in await alice.asks("/prompts")
    await alice.presses("Who is here?")
    assert labels(alice.private)[:2] == ["✅ Approve", "❌ Refuse"]
    await alice.presses("Approve")
    await stage.until("20:01")
    assert group.texts[-1] == "Who is here?"


async def test_a_planner_changes_only_her_own_and_decides_nothing(
    stage: Stage, alice: Someone, planner: Someone, group: Place
) -> None:
    await alice.asks("/prompt daily 20:00 Alice asks")
    await opens(planner, "Alice asks")
    for press in ("Pause", "Skip next", "Edit", "Post now", "Delete"):
        await planner.presses(press)
        assert "Somebody else planned this one" in latest(planner.private)
    await planner.asks("/prompt daily 21:00 Bob asks")
    await opens(planner, "Bob asks")
    assert "✅ Approve" not in labels(planner.private)
    for command in ("/pause", "/resume", "/prompt_settings", "/status"):
        assert "You steer no group" in await planner.asks(command)
    await alice.asks("/prompt_settings")
    await alice.presses("waits for a yes")
    await planner.asks("/prompt daily 22:00 No yes needed")
    await stage.until("22:01")
    assert group.texts[-1] == "No yes needed"


async def test_without_an_operator_who_can_be_written_to_the_planner_is_told(
    stage: Stage, alice: Someone, olga: Someone, bob: Someone, group: Place
) -> None:
    await alice.says("/planner_add 1003", in_=group)
    await alice.says("/prompt_settings", in_=group)
    await alice.presses("waits for a yes", in_=group)
    await bob.asks("/start")
    answer = await bob.asks("/prompt daily 20:00 Who is here?")
    assert "Nobody who steers Fans has opened a private chat" in answer


async def test_the_office_is_listed_and_taken(
    stage: Stage, alice: Someone, planner: Someone, group: Place
) -> None:
    told = await alice.asks("/operators")
    assert "Planners, who plan prompts and decide nothing: Bob" in told
    assert "may plan prompts in Fans already" in await alice.asks("/planner_add 1003")
    await planner.asks("/prompt daily 20:00 Who is here?")
    await alice.asks("/operators")
    await alice.presses("✖ Bob")
    assert "You steer no group" in await planner.asks("/prompts")


async def test_it_is_asked_in_the_language_of_whoever_decides(
    stage: Stage, olga: Someone, planner: Someone, group: Place
) -> None:
    await olga.asks("/language")
    await olga.presses("简体中文")
    await planner.asks("/prompt daily 20:00 Who is here?")
    assert "Bob 为 Fans 排了Who is here?" in latest(olga.private)
    await olga.presses("不同意")
    assert "未同意" in latest(olga.private)
