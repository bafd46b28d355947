"""Prompt Lab: what fans answer to, and the tables behind that."""

from bot.chat.ask import Ask
from bot.outbox import Button
from bot.prompts.lab import By
from bot.reports.lab import lab, lab_table
from bot.texts import Refused

WORDS = {
    By.FORMAT: ("formats", "format", "形式"),
    By.THEME: ("themes", "theme", "主题", "话题"),
    By.VARIANT: ("variants", "variant", "版本"),
    By.HOUR: ("hours", "hour", "时间", "时段"),
}


async def lab_(ask: Ask) -> None:
    """/lab [formats|themes|variants|hours]: what to do more and less of, or one table."""
    if ask.text:
        await _show(ask, _by(ask.text))
        return
    buttons = [
        [_to(ask, By.FORMAT), _to(ask, By.THEME)],
        [_to(ask, By.VARIANT), _to(ask, By.HOUR)],
    ]
    shown = await lab(ask.tx, ask.chat, ask.now, ask.language)
    await ask.show(shown, buttons=buttons)


async def lab_table_(ask: Ask) -> None:
    """A table of Prompt Lab is asked for by its button."""
    await _show(ask, By(ask.data["by"]))


async def _show(ask: Ask, by: By) -> None:
    await ask.answer(await lab_table(ask.tx, ask.chat, by, ask.now, ask.language))


def _to(ask: Ask, by: By) -> Button:
    which = {"chat_id": ask.chat.chat_id, "by": str(by)}
    return ask.button(ask.plain(f"button.lab_{by}"), "lab_table", **which)


def _by(text: str) -> By:
    word = text.casefold()
    for by, words in WORDS.items():
        if word in words:
            return by
    raise Refused("lab.usage", given=text[:40])
