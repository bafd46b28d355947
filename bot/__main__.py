"""`python -m bot` is the same as `renao`."""

from bot.cli import main

main()
