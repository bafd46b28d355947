"""What a group chooses for all its prompts: approval, posts a day, comparing, times without posts."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import time
from typing import Any

from bot.chat.ask import Ask, Rows
from bot.clock import local
from bot.clock.days import as_date, from_date
from bot.outbox import Button
from bot.prompts import settings
from bot.prompts.groups import Settings, write_blackout
from bot.prompts.limits import read_limits
from bot.prompts.rule import Blackout, Daily, Rule, spans
from bot.texts import Refused

OFTEN = (None, 1, 2, 3, 5, 10)
CONTROL = (None, 0, 4, 16)
HOURS = (None, "23:00-07:00", "22:00-08:00")
MOST_HOLIDAYS = 200
READ = {"blackout", "without"}


async def prompt_settings(ask: Ask) -> None:
    """/prompt_settings: what holds for all prompts; `not 23:00-08:00` and `except` days are typed."""
    chosen = await settings.get(ask.tx, ask.chat.chat_id)
    if ask.text:
        chosen = _typed(ask, chosen)
        await settings.put(ask.tx, ask.chat.chat_id, chosen, ask.now)
    html, buttons = _page(ask, chosen)
    await ask.answer(html, buttons=buttons)


async def prompt_choose(ask: Ask) -> None:
    """A button on that page was pressed."""
    name, value = str(ask.data["name"]), ask.data["value"]
    if name == "blackout" and value:
        value = _hours(value)
    if name == "holidays":
        value = ()
    chosen = await settings.get(ask.tx, ask.chat.chat_id)
    chosen = replace(chosen, **{name: value})
    await settings.put(ask.tx, ask.chat.chat_id, chosen, ask.now)
    ask.text = f"{name}: {ask.data['value']}"
    html, buttons = _page(ask, chosen)
    await ask.change(html, buttons=buttons)


def _typed(ask: Ask, chosen: Settings) -> Settings:
    """Return what is chosen with what was typed: blackout hours, further days without posts."""
    today = local(ask.now, ask.chat.zone).date()
    rule, rest = read_limits(Rule(Daily()), f" {ask.text}", today)
    said = {name for name in rule.__struct_fields__ if getattr(rule, name)} - {"days"}
    if rest.strip() or not said or said - READ:
        raise Refused("settings.usage", given=(rest.strip() or ask.text)[:40])
    holidays = sorted({*chosen.holidays, *map(from_date, rule.without)})
    if len(holidays) > MOST_HOLIDAYS:
        raise Refused("settings.many_days", most=MOST_HOLIDAYS)
    return replace(chosen, blackout=rule.blackout or chosen.blackout, holidays=tuple(holidays))


def _page(ask: Ask, chosen: Settings) -> tuple[str, Rows]:
    today = from_date(local(ask.now, ask.chat.zone).date())
    ahead = [as_date(day) for day in chosen.holidays if day >= today]
    days = [
        f"{first.isoformat()}" if first == last else f"{first.isoformat()}..{last.isoformat()}"
        for first, last in spans(ahead)
    ]
    html = ask.say(
        "settings.page",
        title=ask.chat.title,
        approval=chosen.needs_approval,
        most=chosen.most_a_day,
        control=chosen.control_every,
        blackout=write_blackout(chosen.blackout) or "",
        days=", ".join(days[:20]),
        more=max(len(days) - 20, 0),
    )
    approval = ask.plain("button.no_approval" if chosen.needs_approval else "button.approval")
    often = {value: "∞" if value is None else str(value) for value in OFTEN}
    compare = {value: ask.plain("settings.one_in", every=value) for value in CONTROL}
    hours = {value: value or ask.plain("button.no_blackout") for value in HOURS}
    rows = [
        [_choice(ask, approval, "needs_approval", not chosen.needs_approval)],
        _choices(ask, "most_a_day", often.items(), chosen.most_a_day),
        _choices(ask, "control_every", compare.items(), chosen.control_every),
        _choices(ask, "blackout", hours.items(), write_blackout(chosen.blackout)),
    ]
    if chosen.holidays:
        rows.append([_choice(ask, ask.plain("button.no_holidays"), "holidays", None)])
    return html, rows


def _choices(ask: Ask, name: str, labels: Iterable[tuple[Any, str]], now: object) -> list[Button]:
    """Return a button for each value; the one that holds is marked."""
    return [
        _choice(ask, f"✓ {label}" if value == now else label, name, value)
        for value, label in labels
    ]


def _choice(ask: Ask, label: str, name: str, value: Any) -> Button:
    return ask.button(label, "prompt_choose", chat_id=ask.chat.chat_id, name=name, value=value)


def _hours(text: str) -> Blackout:
    start, end = map(time.fromisoformat, text.split("-"))
    return Blackout(start, end)
