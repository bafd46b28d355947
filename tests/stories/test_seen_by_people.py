"""What people see of the record: their own days, the week's list, and the operators' figures and pictures."""

import pytest

from bot.sandbox.script.places import Place
from tests.stories.conftest import Someone, Stage

PNG = b"\x89PNG"


def picture(place: Place) -> bytes | None:
    """Return the picture of the newest message; None where it has none."""
    media = place.messages[-1].media
    return media.file.content if media and media.kind == "photo" else None


@pytest.fixture
async def talk(stage: Stage, alice: Someone, bob: Someone, ming: Someone, group: Place) -> None:
    """Three days on which Bob is the most talkative."""
    for _ in range(3):
        await bob.says("hello", in_=group)
        await bob.says("how are you all", in_=group)
        await ming.says("大家好", in_=group)
        await stage.forward(days=1)


async def test_a_fan_sees_her_own_days_with_a_picture(
    ming: Someone, bob: Someone, group: Place, talk: None
) -> None:
    said = await ming.asks("/me")
    assert "小明" in said
    assert "活跃 3 天，目前连续 3 天" in said
    assert (picture(ming.private) or b"").startswith(PNG)


async def test_the_list_of_the_week_leaves_out_who_does_not_want_to_stand_there(
    ming: Someone, bob: Someone, group: Place, talk: None
) -> None:
    said = await ming.asks("/top", in_=group)
    assert said.index("Bob") < said.index("小明")
    assert "no longer stand" in await bob.asks("/top off", in_=group)
    assert "Bob" not in await ming.asks("/top", in_=group)
    assert "again" in await bob.asks("/top on", in_=group)
    assert "Bob" in await ming.asks("/top", in_=group)
    assert "/top off" in await bob.asks("/top")


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("/stats", ["Fans", "Active members", "Messages 9", "Record:"]),
        ("/stats 30d", ["Messages 9"]),
        ("/retention first", ["took part for the first time", "D1", "Record:"]),
        ("/lifecycle", ["Active in 30 days: 0 → 2", "New 2: Bob, 小明", "Record:"]),
        ("/member 1003", ["Bob", "acts 6", "Record:"]),
    ],
)
async def test_an_operator_sees_figures_and_what_stands_behind_them(
    alice: Someone, talk: None, command: str, words: list[str]
) -> None:
    said = await alice.asks(command)
    for word in words:
        assert word in said
    assert (picture(alice.private) or b"").startswith(PNG)
