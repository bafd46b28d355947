"""What fans ask about themselves and one another: my own days, and who was the most active this week."""

from bot.activity.figures import Period, top_members
from bot.activity.provenance import provenance
from bot.chat.ask import Ask
from bot.clock import day_of
from bot.clock.days import monday_of
from bot.people import listing
from bot.people.roles import NOBODY
from bot.reports.member import myself
from bot.reports.wording import record_line
from bot.texts import Refused

LISTED = 10
ON = ("on", "开", "打开")
OFF = ("off", "关", "关闭")


async def me(ask: Ask) -> None:
    """/me: my days, my streak, what others gave me, with the picture of my last 12 weeks."""
    person = ask.person
    _has_a_name(ask)
    await ask.show(
        await myself(ask.tx, ask.chat, person.user_id, person.first_name, ask.now, ask.language)
    )


async def top(ask: Ask) -> None:
    """/top: who was the most active this week; off and on, whether I may stand there."""
    word = ask.text.casefold()
    if word in OFF or word in ON:
        _has_a_name(ask)
        change = listing.hide if word in OFF else listing.show
        await change(ask.tx, ask.chat.chat_id, ask.person.user_id)
        key = "top.off" if word in OFF else "top.on"
        await ask.reply(key, title=ask.chat.title, silent=True)
        return
    if word:
        raise Refused("top.usage", given=ask.text[:40])
    if ask.place.private:
        raise Refused("top.in_group")
    await _list(ask)


async def _list(ask: Ask) -> None:
    today = day_of(ask.now, ask.chat.zone)
    week = Period(monday_of(today), today)
    hidden = await listing.hidden(ask.tx, ask.chat.chat_id)
    shown = await top_members(ask.tx, ask.chat.chat_id, week, LISTED, without=hidden)
    if not shown:
        await ask.reply("top.none", silent=True)
        return
    lines = [
        ask.say("top.line", place=place, name=each.name, n=each.acts)
        for place, each in enumerate(shown, start=1)
    ]
    behind = await provenance(ask.tx, ask.chat, week.first, week.last, ask.now)
    record = record_line(behind, ask.chat, ask.language, of_all=False)
    html = "\n".join([ask.say("top.head"), *lines, "", record, ask.say("top.foot")])
    await ask.answer(html, silent=True)


def _has_a_name(ask: Ask) -> None:
    """Refuse who acts as the group: an anonymous administrator has no days of her own."""
    if ask.person.anonymous or ask.person.user_id in NOBODY:
        raise Refused("chat.use_private")
