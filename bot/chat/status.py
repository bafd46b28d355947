"""How Renao is doing in a group, what it was told to do there, and the group's clock."""

from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot import outbox
from bot.activity import chats, zone
from bot.activity.period import WEEK
from bot.activity.provenance import provenance
from bot.activity.zone import Wish
from bot.chat.ask import Ask
from bot.chat.rights import lacking
from bot.clock import day_of, local, parse_zone
from bot.inbox import queue
from bot.outbox import Doubt
from bot.people import audit
from bot.prompts import schedules
from bot.reports.wording import record_line
from bot.texts import Refused

ACTS_SHOWN = 15
DOUBTS_SHOWN = 5
# By what a post is known that may have no text.
KINDS = {"photo": "🖼", "video": "🎬", "document": "📎", "album": "🗂", "poll": "📊"}


async def status(ask: Ask) -> None:
    """/status: what is missing, what waits, what was set aside, and posts that are in doubt."""
    backlog = await queue.backlog(ask.tx)
    health = await outbox.health(ask.tx, ask.now)
    lacks = lacking(ask.chat, ask.host.me)
    lines = [
        ask.say("status.title", title=ask.chat.title),
        ask.say("status.clock", now=local(ask.now, ask.chat.zone), zone=ask.chat.zone.key),
        ask.say("status.waiting", updates=backlog.pending, messages=health.queued),
    ]
    if backlog.set_aside:
        lines.append(ask.say("status.set_aside", n=backlog.set_aside, error=backlog.last_error))
    if health.refused:
        lines.append(ask.say("status.refused", n=health.refused))
    lines += [ask.say(f"rights.{lack}") for lack in lacks] or [ask.say("status.all_rights")]
    lines.append(await _record(ask))
    await ask.answer("\n".join(lines))
    for doubt in (await outbox.uncertain(ask.tx, ask.chat.chat_id))[:DOUBTS_SHOWN]:
        await _ask_about(ask, doubt)


async def _record(ask: Ask) -> Markup:
    """Return how complete the record of the last seven days is."""
    today = day_of(ask.now, ask.chat.zone)
    behind = await provenance(ask.tx, ask.chat, today - WEEK + 1, today, ask.now)
    return ask.say("status.record", record=record_line(behind, ask.chat, ask.language))


async def _ask_about(ask: Ask, doubt: Doubt) -> None:
    """Show a post of which nobody knows whether it arrived: the operator can look, and decide."""
    which = {"chat_id": doubt.chat_id, "message": doubt.id}
    rows = [
        [
            ask.button(ask.plain("button.was_posted"), "was_posted", **which),
            ask.button(ask.plain("button.post_again"), "post_again", **which),
        ]
    ]
    at = local(doubt.at, ask.chat.zone)
    kind = KINDS.get(doubt.kind, "")
    await ask.reply("status.doubt", at=at, text=doubt.text[:300], kind=kind, buttons=rows)


async def post_again(ask: Ask) -> None:
    """A post in doubt is to be sent after all."""
    again = await outbox.post_again(ask.tx, ask.chat.chat_id, ask.data["message"], ask.now)
    await ask.change(ask.say("status.posted_again" if again else "status.decided"))


async def was_posted(ask: Ask) -> None:
    """A post in doubt did arrive."""
    taken = await outbox.was_posted(ask.tx, ask.chat.chat_id, ask.data["message"], ask.now)
    await ask.change(ask.say("status.taken_for_posted" if taken else "status.decided"))


async def audit_(ask: Ask) -> None:
    """/audit: the last privileged acts in this group, done and refused."""
    acts = await audit.latest(ask.tx, ask.chat.chat_id, ACTS_SHOWN)
    if not acts:
        await ask.reply("audit.none", title=ask.chat.title)
        return
    lines = [ask.say("audit.list", title=ask.chat.title)]
    for act in acts:
        lines.append(
            ask.say(
                "audit.line",
                at=local(act.at, ask.chat.zone),
                name=act.name,
                action=act.action,
                done=act.done,
                detail=act.detail.replace("\n", " ⏎ "),
            )
        )
    await ask.answer("\n".join(lines))


async def timezone(ask: Ask) -> None:
    """/timezone: the group's clock; with a name, another one: its days and prompts follow."""
    if not ask.text:
        wish = await zone.wished(ask.tx, ask.chat.chat_id)
        await _say_zone(ask, "timezone.is", wish.zone if wish else ask.chat.zone)
        return
    try:
        wanted = parse_zone(ask.text)
    except ValueError:
        raise Refused("timezone.unknown", given=ask.text[:40]) from None
    place = ask.place
    wish = Wish(wanted, place.chat_id, place.topic_id, ask.language, ask.now)
    done = await zone.change(ask.tx, ask.chat.chat_id, wish)
    await schedules.rezone(ask.tx, ask.chat.chat_id, wanted, ask.now)
    await _say_zone(ask, "timezone.set" if done else "timezone.begun", wanted)


async def _say_zone(ask: Ask, key: str, wanted: ZoneInfo) -> None:
    """Say by which clock the group lives, and how far its days are counted by it."""
    chat = await chats.get(ask.tx, ask.chat.chat_id)
    assert chat is not None
    under_way = chat.next_zone is not None
    await ask.reply(
        key,
        title=chat.title,
        zone=wanted.key,
        now=local(ask.now, wanted),
        under_way=under_way,
        done=await zone.progress(ask.tx, chat) if under_way else 1,
    )
