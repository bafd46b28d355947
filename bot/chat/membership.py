"""Renao itself comes into a group, goes, or is given another standing; and so do administrators."""

from markupsafe import Markup

from bot import outbox
from bot.activity import chats, wire
from bot.activity.chats import Chat
from bot.chat.authority import OFFICES, ask_for_all
from bot.chat.host import Host
from bot.chat.rights import lacking
from bot.clock import Instant
from bot.outbox import Draft, Policy, Priority
from bot.people import audit, roles
from bot.people.roles import NOBODY
from bot.storage import Tx
from bot.texts import say


async def prepare(host: Host, update: wire.Update) -> None:
    """Ask Telegram who administers a group that Renao has a new standing in."""
    change = update.my_chat_member
    if change is None or change.chat.type == "private" or not change.new_chat_member.is_inside:
        return
    await ask_for_all(host, change.chat.id)


async def mine_changed(tx: Tx, host: Host, change: wire.MembershipChange, now: Instant) -> None:
    """Follow a change of Renao's own standing: introduce itself once, go quiet where it is put out."""
    chat_id = change.chat.id
    inside = change.new_chat_member.is_inside
    if inside:
        await outbox.resume(tx, chat_id)
    else:
        await outbox.silence(tx, chat_id, change.new_chat_member.status, now)
    if change.chat.type == "private":
        return
    chat = await chats.get(tx, chat_id)
    if chat is None:
        return
    status = change.new_chat_member.status
    who = change.from_user
    name = who.first_name if host.privacy.names else ""
    await audit.note(tx, chat_id, who.id, name, "renao", done=True, detail=status, now=now)
    if inside and chat.kind in chats.GROUPS and chat.welcomed_at is None:
        await _introduce(tx, host, chat, now)


async def administrator_changed(tx: Tx, change: wire.MembershipChange, now: Instant) -> None:
    """Follow somebody becoming an administrator of a group, or being one no more."""
    member = change.new_chat_member
    if not member.user.is_bot and member.user.id not in NOBODY:
        await roles.told(tx, change.chat.id, member.user.id, member.status in OFFICES, now)


async def _introduce(tx: Tx, host: Host, chat: Chat, now: Instant) -> None:
    """Thank for being let in, and say what is missing and what it would be good for."""
    lines = [say("membership.thanks", chat.language, title=chat.title, bot=host.me.username)]
    lacks = lacking(chat, host.me)
    if lacks:
        lines += [Markup(), say("membership.lacking", chat.language)]
        lines += [say(f"rights.{lack}", chat.language) for lack in lacks]
    draft = Draft(
        chat_id=chat.chat_id,
        text="\n".join(lines),
        priority=Priority.NOTICE,
        policy=Policy.AT_MOST_ONCE,
        dedupe_key=f"welcome:{chat.chat_id}",
    )
    await outbox.put(tx, draft, now)
    await chats.set_welcomed(tx, chat.chat_id, now)
