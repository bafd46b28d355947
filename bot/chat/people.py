"""What operators ask about single members: one member's page, and who has been silent for long."""

import re

from bot.activity import members
from bot.activity.members import Member
from bot.activity.provenance import provenance
from bot.activity.silent import Silent, silent_since
from bot.chat.ask import Ask, Rows
from bot.chat.meant import person_meant
from bot.clock import day_of, local, start_of_day
from bot.reports.member import member
from bot.reports.wording import record_line
from bot.texts import Refused

SHOWN = 10
USUAL, LONGEST = 30, 3650
DAYS = re.compile(r"(\d{1,4})\s*(?:d|days?|天|日)?")


async def member_(ask: Ask) -> None:
    """/member: what the record knows of one member: in reply, by @username or by id."""
    user_id = await person_meant(ask)
    who = await members.get(ask.tx, ask.chat.chat_id, user_id)
    if who is None:
        raise Refused("member.unknown", id=user_id, title=ask.chat.title)
    await ask.show(await member(ask.tx, ask.chat, who, ask.now, ask.language))


async def inactive(ask: Ask) -> None:
    """/inactive [30d]: who is here but has been silent for so long, ten at a time."""
    found = DAYS.fullmatch(ask.text.strip().casefold()) if ask.text else None
    days = int(found[1]) if found else USUAL
    if ask.text and (found is None or not 1 <= days <= LONGEST):
        raise Refused("inactive.usage", given=ask.text[:40], most=LONGEST)
    html, buttons = await _page(ask, days, 0)
    await ask.answer(html, buttons=buttons)


async def inactive_page(ask: Ask) -> None:
    """Turn to another page of who has been silent."""
    html, buttons = await _page(ask, int(ask.data["days"]), int(ask.data["page"]))
    await ask.change(html, buttons=buttons)


async def _page(ask: Ask, days: int, page: int) -> tuple[str, Rows]:
    chat = ask.chat
    today = day_of(ask.now, chat.zone)
    # Silent for so many whole days: the last act was on the day before them, or earlier.
    before = start_of_day(today - days, chat.zone)
    silent = await silent_since(ask.tx, chat, before, skip=page * SHOWN, limit=SHOWN)
    behind = await provenance(ask.tx, chat, today - days, today, ask.now)
    head = ask.say("inactive.head", title=chat.title, days=days, n=silent.count)
    lines = [_line(ask, each) for each in silent.shown]
    foot = []
    if silent.unseen:
        foot.append(ask.say("inactive.unseen", n=silent.unseen))
    html = [head, *lines, "", *foot, record_line(behind, chat, ask.language)]
    return "\n".join(html), _turns(ask, silent, days, page)


def _line(ask: Ask, who: Member) -> str:
    heard = who.last_act or who.joined_at
    return ask.say(
        "inactive.line",
        name=who.name,
        username=who.username,
        acted=who.last_act is not None,
        at=local(heard, ask.chat.zone) if heard else None,
    )


def _turns(ask: Ask, silent: Silent, days: int, page: int) -> Rows:
    """Return the buttons to the pages before and after."""
    last = max(silent.count - 1, 0) // SHOWN
    turns = [("button.earlier", page - 1), ("button.later", page + 1)]
    row = [
        ask.button(
            ask.plain(key, page=to + 1, pages=last + 1),
            "inactive_page",
            chat_id=ask.chat.chat_id,
            days=days,
            page=to,
        )
        for key, to in turns
        if 0 <= to <= last
    ]
    return [row] if row else []
