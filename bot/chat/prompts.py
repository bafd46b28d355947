"""Plan content prompts, look at what is planned, pause, resume and remove."""

import re
from datetime import datetime

from bot.chat.ask import Ask, Rows
from bot.clock import Instant, local
from bot.prompts import schedules
from bot.prompts.describe import describe
from bot.prompts.parse import parse_schedule
from bot.prompts.prompt import Place, Prompt, Variant, text_in
from bot.prompts.rule import Moment, Once
from bot.prompts.schedules import Planned, State
from bot.texts import Refused, without_tags

SHOWN = 8
LONGEST_NAME = 40


async def prompt(ask: Ask) -> None:
    """/prompt when text: plan a prompt for the group; in a forum, for the topic it is typed in."""
    if not ask.text:
        raise Refused("prompts.usage")
    rule, text = parse_schedule(ask.text, ask.now, ask.chat.zone)
    topic = None if ask.place.private else ask.place.topic_id
    planned = await schedules.add(
        ask.tx,
        ask.chat.chat_id,
        Prompt(
            _name(text),
            (Variant({ask.chat.language: text}),),
            (Place(ask.chat.chat_id, topic),),
        ),
        rule,
        by=ask.person.user_id,
        now=ask.now,
    )
    assert planned.next_due is not None
    await ask.reply(
        "prompts.saved",
        title=ask.chat.title,
        when=_local(ask, planned.next_due),
        zone=ask.chat.zone.key,
        rhythm=_rhythm(ask, planned),
        text=text,
        buttons=_buttons(ask, planned),
    )


async def prompts(ask: Ask) -> None:
    """/prompts: what is planned, each with its buttons."""
    planned = await schedules.planned(ask.tx, ask.chat.chat_id)
    if not planned:
        await ask.reply("prompts.none", title=ask.chat.title)
        return
    await ask.reply("prompts.list", title=ask.chat.title, n=len(planned), shown=SHOWN)
    for one in planned[:SHOWN]:
        await ask.answer(_described(ask, one), buttons=_buttons(ask, one))


async def prompt_press(ask: Ask) -> None:
    """A button under a prompt: what the operator wrote for it is shown to whoever presses it."""
    ask.notice = str(ask.data["reply"])


async def prompt_pause(ask: Ask) -> None:
    """A prompt is to rest."""
    if not await schedules.pause(ask.tx, ask.chat.chat_id, ask.data["schedule_id"], ask.now):
        raise Refused("prompts.gone")
    await _show_again(ask)


async def prompt_resume(ask: Ask) -> None:
    """A prompt is to go on at its next time."""
    if await schedules.resume(ask.tx, ask.chat.chat_id, ask.data["schedule_id"], ask.now) is None:
        raise Refused("prompts.gone")
    await _show_again(ask)


async def prompt_remove(ask: Ask) -> None:
    """A prompt is to be forgotten."""
    if not await schedules.remove(ask.tx, ask.chat.chat_id, ask.data["schedule_id"], ask.now):
        raise Refused("prompts.gone")
    await ask.change(ask.say("prompts.removed"))


async def _show_again(ask: Ask) -> None:
    planned = await schedules.find(ask.tx, ask.chat.chat_id, ask.data["schedule_id"])
    assert planned is not None
    await ask.change(_described(ask, planned), buttons=_buttons(ask, planned))


def _described(ask: Ask, planned: Planned) -> str:
    text, _ = text_in(planned.prompt.variants[0], ask.language)
    return ask.say(
        "prompts.line",
        rhythm=_rhythm(ask, planned),
        paused=planned.state is State.PAUSED,
        when=_local(ask, planned.next_due) if planned.next_due else None,
        text=text,
    )


def _rhythm(ask: Ask, planned: Planned) -> str:
    """Say how often it is posted, if more than once."""
    if isinstance(planned.rule.days, Moment | Once):
        return ""
    return describe(planned.rule, ask.language, ask.chat.zone)


def _buttons(ask: Ask, planned: Planned) -> Rows:
    which = {"chat_id": ask.chat.chat_id, "schedule_id": planned.schedule_id}
    turn = "prompt_resume" if planned.state is State.PAUSED else "prompt_pause"
    return [
        [
            ask.button(ask.plain(f"button.{turn}"), turn, **which),
            ask.button(ask.plain("button.prompt_remove"), "prompt_remove", **which),
        ]
    ]


def _name(text: str) -> str:
    """Return the first words of a text."""
    line = " ".join(re.sub(r"\{[{%].*?[%}]\}", "", without_tags(text)).split())
    return line[:LONGEST_NAME].strip() or "?"


def _local(ask: Ask, instant: Instant) -> datetime:
    return local(instant, ask.chat.zone)
