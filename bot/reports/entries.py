"""How entries do, in words: what ails one and what to do about it, and the figures of each."""

from bot.activity.chats import Chat
from bot.activity.rates import Rate
from bot.clock import Instant, local
from bot.faq.entry import Entry
from bot.faq.figures import Use
from bot.faq.health import Ailing, Finding
from bot.texts import Refused, plain, say, without_tags

SHORT = 60


def ailing(one: Ailing, language: str) -> str:
    """Return an entry with a sentence on each thing that is wrong with it, as Telegram HTML. Pure."""
    head = say("health.entry", language, name=one.entry.name)
    return "\n".join([head, *(f"  {_sentence(finding, language)}" for finding in one.findings)])


def figures(entry: Entry, use: Use, last: Instant | None, chat: Chat, language: str) -> str:
    """Return how an entry did, as Telegram HTML. Pure."""
    return say(
        "health.figures",
        language,
        name=entry.name,
        served=use.served,
        offered=use.offered,
        rated=use.rated,
        precision=_rate(use.precision, language),
        deflection=_rate(use.deflection, language),
        human=use.human,
        last=local(last, chat.zone) if last else None,
    )


def together(use: Use, covered: Rate | None, days: int, language: str) -> str:
    """Return how all entries of a group did together, as Telegram HTML. Pure."""
    return say(
        "health.together",
        language,
        days=days,
        served=use.served,
        precision=_rate(use.precision, language),
        deflection=_rate(use.deflection, language),
        covered=_rate(covered, language),
    )


def _rate(found: Rate | None, language: str) -> str:
    return "–" if found is None else say("health.rate", language, rate=found)


def _sentence(finding: Finding, language: str) -> str:
    data = dict(finding.data)
    if isinstance(why := data.get("why"), Refused):
        data["why"] = without_tags(plain(why.key, language, **why.data))
    if isinstance(text := data.get("text"), str) and len(text) > SHORT:
        data["text"] = f"{text[: SHORT - 1]}…"
    return say(f"health.{finding.trouble}", language, **data)
