"""Starter packs: chosen by a button, planned at rest, each prompt to be looked at and woken."""

from bot.chat.ask import Ask
from bot.chat.prompt_card import as_planner
from bot.outbox import Button
from bot.prompts import starter
from bot.prompts.prompt import Place
from bot.prompts.sheet import Desk

LABELS = {
    "icebreakers": "planning.pack_icebreakers",
    "rituals": "planning.pack_rituals",
    "quiz": "planning.pack_quiz",
    "poll": "planning.pack_poll",
    "fan_works": "planning.pack_fan_works",
    "backstage": "planning.pack_backstage",
    "countdown": "planning.pack_countdown",
}


async def prompt_packs(ask: Ask) -> None:
    """Show the packs."""
    made = [
        ask.button(ask.plain(LABELS[pack]), "prompt_pack", chat_id=ask.chat.chat_id, pack=pack)
        for pack in starter.PACKS
    ]
    rows = [made[at : at + 2] for at in range(0, len(made), 2)]
    await ask.change(
        ask.say("planning.packs", title=ask.chat.title), buttons=[*rows, [_calendar(ask)]]
    )


async def prompt_pack(ask: Ask) -> None:
    """A pack was chosen: plan what is in it; nothing is posted until somebody says so."""
    pack = str(ask.data["pack"])
    chat = ask.chat
    desk = Desk(ask.now, chat.zone, chat.language, Place(chat.chat_id), {chat.chat_id: chat.title})
    found = await starter.install(
        ask.tx, pack, desk, by=ask.person.user_id, as_planner=as_planner(ask)
    )
    ask.text = pack
    made = [
        ask.button(
            one.prompt.name, "prompt_open", chat_id=chat.chat_id, schedule_id=one.schedule_id
        )
        for one in found
    ]
    rows = [made[at : at + 2] for at in range(0, len(made), 2)]
    html = ask.say(
        "planning.pack_planned",
        pack=ask.plain(LABELS[pack]),
        title=chat.title,
        names=[one.prompt.name for one in found],
        countdown=pack == "countdown",
    )
    await ask.change(html, buttons=[*rows, [_calendar(ask)]])


def _calendar(ask: Ask) -> Button:
    label = ask.plain("button.prompt_calendar")
    return ask.button(label, "prompt_page", chat_id=ask.chat.chat_id)
