"""The first day of a group with Renao: what a fan, an operator and an owner would try, from end to end."""

from bot.sandbox.script.places import Place
from tests.stories.conftest import Someone, Stage

TICKETS = """/faq_new tickets
Q: where can I buy tickets?
Q: 哪里可以买票
A: At the door, {{ first_name }}, from 18:00.
A[zh-CN]: {{ first_name }}，当天 18:00 起在门口买。"""


async def test_a_fans_question_is_answered_from_the_faq(
    alice: Someone, bob: Someone, group: Place
) -> None:
    assert "Saved" in await alice.asks(TICKETS)
    assert await bob.asks("hello everybody", in_=group) == ""
    assert await bob.asks("where can I buy tickets?", in_=group) == "At the door, Bob, from 18:00."
    assert group.last.reply_to is not None
    assert group.last.reply_to.text == "where can I buy tickets?"


async def test_a_question_in_chinese_is_answered_in_chinese(
    alice: Someone, ming: Someone, group: Place
) -> None:
    await alice.asks(TICKETS)
    assert await ming.asks("请问哪里可以买票？", in_=group) == "小明，当天 18:00 起在门口买。"


async def test_an_entry_is_listed_and_removed(alice: Someone, bob: Someone, group: Place) -> None:
    await alice.asks(TICKETS)
    assert "one question that I can answer" in await alice.asks("/faq")
    assert alice.private.last.buttons == ["where can I buy tickets?"]
    assert "Removed: tickets" in await alice.asks("/faq_delete tickets")
    assert await bob.asks("where can I buy tickets?", in_=group) == ""


async def test_a_mistake_in_an_entry_is_a_sentence_and_nothing_is_kept(
    alice: Someone, group: Place
) -> None:
    answer = await alice.asks("/faq_new tickets | where? | At the {{ dor }}")
    assert "I know no dor" in answer
    assert "no answers" in await alice.asks("/faq")


async def test_a_prompt_is_posted_once_a_minute_later(
    stage: Stage, alice: Someone, group: Place
) -> None:
    assert "Planned for Fans" in await alice.asks("/prompt in 1m What made you smile today?")
    await stage.forward(seconds=30)
    assert "What made you smile today?" not in group.texts
    await stage.forward(seconds=40)
    await stage.forward(hours=1)
    assert group.texts.count("What made you smile today?") == 1


async def test_a_daily_prompt_can_be_paused_resumed_and_removed(
    stage: Stage, alice: Someone, group: Place
) -> None:
    posted: list[int] = []
    await alice.asks("/prompt daily 21:30 Good night!")
    for press in ("Pause", "Resume", "Delete"):
        await stage.until("21:30")
        posted.append(group.texts.count("Good night!"))
        await alice.asks("/prompts")
        await alice.presses("Good night!")
        await alice.presses(press)
    await alice.presses("Yes, delete it")
    await stage.until("21:30")
    assert posted == [1, 1, 2]
    assert group.texts.count("Good night!") == 2
    assert "Nothing is planned" in await alice.asks("/prompts")


async def test_the_digest_arrives_in_private_every_morning_once(
    stage: Stage, alice: Someone, bob: Someone, group: Place
) -> None:
    await alice.asks("/start")
    assert "every day" in await alice.asks("/digest on 09:00")
    await bob.says("good evening", in_=group)
    before = len(alice.private.texts)
    await stage.forward(hours=8)
    assert len(alice.private.texts) == before
    for _ in range(3):
        await stage.forward(hours=1)
    assert len(alice.private.texts) == before + 1
    assert "Fans" in alice.private.texts[-1]
    assert "no more digests" in (await alice.asks("/digest off")).lower()
    await stage.forward(days=1)
    assert len(alice.private.texts) == before + 3


async def test_a_report_tells_who_took_part(
    stage: Stage, alice: Someone, bob: Someone, ming: Someone, group: Place
) -> None:
    for _ in range(3):
        await bob.says("one more", in_=group)
    await ming.says("好的", in_=group)
    told = await alice.asks("/report today")
    assert "Fans" in told
    assert "4" in told
