"""Reports on request, and who gets the daily digest when."""

from datetime import time

from bot import outbox
from bot.chat.ask import Ask
from bot.clock import day_of
from bot.outbox import Draft, Policy, Priority
from bot.people import listing, preferences
from bot.reports import compose, parse_period, parse_time, readers
from bot.reports import report as write_report
from bot.texts import Refused


async def report(ask: Ask) -> None:
    """/report [7d]: how the group did in a period, and what stands behind the figures."""
    today = day_of(ask.now, ask.chat.zone)
    period = parse_period(ask.text, today)
    # In a group everybody reads it, so it names nobody who does not want to stand in lists.
    private = ask.place.private
    unlisted = () if private else await listing.hidden(ask.tx, ask.chat.chat_id)
    await ask.answer(
        await write_report(ask.tx, ask.chat.chat_id, period, ask.now, ask.language, unlisted)
    )


async def digest(ask: Ask) -> None:
    """/digest on HH:MM, off, now: the daily digest, in the private chat of whoever asks."""
    word, _, rest = ask.text.partition(" ")
    match word.casefold():
        case "":
            await _say_when(ask)
        case "on":
            await _turn_on(ask, parse_time(rest or ask.host.digest_at))
        case "off":
            await readers.unsubscribe(ask.tx, ask.chat.chat_id, ask.person.user_id)
            await ask.reply("digest.off", title=ask.chat.title)
        case "now":
            await _send_now(ask)
        case _:
            raise Refused("digest.usage")


async def _say_when(ask: Ask) -> None:
    known = await readers.readers(ask.tx, ask.chat.chat_id)
    mine = next((reader for reader in known if reader.user_id == ask.person.user_id), None)
    key = "digest.was_off" if mine is None else "digest.is_on"
    at = f"{mine.at:%H:%M}" if mine else None
    await ask.reply(key, title=ask.chat.title, at=at, zone=ask.chat.zone.key)


async def _turn_on(ask: Ask, at: time) -> None:
    await readers.subscribe(ask.tx, ask.chat, ask.person.user_id, at, ask.now)
    started = (await preferences.of(ask.tx, ask.person.user_id)).started_at is not None
    await ask.reply(
        "digest.on",
        title=ask.chat.title,
        at=f"{at:%H:%M}",
        zone=ask.chat.zone.key,
        started=started,
        bot=ask.host.me.username,
    )


async def _send_now(ask: Ask) -> None:
    """Send the digest of yesterday to the private chat, wherever it was asked for."""
    yesterday = day_of(ask.now, ask.chat.zone) - 1
    draft = Draft(
        chat_id=ask.person.user_id,
        text=await compose(ask.tx, ask.chat.chat_id, yesterday, ask.now, ask.language),
        priority=Priority.ANSWER,
        policy=Policy.AT_LEAST_ONCE,
        dedupe_key=f"digest-now:{ask.update_id}",
    )
    await outbox.put(ask.tx, draft, ask.now)
