"""Which answers use a fact, so that none is taken from under them or grows beyond what they hold."""

from bot.faq import details, entries
from bot.faq.answers import check_answer, missing, shows
from bot.faq.entry import Entry
from bot.storage import Tx
from bot.texts import Refused


async def using(tx: Tx, chat_id: int, name: str) -> list[Entry]:
    """Return the group's own entries whose answers use a fact, by name."""
    return [entry for entry in await entries.own(tx, chat_id) if shows(entry.answers, name)]


async def check(tx: Tx, chat_id: int, name: str) -> None:
    """Refuse a fact, as it has just been written down, with which an answer would be too long.

    Raises:
        Refused: the sentence names the entry.
    """
    facts = await details.known(tx, chat_id)
    for entry in await using(tx, chat_id, name):
        for text in entry.answers.values():
            try:
                check_answer(text, facts)
            except Refused:
                raise Refused("entries.fact_does_not_fit", fact=name, name=entry.name) from None


async def waiting(tx: Tx, chat_id: int) -> dict[str, list[str]]:
    """Return the facts that have still to be filled in, each with the entries that wait for it by name."""
    facts = await details.known(tx, chat_id)
    empty: dict[str, list[str]] = {name: [] for name, text in facts.items() if not text}
    for entry in await entries.own(tx, chat_id):
        for name in sorted(
            {one for text in entry.answers.values() for one in missing(text, facts)}
        ):
            empty.setdefault(name, []).append(entry.name)
    return empty
