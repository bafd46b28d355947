from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.faq.past import last_date

WRITTEN = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "latest"),
    [
        ("Doors open on 2026-12-24.", date(2026, 12, 24)),
        ("Am 24.12.2026 um 20 Uhr", date(2026, 12, 24)),
        ("2026年12月24日晚上八点", date(2026, 12, 24)),
        ("12月24号见", date(2026, 12, 24)),
        ("See you on the 24th of December!", date(2026, 12, 24)),
        ("See you on Dec 24", date(2026, 12, 24)),
        ("December 24th, 2027", date(2027, 12, 24)),
        # Without a year it is the next one after the answer was written.
        ("from 3 March on", date(2027, 3, 3)),
        ("sale from 1 Dec until 5 Dec", date(2026, 12, 5)),
        ("<a href='https://a.example/2020/01/02/x'>here</a>", None),
        ("see https://a.example/2020-01-02", None),
        ("we may come, 30 people", None),
        ("on 31.02.2026", None),
        ("at 18:00, door 3", None),
    ],
)
def test_the_latest_date_of_an_answer_is_found(text: str, latest: date | None) -> None:
    assert last_date(text, WRITTEN) == latest


@given(st.text(max_size=60))
def test_any_text_has_a_date_or_none(text: str) -> None:
    found = last_date(text, WRITTEN)
    assert found is None or isinstance(found, date)
