"""Whatever order, batches and repetitions updates come in, the record is the same row for row."""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.activity import awaiting, chats, received, recount
from bot.activity.wire import Update
from bot.storage import Database
from bot.storage.schema import (
    awaited,
    chat_days,
    chat_hours,
    facts,
    member_days,
    members,
    moves,
    reaction_counts,
    received_days,
    uncredited,
)
from bot.storage.schema import chats as chats_table
from tests.activity import updates as u

DAY = 86400
TODAY = u.START // DAY
TABLES = (
    facts,
    member_days,
    chat_days,
    chat_hours,
    received_days,
    uncredited,
    moves,
    awaited,
    members,
    reaction_counts,
)
QUESTION = "when does it start?"

Act: TypeAlias = tuple[str, int, int, int]
"""What, who, about which message, and how many times 20,000 seconds after the start."""


def sender(who: int, at: int) -> dict[str, Any]:
    """Return a person who changes her name with every moment."""
    return u.user(who, username=f"fan_{who}_{at}")


def change(number: int, who: int, at: int, before: str, after: str) -> Update:
    content = u.change(number, who, before, after, at)
    for part in ("old_chat_member", "new_chat_member"):
        content[part]["user"] = sender(who, at)
    link = {"invite_link": {"invite_link": "https://t.me/+x"}} if after == "member" else {}
    return u.update(number, chat_member=content | {"from": u.user(4)} | link)


def reaction(number: int, who: int, about: int, at: int, old: str, new: str) -> Update:
    emoji = {
        "old_reaction": [{"type": "emoji", "emoji": each} for each in old],
        "new_reaction": [{"type": "emoji", "emoji": each} for each in new],
    }
    content = {"chat": u.group(), "message_id": about, "user": sender(who, at), "date": at}
    return u.update(number, message_reaction=content | emoji)


def press(number: int, who: int, about: int) -> Update:
    keyboard = {"message_id": about, "chat": u.group(), "date": u.START, "text": "?"}
    content = {"id": "1", "from": sender(who, u.START), "message": keyboard, "data": "x"}
    return u.update(number, callback_query=content)


# By name, the update of that number; messages have the numbers that others are about.
MAKERS: dict[str, Callable[[int, int, int, int], Update]] = {
    "message": lambda n, who, _, at: u.message(n, who, at, **{"from": sender(who, at)}),
    "question": lambda n, who, _, at: u.message(
        n, who, at, text=QUESTION, **{"from": sender(who, at)}
    ),
    "reply": lambda n, who, about, at: u.reply(n, about, who, at, **{"from": sender(who, at)}),
    "bot": lambda n, _, __, at: u.message(n, 99, at, **{"from": u.user(99, is_bot=True)}),
    "part": lambda n, *_: u.message(
        n, text=None, photo=[{}], media_group_id="7", **{"from": sender(3, u.START)}
    ),
    "edit": lambda n, who, about, at: u.edited(n, about, who, at, **{"from": sender(who, at)}),
    "given": lambda n, who, about, at: reaction(n, who, about, at, "", "👍"),
    "changed": lambda n, who, about, at: reaction(n, who, about, at, "👍", "🔥"),
    "removed": lambda n, who, about, at: reaction(n, who, about, at, "👍", ""),
    "press": lambda n, who, about, _: press(n, who, about),
    "joined": lambda n, who, _, at: change(n, who, at, "left", "member"),
    "left": lambda n, who, _, at: change(n, who, at, "member", "left"),
}
acts = st.tuples(
    st.sampled_from(list(MAKERS)), st.integers(1, 3), st.integers(1, 12), st.integers(0, 5)
)


def told(story: Sequence[Act]) -> list[Update]:
    return [
        MAKERS[what](number, who, about, u.START + 20_000 * moment)
        for number, (what, who, about, moment) in enumerate(story, 1)
    ]


def albums_in_order(updates: Sequence[Update]) -> list[Update]:
    """Return updates in an order that Telegram keeps: the parts of an album come one after the other."""
    parts = [each for each in updates if each.message and each.message.media_group_id]
    ordered = iter(sorted(parts, key=lambda each: each.update_id))
    return [next(ordered) if each in parts else each for each in updates]


async def everything(database: Database) -> dict[str, list[dict[str, Any]]]:
    return {table.name: await u.rows(database, table) for table in TABLES}


async def emptied(database: Database) -> None:
    async with database.write() as tx:
        for table in (*TABLES, chats_table):
            await tx.execute(sa.delete(table))


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(story=st.lists(acts, min_size=1, max_size=14), data=st.data())
async def test_the_rows_are_the_same_after_any_order_batch_and_repetition(
    database: Database, story: list[Act], data: st.DataObject
) -> None:
    updates = told(story)
    await emptied(database)
    await u.recorded(database, *updates)
    expected = await everything(database)

    await emptied(database)
    again = data.draw(st.lists(st.sampled_from(updates), max_size=6))
    order = albums_in_order(data.draw(st.permutations([*updates, *again])))
    size = data.draw(st.integers(1, 8))
    for start in range(0, len(order), size):
        await u.recorded(database, *order[start : start + size])
    assert await everything(database) == expected

    async with database.write() as tx:
        assert await recount.recount(tx, u.GROUP, TODAY - 1, TODAY + 3) == []
        chat = await chats.get(tx, u.GROUP)
        assert chat is not None
        counted = await received.counted(tx, chat, u.START - DAY, u.START + 3 * DAY)
        await awaiting.find_firsts(tx, u.GROUP)
    assert counted == expected["received_days"]
    assert await u.rows(database, awaited) == expected["awaited"]
