"""Which message answers another: replies, and what follows in line."""

from hypothesis import given
from hypothesis import strategies as st

from bot.activity.answers import Response, Said, Waiting, first_responses

ALICE, BOB, CAROL = 1, 2, 3
ASKED = Waiting(10, ALICE, 1000, 0)


def said(
    number: int, by: int, at: int, to: int | None = None, topic: int = 0, *, asks: bool = False
) -> Said:
    return Said(number, by, at, topic, to, asks)


def answer(*messages: Said, asked: Waiting = ASKED) -> Response | None:
    return first_responses([asked], messages).get(asked.message_id)


def test_the_first_reply_of_another_person_is_the_response() -> None:
    found = answer(
        said(11, ALICE, 1010, to=10),
        said(12, CAROL, 5000, to=10),
        said(13, BOB, 4000, to=10),
    )
    assert found == Response(False, 4000, 13, BOB)


def test_a_reply_counts_for_a_day_from_anywhere_in_the_group() -> None:
    assert answer(said(11, BOB, 1000 + 86400, to=10, topic=7)) is not None
    assert answer(said(11, BOB, 1000 + 86401, to=10)) is None


def test_where_nobody_replied_what_follows_in_line_answers() -> None:
    assert answer(said(11, BOB, 1060)) == Response(True, 1060, 11, BOB)


def test_any_reply_goes_before_what_is_in_line() -> None:
    found = answer(said(11, BOB, 1060), said(12, CAROL, 9000, to=10))
    assert found == Response(False, 9000, 12, CAROL)


def test_in_line_neither_a_question_nor_a_reply_nor_another_topic_answers() -> None:
    assert answer(said(11, BOB, 1010, asks=True)) is None
    assert answer(said(11, BOB, 1010, to=3)) is None
    assert answer(said(11, BOB, 1010, topic=7)) is None
    assert answer(said(11, ALICE, 1010)) is None
    # What another asks or replies is passed over.
    passed_over = said(11, BOB, 1010, asks=True), said(12, BOB, 1020, to=3)
    assert answer(*passed_over, said(13, CAROL, 1030)) == Response(True, 1030, 13, CAROL)


def test_in_line_only_the_next_five_of_ten_minutes_are_looked_at() -> None:
    assert answer(said(11, BOB, 1600)) is not None
    assert answer(said(11, BOB, 1601)) is None
    chatter = [said(11 + number, BOB, 1010 + number, asks=True) for number in range(5)]
    assert answer(*chatter[:4], said(30, CAROL, 1100)) is not None
    assert answer(*chatter, said(30, CAROL, 1100)) is None
    # What the asker adds is no chatter.
    more = [said(11 + number, ALICE, 1010 + number) for number in range(9)]
    assert answer(*more, said(30, CAROL, 1100)) is not None


def test_within_a_second_the_ids_tell_what_follows() -> None:
    assert answer(said(9, BOB, 1000)) is None
    assert answer(said(11, BOB, 1000)) is not None
    # Ids of the group that became a supergroup are negative, and count backwards.
    before = Waiting(-10, ALICE, 1000, 0)
    assert answer(said(-9, BOB, 1000), asked=before) is None
    assert answer(said(-11, BOB, 1000), asked=before) is not None


messages = st.lists(
    st.builds(
        Said,
        st.integers(1, 30),
        st.sampled_from([ALICE, BOB, CAROL]),
        st.integers(900, 1700),
        st.sampled_from([0, 7]),
        st.none() | st.integers(1, 30),
        st.booleans(),
    ),
    max_size=12,
    unique_by=lambda message: message.message_id,
)


@given(messages, st.permutations(range(12)))
def test_the_order_in_which_messages_are_told_does_not_matter(
    told: list[Said], order: list[int]
) -> None:
    waiting = [Waiting(each.message_id, each.user_id, each.at, each.topic_id) for each in told]
    mixed = [told[number] for number in order if number < len(told)]
    found = first_responses(waiting, told)
    assert first_responses(waiting[::-1], [*mixed, *mixed]) == found
    for asked in waiting:
        response = found.get(asked.message_id)
        assert response is None or response.user_id != asked.user_id
        # Each is answered by itself, whatever else waits.
        assert first_responses([asked], told).get(asked.message_id) == response
