"""What a person types: `renao` and `python -m bot`."""

from bot.cli.commands import main

__all__ = ["main"]
