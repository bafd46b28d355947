"""What `renao check` asks Telegram: the token, privacy mode, and Renao's standing in its groups."""

from typing import NamedTuple

from telegram import Bot, ChatMember, User
from telegram.error import InvalidToken, TelegramError

from bot.activity import chats
from bot.activity.chats import Chat
from bot.chat.account import make_bot
from bot.config import Settings
from bot.storage import Database


class Finding(NamedTuple):
    """One thing that was looked at, in a sentence; `ok` is False when something must be done."""

    ok: bool
    sentence: str


async def check_telegram(settings: Settings, database: Database | None) -> list[Finding]:
    """Ask Telegram about the bot, and about each group that `database` knows of."""
    token = settings.telegram.token.get_secret_value()
    bot = make_bot(token, settings.telegram.base_url)
    try:
        async with bot:
            me = await bot.get_me()
            return [*_about_account(me), *await _about_groups(bot, me, database)]
    except InvalidToken:
        return [
            Finding(False, "Telegram does not know telegram.token: copy it anew from @BotFather.")
        ]
    except TelegramError as error:
        return [Finding(False, f"Telegram cannot be reached: {error.message}.")]


def _about_account(me: User) -> list[Finding]:
    findings = [Finding(True, f"Telegram knows the bot as @{me.username}.")]
    if me.can_read_all_group_messages:
        findings.append(
            Finding(True, "Its privacy mode is off: it sees what is written in groups.")
        )
    else:
        sentence = (
            "Its privacy mode is on: it sees messages only in groups where it is an administrator. "
            "That suffices; or turn it off at @BotFather with /setprivacy and add it to its groups anew."
        )
        findings.append(Finding(True, sentence))
    return findings


async def _about_groups(bot: Bot, me: User, database: Database | None) -> list[Finding]:
    if database is None:
        return []
    async with database.read() as tx:
        known = await chats.groups(tx)
    if not known:
        return [Finding(True, f"It is in no group yet: add @{me.username} to yours.")]
    return [await _about_group(bot, me, chat) for chat in known]


async def _about_group(bot: Bot, me: User, chat: Chat) -> Finding:
    name = f"“{chat.title}” ({chat.chat_id})"
    try:
        standing = await bot.get_chat_member(chat.chat_id, me.id)
    except TelegramError as error:
        return Finding(False, f"In {name} it is no more: {error.message}.")
    if standing.status == ChatMember.ADMINISTRATOR:
        return Finding(True, f"In {name} it is an administrator, and sees joins and reactions.")
    sees = (
        "joins and reactions" if me.can_read_all_group_messages else "messages, joins and reactions"
    )
    return Finding(
        False, f"In {name} it is no administrator, so it cannot see {sees}: make it one there."
    )
