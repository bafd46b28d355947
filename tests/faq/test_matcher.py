import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.faq.matcher import ADDRESSED, Answer, Candidate, Silent, build, decide

TICKETS, WHEN, SIGN_UP, MERCH = 1, 2, 3, 4
MATCHER = build(
    {
        TICKETS: ["where can I buy tickets?", "how do I get a ticket", "哪里买票", "票在哪里买？"],
        WHEN: ["when does the concert start?", "what time is the show", "演唱会几点开始"],
        SIGN_UP: ["how do I sign up for the fan club?", "怎么报名", "粉丝会怎么加入"],
        MERCH: ["is there any merch for sale?", "how much is the t-shirt", "有没有周边卖"],
    }
)


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("where can I buy tickets?", TICKETS),
        ("WHERE CAN I BUY TICKETS", TICKETS),
        ("where can i buy the tickets", TICKETS),
        ("hey, where can I buy tikets?", TICKETS),
        ("when does teh concert start", WHEN),
        ("when will the concert start?", WHEN),
        ("how do i sign up for the fanclub", SIGN_UP),
        ("how much is a t-shirt?", MERCH),
        ("哪里买票", TICKETS),
        ("请问在哪里买票呀？", TICKETS),
        ("演唱会几点开始啊", WHEN),
        ("请问怎么报名？", SIGN_UP),
        ("ｗｈｅｒｅ ｃａｎ Ｉ ｂｕｙ ｔｉｃｋｅｔｓ？", TICKETS),
    ],
)
def test_a_question_in_nearly_the_same_words_is_answered(text: str, entry: int) -> None:
    decision = decide(MATCHER.match(text))
    assert isinstance(decision, Answer)
    assert decision.entry_id == entry


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?!",
        "😂😂😂",
        "good morning everyone",
        "where are you all from?",
        "what time is it in Tokyo right now",
        "did you see how he started the second song",
        "how do I fix my phone, it does not charge any more?",
        "今天好开心啊",
        "你们都在哪里呀",
        "有没有人一起吃饭",
        "我昨天几点睡的都忘了",
    ],
)
def test_chatter_is_left_alone(text: str) -> None:
    assert isinstance(decide(MATCHER.match(text)), Silent)


def test_candidates_are_ranked_and_say_which_phrasing_came_nearest() -> None:
    first, second, *_ = MATCHER.match("what time does the concert start")
    assert (first.entry_id, first.evidence) == (WHEN, "when does the concert start?")
    assert 1 >= first.score > second.score > 0


def test_the_very_words_score_one() -> None:
    assert MATCHER.match("怎么报名")[0].score == pytest.approx(1)


def test_a_question_that_two_entries_share_is_not_answered() -> None:
    both = build({1: ["when is it?", "when is the party"], 2: ["when is it?", "when is the show"]})
    assert isinstance(decide(both.match("when is it?")), Silent)


def test_who_speaks_to_the_bot_is_answered_sooner() -> None:
    unsure = [Candidate(TICKETS, 0.4, ""), Candidate(WHEN, 0.1, "")]
    assert isinstance(decide(unsure), Silent)
    assert decide(unsure, ADDRESSED) == Answer(TICKETS, 0.4)


def test_without_entries_there_is_nothing_to_say() -> None:
    assert build({}).match("where can I buy tickets?") == []


@given(st.text() | st.text("where can I buy tickets 哪里买票?"))
def test_any_text_gets_scores_between_nought_and_one_in_order(text: str) -> None:
    scores = [candidate.score for candidate in MATCHER.match(text)]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


@given(st.lists(st.text(min_size=1), min_size=1, max_size=5))
def test_any_phrasing_finds_itself(phrasings: list[str]) -> None:
    matcher = build(dict(enumerate([[text] for text in phrasings])))
    for text in phrasings:
        for candidate in matcher.match(text)[:1]:
            assert candidate.score == pytest.approx(1)
