"""The emergency stop of a group, and its end: what the bot would say there waits, prompts rest."""

from bot import outbox
from bot.activity import members
from bot.chat.ask import Ask
from bot.clock import local
from bot.outbox import Button
from bot.prompts import pause_all, resume_all
from bot.texts import Refused


async def pause(ask: Ask) -> None:
    """/pause: nothing leaves for the group any more, at once."""
    chat_id = ask.chat.chat_id
    stopped = await pause_all(ask.tx, chat_id, by=ask.person.user_id, now=ask.now)
    hold = await outbox.find_hold(ask.tx, chat_id)
    assert hold is not None
    known = await members.get(ask.tx, chat_id, hold.by)
    html = ask.say(
        "stop.stopped" if stopped else "stop.already",
        title=ask.chat.title,
        since=local(hold.since, ask.chat.zone),
        by=known.name if known else str(hold.by),
    )
    # Whoever steers the group may end it, not only who began it.
    go_on = Button(ask.plain("button.resume_group"), "resume_group", {"chat_id": chat_id})
    await ask.answer(html, buttons=[[go_on]], despite_hold=True)


async def resume(ask: Ask) -> None:
    """/resume: everything goes on; what came too late for that is not made up for."""
    dropped = await _resume(ask)
    await ask.reply("stop.over", title=ask.chat.title, n=dropped)


async def resume_group(ask: Ask) -> None:
    """Everything is to go on, says the button under the stop."""
    dropped = await _resume(ask)
    await ask.change(ask.say("stop.over", title=ask.chat.title, n=dropped))


async def _resume(ask: Ask) -> int:
    dropped = await resume_all(ask.tx, ask.chat.chat_id, ask.now)
    if dropped is None:
        raise Refused("stop.none", title=ask.chat.title)
    return dropped
