"""Plan a prompt or change one, step by step in private: what, when, where, how; look at it; save it."""

from collections.abc import Sequence
from typing import Any

from bot.chat import prompt_asking, prompt_card, prompt_filling, prompt_parts, prompt_places
from bot.chat.ask import Ask
from bot.chat.prompt_card import as_planner
from bot.chat.prompt_filling import Filling, tidied
from bot.chat.prompt_parts import Given
from bot.chat.prompt_saving import name_of, save
from bot.people import forms
from bot.prompts import schedules
from bot.prompts.cells import OPTIONS
from bot.prompts.check import ALBUM, VARIANTS
from bot.prompts.prompt import Prompt, Variant
from bot.texts import Refused


async def prompt_begin(ask: Ask) -> None:
    """Begin a new prompt, in private."""
    filling = prompt_filling.blank(ask, ask.data.get("topic_id")).with_(part="what")
    await prompt_filling.keep(ask, filling)
    html, buttons = await prompt_asking.question(ask, filling)
    await ask.answer(html, buttons=buttons)


async def prompt_new(ask: Ask) -> None:
    """A new prompt is wanted, says a button under the calendar."""
    await in_private(ask, "prompt_begin")


async def prompt_edit(ask: Ask) -> None:
    """A planned prompt is to be changed."""
    planned = await prompt_card.held(ask)
    if as_planner(ask):
        await schedules.check_own(ask.tx, ask.chat.chat_id, planned.schedule_id, ask.person.user_id)
    if planned.chat_id != ask.chat.chat_id:
        raise Refused("prompts.gone")
    filling = Filling(ask.update_id, planned.prompt, planned.rule, schedule_id=planned.schedule_id)
    await _show(ask, filling)


async def step(ask: Ask) -> None:
    """Somebody filling in the form says something: it is for the part that she was asked for."""
    filling = await prompt_filling.opened(ask)
    given = prompt_parts.given_in(ask)
    if given.album is not None and given.album == filling.album:
        await _one_more(ask, filling, given)
        return
    part = filling.part
    if part is None:
        await ask.reply("planning.press_first")
        return
    await _take(ask, filling, part, given)


async def prompt_part(ask: Ask) -> None:
    """A part is to be said: ask for it."""
    filling = await prompt_filling.opened(ask)
    part, language = str(ask.data["part"]), ask.data.get("language")
    filling = filling.with_(part=part, language=language, album=None)
    await prompt_filling.keep(ask, filling)
    html, buttons = await prompt_asking.question(ask, filling)
    await ask.change(html, buttons=buttons)


async def prompt_set(ask: Ask) -> None:
    """A part was chosen by a button."""
    filling = await prompt_filling.opened(ask)
    value = str(ask.data["value"])
    await _take(ask, filling, str(ask.data["part"]), Given(value, value), pressed=True)


async def prompt_show(ask: Ask) -> None:
    """Show the whole."""
    filling = await prompt_filling.opened(ask)
    if filling.lacks:
        await _go_on(ask, filling)
    else:
        await _show(ask, filling)


async def prompt_back(ask: Ask) -> None:
    """Out of a list, or of a question that is not to be answered: the whole again."""
    filling = await prompt_filling.opened(ask)
    if filling.lacks:
        await _go_on(ask, filling)
        return
    filling = filling.with_(part=None, language=None, album=None)
    await prompt_filling.keep(ask, filling)
    await prompt_asking.show_again(ask, filling)


async def prompt_options(ask: Ask) -> None:
    """Show how it is posted."""
    html, buttons = prompt_asking.options(ask, await prompt_filling.opened(ask))
    await ask.change(html, buttons=buttons)


async def prompt_variants(ask: Ask) -> None:
    """Show the variants that take turns."""
    html, buttons = prompt_asking.variants(ask, await prompt_filling.opened(ask))
    await ask.change(html, buttons=buttons)


async def prompt_variant(ask: Ask) -> None:
    """Another variant is taken in hand."""
    filling = tidied(await prompt_filling.opened(ask))
    number = min(int(ask.data["n"]), len(filling.prompt.variants) - 1)
    await _show(ask, filling.with_(number=number))


async def prompt_variant_add(ask: Ask) -> None:
    """One more variant: ask what it says."""
    filling = await prompt_filling.opened(ask)
    variants = filling.prompt.variants
    if len(variants) >= VARIANTS:
        raise Refused("calendar.variants", number=len(variants) + 1, most=VARIANTS)
    filling = filling.with_prompt(variants=(*variants, Variant()))
    await _go_on(ask, filling.with_(number=len(variants)))


async def prompt_variant_drop(ask: Ask) -> None:
    """The variant in hand is to go."""
    filling = await prompt_filling.opened(ask)
    variants = filling.prompt.variants
    if len(variants) == 1:
        raise Refused("planning.last_variant")
    left = (*variants[: filling.number], *variants[filling.number + 1 :])
    await _show(ask, filling.with_prompt(variants=left).with_(number=0))


async def prompt_place(ask: Ask) -> None:
    """A group is taken in or out."""
    filling = await prompt_filling.opened(ask)
    possible = {group.chat_id for group in await prompt_places.possible(ask)}
    if (chat_id := int(ask.data["place"])) not in possible:
        raise Refused("prompts.foreign_place")
    filling = prompt_asking.toggled(filling, chat_id)
    await prompt_filling.keep(ask, filling)
    html, buttons = await prompt_asking.where(ask, filling)
    await ask.change(html, buttons=buttons)


async def prompt_save(ask: Ask) -> None:
    """It is as it should be: plan it."""
    filling = tidied(await prompt_filling.opened(ask))
    if filling.lacks or filling.rule is None:
        await _go_on(ask, filling)
        return
    prompt = filling.prompt
    if not prompt.name:
        name = name_of(prompt.variants[0], ask.chat.language)
        prompt = Prompt(name, prompt.variants, prompt.places, prompt.options)
    await save(ask, prompt, filling.rule, filling.schedule_id)
    ask.text = prompt.name
    await forms.close(ask.tx, ask.person.user_id)


async def prompt_give_up(ask: Ask) -> None:
    """It is not to be planned, or not to be changed, after all."""
    await prompt_filling.opened(ask)
    await forms.close(ask.tx, ask.person.user_id)
    await ask.change(ask.say("general.cancelled"))


# ── steps ────────────────────────────────────────────────────────────────────────────────────────


async def _take(
    ask: Ask, filling: Filling, part: str, given: Given, *, pressed: bool = False
) -> None:
    """Put a part in its place, and go on."""
    groups: Sequence[Any] = await prompt_places.possible(ask) if part == "where" else ()
    given = Given(given.text, given.html, given.attachment, given.album, given.poll, groups)
    filled = prompt_parts.read(ask, filling, part, given).with_(part=None)
    if part in OPTIONS:
        await prompt_filling.keep(ask, filled)
        html, buttons = prompt_asking.options(ask, filled)
        await (ask.change if pressed else ask.answer)(html, buttons=buttons)
    elif given.album is not None and not filled.lacks:
        await prompt_filling.keep(ask, filled)
        done = ask.plain("button.plan_go_on")
        button = prompt_asking.press(ask, filled, done, "prompt_show")
        await ask.reply("planning.collecting", most=ALBUM, buttons=[[button]])
    else:
        await _go_on(ask, filled)


async def _one_more(ask: Ask, filling: Filling, given: Given) -> None:
    """Take another medium of an album that is coming in; nothing is said to each of them."""
    filled = prompt_parts.read(ask, filling, "media", given)
    await prompt_filling.keep(ask, filled)


async def _go_on(ask: Ask, filling: Filling) -> None:
    """Ask for what is still lacking, or show the whole."""
    if (lacks := filling.lacks) is None:
        await _show(ask, filling)
        return
    filling = filling.with_(part=lacks, language=None)
    await prompt_filling.keep(ask, filling)
    html, buttons = await prompt_asking.question(ask, filling)
    await ask.answer(html, buttons=buttons)


async def _show(ask: Ask, filling: Filling) -> None:
    filling = filling.with_(part=None, language=None, album=None)
    await prompt_filling.keep(ask, filling)
    await prompt_asking.show(ask, filling)


async def in_private(ask: Ask, action: str, **data: Any) -> None:
    """Do an action here if this is private, else hand over a button that leads there."""
    if ask.person.anonymous:
        raise Refused("chat.use_private")
    data["chat_id"] = ask.chat.chat_id
    if ask.place.private:
        ask.data = data
        await PRIVATE[action](ask)
        return
    button = await ask.private_button(ask.plain("button.plan_private"), action, **data)
    await ask.reply("planning.in_private", buttons=[[button]])


PRIVATE = {"prompt_begin": prompt_begin}
