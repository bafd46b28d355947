"""What waits for operators in words: questions without an answer, proposed entries, and their buttons."""

from collections.abc import Sequence
from typing import Any

from bot.activity import members
from bot.activity.chats import Chat
from bot.clock import local
from bot.faq.proposals import Proposal
from bot.faq.todo import Phrasing
from bot.faq.unanswered import Gap
from bot.outbox import Button
from bot.reports.links import link_to
from bot.storage import Tx
from bot.texts import plain, say

# A question and an answer as they stand in a list, and in a message of their own.
SHORT, LONG = 120, 600

# What stands on buttons under a list, before the number of the line.
SIGNS = {"gap_entry": "➕", "gap_add": "↪️", "phrasing_add": "↪️", "gap_dismiss": "✖️"}
OF_GAP = ("gap_entry", "gap_add", "gap_dismiss")
OF_PHRASING = ("phrasing_add", "gap_dismiss")

Item = Proposal | Gap | Phrasing


async def line(tx: Tx, chat: Chat, item: Item, language: str, *, most: int = SHORT) -> str:
    """Return one thing that waits, as Telegram HTML."""
    match item:
        case Proposal():
            return await _proposal(tx, chat, item, language, most)
        case Gap():
            last = item.questions[-1]
            return say(
                "flywheel.gap",
                language,
                text=shortened(item.text, most),
                n=len(item.questions),
                people=item.people,
                since=local(item.since, chat.zone),
                link=link_to(chat, last.message_id, last.topic_id),
            )
        case Phrasing(missed=missed, entry=entry):
            return say(
                "flywheel.phrasing",
                language,
                text=shortened(missed.text, most),
                name=entry.name,
                link=link_to(chat, missed.message_id),
            )


def source(item: Item) -> dict[str, Any]:
    """Return what buttons say of an item, so that it is found again. Pure."""
    match item:
        case Proposal():
            return {"proposal_id": item.proposal_id}
        case Gap():
            return {"questions": item.ids}
        case Phrasing(missed=missed):
            return {"message_id": missed.message_id, "entry_id": missed.entry_id}


def list_buttons(item: Item, number: int, made_for: int | None, **place: Any) -> Sequence[Button]:
    """Return the buttons under a list for its line `number`: signs, which the list explains. Pure."""
    actions = OF_PHRASING if isinstance(item, Phrasing) else OF_GAP
    data = source(item) | place
    return [
        Button(f"{SIGNS[action]} {number}", action, data, made_for=made_for) for action in actions
    ]


async def card(tx: Tx, chat: Chat, proposal: Proposal, language: str) -> str:
    """Return a proposal as a message of its own, as Telegram HTML."""
    words = await _proposal(tx, chat, proposal, language, LONG)
    more = [say("flywheel.also", language, text=text) for text in proposal.phrasings[1:]]
    head = say(f"flywheel.card_{proposal.reason}", language, title=chat.title)
    return "\n".join([head, "", words, *more])


def card_buttons(
    proposal: Proposal, language: str, made_for: int
) -> tuple[tuple[Button, ...], ...]:
    """Return the buttons under a proposal's own message. Pure."""
    data = {"chat_id": proposal.chat_id, "proposal_id": proposal.proposal_id}
    rows = (
        (("flywheel.make_entry", "gap_entry"), ("flywheel.add_to", "gap_add")),
        (("flywheel.dismiss", "gap_dismiss"), ("flywheel.no_more", "proposals_off")),
    )
    return tuple(
        tuple(Button(plain(key, language), action, data, made_for=made_for) for key, action in row)
        for row in rows
    )


def shortened(text: str, most: int) -> str:
    """Return a text on one line, cut off if it is long. Pure."""
    joined = " ".join(text.split())
    return joined if len(joined) <= most else f"{joined[: most - 1]}…"


async def _proposal(tx: Tx, chat: Chat, proposal: Proposal, language: str, most: int) -> str:
    author = proposal.author_id
    known = None if author is None else await members.get(tx, chat.chat_id, author)
    message = proposal.answer_message_id or proposal.questions[0]
    return say(
        "flywheel.proposal",
        language,
        text=shortened(proposal.phrasings[0], most) if proposal.phrasings else "…",
        n=len(proposal.questions),
        answer=proposal.answer and shortened(proposal.answer, 2 * most),
        author=known.name if known else author,
        link=link_to(chat, message),
    )
