"""What the stories about planning share: what somebody reads, presses and sends in private."""

from bot.sandbox.script.places import Place
from tests.stories.conftest import Someone


def latest(place: Place) -> str:
    """Return the newest message as it is read."""
    return place.last.text


def labels(place: Place) -> list[str]:
    """Return the buttons under the newest message that has any."""
    return next(message for message in reversed(place.messages) if message.buttons).buttons


async def follows(someone: Someone, group: Place) -> str:
    """Follow the newest link into the private chat; return all that the bot says there."""
    url = next(
        url
        for message in reversed(group.messages)
        for row in message.keyboard
        for button in row
        if (url := button.url)
    )
    before = {message.id for message in someone.private.messages}
    someone.person.starts(someone.stage.bot, url.partition("start=")[2])
    await someone.stage.settle()
    return said(someone, before)


async def sends(someone: Someone, content: bytes, name: str) -> str:
    """Send the bot a file in private; return what it answers."""
    before = {message.id for message in someone.private.messages}
    someone.person.sends("document", someone.stage.bot, content=content, name=name)
    await someone.stage.settle()
    return said(someone, before)


async def opens(someone: Someone, name: str) -> str:
    """Open the card of a prompt on the calendar in private; return it."""
    await someone.asks("/prompts")
    await someone.presses(name)
    return latest(someone.private)


def said(someone: Someone, before: set[int]) -> str:
    """Return what the bot has said in private since."""
    new = (message for message in someone.private.messages if message.id not in before)
    mine = (message for message in new if message.sender is someone.stage.bot.user)
    return "\n".join(message.text for message in mine)


def document(place: Place) -> bytes:
    """Return the content of the file in the newest message."""
    media = place.last.media
    assert media is not None
    return media.file.content
