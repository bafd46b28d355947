"""What the group and the person who looks have set, each beside the command that changes it."""

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from markupsafe import Markup

from bot import prompts
from bot.clock import local
from bot.faq import entries
from bot.faq import settings as faq_manner
from bot.people import preferences, roles
from bot.prompts import settings as prompt_manner
from bot.reports import readers
from bot.texts import LANGUAGES
from bot.web.dashboard.visit import Visit

Read = Callable[[Visit], Awaitable[str]]


class Line(NamedTuple):
    """One setting: the key of its name, how to read it in words, and what to write to change it.

    Without a command it is set where Renao runs: then `command` is the name in config.toml.
    """

    title: str
    read: Read
    command: str
    in_chat: bool = True


async def show(visit: Visit) -> Markup:
    """Return every setting that somebody who steers the group can change, and a few of the house's."""
    lines = [(line, await line.read(visit)) for line in LINES]
    return visit.fill("settings", lines=lines)


async def _digest(visit: Visit) -> str:
    mine = [
        one
        for one in await readers.readers(visit.tx, visit.chat.chat_id)
        if one.user_id == visit.user_id
    ]
    if not mine:
        return visit.plain("dashboard.digest_off")
    return visit.plain("dashboard.daily_at", at=f"{mine[0].at:%H:%M}")


async def _zone(visit: Visit) -> str:
    chat = visit.chat
    zone = chat.next_zone or chat.zone
    return f"{zone.key} · {local(visit.now, zone):%H:%M}"


async def _language(visit: Visit) -> str:
    return LANGUAGES[visit.chat.language]


async def _my_language(visit: Visit) -> str:
    mine = (await preferences.of(visit.tx, visit.user_id)).language
    return LANGUAGES[mine] if mine else visit.plain("dashboard.as_telegram")


async def _faq(visit: Visit) -> str:
    found = await entries.entries(visit.tx, visit.chat.chat_id)
    return visit.plain("dashboard.entries", n=len(found))


async def _eagerness(visit: Visit) -> str:
    found = await faq_manner.find(visit.tx, visit.chat.chat_id)
    return visit.plain(f"manner.{found.eagerness}")


async def _quiet(visit: Visit) -> str:
    found = await faq_manner.find(visit.tx, visit.chat.chat_id)
    if found.quiet_until is None or not found.is_quiet(visit.now):
        return visit.plain("dashboard.not_quiet")
    until = local(found.quiet_until, visit.chat.zone)
    return visit.plain("dashboard.quiet_until", at=f"{until:%Y-%m-%d %H:%M}")


async def _approval(visit: Visit) -> str:
    found = await prompt_manner.get(visit.tx, visit.chat.chat_id)
    return visit.plain(
        "dashboard.approval_on" if found.needs_approval else "dashboard.approval_off"
    )


async def _planned(visit: Visit) -> str:
    return visit.plain(
        "dashboard.planned", n=len(await prompts.planned(visit.tx, visit.chat.chat_id))
    )


async def _operators(visit: Visit) -> str:
    found = await roles.operators_of(visit.tx, visit.chat.chat_id)
    return visit.plain("dashboard.people", n=len(found))


async def _fact_days(visit: Visit) -> str:
    days = visit.house.settings.privacy.fact_days
    return visit.plain("dashboard.kept_days", n=days) if days else visit.plain("dashboard.kept")


async def _question_days(visit: Visit) -> str:
    return visit.plain("dashboard.kept_days", n=visit.house.settings.privacy.question_days)


async def _names(visit: Visit) -> str:
    names = visit.house.settings.privacy.names
    return visit.plain("dashboard.names_kept" if names else "dashboard.names_not_kept")


LINES = (
    Line("dashboard.digest", _digest, "/digest on 08:00"),
    Line("dashboard.zone", _zone, "/timezone Asia/Shanghai"),
    Line("dashboard.group_language", _language, "/language"),
    Line("dashboard.my_language", _my_language, "/language"),
    Line("dashboard.faq", _faq, "/faq"),
    Line("dashboard.eagerness", _eagerness, "/faq_settings"),
    Line("dashboard.quiet", _quiet, "/quiet 2h"),
    Line("dashboard.prompts_planned", _planned, "/prompts"),
    Line("dashboard.approval", _approval, "/prompt_settings"),
    Line("dashboard.operators", _operators, "/operators"),
    Line("dashboard.fact_days", _fact_days, "privacy.fact_days", in_chat=False),
    Line("dashboard.question_days", _question_days, "privacy.question_days", in_chat=False),
    Line("dashboard.names", _names, "privacy.names", in_chat=False),
)
