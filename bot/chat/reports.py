"""Reports on request, and who gets the digest when and where."""

from dataclasses import replace
from datetime import time

from bot import outbox
from bot.activity import asked
from bot.activity.chats import Chat
from bot.chat import groups, people, prompts, status
from bot.chat.ask import Ask
from bot.chat.first import First
from bot.chat.host import Host
from bot.clock import day_of, local
from bot.outbox import File, Priority
from bot.people import preferences
from bot.people.roles import Role
from bot.reports import parse_time, readers
from bot.reports.alerts import send as alerts
from bot.reports.alerts.house import HOUSE
from bot.reports.asking import Order, Wanted, period_of, read_order, read_report
from bot.reports.digest import Written
from bot.reports.file import file_name, write_file
from bot.reports.overview import rows, write_rows
from bot.reports.pages import Pages
from bot.reports.readers import Reader
from bot.reports.rhythm import Rhythm
from bot.reports.scope import Scope
from bot.reports.sending import drafts, message, scope_of
from bot.texts import Refused


class Overview(First):
    """The overview of many groups takes a while: it is made before the transaction, from a reader's view."""

    def __init__(self, ask: Ask, wanted: Wanted, chosen: list[Chat]) -> None:
        super().__init__(("overview", wanted))
        self.ask, self.wanted, self.chosen = ask, wanted, chosen

    async def find_out(self, host: Host) -> Written:
        """Return the overview in words."""
        ask = self.ask
        async with host.database.read() as tx:
            found = await rows(tx, self.chosen, self.wanted, ask.now)
        pages = Pages(host.templates)
        return write_rows(found, self.wanted, ask.language, pages, ask.person.user_id)


async def report(ask: Ask) -> None:
    """/report [7d] [group|all] [html [--names]]: how a group did; or all groups, a row each."""
    wanted = read_report(ask.text, day_of(ask.now, ask.chat.zone))
    if wanted.all:
        await _overview(ask, wanted)
        return
    if wanted.group:
        ask.group = await _named(ask, wanted.group)
    await _report(ask, wanted)


async def _report(ask: Ask, wanted: Wanted) -> None:
    period = period_of(wanted, day_of(ask.now, ask.chat.zone))
    public = not ask.place.private and ask.place.chat_id == ask.chat.chat_id
    scope = await scope_of(ask.tx, ask.chat, period, ask.now, public=public)
    if wanted.file:
        await _file(ask, replace(scope, names=wanted.names and not public))
        return
    made = await message(ask.tx, scope, ask.language, Pages(ask.host.templates))
    key = f"report:{ask.update_id}"
    for draft in drafts(made, ask.place.chat_id, ask.place.topic_id, key, Priority.ANSWER):
        await outbox.put(ask.tx, draft, ask.now)


async def _file(ask: Ask, scope: Scope) -> None:
    """Answer with the report as a file; nobody is named in it unless that was asked for, in private."""
    pages = Pages(ask.host.templates)
    content = await write_file(ask.tx, scope, ask.language, pages)
    faults = [
        ask.say("digest.fault", name=name, reason=reason) for name, reason in pages.faults.items()
    ]
    words = "\n".join([ask.say("file.here", title=ask.chat.title, names=scope.names), *faults])
    await ask.give(words, "document", File(file_name(scope), content))


async def _overview(ask: Ask, wanted: Wanted) -> None:
    if not ask.place.private:
        raise Refused("overview.private")
    wish = Overview(ask, wanted, await groups.candidates(ask, Role.OPERATOR))
    written = ask.learnt.get(wish.key)
    if not isinstance(written, Written):
        raise wish
    await ask.answer(written.html, buttons=written.buttons)


async def report_group(ask: Ask) -> None:
    """A group of the overview was tapped: its own report on the same period."""
    await _report(ask, Wanted(str(ask.data["period"])))


async def _named(ask: Ask, name: str) -> Chat:
    """Return the one group that a person steers whose title is or contains `name`."""
    if not ask.place.private:
        raise Refused("reports.bad_period", given=ask.text[:40])
    steered = await groups.candidates(ask, Role.OPERATOR)
    folded = name.casefold()
    same = [group for group in steered if group.title.casefold() == folded]
    like = same or [group for group in steered if folded in group.title.casefold()]
    if len(like) != 1:
        raise Refused("reports.no_such_group", given=name[:40], n=len(like))
    return like[0]


async def digest(ask: Ask) -> None:
    """/digest on HH:MM, here HH:MM, off, now: the digests, in private or where it is typed."""
    word, _, rest = ask.text.partition(" ")
    match word.casefold():
        case "":
            await _say_when(ask)
        case "on":
            await _turn_on(ask, read_order(rest))
        case "here":
            await _turn_on(ask, read_order(f"here {rest}"))
        case "off":
            await _turn_off(ask, read_order(rest))
        case "now":
            await _send_now(ask)
        case _:
            raise Refused("digest.usage")


async def _say_when(ask: Ask) -> None:
    known = await readers.readers(ask.tx, ask.chat.chat_id)
    mine = [reader for reader in known if reader.user_id == ask.person.user_id]
    if not mine:
        await ask.reply("digest.was_off", title=ask.chat.title)
    for reader in mine:
        await ask.reply(
            "digest.is_on",
            title=ask.chat.title,
            at=f"{reader.at:%H:%M}",
            zone=(reader.zone or ask.chat.zone).key,
            rhythms=[rhythm.value for rhythm, sent in reader.sent.items() if sent is not None],
            private=reader.is_private,
        )


async def _turn_on(ask: Ask, order: Order) -> None:
    at = order.at or parse_time(ask.host.digest_at)
    if order.here and ask.place.private:
        raise Refused("digest.here_in_group")
    source = await _source(ask, order)
    reader = _reader(ask, source, order, at)
    rhythms = order.rhythms or tuple(Rhythm)
    await alerts.turn_on(ask.tx, source.chat_id, reader.place)
    first = await readers.subscribe(ask.tx, source, reader, rhythms, ask.now)
    started = (await preferences.of(ask.tx, ask.person.user_id)).started_at is not None
    zone = reader.zone or source.zone
    await ask.reply(
        "digest.on",
        title=source.title,
        at=f"{at:%H:%M}",
        zone=zone.key,
        first=local(first, zone).date(),
        rhythms=[rhythm.value for rhythm in rhythms],
        started=started or order.here,
        private=reader.is_private,
        bot=ask.host.me.username,
    )


async def _source(ask: Ask, order: Order) -> Chat:
    """Return the group whose digests are wanted: the one that is spoken of, or another that is named."""
    if not order.group:
        return ask.chat
    steered = await groups.candidates(ask, Role.OPERATOR)
    like = [group for group in steered if group.title.casefold() == order.group.casefold()]
    if len(like) != 1:
        raise Refused("reports.no_such_group", given=order.group[:40], n=len(like))
    return like[0]


def _reader(ask: Ask, source: Chat, order: Order, at: time) -> Reader:
    user = ask.person.user_id
    place = ask.place.chat_id if order.here else user
    topic = (ask.place.topic_id or 0) if order.here else 0
    return Reader(source.chat_id, user, place, topic, at, order.zone)


async def _turn_off(ask: Ask, order: Order) -> None:
    user = ask.person.user_id
    source = await _source(ask, order)
    place = ask.place.chat_id if order.here else None
    topic = (ask.place.topic_id or 0) if order.here else 0
    for rhythm in order.rhythms or (None,):
        await readers.unsubscribe(ask.tx, source.chat_id, user, place, topic, rhythm)
    await ask.reply("digest.off", title=source.title, some=[each.value for each in order.rhythms])


async def _send_now(ask: Ask) -> None:
    """Send the digest of yesterday to the private chat, wherever it was asked for."""
    who = ask.person.user_id
    if not ask.place.private and not await preferences.who_started(ask.tx, [who]):
        raise Refused("digest.not_started", bot=ask.host.me.username)
    period = period_of(Wanted("yesterday"), day_of(ask.now, ask.chat.zone))
    scope = await scope_of(ask.tx, ask.chat, period, ask.now, public=False)
    made = await message(ask.tx, scope, ask.language, Pages(ask.host.templates))
    key = f"digest-now:{ask.update_id}"
    for draft in drafts(made, who, None, key, Priority.ANSWER):
        await outbox.put(ask.tx, draft, ask.now)
    if not ask.place.private:
        await ask.reply("digest.now_in_private", title=ask.chat.title)


async def alert_off(ask: Ask) -> None:
    """An alert of this kind is not wanted any more, here, about this group."""
    await _alert_off(ask, ask.chat.chat_id)


async def house_alert_off(ask: Ask) -> None:
    """An alert about the house itself is not wanted any more; it is sent in private only."""
    await _alert_off(ask, HOUSE)


async def _alert_off(ask: Ask, about: int) -> None:
    await alerts.turn_off(ask.tx, about, ask.place.chat_id, str(ask.data["kind"]))
    await ask.reply("alert.is_off")


async def todo_show(ask: Ask) -> None:
    """A message waits that has no address: its words are shown, as far as they are kept."""
    found = await asked.question(ask.tx, ask.chat.chat_id, int(ask.data["message_id"]))
    if found is None:
        raise Refused("todo.gone")
    await ask.reply("todo.shown", text=found.text, at=local(found.at, ask.chat.zone))


async def todo_member(ask: Ask) -> None:
    """Somebody is missed: her page."""
    ask.text = str(ask.data["user_id"])
    await people.member_(ask)


async def todo_prompts(ask: Ask) -> None:
    """Posts failed or wait for a yes: what is planned."""
    await prompts.prompts(ask)


async def todo_status(ask: Ask) -> None:
    """Something is missing, or in doubt: how Renao is doing."""
    await status.status(ask)
