"""Try a question on the entries of a group: what comes near, why, and what would be said."""

from typing import Any

from bot.chat.ask import Ask
from bot.chat.matching import matched
from bot.faq import details, settings
from bot.faq.answer import thresholds
from bot.faq.answers import missing, order
from bot.faq.book import Match
from bot.faq.outcome import Answer, Candidate, Silent, Suggest, decide
from bot.texts import Refused

SHOWN = 3


async def faq_test(ask: Ask) -> None:
    """/faq_test question: the three best entries with their scores, and what would happen and why."""
    if not ask.text:
        raise Refused("entries.test_what")
    topic = None if ask.place.private else ask.place.topic_id
    match, here = await matched(ask, ask.text), await matched(ask, ask.text, topic)
    chosen = await settings.find(ask.tx, ask.chat.chat_id)
    calibration = match.learnt.at(chosen.eagerness)
    limits = thresholds(calibration, chosen, addressed=False)
    spoken_to = thresholds(calibration, chosen, addressed=True)
    await ask.reply(
        "entries.test",
        text=ask.text[:200],
        best=[await _told(ask, match, one) for one in match.candidates[:SHOWN]],
        outcome=_outcome(decide(here.candidates, limits)),
        asked=_outcome(decide(here.candidates, spoken_to)),
        answer_from=limits.answer,
        suggest_from=limits.suggest,
        quiet=chosen.is_quiet(ask.now),
        worth=match.book.matcher.worth_matching(ask.text),
        semantic=match.book.matcher.semantic,
    )


async def _told(ask: Ask, match: Match, candidate: Candidate) -> dict[str, Any]:
    """Return what is said of an entry that comes near."""
    entry = match.book.entries[candidate.entry_id]
    facts = await details.data(ask.tx, ask.chat, entry.home_id, "", ask.now)
    said = entry.answers[order(entry.answers, ask.language)[0]]
    return {
        "name": entry.name,
        "score": candidate.score,
        "phrasing": candidate.evidence.phrasing,
        "letters": candidate.evidence.letters,
        "meaning": candidate.evidence.meaning,
        "inactive": not entry.is_active(ask.now),
        "topic": entry.topic_id,
        "missing": sorted(missing(said, facts)),
    }


def _outcome(decision: Answer | Suggest | Silent) -> str:
    return type(decision).__name__.lower()
