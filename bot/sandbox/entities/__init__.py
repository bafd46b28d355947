"""Formatted text: parsing HTML, Markdown and explicit entities as Telegram does, complaints included."""
