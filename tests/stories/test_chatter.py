"""A day of real chatter poured through a group with fifty entries: Renao does not butt in."""

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bot.faq import entries
from bot.faq.calibration import ENOUGH
from bot.faq.outcome import THRESHOLDS, Answer, Eagerness, decide
from bot.sandbox.script.places import Place
from tests.stories.conftest import Someone, Stage

DATA = Path(__file__).parents[3] / "shared" / "faq"
ENTRIES = 50
MATCHED, SAID = 2000, 200
MOST = 1 / 1000

pytestmark = pytest.mark.skipif(
    not DATA.exists(), reason=f"no chatter and no entries at {DATA}: the day was not played"
)


def lines(name: str) -> list[dict[str, Any]]:
    with (DATA / f"{name}.jsonl").open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def talk(chance: Random, count: int) -> list[str]:
    """Return so much chatter, half of it Chinese."""
    both = [chance.sample(lines(f"chatter_{name}_test"), count // 2) for name in ("en", "zh")]
    said = [str(line["text"]) for each in both for line in each]
    chance.shuffle(said)
    return said


async def teach(stage: Stage, group: Place, chance: Random) -> list[dict[str, Any]]:
    """Give the group fifty entries, and return questions that they answer."""
    task = next(one for one in lines("clinc150") if one["id"] == "clinc150.k3")
    known = chance.sample(task["faq_entries"], ENTRIES)
    async with stage.house.database.write() as tx:
        for one in known:
            answers = {"en": f"About {one['id']}."}
            await entries.add(
                tx, group.id, one["id"], one["questions"], answers, by=1001, now=stage.clock.now()
            )
    names = {one["id"] for one in known}
    asked = [query for query in task["queries"] if query["gold_id"] in names]
    return chance.sample(asked, 100)


async def test_a_day_of_real_chatter_gets_one_false_answer_in_a_thousand_at_most(
    stage: Stage, alice: Someone, bob: Someone, group: Place
) -> None:
    chance = Random(5)
    questions = await teach(stage, group, chance)
    books, now = stage.house.host.books, stage.clock.now()
    await books.refresh()
    assert (await books.of(group.id)).matcher.semantic
    said = talk(chance, MATCHED)
    answered = 0
    for text in said:
        if books.lets_through(group.id, text):
            match = await books.match(group.id, text, now)
            answered += isinstance(decide(match.candidates), Answer)
            books.tally.note(group.id, match.candidates[0].score if match.candidates else None)
    assert answered <= MOST * MATCHED
    right = 0
    for query in questions:
        match = await books.match(group.id, str(query["text"]), now)
        decision = decide(match.candidates)
        right += isinstance(decision, Answer) and str(query["gold_id"]) == (
            match.book.entries[decision.entry_id].name
        )
    assert right >= 0.3 * len(questions)
    await books.learn(now)
    assert MATCHED == ENOUGH
    learnt = (await books.learnt(group.id, now)).at(Eagerness.NORMAL)
    assert learnt.own
    # What it learnt of this chatter is that it need not be more careful than it was.
    assert learnt.thresholds.answer <= THRESHOLDS[Eagerness.NORMAL].answer


async def test_through_the_whole_house_it_is_as_silent(
    stage: Stage, alice: Someone, group: Place
) -> None:
    chance = Random(6)
    await teach(stage, group, chance)
    await stage.settle()
    fans = [stage.world.person(f"Fan {number}") for number in range(40)]
    for fan in fans:
        stage.world.add_member(group, fan)
    before = len(group.texts)
    for number, text in enumerate(talk(chance, SAID)):
        if text.strip() and not text.startswith("/"):
            chance.choice(fans).says(text, in_=group)
        stage.clock.forward(seconds=7)
        if number % 20 == 0:
            await stage.settle()
    await stage.forward(minutes=3)
    mine = [message for message in group.messages[before:] if message.sender is stage.bot.user]
    assert [message.text for message in mine if message.text.startswith("About")] == []
    assert len(mine) <= 0.01 * SAID
