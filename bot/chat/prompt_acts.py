"""What may be done with a planned prompt: rest, go on, leave out, post now, copy, delete, look at."""

from bot import prompts as calendar
from bot.chat import prompt_approval, prompt_card, prompt_preview
from bot.chat.ask import Ask
from bot.chat.prompt_card import as_planner, held, which
from bot.chat.prompt_places import steered
from bot.clock import local
from bot.prompts import schedules
from bot.prompts.planned import Planned, State
from bot.texts import Refused


async def prompt_open(ask: Ask) -> None:
    """A prompt was chosen on the calendar."""
    await prompt_card.show(ask, await held(ask))


async def prompt_preview_(ask: Ask) -> None:
    """A prompt is to be seen as it will be posted."""
    planned = await held(ask)
    await prompt_preview.all_of(ask, planned.prompt, planned.rule)
    await ask.answer(
        await prompt_card.described(ask, planned), buttons=await prompt_card.keyboard(ask, planned)
    )


async def prompt_pause(ask: Ask) -> None:
    """A prompt is to rest."""
    planned = await _own(ask)
    if not await schedules.pause(ask.tx, ask.chat.chat_id, planned.schedule_id, ask.now):
        raise Refused("prompts.gone")
    await prompt_card.show(ask, await held(ask))


async def prompt_resume(ask: Ask) -> None:
    """A prompt is to go on at its next time."""
    planned = await _own(ask)
    resumed = await schedules.resume(
        ask.tx, ask.chat.chat_id, planned.schedule_id, ask.now, as_planner=as_planner(ask)
    )
    if resumed is None:
        raise Refused("prompts.gone")
    if resumed.state is State.WAITING:
        await prompt_approval.tell(ask, resumed)
    await prompt_card.show(ask, resumed)


async def prompt_skip(ask: Ask) -> None:
    """A prompt's next time is to be left out."""
    planned = await _own(ask)
    if await schedules.skip_next(ask.tx, ask.chat.chat_id, planned.schedule_id) is None:
        raise Refused("prompts.gone")
    await prompt_card.show(ask, await held(ask))


async def prompt_unskip(ask: Ask) -> None:
    """A prompt's next time is not to be left out after all."""
    planned = await _own(ask)
    await schedules.unskip_next(ask.tx, ask.chat.chat_id, planned.schedule_id)
    await prompt_card.show(ask, await held(ask))


async def prompt_copy(ask: Ask) -> None:
    """The same is to be planned once more; it rests until it is resumed."""
    planned = await held(ask)
    steers = await steered(ask, planned.prompt.places)
    made = await schedules.copy(
        ask.tx,
        ask.chat.chat_id,
        planned.schedule_id,
        by=ask.person.user_id,
        now=ask.now,
        steers=steers,
    )
    if made is None:
        raise Refused("prompts.gone")
    ask.text = made.prompt.name
    await prompt_card.show(ask, made)


# ── what cannot be taken back is asked about first ───────────────────────────────────────────────


async def prompt_now(ask: Ask) -> None:
    """A prompt is to be posted now: is it?"""
    await _sure(ask, await _own(ask), "planning.sure_now", "prompt_now_yes")


async def prompt_now_yes(ask: Ask) -> None:
    """It is to be posted now indeed."""
    planned = await _own(ask)
    count = await calendar.post_now(
        ask.tx, ask.chat.chat_id, planned.schedule_id, ask.now, as_planner=as_planner(ask)
    )
    if not count:
        raise Refused("prompts.gone")
    await prompt_card.show(ask, await held(ask))
    ask.notice = ask.plain("planning.posted_now", title=ask.chat.title)


async def prompt_remove(ask: Ask) -> None:
    """A prompt is to be forgotten: is it?"""
    await _sure(ask, await _own(ask), "planning.sure_remove", "prompt_remove_yes")


async def prompt_remove_yes(ask: Ask) -> None:
    """It is to be forgotten indeed."""
    planned = await _own(ask)
    await schedules.remove(ask.tx, ask.chat.chat_id, planned.schedule_id, ask.now)
    back = ask.button(ask.plain("button.prompt_calendar"), "prompt_page", chat_id=ask.chat.chat_id)
    removed = ask.say("planning.removed", name=planned.prompt.name)
    await ask.change(removed, buttons=[[back]])


async def _sure(ask: Ask, planned: Planned, key: str, action: str) -> None:
    its = which(ask, planned)
    yes = ask.button(ask.plain(f"button.{action}"), action, **its)
    no = ask.button(ask.plain("button.prompt_no"), "prompt_open", **its)
    due = local(planned.next_due, ask.chat.zone) if planned.next_due else None
    name, title = planned.prompt.name, ask.chat.title
    question = ask.say(key, name=name, title=title, next=due, posted=planned.posted)
    await ask.change(question, buttons=[[yes, no]])


async def _own(ask: Ask) -> Planned:
    """Return the prompt that a button is about, if this person may change it; what is done is noted.

    Raises:
        Refused: it is gone, or another's, and she is only a planner.
    """
    planned = await held(ask)
    ask.text = planned.prompt.name
    if as_planner(ask):
        await schedules.check_own(ask.tx, ask.chat.chat_id, planned.schedule_id, ask.person.user_id)
    return planned
