"""The door to Telegram: polling, dispatch, and every handler."""
