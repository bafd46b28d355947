"""Messages to send: put them in with whatever made them necessary; the sender does the rest."""

from bot.outbox.buttons import Pressed, lay_link, press
from bot.outbox.carry_over import carry_over
from bot.outbox.doubts import Doubt, post_again, uncertain, was_posted
from bot.outbox.draft import Button, Draft, Drawing, File, Policy, Priority
from bot.outbox.forgetting import forget, still_to_say
from bot.outbox.health import Health, health, prune
from bot.outbox.message import State
from bot.outbox.put import put
from bot.outbox.sender import Sender
from bot.outbox.silences import resume, silence

__all__ = [
    "Button",
    "Doubt",
    "Draft",
    "Drawing",
    "File",
    "Health",
    "Policy",
    "Pressed",
    "Priority",
    "Sender",
    "State",
    "carry_over",
    "forget",
    "health",
    "lay_link",
    "post_again",
    "press",
    "prune",
    "put",
    "resume",
    "silence",
    "still_to_say",
    "uncertain",
    "was_posted",
]
