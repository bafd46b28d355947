"""League tables: what is better beyond doubt is said, and nothing else."""

from random import Random

import pytest

from bot.prompts.effects import Lift, Results
from bot.prompts.lab import By, Held, tables_of
from bot.prompts.league import Posted, Table, control, table
from bot.prompts.prompt import Variant

PAIR = Held("pair", (Variant({"en": "a"}), Variant({"en": "b"})))


def posts(form: str, *responders: int, members: int = 100, schedule: int = 1) -> list[Posted]:
    return [
        Posted(schedule, 0, 18, Results(9, members, responders=count, format=form))
        for count in responders
    ]


def by_format(*given: Posted) -> Table:
    return table(given, lambda post: post.results.format or None, Random(1))


def test_what_is_far_better_and_far_worse_is_said_with_its_interval() -> None:
    polls, links = posts("poll", 20, 22, 18, 25, 21), posts("link", 2, 1, 3, 2, 0)
    found = by_format(*polls, *links, *posts("", 50))
    assert found.more and found.less
    assert (found.more.key, found.less.key, found.is_few) == ("poll", "link", False)
    assert (found.more.rate, found.more.rest) == (pytest.approx(0.212), pytest.approx(0.016))
    assert found.more.interval and found.more.interval[0] < 0.212 < found.more.interval[1]
    assert [one.key for one in found.entries] == ["poll", "link"]


def test_below_five_posts_on_either_side_nothing_is_said_however_large_the_difference() -> None:
    found = by_format(*posts("poll", 60, 60, 60, 60), *posts("link", *[0] * 20))
    assert (found.is_few, found.more, found.less) == (True, None, None)
    assert [(one.key, one.is_few, one.interval) for one in found.entries][1] == ("poll", True, None)
    found = by_format(*posts("poll", *[60] * 20), *posts("link", 0, 0, 0, 0))
    assert (found.is_few, found.more, found.less) == (True, None, None)


def test_what_may_be_chance_is_not_said() -> None:
    found = by_format(*posts("poll", 10, 14, 9, 12, 11), *posts("link", 9, 13, 8, 10, 12))
    assert (found.is_few, found.more, found.less) == (False, None, None)


def test_where_posts_of_the_same_kind_differ_much_more_is_needed() -> None:
    """The same sums as in calm tables: 60 against 30 of 500."""
    calm = by_format(*posts("poll", *[12] * 5), *posts("link", *[6] * 5))
    wild = by_format(*posts("poll", 40, 2, 1, 15, 2), *posts("link", 22, 1, 0, 6, 1))
    assert calm.more is not None
    assert wild.more is None


def test_among_many_kinds_that_are_alike_hardly_ever_one_is_singled_out() -> None:
    """In 95 of 100 tables of six kinds nothing is said: the promise is made for the whole table."""
    said = 0
    for seed in range(100):
        dice = Random(seed)
        given = [
            post
            for form in "abcdef"
            for post in posts(
                form, *(sum(dice.random() < 0.1 for _ in range(100)) for _ in "x" * 8)
            )
        ]
        found = by_format(*given)
        said += found.more is not None or found.less is not None
    assert said <= 10


def test_no_answer_at_all_is_not_taken_for_certainty() -> None:
    found = by_format(*posts("poll", *[0] * 5, members=10), *posts("link", *[1] * 5, members=10))
    ends = {one.key: one.interval for one in found.entries}
    assert ends["poll"] and ends["poll"][1] > 0.02
    assert (found.more, found.less) == (None, None)


def test_posts_while_nobody_was_active_and_what_names_nothing_are_left_out() -> None:
    found = by_format(*posts("poll", 1, members=0), *posts("", 5))
    assert found.entries == ()
    assert found.is_few


def test_lifts_and_times_are_told_of_those_posts_that_have_them() -> None:
    lifted = Results(
        9, 10, responders=1, format="poll", first_reply=120, lift=Lift(0.5, 0.1, 1.0, 4)
    )
    found = by_format(Posted(1, 0, 18, lifted), *posts("poll", 1, 2))
    (entry,) = found.entries
    assert (entry.posts, entry.lift, entry.lifts, entry.reply_after) == (3, 0.5, 1, 120)


def test_a_variant_stands_beside_the_others_of_its_own_prompt() -> None:
    """The worst of a loved prompt is far better than the best of another, and yet the worse of the two."""
    given = [
        one._replace(variant=variant, schedule_id=schedule)
        for schedule, variant, count in ((1, 0, 60), (1, 1, 30), (2, 0, 9), (2, 1, 1))
        for one in posts("", *[count] * 8)
    ]
    found = tables_of(given, {1: PAIR, 2: PAIR}, Random(1))[By.VARIANT]
    assert found.more and found.less
    assert (found.more.key, found.less.key) == ((1, 0), (2, 1))
    assert found.more.rest == pytest.approx(0.3)


def test_what_was_changed_or_has_no_rival_is_no_variant_to_compare() -> None:
    given = [one._replace(variant=None) for one in posts("", 1, 1)]
    held = {1: PAIR, 2: Held("single", (Variant({"en": "a"}),))}
    tables = tables_of([*given, *posts("", 1, schedule=2)], held, Random(1))
    assert tables[By.VARIANT].entries == ()
    assert [one.key for one in tables[By.HOUR].entries] == [18]


def test_a_prompt_is_beside_the_times_at_which_it_was_left_out() -> None:
    found = control(1, [12, 14, 10, 12], [8, 8, 8], Random(1))
    assert found is not None
    assert (found.posted, found.left_out, found.lift) == (12, 8, 0.5)
    assert found.interval[0] == pytest.approx(11 / 8 - 1, abs=0.13)
    assert control(1, [12, 14], [8, 8, 8], Random(1)) is None
    assert control(1, [12, 14, 12], [8, 8], Random(1)) is None
    assert control(1, [12, 14, 12], [0, 0, 0], Random(1)) is None
