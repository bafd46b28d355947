"""How eager and how quiet Renao is in a group: the operators' slider, rules and times, and what follows."""

import re
from html import unescape

from markupsafe import Markup

from bot.chat.ask import Ask, Rows
from bot.chat.matching import matched
from bot.clock import DAY, HOUR, MINUTE, local
from bot.faq import negatives, settings
from bot.faq.calibration import ENOUGH, Calibration
from bot.faq.outcome import Eagerness
from bot.faq.settings import CHOICES, NEVER, Settings
from bot.outbox import Button
from bot.texts import Refused

SPAN = re.compile(
    r"(?P<n>\d{1,4})\s*(?:(?P<m>m|min|minutes?|分|分钟)|(?P<h>h|hours?|小时|个小时)|(?P<d>d|days?|天))?"
)
UNITS = {"m": MINUTE, "h": HOUR, "d": DAY}
OFF = ("off", "stop", "end", "关", "关闭", "结束")
LONGEST = 30 * DAY
FOR_HOURS = (2, 8)
EAGERNESS = {
    Eagerness.CAUTIOUS: "manner.cautious",
    Eagerness.NORMAL: "manner.normal",
    Eagerness.EAGER: "manner.eager",
}
ICONS = {"suggest_after": "💡", "repeat_after": "🔁", "repeat_messages": "💬", "remove_after": "🧹"}


async def quiet(ask: Ask) -> None:
    """/quiet 2h: nothing is said unasked in the group until then; off ends it; alone it says how it is."""
    chat_id, given = ask.chat.chat_id, ask.text.strip().casefold()
    if given:
        until = None if given in OFF else ask.now + _span(given)
        await settings.change(ask.tx, chat_id, quiet_until=until)
    await ask.answer(_quiet(ask, await settings.find(ask.tx, chat_id)))


async def faq_settings(ask: Ask) -> None:
    """/faq_settings: when Renao speaks in the group unasked, with buttons to change it."""
    html, buttons = _page(ask, await settings.find(ask.tx, ask.chat.chat_id))
    await ask.answer(html, buttons=buttons)


async def faq_set(ask: Ask) -> None:
    """An operator chose how eager, how soon, how often, how long."""
    name, value = str(ask.data["name"]), ask.data["value"]
    if name == "quiet_hours":
        until = ask.now + value * HOUR if value else None
        chosen = await settings.change(ask.tx, ask.chat.chat_id, quiet_until=until)
    else:
        chosen = await settings.change(ask.tx, ask.chat.chat_id, **{name: value})
    html, buttons = _page(ask, chosen)
    await ask.change(html, buttons=buttons)


async def faq_status(ask: Ask) -> None:
    """/faq_status: what there is to answer with, how it is found, and how often chatter is taken for it."""
    found = await matched(ask, "")
    chosen = await settings.find(ask.tx, ask.chat.chat_id)
    book, now = found.book, found.learnt.at(chosen.eagerness)
    refused = await negatives.of(ask.tx, ask.chat.chat_id)
    lines = [
        ask.say("manner.status_head", title=ask.chat.title),
        ask.say(
            "manner.status_entries",
            n=len(book.entries),
            active=sum(entry.is_active(ask.now) for entry in book.entries.values()),
            phrasings=sum(len(entry.phrasings) for entry in book.entries.values()),
            refused=sum(len(texts) for texts in refused.values()),
        ),
        ask.say(
            "manner.status_views",
            semantic=book.matcher.semantic,
            both=book.matcher.blend == "both",
            without=ask.host.books.without,
        ),
        ask.say(
            "manner.status_thresholds",
            eagerness=ask.say(EAGERNESS[chosen.eagerness]),
            answer=f"{now.thresholds.answer:.2f}",
            suggest=f"{now.thresholds.suggest:.2f}",
            own=now.own,
        ),
        _seen(ask, now),
        _quiet(ask, chosen),
    ]
    await ask.answer("\n".join(lines))


def _seen(ask: Ask, now: Calibration) -> Markup:
    if now.answered is None or now.suggested is None:
        return ask.say("manner.status_learning", n=now.seen, enough=ENOUGH)
    return ask.say(
        "manner.status_seen",
        n=now.seen,
        answered=f"{now.answered:.2%}",
        suggested=f"{now.suggested:.1%}",
    )


def _page(ask: Ask, chosen: Settings) -> tuple[str, Rows]:
    """Return what holds, in words, and the buttons that change it."""
    lines = [
        ask.say("manner.head", title=ask.chat.title),
        ask.say("manner.eagerness", chosen=ask.say(EAGERNESS[chosen.eagerness])),
        ask.say("manner.suggest_after", time=_time(ask, chosen.suggest_after)),
        ask.say(
            "manner.repeat", time=_time(ask, chosen.repeat_after), messages=chosen.repeat_messages
        ),
        ask.say("manner.remove_after", time=_time(ask, chosen.remove_after)),
        _quiet(ask, chosen),
    ]
    slider = [
        _choice(ask, ask.plain(key), "eagerness", each, chosen.eagerness)
        for each, key in EAGERNESS.items()
    ]
    rows = [
        [
            _choice(ask, f"{ICONS[name]} {_amount(ask, name, value)}", name, value, now)
            for value in values
        ]
        for name, values in CHOICES.items()
        for now in [getattr(chosen, name)]
    ]
    return "\n".join(lines), [slider, *rows, _quiet_buttons(ask, chosen)]


def _quiet_buttons(ask: Ask, chosen: Settings) -> list[Button]:
    if chosen.is_quiet(ask.now):
        return [_choice(ask, ask.plain("manner.speak"), "quiet_hours", 0)]
    return [
        _choice(ask, ask.plain("manner.quiet_for", n=hours), "quiet_hours", hours)
        for hours in FOR_HOURS
    ]


def _choice(ask: Ask, label: str, name: str, value: int | str, now: int | str = "") -> Button:
    """Return a button that chooses a value; the one that holds is marked."""
    marked = f"✓ {label}" if value == now else label
    return ask.button(marked, "faq_set", chat_id=ask.chat.chat_id, name=name, value=value)


def _amount(ask: Ask, name: str, value: int) -> str:
    return str(value) if name == "repeat_messages" else unescape(_time(ask, value))


def _time(ask: Ask, seconds: int) -> Markup:
    """Return a time in the largest unit that it is whole in."""
    if seconds == NEVER:
        return ask.say("manner.never")
    for key, unit in (("manner.hours", HOUR), ("manner.minutes", MINUTE)):
        if seconds % unit == 0:
            return ask.say(key, n=int(seconds // unit))
    return ask.say("manner.seconds", n=seconds)


def _quiet(ask: Ask, chosen: Settings) -> Markup:
    if not chosen.is_quiet(ask.now) or chosen.quiet_until is None:
        return ask.say("manner.not_quiet")
    return ask.say("manner.quiet_until", at=local(chosen.quiet_until, ask.chat.zone))


def _span(given: str) -> float:
    """Return a time of so many minutes, hours or days in seconds; hours where no unit is given.

    Raises:
        Refused: it cannot be read, or is too long.
    """
    found = SPAN.fullmatch(given)
    unit = next((unit for unit in UNITS if found and found[unit]), "h")
    span = int(found["n"]) * UNITS[unit] if found else 0.0
    if not 0 < span <= LONGEST:
        raise Refused("manner.quiet_usage", given=given[:40])
    return span
