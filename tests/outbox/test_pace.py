"""Telegram's limits hold whatever we have to say, and nobody waits longer than they ask."""

from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.outbox.pace import EVERYWHERE, GROUP, PERSON, Limit, Pace, earliest

NOW = 1_767_225_600.0
ALICE, BOB, FANS, OTHERS = 1, 2, -1001, -1002
CLOSE = 1e-6


def broken(times: list[float], limit: Limit) -> bool:
    """Look at every stretch that begins with a message: does it hold one too many?"""
    return any(
        sum(start <= time < start + limit.seconds - CLOSE for time in times) > limit.messages
        for start in times
    )


@given(
    st.lists(st.floats(0, 5), max_size=60),
    st.lists(
        st.builds(Limit, st.integers(1, 5), st.sampled_from([0.5, 1.0, 3.0])),
        min_size=1,
        max_size=3,
    ),
)
def test_the_earliest_moment_keeps_every_limit_and_no_earlier_one_does(
    gaps: list[float], limits: list[Limit]
) -> None:
    times: list[float] = []
    now = NOW
    for gap in gaps:
        now = max(now + gap, earliest(times, limits))
        times.append(now)
    assert not any(broken(times, limit) for limit in limits)
    moment = earliest(times, limits)
    if moment > now + 0.01:
        assert any(broken([*times, moment - 0.01], limit) for limit in limits)


# Who wants to say something, how long Telegram takes to answer, and how long until the next wish.
wishes = st.lists(
    st.tuples(
        st.sampled_from([ALICE, BOB, FANS, OTHERS, *range(-40, 40)]),
        st.floats(0.01, 2),
        st.floats(0, 0.3),
    ),
    max_size=300,
)


@given(wishes)
@settings(max_examples=60, deadline=None)
def test_whenever_messages_arrive_no_stretch_of_time_holds_too_many(
    wishes: list[tuple[int, float, float]],
) -> None:
    pace, now = Pace(), NOW
    answers: list[tuple[float, int]] = []
    everywhere: list[float] = []
    chats: dict[int, list[float]] = defaultdict(list)
    for chat, takes, rest in wishes:
        now += rest
        for done, other in sorted(answers):
            if done <= now:
                answers.remove((done, other))
                pace.arrived(other, done)
        on_the_way = {other for _, other in answers}
        if pace.opens(now) > now or chat in pace.waiting(now) or chat in on_the_way:
            continue
        pace.left(chat, now)
        answers.append((now + takes, chat))
        # It may have arrived at any moment between; in the middle is as good as any.
        everywhere.append(now + takes / 2)
        chats[chat].append(now + takes / 2)
    assert not any(broken(sorted(everywhere), limit) for limit in EVERYWHERE)
    for chat, times in chats.items():
        assert not any(broken(times, limit) for limit in (GROUP if chat < 0 else PERSON))


def say(pace: Pace, chat: int, times: int, now: float = NOW) -> None:
    for _ in range(times):
        pace.left(chat, now)
        pace.arrived(chat, now)


def test_a_person_gets_three_at_once_and_then_waits() -> None:
    pace = Pace()
    say(pace, ALICE, 2)
    assert ALICE not in pace.waiting(NOW)
    say(pace, ALICE, 1)
    assert pace.waiting(NOW) == {ALICE: NOW + 3}
    assert pace.waiting(NOW + 3) == {}


def test_a_group_gets_twenty_a_minute_and_others_do_not_wait_for_it() -> None:
    pace = Pace()
    for second in range(20):
        say(pace, FANS, 1, NOW + second)
    assert pace.waiting(NOW + 30) == {FANS: NOW + 60}
    assert pace.opens(NOW + 30) <= NOW + 30


def test_an_album_counts_as_many_as_it_holds() -> None:
    pace = Pace()
    for _ in range(2):
        pace.left(FANS, NOW)
        pace.arrived(FANS, NOW, 10)
    assert pace.waiting(NOW + 10) == {FANS: NOW + 60}
    assert pace.waiting(NOW + 60) == {}


def test_thirty_in_a_second_is_all_that_telegram_takes() -> None:
    pace = Pace()
    for person in range(30):
        say(pace, person + 1, 1, NOW + person / 100)
    assert pace.opens(NOW + 0.5) == NOW + 1.0
    assert pace.opens(NOW + 1.0) <= NOW + 1.0


def test_what_can_wait_leaves_room_in_a_chat_for_an_answer() -> None:
    pace = Pace()
    say(pace, ALICE, 1)
    assert pace.reserved(NOW) == {ALICE: NOW + 1}
    assert pace.waiting(NOW) == pace.reserved(NOW + 1) == {}
    for second in range(15):
        say(pace, FANS, 1, NOW + 10 + second)
    assert pace.reserved(NOW + 40) == {FANS: NOW + 70}
    assert pace.waiting(NOW + 40) == {}


def test_what_can_wait_leaves_at_an_even_pace() -> None:
    pace = Pace()
    for person in range(3):
        assert pace.opens_to_patient(NOW) <= NOW
        pace.left(person + 1, NOW)
    assert pace.opens_to_patient(NOW) == NOW + 0.1
    assert pace.opens(NOW) <= NOW


def test_what_is_on_its_way_counts_until_it_has_arrived() -> None:
    pace = Pace()
    for person in range(30):
        pace.left(person + 1, NOW)
    assert pace.opens(NOW + 100) > NOW + 100


def test_one_chat_that_must_wait_halts_nobody_else_but_two_at_once_do() -> None:
    pace = Pace()
    pace.flooded(FANS, 20, NOW)
    pace.flooded(FANS, 20, NOW + 0.1)
    assert pace.opens(NOW + 0.2) <= NOW + 0.2
    pace.flooded(OTHERS, 20, NOW + 0.3)
    assert pace.opens(NOW + 0.4) == NOW + 20.3


def test_nobody_is_halted_for_more_than_a_minute_on_others_account() -> None:
    pace = Pace()
    pace.flooded(FANS, 3600, NOW)
    pace.flooded(OTHERS, 3600, NOW)
    assert pace.opens(NOW) == NOW + 60


def test_pauses_grow_while_nobody_answers_and_end_when_somebody_does() -> None:
    pace, now, pauses = Pace(), NOW, []
    for _ in range(9):
        pace.troubled(now)
        pauses.append(pace.opens(now) - now)
        now += pauses[-1]
    assert pauses == [0.5, 1, 2, 4, 8, 16, 32, 60, 60]
    pace.heard()
    pace.troubled(now)
    assert pace.opens(now) == now + 0.5


@pytest.mark.parametrize("chat", [ALICE, FANS])
def test_a_clock_that_is_set_back_stops_nobody(chat: int) -> None:
    pace = Pace()
    say(pace, chat, 3)
    pace.troubled(NOW)
    assert pace.waiting(NOW - 3600) == pace.reserved(NOW - 3600) == {}
    assert pace.opens_to_patient(NOW - 3600) <= NOW - 3600
    assert pace.opens(NOW - 3600) <= NOW - 3600


def test_it_remembers_no_more_than_a_minute() -> None:
    pace = Pace()
    for person in range(10_000):
        say(pace, person + 1, 1, NOW + person)
    assert len(pace.waiting(NOW + 10_000)) == 0
    assert len(pace._last_minute) < 70
    assert len(pace._in_chat) < 70
