"""Answers to what fans ask again and again, and silence otherwise."""

from bot.faq.answer import Served, served
from bot.faq.entries import Entry, add, carry_over, find, remove
from bot.faq.parse import Parsed, parse_entry

__all__ = [
    "Entry",
    "Parsed",
    "Served",
    "add",
    "carry_over",
    "find",
    "parse_entry",
    "remove",
    "served",
]
