"""Mini Apps: a button in a private chat opens an address, and Telegram says who opened it, signed."""

import hmac
import json
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx
import pytest

from bot.sandbox import create_app
from bot.sandbox.page import page_routes

HOME = "http://127.0.0.1"
ADDRESS = "https://renao.test/dashboard/"


def keys(url: str) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "Open", "web_app": {"url": url}}]]}


async def test_telegram_shows_such_a_button_in_a_private_chat_only(client, bot, bob, group, alice):
    bob.starts(bot)
    alice.adds(bot, group)
    sent = await client.call("sendMessage", chat_id=bob.id, text="!", reply_markup=keys(ADDRESS))
    assert sent["reply_markup"] == keys(ADDRESS)
    refused = await client.refused(
        "sendMessage", chat_id=group.id, text="!", reply_markup=keys(ADDRESS)
    )
    assert refused == "400 Bad Request: BUTTON_TYPE_INVALID"


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://renao.test/", "Only HTTPS links are allowed"),
        ("tg://user?id=1", "Only HTTPS links are allowed"),
        ("nowhere", "Wrong HTTP URL"),
        ("https://", "Wrong HTTP URL"),
    ],
)
async def test_telegram_opens_https_alone(client, bot, bob, url, why):
    bob.starts(bot)
    refused = await client.refused("sendMessage", chat_id=bob.id, text="!", reply_markup=keys(url))
    said = f"inline keyboard button Web App URL '{url}' is invalid: {why}"
    assert refused == f"400 Bad Request: {said}"
    on_this_machine = keys("http://127.0.0.1:8643/")
    await client.call("sendMessage", chat_id=bob.id, text="!", reply_markup=on_this_machine)


@pytest.mark.parametrize("app", ["x", 7, {}, {"url": 7}])
async def test_what_is_no_address_is_refused(client, bot, bob, app):
    bob.starts(bot)
    markup = {"inline_keyboard": [[{"text": "Open", "web_app": app}]]}
    refused = await client.refused("sendMessage", chat_id=bob.id, text="!", reply_markup=markup)
    assert refused.startswith("400 Bad Request: ")


async def test_who_presses_it_is_told_to_the_app_signed_with_the_bots_token(
    world, client, bot, bob, alice, clock
):
    bob.starts(bot)
    sent = await client.call("sendMessage", chat_id=bob.id, text="!", reply_markup=keys(ADDRESS))
    transport = httpx.ASGITransport(create_app(world, routes=page_routes(world)))
    async with httpx.AsyncClient(transport=transport, base_url=HOME) as page:

        async def opens(user_id: int, row: int = 0) -> httpx.Response:
            spot = {"chat": f"bot{bot.id}", "message": sent["message_id"], "row": row}
            return await page.post("/sandbox/api/acts/open_app", json={"as": user_id, **spot})

        url = (await opens(bob.id)).json()["url"]
        assert (await opens(bob.id, row=3)).status_code == 409
        # Alice has no such message in her own chat with the bot.
        assert (await opens(alice.id)).status_code == 409
    parts = urlsplit(url)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == ADDRESS
    (data,) = parse_qs(parts.fragment)["tgWebAppData"]
    fields = dict(parse_qsl(data, strict_parsing=True))
    given = fields.pop("hash")
    lines = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    key = hmac.new(b"WebAppData", bot.token.encode(), sha256).digest()
    assert given == hmac.new(key, lines.encode(), sha256).hexdigest()
    assert int(fields["auth_date"]) == int(clock.now())
    assert json.loads(fields["user"])["id"] == bob.id


async def test_a_button_that_opens_nothing_is_not_opened(world, client, bot, bob):
    bob.starts(bot)
    markup = {"inline_keyboard": [[{"text": "Say", "callback_data": "x"}]]}
    sent = await client.call("sendMessage", chat_id=bob.id, text="!", reply_markup=markup)
    transport = httpx.ASGITransport(create_app(world, routes=page_routes(world)))
    async with httpx.AsyncClient(transport=transport, base_url=HOME) as page:
        spot = {"as": bob.id, "chat": f"bot{bot.id}", "message": sent["message_id"]}
        assert (await page.post("/sandbox/api/acts/open_app", json=spot)).status_code == 409
