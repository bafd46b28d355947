"""The way to the dashboard: a button that opens it, in the private chat of whoever steers a group."""

from bot.chat.ask import Ask, Rows
from bot.outbox import Button


async def dashboard(ask: Ask) -> None:
    """/dashboard: a button that opens the figures of all one's groups."""
    if not ask.host.dashboard:
        await ask.reply("dashboard.off")
    elif not ask.place.private:
        # Telegram opens such a page from a private chat only: there it knows who opens it.
        await ask.reply("dashboard.in_private")
    else:
        await ask.reply("dashboard.open", buttons=buttons_to_open(ask))


def buttons_to_open(ask: Ask) -> Rows:
    """Return the button that opens it, in a private chat and where there is a dashboard; else none."""
    if not ask.host.dashboard or not ask.place.private:
        return []
    return [[Button(ask.plain("button.dashboard"), app=ask.host.dashboard)]]
