"""The form of a prompt as it is seen: the question for a part, the whole with its buttons, its lists."""

from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from bot.chat import prompt_card, prompt_places, prompt_preview
from bot.chat.ask import Ask, Rows
from bot.chat.prompt_filling import Filling
from bot.chat.prompt_parts import NONE, POLL_PARTS
from bot.clock import local
from bot.outbox import Button
from bot.prompts.calendar import next_run
from bot.prompts.cells import FLAG, OPTIONS, cells_of_variant
from bot.prompts.describe import describe
from bot.prompts.prompt import Place, Rotation
from bot.prompts.write import write_when
from bot.texts import LANGUAGES

NOTHING = NONE[0]
# What is longer could not stand in one message with the question.
COPIED = 3000
ASKED = {
    "what": "planning.ask_what",
    "text": "planning.ask_text",
    "media": "planning.ask_media",
    "buttons": "planning.ask_buttons",
    "poll": "planning.ask_poll",
    "correct": "planning.ask_correct",
    "explanation": "planning.ask_explanation",
    "open_period": "planning.ask_open_period",
    "name": "planning.ask_name",
    "when": "planning.ask_when",
    "where": "planning.ask_where",
    "unpin_after": "planning.ask_unpin_after",
    "delete_after": "planning.ask_delete_after",
    "close_after": "planning.ask_close_after",
    "quiet_for": "planning.ask_quiet_for",
    "quiet_most": "planning.ask_quiet_most",
    "silent_for": "planning.ask_silent_for",
    "grace": "planning.ask_grace",
    "format": "planning.ask_format",
    "theme": "planning.ask_theme",
    "rotation": "planning.ask_rotation",
    "control_every": "planning.ask_control_every",
    "slots": "planning.ask_slots",
}
# Values that a button offers; whatever else is typed.
CHOICES = {
    "open_period": ("1h", "1d", "7d"),
    "unpin_after": ("1h", "1d", "7d"),
    "delete_after": ("1h", "1d", "7d"),
    "close_after": ("1h", "1d", "3d"),
    "quiet_for": ("5m", "10m", "30m"),
    "quiet_most": ("30m", "2h", "6h"),
    "silent_for": ("1h", "3h", "12h"),
    "grace": ("15m", "1h", "6h"),
    "control_every": ("0", "4", "8"),
    "rotation": (Rotation.IN_TURN.value, Rotation.LEARN.value),
}
ROTATIONS = {
    Rotation.IN_TURN.value: "planning.in_turn",
    Rotation.LEARN.value: "planning.learn",
}
# What may be absent, and what nothing stands for.
ABSENT = {
    *("media", "buttons", "explanation", "correct", "open_period", "unpin_after", "delete_after"),
    *("close_after", "quiet_for", "silent_for", "format", "theme", "control_every", "slots"),
    *("name", "grace"),
}
USUAL = {"name", "grace", "control_every"}
OF_POLL = ("anonymous", "multiple", "open_period", "correct", "explanation")


async def show(ask: Ask, filling: Filling) -> None:
    """Show how a prompt will look, and what may still be said about it."""
    await prompt_preview.one_of(ask, filling.prompt, filling.rule, filling.number)
    await ask.answer(await _whole(ask, filling), buttons=_main(ask, filling))


async def show_again(ask: Ask, filling: Filling) -> None:
    """Put the whole in the place of a list or a question; how it will look stands above still."""
    await ask.change(await _whole(ask, filling), buttons=_main(ask, filling))


async def question(ask: Ask, filling: Filling) -> tuple[str, Rows]:
    """Return the question for the part that is wanted next; what is there may be copied."""
    assert filling.part is not None
    part = filling.part
    if part == "where":
        return await where(ask, filling)
    now = as_typed(filling, part)
    html = ask.say(
        ASKED[part],
        spoken=LANGUAGES.get(filling.language or "", ""),
        now=now if len(now) <= COPIED else "",
        variables="{{ group_title }}, {{ count }}, {{ days_left }}",
    )
    return html, _answers(ask, filling, part)


async def _whole(ask: Ask, filling: Filling) -> Markup:
    prompt, zone = filling.prompt, ask.chat.zone
    due = next_run(filling.rule, ask.now, zone) if filling.rule else None
    return ask.say(
        "planning.form",
        is_new=filling.schedule_id is None,
        name=prompt.name,
        languages=max(1, len(filling.variant.texts)),
        number=filling.number + 1,
        variants=len(prompt.variants),
        rhythm=describe(filling.rule, ask.language, zone) if filling.rule else "",
        next=local(due, zone) if due else None,
        zone=zone.key,
        places=await prompt_card.places(ask, prompt.places),
        options=" · ".join(prompt_card.options(ask, prompt.options)),
    )


# ── lists that are changed in place ──────────────────────────────────────────────────────────────


def options(ask: Ask, filling: Filling) -> tuple[str, Rows]:
    """Return how the prompt is posted: a button for each option, with what holds."""
    made = [_option(ask, filling, name) for name in _options_of(filling)]
    html = ask.say("planning.options", name=filling.prompt.name)
    return html, [*_pairs(made), [_back(ask, filling)]]


def variants(ask: Ask, filling: Filling) -> tuple[str, Rows]:
    """Return the variants that take turns: choose one, drop it, add another."""
    found = filling.prompt.variants
    words = prompt_preview.sight_of(ask, filling.rule).words
    said = (prompt_card.excerpt(one, ask.chat.language, words) for one in found)
    lines = [one.split("\n")[0][:60] for one in said]
    html = ask.say("planning.variants", lines=lines, chosen=filling.number + 1)
    labels = [f"✓ {n + 1}" if n == filling.number else str(n + 1) for n in range(len(found))]
    choose = [press(ask, filling, label, "prompt_variant", n=n) for n, label in enumerate(labels)]
    rows: list[list[Button]] = [choose[at : at + 5] for at in range(0, len(choose), 5)]
    label = ask.plain("button.variant_add")
    rows.append([press(ask, filling, label, "prompt_variant_add")])
    if len(found) > 1:
        label = ask.plain("button.variant_drop", n=filling.number + 1)
        rows[-1].append(press(ask, filling, label, "prompt_variant_drop"))
    return html, [*rows, [_back(ask, filling)]]


async def where(ask: Ask, filling: Filling) -> tuple[str, Rows]:
    """Return where it is posted: a button for each group, and the wish for a topic."""
    possible = await prompt_places.possible(ask)
    chosen = {place.chat_id for place in filling.prompt.places}
    made = [
        press(
            ask,
            filling,
            f"✓ {group.title}" if group.chat_id in chosen else group.title,
            "prompt_place",
            place=group.chat_id,
        )
        for group in possible[:20]
    ]
    html = ask.say(
        "planning.ask_where",
        places=await prompt_card.places(ask, filling.prompt.places),
        several=len(possible) > 1,
        forum=any(group.is_forum for group in possible),
    )
    return html, [*([one] for one in made), [_back(ask, filling)]]


def toggled(filling: Filling, chat_id: int) -> Filling:
    """Return the same with a group taken in or out; the last one stays. Pure."""
    places = filling.prompt.places
    left = tuple(place for place in places if place.chat_id != chat_id)
    if len(left) == len(places):
        left = (*places, Place(chat_id))
    return filling.with_prompt(places=left or places)


# ── buttons ──────────────────────────────────────────────────────────────────────────────────────


def press(ask: Ask, filling: Filling, label: str, action: str, **data: Any) -> Button:
    """Return a button of the form."""
    return ask.button(label, action, chat_id=ask.chat.chat_id, key=filling.key, **data)


def _main(ask: Ask, filling: Filling) -> Rows:
    poll = filling.variant.poll
    made = [_part(ask, filling, "text", language=language) for language in LANGUAGES]
    made += [_part(ask, filling, "media"), _part(ask, filling, "poll")]
    if poll is not None:
        made = [_of_poll(ask, filling, part) for part in _poll_parts(filling)]
        made = [_part(ask, filling, "poll"), *made, _part(ask, filling, "what")]
    made += [_part(ask, filling, "buttons"), _part(ask, filling, "name")]
    made += [_part(ask, filling, "when"), _part(ask, filling, "where")]
    made += [
        press(
            ask,
            filling,
            ask.plain("button.variants", n=len(filling.prompt.variants)),
            "prompt_variants",
        ),
        press(ask, filling, ask.plain("button.options"), "prompt_options"),
    ]
    save = press(ask, filling, ask.plain("button.prompt_save"), "prompt_save")
    stop = press(ask, filling, ask.plain("button.give_up"), "prompt_give_up")
    return [[save], *_pairs(made), [stop]]


def _part(ask: Ask, filling: Filling, part: str, **data: Any) -> Button:
    spoken = LANGUAGES.get(data.get("language", ""), "")
    there = data.get("language") in filling.variant.texts
    label = ask.plain(f"button.plan_{part}", spoken=spoken, there=there)
    return press(ask, filling, label, "prompt_part", part=part, **data)


def _poll_parts(filling: Filling) -> Iterator[str]:
    poll = filling.variant.poll
    quiz = poll is not None and poll.correct is not None
    for part in OF_POLL:
        if not (part == "multiple" and quiz) and not (part == "explanation" and not quiz):
            yield part


def _of_poll(ask: Ask, filling: Filling, part: str) -> Button:
    value = getattr(filling.variant.poll, part)
    label = ask.plain(f"button.plan_{part}", value=_value(ask, part, value))
    return _choose(ask, filling, part, value, label)


def _options_of(filling: Filling) -> Iterator[str]:
    """Tell which options there is something to choose about."""
    chosen = filling.prompt.options
    polls = any(variant.poll for variant in filling.prompt.variants)
    needed = {
        "unpin_after": chosen.pin,
        "quiet_most": chosen.quiet_for is not None,
        "close_after": polls,
        "control_every": chosen.rotation is Rotation.LEARN,
        "slots": chosen.rotation is Rotation.LEARN,
    }
    return (name for name in OPTIONS if needed.get(name, True))


def _option(ask: Ask, filling: Filling, name: str) -> Button:
    value = getattr(filling.prompt.options, name)
    label = ask.plain(f"button.plan_{name}", value=_value(ask, name, value))
    return _choose(ask, filling, name, value, label)


def _choose(ask: Ask, filling: Filling, part: str, value: object, label: str) -> Button:
    """Return a button that turns a yes or no around, or asks for anything else."""
    if isinstance(value, bool):
        other = FLAG.write(not value)
        return press(ask, filling, label, "prompt_set", part=part, value=other)
    return press(ask, filling, label, "prompt_part", part=part)


def _value(ask: Ask, name: str, value: object) -> str:
    """Return what holds, short enough for a button."""
    if isinstance(value, bool):
        return ask.plain("planning.yes_" if value else "planning.no_")
    if value is None or value in ("", ()):
        return "–"
    if name == "correct" and isinstance(value, int):
        return str(value + 1)
    if name == "control_every":
        return str(value)
    if isinstance(value, int):
        return prompt_card.duration(ask, value)
    if name == "slots":
        return OPTIONS[name].write(value)
    text = str(value)
    return ask.plain(ROTATIONS[text]) if text in ROTATIONS else text[:16]


def _answers(ask: Ask, filling: Filling, part: str) -> Rows:
    """Return what may be pressed instead of being typed."""
    if part == "what":
        stop = press(ask, filling, ask.plain("button.give_up"), "prompt_give_up")
        if len(filling.prompt.variants) > 1:
            stop = press(ask, filling, ask.plain("button.plan_back"), "prompt_variant", n=0)
        return [[_part(ask, filling, "poll"), stop]]
    if part == "when":
        values = ask.plain("planning.when_choices").split("|")
        labels = dict(zip(values, values, strict=True))
    elif part == "correct" and filling.variant.poll:
        answers = filling.variant.poll.options
        labels = {str(n): f"{n}. {answer[:30]}" for n, answer in enumerate(answers, 1)}
    else:
        labels = {value: _spoken(ask, part, value) for value in CHOICES.get(part, ())}
    if part in ABSENT:
        usual = "button.plan_usual" if part in USUAL else "button.plan_nothing"
        labels[NOTHING] = ask.plain(usual)
    made = [
        press(ask, filling, label, "prompt_set", part=part, value=value)
        for value, label in labels.items()
    ]
    back = [] if filling.lacks else [[_back(ask, filling)]]
    return [*_pairs(made), *back]


def _spoken(ask: Ask, part: str, value: str) -> str:
    form = OPTIONS.get(part) or POLL_PARTS[part]
    if part == "control_every":
        return ask.plain("planning.one_in", every=int(value))
    return _value(ask, part, form.read(value, part))


def _back(ask: Ask, filling: Filling) -> Button:
    return press(ask, filling, ask.plain("button.plan_back"), "prompt_back")


def _pairs(made: list[Button]) -> list[list[Button]]:
    return [made[at : at + 2] for at in range(0, len(made), 2)]


def as_typed(filling: Filling, part: str) -> str:
    """Return a part as it could be sent again. Pure."""
    variant, poll = filling.variant, filling.variant.poll
    match part:
        case "text":
            return variant.texts.get(filling.language or "", "")
        case "buttons":
            return cells_of_variant(variant).get("buttons", "")
        case "when":
            return write_when(filling.rule) if filling.rule else ""
        case "name":
            return filling.prompt.name
        case "poll" if poll:
            marks = ("* " if place == poll.correct else "" for place in range(len(poll.options)))
            lines = map("".join, zip(marks, poll.options, strict=True))
            why = [f"> {line}" for line in poll.explanation.splitlines()]
            return "\n".join([poll.question, *lines, *why])
        case "explanation" if poll:
            return poll.explanation
        case "format" | "theme":
            return str(getattr(filling.prompt.options, part))
    return ""
