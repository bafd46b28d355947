"""Plan content prompts, look at what is planned, pause, resume and remove."""

from datetime import datetime

from bot.chat.ask import Ask, Rows
from bot.clock import Instant, local
from bot.prompts import schedules
from bot.prompts.rhythm_parse import parse_schedule
from bot.prompts.schedules import Planned
from bot.texts import Refused

SHOWN = 8


async def prompt(ask: Ask) -> None:
    """/prompt when text: plan a prompt for the group; in a forum, for the topic it is typed in."""
    if not ask.text:
        raise Refused("prompts.usage")
    schedule, text = parse_schedule(ask.text, ask.now, ask.chat.zone)
    planned = await schedules.add(
        ask.tx,
        ask.chat.chat_id,
        schedule,
        text,
        topic_id=None if ask.place.private else ask.place.topic_id,
        by=ask.person.user_id,
        now=ask.now,
    )
    assert planned.next_due is not None
    await ask.reply(
        "prompts.saved",
        title=ask.chat.title,
        when=_local(ask, planned.next_due),
        zone=ask.chat.zone.key,
        rhythm=planned.schedule.rhythm,
        text=planned.text,
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


async def prompt_pause(ask: Ask) -> None:
    """A prompt is to rest."""
    if not await schedules.pause(ask.tx, ask.chat.chat_id, ask.data["schedule_id"]):
        raise Refused("prompts.gone")
    await _show_again(ask)


async def prompt_resume(ask: Ask) -> None:
    """A prompt is to go on at its next time."""
    if await schedules.resume(ask.tx, ask.chat.chat_id, ask.data["schedule_id"], ask.now) is None:
        raise Refused("prompts.gone")
    await _show_again(ask)


async def prompt_remove(ask: Ask) -> None:
    """A prompt is to be forgotten."""
    if not await schedules.remove(ask.tx, ask.chat.chat_id, ask.data["schedule_id"]):
        raise Refused("prompts.gone")
    await ask.change(ask.say("prompts.removed"))


async def _show_again(ask: Ask) -> None:
    planned = await schedules.find(ask.tx, ask.chat.chat_id, ask.data["schedule_id"])
    assert planned is not None
    await ask.change(_described(ask, planned), buttons=_buttons(ask, planned))


def _described(ask: Ask, planned: Planned) -> str:
    return ask.say(
        "prompts.line",
        rhythm=planned.schedule.rhythm,
        paused=planned.state == schedules.PAUSED,
        when=_local(ask, planned.next_due) if planned.next_due else None,
        text=planned.text,
    )


def _buttons(ask: Ask, planned: Planned) -> Rows:
    which = {"chat_id": planned.chat_id, "schedule_id": planned.schedule_id}
    turn = "prompt_resume" if planned.state == schedules.PAUSED else "prompt_pause"
    return [
        [
            ask.button(ask.plain(f"button.{turn}"), turn, **which),
            ask.button(ask.plain("button.prompt_remove"), "prompt_remove", **which),
        ]
    ]


def _local(ask: Ask, instant: Instant) -> datetime:
    return local(instant, ask.chat.zone)
