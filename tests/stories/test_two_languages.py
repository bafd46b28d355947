"""A group that speaks both languages, and mixes them: each question in its own, nothing for the rest."""

from bot.sandbox.script.places import Place
from tests.stories.conftest import Someone, Stage
from tests.stories.test_answering import many_talk

ENTRIES = (
    """/faq_new tickets
Q: where can I buy tickets?
Q: how do I get a ticket for the concert
Q: 演唱会门票在哪里买？
A: At the door.
A[zh-CN]: 在门口买。""",
    """/faq_new stream
Q: when does the live stream start?
Q: 直播几点开始？
Q: 今晚几点直播
A: At eight.
A[zh-CN]: 晚上八点。""",
    """/faq_new signup
Q: how do I sign up for the fan club?
Q: 怎么加入粉丝俱乐部？
A: Here: example.org""",
)
TALK = (
    "哈哈哈哈笑死",
    "lol same",
    "今天天气真好",
    "did you see the encore last night, amazing",
    "早上好",
    "我也想去",
)


async def test_each_question_is_answered_in_its_own_language_and_talk_is_let_alone(
    stage: Stage, alice: Someone, bob: Someone, ming: Someone, group: Place
) -> None:
    for entry in ENTRIES:
        await alice.asks(entry)
    for text in TALK:
        assert await bob.asks(text, in_=group) == ""
    assert await ming.asks("请问今晚直播几点开始？", in_=group) == "晚上八点。"
    await many_talk(stage, group, 4)
    # The group has just been told, in whatever language.
    assert await bob.asks("hey when does the live stream start", in_=group) == ""
    assert await bob.asks("where can I buy a ticket?", in_=group) == "At the door."
    # What has no Chinese answer is answered in English rather than not at all.
    assert await ming.asks("请问怎么加入粉丝俱乐部？", in_=group) == "Here: example.org"
    await many_talk(stage, group)
    await stage.forward(minutes=11)
    assert await ming.asks("演唱会的 ticket 在哪里买？", in_=group) == "在门口买。"
