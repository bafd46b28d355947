"""What a group's entries have for a text: matched before the transaction, in a thread, and brought along."""

from bot.chat.ask import Ask
from bot.chat.first import First
from bot.chat.host import Host
from bot.faq.book import EVERYWHERE, Match


class MatchFirst(First):
    """A text must be matched first."""

    def __init__(self, chat_id: int, text: str, topic_id: int | None) -> None:
        super().__init__(("match", chat_id, text, topic_id))
        self.chat_id, self.text, self.topic_id = chat_id, text, topic_id

    async def find_out(self, host: Host) -> Match:
        """Match the text with the newest entries of the chat."""
        return await host.books.match(self.chat_id, self.text, host.clock.now(), self.topic_id)


async def matched(ask: Ask, text: str, topic_id: int | None = EVERYWHERE) -> Match:
    """Return what the entries of the group that `ask` is about have for `text`.

    topic_id: only those that answer there and now. Do nothing before this in a handler that is lasting.

    Raises:
        First: that is not known yet, or no more.
    """
    return await matched_in(ask, ask.chat.chat_id, text, topic_id)


async def matched_in(ask: Ask, chat_id: int, text: str, topic_id: int | None) -> Match:
    """Return what the entries of a group have for `text`, as `matched` does."""
    wanted = MatchFirst(chat_id, text, topic_id)
    known = ask.learnt.get(wanted.key)
    if isinstance(known, Match) and await known.is_fresh(ask.tx):
        return known
    raise wanted
