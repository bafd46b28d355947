"""Keep a prompt that was typed, filled in or changed; say what comes of it, and to whom it must be shown."""

import re

from bot.chat import prompt_approval, prompt_card
from bot.chat.ask import Ask
from bot.chat.prompt_card import as_planner
from bot.chat.prompt_places import steered
from bot.clock import local
from bot.prompts import schedules
from bot.prompts.describe import describe
from bot.prompts.names import free_name
from bot.prompts.planned import Planned, State
from bot.prompts.prompt import Prompt, Variant, text_in
from bot.prompts.rule import Moment, Once, Rule
from bot.texts import Refused, without_tags

LONGEST_NAME = 40
PLACEHOLDER = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)


async def save(ask: Ask, prompt: Prompt, rule: Rule, schedule_id: int | None = None) -> Planned:
    """Plan a prompt, or put it in the place of one that is planned; answer with what will happen.

    Raises:
        Refused: it cannot be posted so, or not by this person.
    """
    chat_id, by, now = ask.chat.chat_id, ask.person.user_id, ask.now
    steers = await steered(ask, prompt.places)
    office = as_planner(ask)
    if schedule_id is None:
        prompt = await named(ask, prompt)
        planned = await schedules.add(
            ask.tx, chat_id, prompt, rule, by=by, now=now, as_planner=office, steers=steers
        )
    else:
        if office:
            await schedules.check_own(ask.tx, chat_id, schedule_id, by)
        changed = await schedules.edit(
            ask.tx,
            chat_id,
            schedule_id,
            prompt,
            rule,
            by=by,
            now=now,
            as_planner=office,
            steers=steers,
        )
        if changed is None:
            raise Refused("prompts.gone")
        planned = changed
    await _answer(ask, planned)
    return planned


async def _answer(ask: Ask, planned: Planned) -> None:
    rhythm = ""
    if not isinstance(planned.rule.days, Moment | Once):
        rhythm = describe(planned.rule, ask.language, ask.chat.zone)
    await ask.reply(
        "planning.saved",
        title=await prompt_card.places(ask, planned.prompt.places),
        next=local(planned.next_due, ask.chat.zone) if planned.next_due else None,
        zone=ask.chat.zone.key,
        rhythm=rhythm,
        excerpt=prompt_card.excerpt(
            planned.prompt.variants[0], ask.chat.language, prompt_card.words_for(ask, planned)
        ),
        n=len(planned.prompt.variants),
        buttons=await prompt_card.keyboard(ask, planned),
    )
    if planned.state is State.WAITING:
        await prompt_approval.tell(ask, planned)


async def named(ask: Ask, prompt: Prompt) -> Prompt:
    """Return a prompt with a name of its own among the group's: its first words if it has none."""
    held = await schedules.planned(ask.tx, ask.chat.chat_id)
    taken = (one.prompt.name for one in held if one.chat_id == ask.chat.chat_id)
    wanted = prompt.name or name_of(prompt.variants[0], ask.chat.language)
    return Prompt(free_name(wanted, taken), prompt.variants, prompt.places, prompt.options)


def name_of(variant: Variant, language: str) -> str:
    """Return the first words of what a variant says. Pure."""
    text = variant.poll.question if variant.poll else text_in(variant, language)[0]
    line = " ".join(PLACEHOLDER.sub("", without_tags(text)).split())
    return line[:LONGEST_NAME].strip() or "?"
