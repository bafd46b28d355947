"""A button is worth what its row says: here, for this person, for a while; whatever is sent to us."""

from typing import Any

import pytest

from bot.outbox import Button, Pressed, press, prune

ALICE, MALLORY, FANS, OTHERS = 7, 66, -1001, -1002


async def shown(outbox: Any, telegram: Any, button: Button) -> str:
    """Send a message with the button and return what Telegram would send back on a press."""
    await outbox.put(FANS, "?", buttons=((button,),))
    await outbox.send_all()
    [[key]] = telegram.posted[-1].options["reply_markup"].inline_keyboard
    assert key.text == button.label
    return str(key.callback_data)


async def pressed(outbox: Any, token: str, chat: int = FANS, user: int = ALICE) -> Pressed | None:
    now = outbox.clock.now()
    found: Pressed | None = await outbox.do(press, token, chat_id=chat, user_id=user, now=now)
    return found


async def test_a_press_gives_back_what_the_button_means(outbox: Any, telegram: Any) -> None:
    button = Button("👍", "faq.rate", {"entry": 3, "good": True})
    token = await shown(outbox, telegram, button)
    assert await pressed(outbox, token) == Pressed("faq.rate", {"entry": 3, "good": True}, False)


async def test_a_second_press_is_known_as_one(outbox: Any, telegram: Any) -> None:
    token = await shown(outbox, telegram, Button("👍", "rate"))
    await pressed(outbox, token)
    assert await pressed(outbox, token, user=MALLORY) == Pressed("rate", {}, again=True)


async def test_a_button_of_somebody_else_means_nothing(outbox: Any, telegram: Any) -> None:
    token = await shown(outbox, telegram, Button("delete", "delete", made_for=ALICE))
    assert await pressed(outbox, token, user=MALLORY) is None
    assert await pressed(outbox, token) == Pressed("delete", {}, again=False)


async def test_a_button_means_nothing_in_another_chat(outbox: Any, telegram: Any) -> None:
    token = await shown(outbox, telegram, Button("delete", "delete"))
    assert await pressed(outbox, token, chat=OTHERS) is None


async def test_a_button_has_its_time(outbox: Any, telegram: Any, clock: Any) -> None:
    token = await shown(outbox, telegram, Button("yes", "yes", lasts=60))
    clock.forward(seconds=59)
    assert await pressed(outbox, token)
    clock.forward(seconds=1)
    assert await pressed(outbox, token) is None
    await outbox.do(prune, clock.now(), 3600)
    assert await pressed(outbox, token) is None


@pytest.mark.parametrize("token", ["", "delete", "' OR 1=1 --", "😀" * 16, "x" * 64])
async def test_a_token_that_somebody_made_up_means_nothing(
    outbox: Any, telegram: Any, token: str
) -> None:
    await shown(outbox, telegram, Button("delete", "delete"))
    assert await pressed(outbox, token) is None


async def test_tokens_fit_and_cannot_be_guessed(outbox: Any, telegram: Any) -> None:
    tokens = [await shown(outbox, telegram, Button("b", "delete")) for _ in range(3)]
    assert len(set(tokens)) == 3
    assert all(20 <= len(token.encode()) <= 64 and "delete" not in token for token in tokens)
