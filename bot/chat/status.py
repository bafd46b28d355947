"""How Renao is doing in a group, what it was told to do there, and the group's clock."""

from bot import outbox
from bot.activity import zone
from bot.chat.ask import Ask
from bot.chat.rights import lacking
from bot.clock import local, parse_zone
from bot.inbox import queue
from bot.outbox import Doubt
from bot.people import audit
from bot.prompts import schedules
from bot.texts import Refused

ACTS_SHOWN = 15
DOUBTS_SHOWN = 5


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
    await ask.answer("\n".join(lines))
    for doubt in (await outbox.uncertain(ask.tx, ask.chat.chat_id))[:DOUBTS_SHOWN]:
        await _ask_about(ask, doubt)


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
    await ask.reply("status.doubt", at=at, text=doubt.text[:300], buttons=rows)


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
    if ask.text:
        try:
            wanted = parse_zone(ask.text)
        except ValueError:
            raise Refused("timezone.unknown", given=ask.text[:40]) from None
        await zone.set_zone(ask.tx, ask.chat.chat_id, wanted)
        await schedules.rezone(ask.tx, ask.chat.chat_id, wanted, ask.now)
    else:
        wanted = ask.chat.zone
    key = "timezone.set" if ask.text else "timezone.is"
    await ask.reply(key, title=ask.chat.title, zone=wanted.key, now=local(ask.now, wanted))
