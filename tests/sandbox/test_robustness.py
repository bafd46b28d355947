"""Whatever is sent, the sandbox answers with ok or with a refusal, and never falls over."""

from typing import Any, get_type_hints

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.sandbox import ManualClock, World, create_app
from bot.sandbox.methods.page import METHODS

TOKEN = "42:SANDBOX"
NAMES = sorted({name for method in METHODS for name in get_type_hints(method.parameters)})
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*NAMES, *["type", "emoji", "offset", "length", "quote"]]), inner
        )
    ),
    max_leaves=8,
)
# Values that get past the first checks, so that the later ones are reached.
KNOWN = st.sampled_from([1001, 1003, -1_000_000_002_001, 1, 2, 3, "HTML", "quiz", "typing", "👍"])
PARAMETERS = st.dictionaries(st.sampled_from(NAMES), KNOWN | JSON, max_size=8)


def small_world() -> World:
    world = World(ManualClock())
    bot = world.add_bot("renao_bot", token=TOKEN)
    alice, bob = world.person("Alice", id=1001), world.person("Bob", id=1003)
    group = world.supergroup("Fans", owner=alice, members=[bob], topics=["News"])
    alice.adds(bot, group)
    alice.promotes(bot, group)
    bob.says("hello", in_=group)
    bob.starts(bot)
    return world


async def answer(world: World, method: str, **request: Any) -> httpx.Response:
    app = create_app(world)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as http:
        response = await http.post(f"/bot{TOKEN}/{method}", **request)
    await app.state.desk.office.close()
    return response


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(more=PARAMETERS, known=st.booleans())
async def test_no_json_makes_it_fall_over(method, more, known):
    here = {"chat_id": -1_000_000_002_001, "message_id": 4, "user_id": 1003, "text": "hi"}
    response = await answer(small_world(), method.name, json=(here if known else {}) | more)
    assert response.status_code in (200, 400, 403, 429), response.text
    assert response.json()["ok"] is (response.status_code == 200)


@settings(max_examples=100, deadline=None)
@given(body=st.binary(max_size=200), kind=st.sampled_from(["json", "x-www-form-urlencoded"]))
async def test_no_body_makes_it_fall_over(body, kind):
    headers = {"content-type": f"application/{kind}"}
    response = await answer(small_world(), "sendMessage", content=body, headers=headers)
    assert response.status_code == 400


@pytest.mark.parametrize(
    "body",
    [b"", b"--x", b"--x\r\n\r\n", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n'],
)
async def test_a_broken_multipart_body_is_a_400(body):
    headers = {"content-type": "multipart/form-data; boundary=x"}
    response = await answer(small_world(), "sendMessage", content=body, headers=headers)
    assert response.status_code == 400


async def test_a_multipart_body_without_boundary_is_a_400():
    headers = {"content-type": "multipart/form-data"}
    response = await answer(small_world(), "sendMessage", content=b"x", headers=headers)
    assert response.status_code == 400
