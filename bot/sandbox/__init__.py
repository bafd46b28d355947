"""A pretend Telegram: people, groups and messages in memory behind a real Bot API server."""

from bot.sandbox.clock import Clock, ManualClock, SystemClock
from bot.sandbox.script.people import Person
from bot.sandbox.script.places import Impossible, Place
from bot.sandbox.script.world import World
from bot.sandbox.server import Served, create_app, serve

__all__ = [
    "Clock",
    "Impossible",
    "ManualClock",
    "Person",
    "Place",
    "Served",
    "SystemClock",
    "World",
    "create_app",
    "serve",
]
