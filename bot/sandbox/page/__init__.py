"""The sandbox's page in a browser: a chat client in which you are any person of the world."""

from bot.sandbox.page.routes import page_routes

__all__ = ["page_routes"]
