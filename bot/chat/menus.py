"""The commands that Telegram suggests while somebody types: by role and language, from the one page."""

from collections.abc import Sequence

import structlog
from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import TelegramError

from bot.chat.ask import MenuLine
from bot.chat.commands import MENU
from bot.chat.host import Host
from bot.people import preferences, roles
from bot.people.roles import Role
from bot.texts import LANGUAGES, plain

log = structlog.get_logger()

# In a group these would only make noise.
PRIVATE_ONLY = ("start", "group", "mydata", "forgetme", "dashboard")


class Menus:
    """What Telegram was last told to suggest, so that it is told only what changed."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._told: dict[tuple[str, str], tuple[str, ...]] = {}

    async def refresh(self) -> None:
        """Tell Telegram what is not as it was told before."""
        for scope, role in await self._scopes():
            lines = [line for line in MENU if line.role <= role and _fits(line, scope)]
            for language in LANGUAGES:
                await self._tell(scope, lines, language)

    async def _scopes(self) -> list[tuple[BotCommandScope, Role]]:
        """Return the scopes and the role that each speaks to, the general ones first."""
        owners = dict.fromkeys(self._host.owners, Role.OWNER)
        async with self._host.database.read() as tx:
            steering = await roles.who_steers(tx) | owners
            # Telegram keeps a menu only for a chat that there is.
            started = await preferences.who_started(tx, steering)
        return [
            (BotCommandScopeAllPrivateChats(), Role.FAN),
            (BotCommandScopeAllGroupChats(), Role.FAN),
            (BotCommandScopeAllChatAdministrators(), Role.ADMIN),
            *((BotCommandScopeChat(user), steering[user]) for user in sorted(started)),
        ]

    async def _tell(self, scope: BotCommandScope, lines: Sequence[MenuLine], language: str) -> None:
        # The default language is told without a code: so everybody else's falls back to it.
        code = "" if language == self._host.language else language.split("-")[0]
        key, names = (scope.to_json(), code), tuple(line.name for line in lines)
        if self._told.get(key) == names:
            return
        commands = [BotCommand(line.name, plain(line.help_key, language)) for line in lines]
        try:
            await self._host.bot.set_my_commands(commands, scope, code or None)
        except TelegramError as error:
            log.warning("a menu could not be set", scope=scope.to_json(), error=str(error))
            return
        self._told[key] = names


def _fits(line: MenuLine, scope: BotCommandScope) -> bool:
    private = isinstance(scope, BotCommandScopeAllPrivateChats | BotCommandScopeChat)
    return private or line.name not in PRIVATE_ONLY
