"""The whole house: built from the settings, run until told to stop, closed in reverse."""

from bot.app.house import House, build
from bot.app.rehearse import rehearse
from bot.app.run import keep_running, run

__all__ = ["House", "build", "keep_running", "rehearse", "run"]
