"""A planned prompt as its operators see it: what, when, where, how, whose; and the buttons for it."""

from collections.abc import Iterator
from html import unescape
from typing import Any

from markupsafe import Markup

from bot.activity import chats, members
from bot.chat.ask import Ask, Rows
from bot.clock import local
from bot.outbox import Button
from bot.people.roles import Role
from bot.prompts import approval, schedules
from bot.prompts.check import form_of
from bot.prompts.describe import describe
from bot.prompts.drafting import Words, text_of, words_of
from bot.prompts.planned import Planned, State
from bot.prompts.prompt import Options, Place, Rotation, Variant, text_in
from bot.texts import Refused, without_tags

EXCERPT = 300
UNITS = (
    ("planning.days", 86_400),
    ("planning.hours", 3_600),
    ("planning.minutes", 60),
    ("planning.seconds", 1),
)
KINDS = {
    "text": "",
    "photo": "🖼",
    "video": "🎬",
    "document": "📎",
    "album": "🗂",
    "poll": "📊",
}
TIMED = {
    "delete_after": "planning.with_delete",
    "close_after": "planning.with_close",
    "silent_for": "planning.with_silent_for",
}


async def show(ask: Ask, planned: Planned) -> None:
    """Put a prompt's card in the place of the message whose button was pressed."""
    await ask.change(await described(ask, planned), buttons=await keyboard(ask, planned))


async def held(ask: Ask) -> Planned:
    """Return the prompt that a button is about.

    Raises:
        Refused: it is no longer planned.
    """
    found = await schedules.find(ask.tx, ask.chat.chat_id, int(ask.data["schedule_id"]))
    if found is None:
        raise Refused("prompts.gone")
    return found


def as_planner(ask: Ask) -> bool:
    """Say whether whoever asks may plan, but not decide."""
    return ask.role < Role.OPERATOR


# ── in words ─────────────────────────────────────────────────────────────────────────────────────


async def described(ask: Ask, planned: Planned) -> Markup:
    """Return what is known of a planned prompt."""
    variants = planned.prompt.variants
    words = words_for(ask, planned)
    known = await members.many(
        ask.tx, ask.chat.chat_id, {planned.created_by, planned.approved_by or 0}
    )
    # Whoever looks may be known in private alone.
    names = {ask.person.user_id: ask.person.first_name}
    names |= {one: member.name for one, member in known.items()}
    approved = planned.approved_by if planned.approved_by != planned.created_by else None
    return ask.say(
        "planning.card",
        name=planned.prompt.name,
        excerpt=excerpt(variants[0], ask.chat.language, words),
        n=len(variants),
        rhythm=describe(planned.rule, ask.language, ask.chat.zone),
        next=local(planned.next_due, ask.chat.zone) if planned.next_due else None,
        skipped=planned.skips_next,
        zone=ask.chat.zone.key,
        state=str(planned.state),
        places=await places(ask, planned.prompt.places),
        options=" · ".join(options(ask, planned.prompt.options)),
        posted=planned.posted,
        by=names.get(planned.created_by, str(planned.created_by)),
        approved=names.get(approved, str(approved)) if approved else "",
        foreign=planned.chat_id != ask.chat.chat_id,
    )


def words_for(ask: Ask, planned: Planned) -> Words:
    """Return what the texts of a prompt may name, the next time."""
    due = planned.next_due or ask.now
    return words_of(planned.rule, ask.chat.title, planned.posted + 1, due, ask.chat.zone)


def excerpt(variant: Variant, language: str, words: Words) -> str:
    """Return what a variant says, in short and as bare text. Pure."""
    kind = KINDS[form_of(variant)]
    if variant.poll:
        right = variant.poll.correct
        answers = (
            f"{'✓' if place == right else '○'} {option}"
            for place, option in enumerate(variant.poll.options)
        )
        return "\n".join([f"{kind} {variant.poll.question}", *answers])
    try:
        text = text_of(variant, language, words)
    except Refused:  # An older Renao may have let it through.
        text, _ = text_in(variant, language)
    bare = unescape(without_tags(text)).strip()
    bare = bare if len(bare) <= EXCERPT else f"{bare[:EXCERPT]}…"
    buttons = "  ".join(f"[{button.label}]" for row in variant.buttons for button in row)
    return "\n".join(filter(None, [f"{kind} {bare}".strip(), buttons]))


async def places(ask: Ask, wanted: tuple[Place, ...]) -> str:
    """Return where a prompt is posted: titles, and numbers of topics."""
    known = await chats.many(ask.tx, {place.chat_id for place in wanted})
    return ", ".join(
        ask.plain(
            "planning.place",
            title=known[place.chat_id].title if place.chat_id in known else str(place.chat_id),
            topic=place.topic_id,
        )
        for place in wanted
    )


def options(ask: Ask, chosen: Options) -> Iterator[str]:
    """Tell what is not as usual about how a prompt is posted."""
    if chosen.pin:
        span = duration(ask, chosen.unpin_after) if chosen.unpin_after else ""
        yield ask.plain("planning.with_pin", span=span)
    if chosen.silent:
        yield ask.plain("planning.with_silent")
    if chosen.quiet_for:
        most = duration(ask, chosen.quiet_most or chosen.quiet_for)
        yield ask.plain("planning.with_quiet", span=duration(ask, chosen.quiet_for), most=most)
    for name, key in TIMED.items():
        if (seconds := getattr(chosen, name)) is not None:
            yield ask.plain(key, span=duration(ask, seconds))
    if chosen.grace != Options().grace:
        yield ask.plain("planning.with_grace", span=duration(ask, chosen.grace))
    if chosen.rotation is Rotation.LEARN:
        yield ask.plain("planning.with_learn")
    if chosen.control_every is not None:
        yield ask.plain("planning.with_control", every=chosen.control_every)
    if chosen.slots:
        clocks = ", ".join(f"{slot:%H:%M}" for slot in chosen.slots)
        yield ask.plain("planning.with_slots", clocks=clocks)
    yield from (f"#{tag}" for tag in (chosen.format, chosen.theme) if tag)


def duration(ask: Ask, seconds: float) -> str:
    """Return a time in the largest unit that it is whole in."""
    key, unit = next((key, unit) for key, unit in UNITS if seconds % unit == 0)
    if not seconds:
        key, unit = UNITS[-1]
    return ask.plain(key, n=int(seconds // unit))


# ── buttons ──────────────────────────────────────────────────────────────────────────────────────


def which(ask: Ask, planned: Planned) -> dict[str, Any]:
    """Return by what a button knows the prompt it is about."""
    return {"chat_id": ask.chat.chat_id, "schedule_id": planned.schedule_id}


async def keyboard(ask: Ask, planned: Planned) -> Rows:
    """Return what may be done with a prompt, by this person, here."""
    mine = planned.chat_id == ask.chat.chat_id
    its = which(ask, planned)
    rows: list[list[Button]] = []
    if planned.state is State.WAITING and mine and not as_planner(ask):
        seen = its | {"seen": approval.print_of(planned)}
        rows.append(
            [
                ask.button(ask.plain("button.approve"), "prompt_approve", **seen),
                ask.button(ask.plain("button.refuse"), "prompt_refuse", **seen),
            ]
        )
    buttons = [
        await edit_button(ask, planned) if mine else None,
        _press(ask, planned, "prompt_preview") if ask.place.private else None,
        _rest(ask, planned) if mine else None,
        _skip(ask, planned),
        _press(ask, planned, "prompt_now") if planned.state is not State.WAITING else None,
        _press(ask, planned, "prompt_copy") if mine else None,
        _press(ask, planned, "prompt_remove"),
        ask.button(ask.plain("button.prompt_calendar"), "prompt_page", chat_id=its["chat_id"]),
    ]
    there = [button for button in buttons if button is not None]
    return [*rows, *(there[place : place + 2] for place in range(0, len(there), 2))]


async def edit_button(ask: Ask, planned: Planned) -> Button | None:
    """Return the button that opens the form; out of a group it leads into the private chat."""
    if ask.place.private:
        return _press(ask, planned, "prompt_edit")
    if ask.person.anonymous:
        return None
    return await ask.private_button(
        ask.plain("button.prompt_edit"), "prompt_edit", **which(ask, planned)
    )


def _rest(ask: Ask, planned: Planned) -> Button:
    turn = "prompt_resume" if planned.state is State.PAUSED else "prompt_pause"
    return ask.button(ask.plain(f"button.{turn}"), turn, **which(ask, planned))


def _skip(ask: Ask, planned: Planned) -> Button | None:
    if planned.next_due is None:
        return None
    return _press(ask, planned, "prompt_unskip" if planned.skips_next else "prompt_skip")


def _press(ask: Ask, planned: Planned, action: str) -> Button:
    return ask.button(ask.plain(f"button.{action}"), action, **which(ask, planned))
