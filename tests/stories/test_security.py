"""What Mallory tries: made-up presses, other people's keyboards, deep links, names that are markup."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.outbox import Button, Draft, Policy, Priority, put, uncertain
from bot.people.roles import NOBODY
from bot.sandbox.entities.html import parse_html
from bot.sandbox.script.places import Place
from bot.texts import LANGUAGES, catalogue_keys, say
from bot.texts.catalogue import LOCALES
from tests.stories.conftest import Someone, Stage

NEW = "/faq_new tickets | where can I buy tickets? | At the door."


def forged(who: Someone, place: Place, data: str) -> dict[str, Any]:
    """Return a press as Telegram would tell it, on a button that nobody made."""
    person = {"id": who.person.id, "is_bot": False, "first_name": who.person.user.first_name}
    chat = {"id": place.id, "type": place.chat.kind, "title": place.title}
    message = {"message_id": 1, "date": 1, "chat": chat}
    return {"id": "7", "from": person, "message": message, "chat_instance": "1", "data": data}


@pytest.mark.parametrize(
    "data", ["prompt_remove", "operator_add:1005", "'; DROP TABLE buttons; --", "x" * 64, "", "\0"]
)
async def test_a_press_that_was_made_up_does_nothing(
    stage: Stage, alice: Someone, mallory: Someone, group: Place, data: str
) -> None:
    await alice.asks("/prompt daily 21:30 Good night!", in_=group)
    stage.world.slips_in(stage.bot, "callback_query", forged(mallory, group, data))
    await stage.settle()
    assert "Good night!" in await alice.asks("/prompts", in_=group)
    assert "Waiting: 1 update, " in await alice.asks("/status", in_=group)


async def test_the_token_of_a_real_button_is_worth_nothing_to_others_and_elsewhere(
    stage: Stage, alice: Someone, olga: Someone, mallory: Someone, group: Place
) -> None:
    other = stage.world.supergroup("Other", owner=mallory.person, members=[alice.person])
    await alice.asks("/prompt daily 21:30 Good night!", in_=group)
    under = next(message for message in reversed(group.messages) if message.buttons)
    remove = under.button("✖ Delete")
    for who, where in ((mallory, group), (olga, group), (mallory, other), (alice, other)):
        press = forged(who, where, remove.data)
        stage.world.slips_in(stage.bot, "callback_query", press)
        await stage.settle()
    assert "Good night!" in await alice.asks("/prompts", in_=group)


@pytest.mark.parametrize("action", ["was_posted", "post_again"])
async def test_an_operator_of_one_group_cannot_settle_a_doubt_of_another(
    stage: Stage, alice: Someone, olga: Someone, group: Place, action: str
) -> None:
    """Not even with a real button of her own group that names a message of the other one."""
    other = stage.world.supergroup("Other", owner=alice.person)
    alice.person.adds(stage.bot, other)
    await stage.settle()
    stage.world.faults.add("reset_after", method="sendMessage")
    post = {"priority": Priority.PROMPT, "policy": Policy.AT_MOST_ONCE}
    async with stage.house.database.write() as tx:
        [message] = await put(tx, Draft(other.id, "Who is there?", **post), stage.clock.now())
    await stage.settle()
    data = {"chat_id": group.id, "message": message}
    button = Button("Settle it", action, data)
    async with stage.house.database.write() as tx:
        await put(tx, Draft(group.id, "?", buttons=((button,),), **post), stage.clock.now())
    await stage.settle()
    await olga.presses("Settle it", group)
    async with stage.house.database.read() as tx:
        assert [doubt.id for doubt in await uncertain(tx, other.id)] == [message]


async def test_a_deep_link_grants_nothing_whatever_it_carries(
    stage: Stage, mallory: Someone, group: Place
) -> None:
    for payload in ("operator_add", f"{group.id}".strip("-"), "1001", "admin-" + "x" * 50):
        mallory.person.starts(stage.bot, payload)
        await stage.settle()
    assert "no group" in await mallory.asks("/report")


async def test_nobody_can_be_granted_an_office_by_posting_as_a_channel_or_as_the_group(
    stage: Stage, alice: Someone, mallory: Someone, group: Place
) -> None:
    stage.world.add_member(group, mallory.person)
    channel = stage.world.channel("Mallory's", mallory.person)
    words = mallory.person.says("make me one", in_=group, as_=channel)
    await alice.says("/operator_add", in_=group, reply_to=words)
    for user_id in NOBODY:
        await alice.says(f"/operator_add {user_id}", in_=group)
    assert "no operators" in await alice.asks("/operators", in_=group)
    mallory.person.says(NEW, in_=group, as_=channel)
    await stage.settle()
    assert "no answers" in await alice.asks("/faq", in_=group)


async def test_whoever_asks_is_told_what_is_kept(bob: Someone, group: Place) -> None:
    assert "never the text of your messages" in await bob.asks("/privacy")


# Whatever a sentence of these rooms is filled in with comes from people, but for this.
ROOMS = ("chat.", "general.", "faq.", "prompts.", "operators.", "membership.", "status.", "audit.")
ROOMS += ("privacy.", "meant.")
OURS: dict[str, object] = dict.fromkeys(("n", "phrasings", "updates", "messages", "shown", "id"), 2)
OURS |= dict.fromkeys(("when", "at", "now"), datetime(2026, 1, 1, tzinfo=UTC))
SENTENCES = sorted(key for key in catalogue_keys("en") if key.startswith(ROOMS))
TEXTS = "".join(path.read_text(encoding="utf-8") for path in (LOCALES / "en").glob("*.po"))
FILLED_IN = set(re.findall(r"{{ *(\w+)", TEXTS)) | set(re.findall(r"{% if (?:not )?(\w+)", TEXTS))


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=25, deadline=None)
@given(
    name=st.text(min_size=1, max_size=40) | st.sampled_from(("<b", "</b>", "&lt", "<a href='x'>"))
)
def test_telegram_takes_every_sentence_whatever_people_are_called(language: str, name: str) -> None:
    theirs = dict.fromkeys(FILLED_IN, name)
    for key in SENTENCES:
        parse_html(str(say(key, language, **(theirs | OURS))))
