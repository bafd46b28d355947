"""How fast we may talk: Telegram's limits, and the halts it asks for. No clock, no database.

`earliest` is all there is to know about limits; `Pace` remembers what it must be asked about.
Limits: core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.clock import MINUTE, Instant


@dataclass(frozen=True)
class Limit:
    """At most so many messages in any stretch of so many seconds."""

    messages: int
    seconds: float


EVERYWHERE = (Limit(30, 1.0),)
# One a second, with a burst of three.
PERSON = (Limit(3, 3.0),)
GROUP = (*PERSON, Limit(20, MINUTE))

# Limits of our own for what can wait, so that what is urgent finds room at once: in a chat, and in all.
PATIENT_PERSON = (Limit(1, 1.0),)
PATIENT_GROUP = (*PATIENT_PERSON, Limit(15, MINUTE))
PATIENT_EVERYWHERE = (Limit(3, 0.1),)

# Two chats told to wait within so many seconds: Telegram means all of us, for a while at least.
SAME_FLOOD = 1.0
LONGEST_HALT = MINUTE


def earliest(times: Sequence[Instant], limits: Iterable[Limit]) -> Instant:
    """Return when one more message keeps every limit, given the `times` of earlier ones, ascending. Pure."""
    spent = [limit for limit in limits if len(times) >= limit.messages]
    return max((times[-limit.messages] + limit.seconds for limit in spent), default=0.0)


def limits_of(chat_id: int, *, patient: bool = False) -> tuple[Limit, ...]:
    """Return the limits of one chat: groups and channels, whose ids are negative, have one more. Pure."""
    if patient:
        return PATIENT_GROUP if chat_id < 0 else PATIENT_PERSON
    return GROUP if chat_id < 0 else PERSON


class Pace:
    """What was sent in the last minute, what is on its way, and who must wait.

    A message counts from the moment it leaves until a limit's stretch after Telegram answered, since it
    may have arrived at any moment between. At most one message is on its way to a chat.
    """

    def __init__(self) -> None:
        self._on_the_way: set[int] = set()
        self._troubles = 0
        self._reset()

    def _reset(self) -> None:
        self._last_minute: deque[tuple[Instant, int]] = deque()
        self._everywhere: deque[Instant] = deque(maxlen=EVERYWHERE[0].messages)
        self._in_chat: defaultdict[int, deque[Instant]] = defaultdict(deque)
        self._waiting: dict[int, Instant] = {}
        self._reserved: dict[int, Instant] = {}
        self._left: deque[Instant] = deque(maxlen=PATIENT_EVERYWHERE[0].messages)
        self._halted_until: Instant = 0.0
        self._flooded: tuple[Instant, int] = (0.0, 0)

    def opens(self, now: Instant) -> Instant:
        """Return when the next message may leave, to whichever chat; not after `now` if it may at once."""
        self._forget(now)
        times = [*self._everywhere, *(now for _ in self._on_the_way)]
        return max(self._halted_until, earliest(times, EVERYWHERE))

    def waiting(self, now: Instant) -> dict[int, Instant]:
        """Return the chats whose limit is spent, and when it no longer is."""
        self._forget(now)
        self._waiting = _still(self._waiting, now)
        return self._waiting

    def reserved(self, now: Instant) -> dict[int, Instant]:
        """Return the chats in which what room there is is kept for what is urgent, and until when."""
        self._forget(now)
        self._reserved = _still(self._reserved, now)
        return self._reserved

    def opens_to_patient(self, now: Instant) -> Instant:
        """Return when the next message that can wait may leave, as far as others like it are concerned."""
        self._forget(now)
        return earliest(self._left, PATIENT_EVERYWHERE)

    def left(self, chat_id: int, now: Instant) -> None:
        """Note that a message is on its way."""
        self._on_the_way.add(chat_id)
        self._left.append(now)

    def arrived(self, chat_id: int, now: Instant, messages: int = 1) -> None:
        """Note that Telegram has answered, or never will; an album is several messages."""
        self._on_the_way.discard(chat_id)
        times = self._in_chat[chat_id]
        for _ in range(messages):
            self._last_minute.append((now, chat_id))
            self._everywhere.append(now)
            times.append(now)
        self._waiting[chat_id] = earliest(times, limits_of(chat_id))
        self._reserved[chat_id] = earliest(times, limits_of(chat_id, patient=True))

    def flooded(self, chat_id: int, seconds: float, now: Instant) -> None:
        """Halt everybody if Telegram has just told another chat to wait, too."""
        at, other = self._flooded
        self._flooded = (now, chat_id)
        if other != chat_id and now - at <= SAME_FLOOD:
            self._halt(now, seconds)

    def troubled(self, now: Instant) -> None:
        """Halt everybody, from half a second on, twice as long each time that Telegram does not answer."""
        self._troubles = min(self._troubles + 1, 10)
        self._halt(now, 2.0 ** (self._troubles - 2))

    def heard(self) -> None:
        """Note that Telegram answers again."""
        self._troubles = 0

    def _halt(self, now: Instant, seconds: float) -> None:
        self._halted_until = max(self._halted_until, now + min(seconds, LONGEST_HALT))

    def _forget(self, now: Instant) -> None:
        """Let go of what is older than a minute; of everything, once the clock was set back."""
        if self._last_minute and self._last_minute[-1][0] > now + 1:
            self._reset()
        while self._last_minute and self._last_minute[0][0] < now - MINUTE:
            _, chat_id = self._last_minute.popleft()
            times = self._in_chat[chat_id]
            times.popleft()
            if not times:
                del self._in_chat[chat_id]


def _still(waits: dict[int, Instant], now: Instant) -> dict[int, Instant]:
    return {chat: until for chat, until in waits.items() if until > now}
