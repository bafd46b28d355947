"""The starter packs: whole in each language, taken by every check, and at rest once they are put in."""

from itertools import product

import pytest

from bot.prompts import starter
from bot.prompts.check import check, form_of
from bot.prompts.planned import State
from bot.prompts.prompt import Place
from bot.prompts.rule import Rule
from bot.prompts.sheet import Desk, write_sheet
from bot.prompts.starter import FOLDER, PACKS
from bot.texts import LANGUAGES, written_in
from tests.prompts.plans import BERLIN, FANS, NOON, OLGA, PIA, Plans


def desk(language: str = "en") -> Desk:
    return Desk(NOON, BERLIN, language, Place(FANS), {FANS: "Fans"})


def said(entry: starter.Entry) -> str:
    """Return all words of a prompt."""
    polls = [variant.poll for variant in entry.prompt.variants if variant.poll]
    texts = [text for variant in entry.prompt.variants for text in variant.texts.values()]
    words = [entry.prompt.name, *texts, *(poll.question for poll in polls)]
    return "\n".join([*words, *(option for poll in polls for option in poll.options)])


@pytest.mark.parametrize(("pack", "language"), [*product(PACKS, LANGUAGES)])
def test_a_pack_is_read_and_taken_by_every_check_in_its_language(pack: str, language: str) -> None:
    found = starter.entries(pack, desk(language))
    assert found
    for entry in found:
        check(entry.prompt)
        assert entry.prompt.places == (Place(FANS),)
        assert written_in(said(entry), "en") == language
        assert len({str(one) for one in entry.prompt.variants}) == len(entry.prompt.variants)


@pytest.mark.parametrize("pack", PACKS)
def test_a_pack_has_the_same_prompts_and_rules_in_both_languages(pack: str) -> None:
    english, chinese = (starter.entries(pack, desk(language)) for language in LANGUAGES)
    assert [shape(entry) for entry in english] == [shape(entry) for entry in chinese]


def shape(entry: starter.Entry) -> tuple[Rule, list[str]]:
    return entry.rule, [form_of(variant) for variant in entry.prompt.variants]


def test_every_file_is_a_pack() -> None:
    for language in LANGUAGES:
        files = (FOLDER / language.replace("-", "_")).glob("*.toml")
        assert {file.stem for file in files} == set(PACKS)


def test_no_two_packs_call_a_prompt_the_same() -> None:
    for language in LANGUAGES:
        names = [
            entry.prompt.name for pack in PACKS for entry in starter.entries(pack, desk(language))
        ]
        assert len(names) == len(set(names))


def test_a_pack_can_go_out_as_a_file_of_every_form() -> None:
    for pack, language in product(PACKS, LANGUAGES):
        found = starter.entries(pack, desk(language))
        for form in ("toml", "csv"):
            sheet = starter.read_sheet(write_sheet(found, form), form, desk(language))
            assert sheet.entries == found


async def test_it_is_put_in_at_rest_and_once(plans: Plans) -> None:
    for pack in PACKS:
        found = await plans.do(starter.install, pack, desk(), by=OLGA, as_planner=False)
        assert {one.state for one in found} == {State.PAUSED}
        assert all(one.next_due is None for one in found)
        assert await plans.do(starter.install, pack, desk(), by=PIA, as_planner=True) == []
