"""What operators ask about the group as a whole: its days, its hours, who stays, who moves."""

from bot.activity.figures import Period
from bot.activity.retention import By
from bot.chat.ask import Ask
from bot.clock import day_of
from bot.reports import parse_period
from bot.reports.cohorts import cohorts
from bot.reports.moved import moved
from bot.reports.stats import hours, stats
from bot.texts import Refused

HERE = ("topic", "话题", "本话题")
JOINED = ("", "join", "joined", "加入")
FIRST = ("first", "首次")


async def stats_(ask: Ask) -> None:
    """/stats [7d|30d|from..to] [topic]: the figures of a period and the picture of its days."""
    text, topic = _in_topic(ask)
    period = parse_period(text, day_of(ask.now, ask.chat.zone))
    shown = await stats(ask.tx, ask.chat, period, ask.now, ask.language, topic)
    which = {"chat_id": ask.chat.chat_id, "first": period.first, "last": period.last}
    hours_button = ask.button(ask.plain("button.hours"), "stats_hours", **which)
    # Hours are counted for the whole group, so they would not belong to a topic's figures.
    await ask.show(shown, buttons=[[hours_button]] if topic is None else [])


def _in_topic(ask: Ask) -> tuple[str, int | None]:
    """Return what is typed without the word for "this topic", and the topic if it was there."""
    words = ask.text.split()
    if not words or words[-1].casefold() not in HERE:
        return ask.text, None
    if ask.place.topic_id is None:
        raise Refused("stats.no_topic")
    return " ".join(words[:-1]), ask.place.topic_id


async def stats_hours(ask: Ask) -> None:
    """The hours of the week in a period for which the figures were shown."""
    period = Period(int(ask.data["first"]), int(ask.data["last"]))
    await ask.show(await hours(ask.tx, ask.chat, period, ask.now, ask.language))


async def retention_(ask: Ask) -> None:
    """/retention [first]: who is still active after 1, 3, 7, 14, 30 days, by join or by first act."""
    word = ask.text.casefold()
    if word not in (*JOINED, *FIRST):
        raise Refused("retention.usage", given=ask.text[:40])
    by = By.FIRST_ACT if word in FIRST else By.JOIN
    await ask.show(await cohorts(ask.tx, ask.chat, by, ask.now, ask.language))


async def lifecycle_(ask: Ask) -> None:
    """/lifecycle: who moved from which state to which in the last seven days."""
    await ask.show(await moved(ask.tx, ask.chat, ask.now, ask.language))
