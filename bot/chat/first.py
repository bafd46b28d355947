"""What a handler must know before it can go on, and what lies outside of its transaction.

A handler raises it; its transaction is given up, the dispatcher finds out, and the handler begins anew.
"""

from collections.abc import Hashable

from bot.chat.host import Host


class First(Exception):
    """Something must be found out first, outside of the transaction; `Ask.learnt` has it then under `key`."""

    def __init__(self, key: Hashable) -> None:
        super().__init__(key)
        self.key = key

    async def find_out(self, host: Host) -> object:
        """Return what is wanted.

        Raises:
            telegram.error.NetworkError: Telegram could not be asked; the caller tries again later.
        """
        raise NotImplementedError
