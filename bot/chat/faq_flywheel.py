"""What operators make of questions that nobody answered: entries, phrasings, or nothing."""

from dataclasses import replace
from typing import Any

from bot.activity import asked
from bot.activity.provenance import provenance
from bot.chat import faq_form, faq_health
from bot.chat.ask import Ask, Rows
from bot.chat.matching import matched
from bot.clock import Day, day_of, start_of_day
from bot.faq import entries, proposals, served, unanswered, untold
from bot.faq.entry import LONGEST_PHRASING, Entry
from bot.faq.proposals import Proposal, as_template
from bot.faq.todo import todo
from bot.reports import parse_period
from bot.reports import unanswered as words
from bot.reports.unanswered import shortened
from bot.reports.wording import record_line
from bot.texts import Refused, written_in

SHOWN = 5
NEAREST = 3


async def unanswered_(ask: Ask) -> None:
    """/unanswered [7d]: what nobody answered, like questions together; what may become an entry."""
    period = parse_period(ask.text, day_of(ask.now, ask.chat.zone))
    html, buttons = await _page(ask, period.first, 0)
    await ask.answer(html, buttons=buttons)


async def unanswered_page(ask: Ask) -> None:
    """Turn to another page of what waits."""
    await _turn(ask)


async def gap_entry(ask: Ask) -> None:
    """Begin an entry of a question, with what a person answered, if one did."""
    if ask.person.anonymous:
        raise Refused("chat.use_private")
    if not ask.place.private:
        label = ask.plain("flywheel.make_entry")
        button = await ask.private_button(label, "gap_entry", **ask.data)
        await ask.reply("flywheel.in_private", buttons=[[button]])
        return
    proposal = await _proposal(ask)
    answers = {}
    if proposal.answer:
        answers[written_in(proposal.answer, "en")] = as_template(proposal.answer)
    await faq_form.begin(
        ask,
        phrasings=[text[:LONGEST_PHRASING] for text in proposal.phrasings],
        answers=answers,
        author_id=proposal.author_id,
        proposal_id=proposal.proposal_id,
    )


async def gap_add(ask: Ask) -> None:
    """Ask to which of the nearest entries a question is to be added."""
    text = await _text(ask)
    match = await matched(ask, text)
    near = [match.book.entries[each.entry_id] for each in match.candidates]
    own = [entry for entry in near if entry.home_id == ask.chat.chat_id][:NEAREST]
    if not own:
        raise Refused("flywheel.none_near", text=shortened(text, words.SHORT))
    rows = [
        [ask.button(entry.name, "gap_add_to", **_with(ask, to=entry.entry_id))] for entry in own
    ]
    await ask.reply("flywheel.add_to_which", text=shortened(text, words.SHORT), buttons=rows)


async def gap_add_to(ask: Ask) -> None:
    """Add a question to an entry as one more phrasing."""
    text = await _text(ask)
    entry = await _add(ask, int(ask.data["to"]), text)
    if (proposal_id := ask.data.get("proposal_id")) is not None:
        await proposals.taken(ask.tx, ask.chat.chat_id, proposal_id, ask.now)
    else:
        await unanswered.dismiss(ask.tx, ask.chat.chat_id, ask.data["questions"], ask.now)
    said = {"name": entry.name, "text": shortened(text, words.SHORT), "n": len(entry.phrasings)}
    await ask.change(ask.say("flywheel.added", **said))


async def phrasing_add(ask: Ask) -> None:
    """Add a question that was asked in other words to the entry that it asked for."""
    row = await served.find(ask.tx, ask.chat.chat_id, int(ask.data["message_id"]))
    if row is None or row.text is None:
        raise Refused("flywheel.gone")
    entry = await _add(ask, int(ask.data["entry_id"]), row.text)
    ask.notice = ask.plain("flywheel.added_short", name=entry.name)
    await _turn(ask)


async def gap_dismiss(ask: Ask) -> None:
    """Let a question, a proposal or a phrasing wait no more."""
    chat_id, data = ask.chat.chat_id, ask.data
    if (proposal_id := data.get("proposal_id")) is not None:
        known = await proposals.find(ask.tx, chat_id, proposal_id)
        await proposals.dismiss(ask.tx, chat_id, proposal_id)
        ids = list(known.questions) if known else []
        await unanswered.dismiss(ask.tx, chat_id, ids, ask.now)
    elif "questions" in data:
        questions = await asked.those(ask.tx, chat_id, data["questions"])
        if questions:
            await proposals.dismiss_like(ask.tx, chat_id, questions, ask.now)
    else:
        await unanswered.dismiss(ask.tx, chat_id, [int(data["message_id"])], ask.now)
    ask.notice = ask.plain("flywheel.dismissed")
    await _turn(ask)


async def proposals_off(ask: Ask) -> None:
    """Tell this person of no more proposals."""
    await untold.stop(ask.tx, ask.chat.chat_id, ask.person.user_id)
    again = ask.button(ask.plain("flywheel.more"), "proposals_on", chat_id=ask.chat.chat_id)
    await ask.reply("flywheel.off", title=ask.chat.title, buttons=[[again]])


async def proposals_on(ask: Ask) -> None:
    """Tell this person of proposals again."""
    await untold.resume(ask.tx, ask.chat.chat_id, ask.person.user_id)
    await ask.reply("flywheel.on", title=ask.chat.title)


async def _add(ask: Ask, entry_id: int, text: str) -> Entry:
    entry = await entries.get_own(ask.tx, ask.chat.chat_id, entry_id)
    phrasings = (*entry.phrasings, text[:LONGEST_PHRASING])
    return await entries.change(ask.tx, replace(entry, phrasings=phrasings), now=ask.now)


async def _proposal(ask: Ask) -> Proposal:
    """Return the proposal that a button is about; of questions that nobody answered, a new one."""
    chat_id, proposal_id = ask.chat.chat_id, ask.data.get("proposal_id")
    if proposal_id is None:
        questions = await asked.those(ask.tx, chat_id, ask.data["questions"])
        if not questions:
            raise Refused("flywheel.gone")
        proposal_id = await proposals.of(ask.tx, chat_id, questions, ask.now)
    proposal = await proposals.find(ask.tx, chat_id, proposal_id)
    if proposal is None:
        raise Refused("flywheel.gone")
    return proposal


async def _text(ask: Ask) -> str:
    """Return the question that a button is about."""
    if "proposal_id" in ask.data:
        texts = list((await _proposal(ask)).phrasings)
    else:
        found = await asked.those(ask.tx, ask.chat.chat_id, ask.data["questions"])
        texts = [question.text for question in found]
    if not texts:
        raise Refused("flywheel.gone")
    return texts[0]


async def _turn(ask: Ask) -> None:
    """Show the list anew where a button of it was pressed; under a single message, that it is done."""
    if "first" in ask.data:
        html, buttons = await _page(ask, int(ask.data["first"]), int(ask.data["page"]))
        await ask.change(html, buttons=buttons)
    elif "health" in ask.data:
        await faq_health.show(ask, int(ask.data["health"]))
    else:
        await ask.change(ask.say("flywheel.done"))


async def _page(ask: Ask, first: Day, page: int) -> tuple[str, Rows]:
    chat = ask.chat
    today = day_of(ask.now, chat.zone)
    items = (await todo(ask.tx, chat, start_of_day(first, chat.zone), ask.now)).items
    last = max(len(items) - 1, 0) // SHOWN
    page = min(page, last)
    shown = items[page * SHOWN : (page + 1) * SHOWN]
    place = {"chat_id": chat.chat_id, "first": first, "page": page}
    made_for = None if ask.person.anonymous else ask.person.user_id
    html: list[str] = [
        ask.say("flywheel.head", title=chat.title, days=today - first + 1, n=len(items))
    ]
    rows: list[Any] = []
    for number, item in enumerate(shown, start=page * SHOWN + 1):
        html.append(f"\n{number}. {await words.line(ask.tx, chat, item, ask.language)}")
        rows.append(words.list_buttons(item, number, made_for, **place))
    if shown:
        html += ["", ask.say("flywheel.legend")]
    if chat.kind == "group":
        html.append(ask.say("flywheel.no_links"))
    behind = await provenance(ask.tx, chat, first, today, ask.now)
    html += ["", record_line(behind, chat, ask.language, of_all=False)]
    return "\n".join(html), [*rows, *_turns(ask, place, page, last)]


def _turns(ask: Ask, place: dict[str, Any], page: int, last: int) -> Rows:
    """Return the buttons to the pages before and after."""
    turns = (("button.earlier", page - 1), ("button.later", page + 1))
    row = [
        ask.button(
            ask.plain(key, page=to + 1, pages=last + 1), "unanswered_page", **place | {"page": to}
        )
        for key, to in turns
        if 0 <= to <= last
    ]
    return [row] if row else []


def _with(ask: Ask, **more: Any) -> dict[str, Any]:
    """Return what a button was about, without the page it stood on."""
    about = {key: ask.data[key] for key in ("proposal_id", "questions") if key in ask.data}
    return about | {"chat_id": ask.chat.chat_id} | more
