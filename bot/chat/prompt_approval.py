"""What a planner plans is shown to those who steer the group, with buttons for their yes or no."""

from collections.abc import Iterable, Sequence

from bot.activity import members
from bot.chat import prompt_preview
from bot.chat.ask import Ask
from bot.chat.prompt_card import excerpt, held, which
from bot.chat.prompt_preview import Sight
from bot.clock import local
from bot.outbox import Button, Draft, Policy, Priority, put
from bot.people import preferences, roles
from bot.prompts import approval
from bot.prompts.describe import describe
from bot.prompts.drafting import words_of
from bot.prompts.planned import Planned, State
from bot.texts import Refused, plain, say

# Of more prompts at once than this, nobody wants all previews.
FEW = 3


async def tell(ask: Ask, planned: Planned) -> None:
    """Show what waits for a yes to whoever may give it, and say to the planner how many that are."""
    asked = await _who_decides(ask)
    for user_id in sorted(asked):
        await _show(ask, planned, user_id)
    await ask.reply("planning.waits", name=planned.prompt.name, title=ask.chat.title, n=len(asked))


async def tell_all(ask: Ask, planned: Sequence[Planned]) -> None:
    """Show what waits for a yes; where it is much, say only how much, and where it can be looked at."""
    if len(planned) <= FEW:
        for one in planned:
            await tell(ask, one)
        return
    asked = await _who_decides(ask)
    for user_id in sorted(asked):
        language = await _language(ask, user_id)
        html = say(
            "planning.many_wait",
            language,
            n=len(planned),
            title=ask.chat.title,
            by=await _name(ask, ask.person.user_id),
        )
        await put(ask.tx, _note(user_id, html, f"approve:{ask.update_id}", ()), ask.now)
    await ask.reply("planning.all_wait", title=ask.chat.title, n=len(asked))


async def prompt_approve(ask: Ask) -> None:
    """An operator says yes to what she has seen."""
    planned = await _seen(ask)
    approved = await approval.approve(
        ask.tx, ask.chat.chat_id, planned.schedule_id, by=ask.person.user_id, now=ask.now
    )
    assert approved is not None
    due = local(approved.next_due, ask.chat.zone) if approved.next_due else None
    await ask.change(ask.say("planning.approved", name=approved.prompt.name, next=due))
    await _let_know(ask, approved, "planning.yes")


async def prompt_refuse(ask: Ask) -> None:
    """An operator says no: it is paused, for its planner to change."""
    planned = await _seen(ask)
    await approval.reject(ask.tx, ask.chat.chat_id, planned.schedule_id, ask.now)
    await ask.change(ask.say("planning.refused", name=planned.prompt.name))
    await _let_know(ask, planned, "planning.no")


async def _seen(ask: Ask) -> Planned:
    """Return what an operator decides about, if it still is what she was shown.

    Raises:
        Refused: it is gone, decided, or was changed.
    """
    planned = await held(ask)
    ask.text = planned.prompt.name
    if planned.state is not State.WAITING:
        raise Refused("planning.decided", name=planned.prompt.name)
    if approval.print_of(planned) != ask.data.get("seen"):
        raise Refused("planning.changed_since", name=planned.prompt.name)
    return planned


async def _who_decides(ask: Ask) -> set[int]:
    """Return who is asked: those who steer the group and may be written to; else the owners."""
    steering = await roles.steering(ask.tx, ask.chat.chat_id)
    for people in (steering, ask.host.owners):
        if found := await _reachable(ask, people):
            return found
    return set()


async def _reachable(ask: Ask, people: Iterable[int]) -> set[int]:
    return await preferences.who_started(ask.tx, set(people) - {ask.person.user_id})


async def _show(ask: Ask, planned: Planned, user_id: int) -> None:
    """Show one operator what it will look like, and ask for her yes."""
    language = await _language(ask, user_id)
    key = approval.key(planned, user_id, ask.now)
    due = planned.next_due or ask.now
    words = words_of(planned.rule, ask.chat.title, planned.posted + 1, due, ask.chat.zone)
    sight = Sight(user_id, ask.chat.language, words, key)
    variants = planned.prompt.variants
    numbers = list(range(len(variants)))[: prompt_preview.SHOWN]
    for draft in prompt_preview.drafts_of(planned.prompt, numbers, sight):
        await put(ask.tx, draft, ask.now)
    html = say(
        "planning.please_decide",
        language,
        name=planned.prompt.name,
        title=ask.chat.title,
        by=await _name(ask, planned.created_by),
        n=len(variants),
        shown=len(numbers),
        rest=[excerpt(one, ask.chat.language, words) for one in variants[len(numbers) :][:7]],
        rhythm=describe(planned.rule, language, ask.chat.zone),
        next=local(planned.next_due, ask.chat.zone) if planned.next_due else None,
    )
    seen = which(ask, planned) | {"seen": approval.print_of(planned)}
    buttons = tuple(
        Button(plain(label, language), action, seen, made_for=user_id)
        for label, action in (
            ("button.approve", "prompt_approve"),
            ("button.refuse", "prompt_refuse"),
        )
    )
    await put(ask.tx, _note(user_id, html, key, buttons), ask.now)


async def _let_know(ask: Ask, planned: Planned, key: str) -> None:
    """Tell the planner what was decided, if she may be written to."""
    planner = planned.created_by
    if not await _reachable(ask, [planner]):
        return
    language = await _language(ask, planner)
    html = say(
        key,
        language,
        name=planned.prompt.name,
        title=ask.chat.title,
        next=local(planned.next_due, ask.chat.zone) if planned.next_due else None,
    )
    await put(ask.tx, _note(planner, html, f"{key}:{ask.update_id}", ()), ask.now)


def _note(user_id: int, html: str, key: str, buttons: tuple[Button, ...]) -> Draft:
    return Draft(
        user_id,
        html,
        buttons=(buttons,) if buttons else (),
        priority=Priority.NOTICE,
        policy=Policy.AT_LEAST_ONCE,
        dedupe_key=key,
    )


async def _language(ask: Ask, user_id: int) -> str:
    return (await preferences.of(ask.tx, user_id)).language or ask.chat.language


async def _name(ask: Ask, user_id: int) -> str:
    known = await members.get(ask.tx, ask.chat.chat_id, user_id)
    return known.name if known else str(user_id)
