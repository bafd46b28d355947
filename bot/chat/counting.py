"""How many members each group has: a number that Telegram tells only when asked."""

import structlog
from telegram.error import TelegramError

from bot.activity import chats
from bot.chat.host import Host

log = structlog.get_logger()


async def count_members(host: Host) -> None:
    """Ask for the member count of every group that Renao is in, and keep it."""
    async with host.database.read() as tx:
        groups = await chats.groups(tx)
    for group in groups:
        try:
            count = await host.bot.get_chat_member_count(group.chat_id)
        except TelegramError as error:
            log.debug("members could not be counted", chat=group.chat_id, error=str(error))
            continue
        async with host.database.write() as tx:
            await chats.set_member_count(tx, group.chat_id, count)
