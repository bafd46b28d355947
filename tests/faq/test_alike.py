from hypothesis import given
from hypothesis import strategies as st

from bot.faq.alike import distinct, group, like

TICKETS = "where can I buy tickets?"
BUY = "where do i buy tickets"
MERCH = "is there a merch stand inside?"
CHINESE = "哪里可以买票？"
IN_CHINESE = "请问在哪里买票"


def test_questions_in_like_words_are_one_group_in_both_languages() -> None:
    assert group([TICKETS, CHINESE, MERCH, BUY, IN_CHINESE]) == [[0, 3], [1, 4], [2]]
    assert group([]) == []


def test_a_group_stays_what_it_is_when_something_new_is_asked() -> None:
    before = group([TICKETS, CHINESE, BUY])
    after = group([TICKETS, CHINESE, BUY, "buy tickets where", "how old is the singer?"])
    assert [places[: len(old)] for places, old in zip(after, before, strict=False)] == before


def test_what_is_like_a_question_comes_with_the_nearest_first() -> None:
    assert like(TICKETS, [MERCH, BUY, TICKETS.upper(), CHINESE]) == [2, 1]
    assert like(TICKETS, []) == []


def test_phrasings_are_chosen_for_how_much_they_differ() -> None:
    texts = [TICKETS, "Where can I  buy tickets?", BUY, CHINESE]
    assert distinct(texts, 5) == [TICKETS, CHINESE, BUY]
    assert distinct(texts, 2) == [TICKETS, CHINESE]
    assert distinct([TICKETS, TICKETS], 5) == [TICKETS]
    assert distinct([], 5) == []


@given(st.lists(st.text(max_size=20), max_size=8))
def test_any_texts_are_grouped_each_once(texts: list[str]) -> None:
    found = group(texts)
    assert sorted(place for places in found for place in places) == list(range(len(texts)))
    assert all(places == sorted(places) for places in found)
    assert found == group(texts)
