"""What Telegram tells of a group only when asked: its size, who administers it, what Renao may do there."""

import msgspec
import structlog
from telegram.error import TelegramError

from bot.activity import chats, wire
from bot.activity.chats import Chat
from bot.chat.authority import ask_for_all
from bot.chat.host import Host

log = structlog.get_logger()


async def visit_groups(host: Host) -> None:
    """Ask about every group that Renao is in, and keep what Telegram says."""
    async with host.database.read() as tx:
        groups = await chats.groups(tx)
    for group in groups:
        try:
            await _visit(host, group)
        except TelegramError as error:
            log.warning("a group could not be visited", chat=group.chat_id, error=str(error))


async def _visit(host: Host, group: Chat) -> None:
    count = await host.bot.get_chat_member_count(group.chat_id)
    mine = await host.bot.get_chat_member(group.chat_id, host.me.user_id)
    standing = msgspec.convert(mine.to_dict(), wire.Membership)
    await ask_for_all(host, group.chat_id)
    async with host.database.write() as tx:
        await chats.set_member_count(tx, group.chat_id, count)
        rights = wire.rights_of(standing)
        now, reads_all = int(host.clock.now()), host.me.reads_all
        await chats.set_status(tx, group.chat_id, standing.status, rights, now, reads_all=reads_all)
