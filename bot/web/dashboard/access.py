"""Which groups somebody may look at: the ones that she steers, as in the chat.

Our own record counts first; Telegram's word on who administers a group is at most a minute old.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from bot.activity import chats
from bot.activity.chats import GROUPS, Chat
from bot.clock import Clock
from bot.people import roles
from bot.people.roles import Role, Standing
from bot.storage import Database

Confirm: TypeAlias = Callable[[int, int], Awaitable[bool]]
"""Ask Telegram whether a person (the second) administers a group (the first), and write its word down.

False: Telegram could not be asked.
"""


class NotYours(Exception):
    """The person does not steer the group, or there is none: she is not told which."""


class Unsure(Exception):
    """Only Telegram could say whether she may, and it could not be asked."""


class Groups(NamedTuple):
    """The groups that a person steers; `unsure` if Telegram could not be asked about all of them."""

    chats: list[Chat]
    unsure: bool


@dataclass(frozen=True)
class Access:
    """The one place that decides who sees what."""

    database: Database
    clock: Clock
    owners: Collection[int]
    confirm: Confirm

    async def group(self, user_id: int, chat_id: int) -> Chat:
        """Return a group that a person steers.

        Raises:
            NotYours: she does not steer it, or there is no such group.
            Unsure: Telegram could not be asked.
        """
        chat, known = await self._look(user_id, chat_id)
        if chat is None:
            raise NotYours
        if not _settled(known):
            if not await self.confirm(chat_id, user_id):
                raise Unsure
            chat, known = await self._look(user_id, chat_id)
        if chat is None or not _may(known):
            raise NotYours
        return chat

    async def groups(self, user_id: int) -> Groups:
        """Return all the groups that a person steers, by title."""
        async with self.database.read() as tx:
            known = {chat.chat_id: chat for chat in await chats.every(tx) if _is_group(chat)}
            if user_id in self.owners:
                return Groups(_by_title(known.values()), unsure=False)
            perhaps = known.keys() & await roles.groups_steered_by(tx, user_id)
            now = self.clock.now()
            told = {
                chat_id: await roles.standing(tx, chat_id, user_id, self.owners, now)
                for chat_id in perhaps
            }
        mine = [known[chat_id] for chat_id in perhaps if _may(told[chat_id])]
        answers = await asyncio.gather(
            *(self._asked(user_id, chat_id) for chat_id in perhaps if not _settled(told[chat_id]))
        )
        mine += [chat for chat in answers if isinstance(chat, Chat)]
        return Groups(_by_title(mine), unsure=Unsure in answers)

    async def _asked(self, user_id: int, chat_id: int) -> Chat | type[NotYours] | type[Unsure]:
        try:
            return await self.group(user_id, chat_id)
        except (NotYours, Unsure) as answer:
            return type(answer)

    async def _look(self, user_id: int, chat_id: int) -> tuple[Chat | None, Standing]:
        async with self.database.read() as tx:
            chat = await chats.get(tx, chat_id)
            now = self.clock.now()
            known = await roles.standing(tx, chat_id, user_id, self.owners, now)
        return chat if chat is not None and _is_group(chat) else None, known


def _settled(known: Standing) -> bool:
    """Say whether Telegram need not be asked: an office that we granted holds whatever it says. Pure."""
    return known.fresh or known.role is Role.OPERATOR


def _may(known: Standing) -> bool:
    return _settled(known) and known.role >= Role.OPERATOR


def _is_group(chat: Chat) -> bool:
    return chat.kind in GROUPS and chat.migrated_to is None and chat.status != "migrated"


def _by_title(found: Collection[Chat]) -> list[Chat]:
    return sorted(found, key=lambda chat: (chat.title.casefold(), chat.chat_id))
