"""Telegram's limits on sending, on a switch: 30/s in all, 1/s in a chat, 20/min in a group."""

from collections import defaultdict, deque
from math import ceil

from bot.sandbox.clock import Clock

IN_ALL = (30, 1.0)
IN_A_GROUP = (20, 60.0)
# One a second, with short bursts: so many may come at once before the second counts.
IN_A_CHAT = (1.0, 3.0)
SENDING = frozenset(
    (
        *("sendmessage", "sendphoto", "sendvideo", "sendanimation", "senddocument"),
        *("sendmediagroup", "sendpoll", "copymessage", "forwardmessage"),
    )
)


class Limits:
    """What each bot has sent lately. Off until `on` is set."""

    def __init__(self, clock: Clock) -> None:
        self.on = False
        self._clock = clock
        self._all: dict[int, deque[float]] = defaultdict(deque)
        self._groups: dict[tuple[int, int | str], deque[float]] = defaultdict(deque)
        self._chats: dict[tuple[int, int | str], tuple[float, float]] = {}

    def retry_after(self, bot_id: int, method: str, chat_id: int | str, messages: int = 1) -> int:
        """Count a send, and return 0; or do not count it, and return the seconds to wait.

        A chat is what the call names: a public @name counts apart from its id. An album counts once in a
        burst, and as many `messages` in a second everywhere and a minute in a group.
        """
        if not self.on or method not in SENDING:
            return 0
        now = self._clock.now()
        key = (bot_id, chat_id)
        waits = [_wait(self._all[bot_id], IN_ALL, now), self._chat_wait(key, now)]
        if _is_group(chat_id):
            waits.append(_wait(self._groups[key], IN_A_GROUP, now))
        wait = max(waits)
        if wait > 0:
            return max(1, ceil(wait))
        self._count(key, now, messages)
        return 0

    def _chat_wait(self, key: tuple[int, int | str], now: float) -> float:
        return max(0.0, (1.0 - self._tokens(key, now)) / IN_A_CHAT[0])

    def _tokens(self, key: tuple[int, int | str], now: float) -> float:
        rate, burst = IN_A_CHAT
        tokens, since = self._chats.get(key, (burst, now))
        return min(burst, tokens + (now - since) * rate)

    def _count(self, key: tuple[int, int | str], now: float, messages: int) -> None:
        self._chats[key] = (self._tokens(key, now) - 1.0, now)
        self._all[key[0]].extend([now] * messages)
        if _is_group(key[1]):
            self._groups[key].extend([now] * messages)


def _is_group(chat_id: int | str) -> bool:
    return isinstance(chat_id, str) or chat_id < 0


def _wait(sent: deque[float], limit: tuple[int, float], now: float) -> float:
    """Return how long until one more fits into a sliding window; forgets what has left it."""
    most, window = limit
    while sent and sent[0] <= now - window:
        sent.popleft()
    return sent[0] + window - now if len(sent) >= most else 0.0
