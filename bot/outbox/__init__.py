"""Messages to send: put them in with whatever made them necessary; the sender does the rest."""

from bot.outbox.answers import Sent
from bot.outbox.buttons import Pressed, lay_link, press
from bot.outbox.carry_over import carry_over
from bot.outbox.doubts import Doubt, post_again, uncertain, was_posted
from bot.outbox.draft import (
    ALBUM,
    POLL_EXPLANATION,
    POLL_OPEN,
    POLL_OPTION,
    POLL_OPTIONS,
    POLL_QUESTION,
    Button,
    Draft,
    Drawing,
    File,
    Item,
    Media,
    Policy,
    Poll,
    Priority,
    is_media,
)
from bot.outbox.fates import Fate, fates
from bot.outbox.forgetting import forget, still_to_say
from bot.outbox.health import Health, health, prune
from bot.outbox.holds import Hold, find_hold, hold, is_held, release
from bot.outbox.message import Message, State
from bot.outbox.put import put
from bot.outbox.sender import Sender
from bot.outbox.silences import resume, silence

__all__ = [
    "ALBUM",
    "POLL_EXPLANATION",
    "POLL_OPEN",
    "POLL_OPTION",
    "POLL_OPTIONS",
    "POLL_QUESTION",
    "Button",
    "Doubt",
    "Draft",
    "Drawing",
    "Fate",
    "File",
    "Health",
    "Hold",
    "Item",
    "Media",
    "Message",
    "Policy",
    "Poll",
    "Pressed",
    "Priority",
    "Sender",
    "Sent",
    "State",
    "carry_over",
    "fates",
    "find_hold",
    "forget",
    "health",
    "hold",
    "is_held",
    "is_media",
    "lay_link",
    "post_again",
    "press",
    "prune",
    "put",
    "release",
    "resume",
    "silence",
    "still_to_say",
    "uncertain",
    "was_posted",
]
