"""What follows from facts: what members got from others, who let whom in, what awaits a response, names."""

from bot.activity import chats, members
from bot.activity.wire import Update
from bot.storage import Database
from bot.storage.schema import (
    awaited,
    chat_days,
    chat_hours,
    member_days,
    moves,
    reaction_counts,
    received_days,
    standings,
    uncredited,
)
from bot.storage.schema import members as members_table
from tests.activity import updates as u

DAY = 86400
TODAY = u.START // DAY
QUESTION = "when does it start?"


async def received(database: Database) -> list[tuple[int, int, int, int]]:
    """Return day, member, reactions and replies of what was received."""
    rows = await u.rows(database, received_days)
    return [(row["day"], row["user_id"], row["reactions"], row["replies"]) for row in rows]


async def test_reactions_and_replies_are_credited_to_the_author_on_the_day_they_are_given(
    database: Database,
) -> None:
    await u.recorded(database, u.message(1, by=7), u.reply(2, to=1, by=8))
    later = u.START + DAY
    await u.recorded(
        database,
        u.reaction(50, to=1, by=8, at=later),
        u.reaction(51, to=1, by=9, at=later),
        # Neither to herself, nor again for another emoji.
        u.reaction(52, to=1, by=7, at=later),
        u.reaction(53, to=1, by=8, at=later, old="👍", new="🔥"),
        u.reply(3, to=2, by=8, at=later),
    )
    assert await received(database) == [(TODAY, 7, 0, 1), (TODAY + 1, 7, 2, 0)]


async def test_a_reaction_that_is_taken_away_counts_no_more(database: Database) -> None:
    await u.recorded(database, u.message(1, by=7), u.reaction(50, to=1, by=8))
    # With one of two reactions left, it still stands.
    await u.recorded(database, u.reaction(51, to=1, by=8, old="👍🔥", new="👍"))
    assert await received(database) == [(TODAY, 7, 1, 0)]
    await u.recorded(database, u.reaction(52, to=1, by=8, at=u.START + DAY, old="👍", new=""))
    assert await received(database) == [(TODAY, 7, 1, 0), (TODAY + 1, 7, -1, 0)]


async def test_each_part_of_an_album_may_get_reactions(database: Database) -> None:
    parts = [u.message(n, 7, text=None, photo=[{}], media_group_id="77") for n in (5, 6)]
    await u.recorded(database, *parts, u.reaction(50, to=6, by=8))
    assert await received(database) == [(TODAY, 7, 1, 0)]


async def test_what_is_given_to_bots_and_chats_is_nobodys(database: Database) -> None:
    told = [u.reaction(50, to=1, by=8), u.reply(2, to=1, by=8)]
    await u.recorded(database, *told)
    assert len(await u.rows(database, uncredited)) == 2
    await u.recorded(database, u.message(1, sender_chat=u.group()))
    assert await received(database) == []
    assert await u.rows(database, uncredited) == []


async def test_media_and_questions_are_counted_and_hours_are_those_of_the_group(
    database: Database,
) -> None:
    await u.recorded(
        database,
        u.message(1, by=7, text=None, photo=[{}], caption=QUESTION),
        u.message(2, by=7, text=None, dice={"emoji": "🎲", "value": 1}),
        u.reaction(50, to=1, by=7, at=u.START + 5 * 3600),
    )
    (day,) = await u.rows(database, chat_days)
    assert (day["messages"], day["media"], day["questions"], day["imported"]) == (2, 1, 1, 0)
    assert [row["media"] for row in await u.rows(database, member_days)] == [1]
    hours = await u.rows(database, chat_hours)
    assert [(row["hour"], row["messages"], row["acts"]) for row in hours] == [(0, 2, 2), (5, 0, 1)]


async def test_a_move_keeps_who_let_somebody_in_and_the_link(database: Database) -> None:
    came = u.change(50, 7, "left", "member") | {"invite_link": {"invite_link": "https://t.me/+x"}}
    added = u.change(51, 8, "left", "member") | {"from": u.user(7)}
    thrown_out = u.change(52, 8, "member", "kicked", u.START + 5) | {"from": u.user(7)}
    await u.recorded(
        database,
        *(u.update(50 + n, chat_member=c) for n, c in enumerate((came, added, thrown_out))),
    )
    found = await u.rows(database, moves)
    assert [(r["user_id"], r["joined"], r["inviter_id"], r["link"]) for r in found] == [
        (7, True, None, "https://t.me/+x"),
        (8, True, 7, None),
        (8, False, 7, None),
    ]
    # Who was let in by somebody is heard of; who let her in was only mentioned.
    assert [row["user_id"] for row in await u.rows(database, members_table)] == [7, 8]


async def waiting(database: Database) -> list[tuple[int, bool, bool, str | None]]:
    """Return what awaits a response: the message, whether it asks, whether it is a first one, its text."""
    rows = await u.rows(database, awaited)
    return [(r["message_id"], r["is_question"], r["is_first"], r["text"]) for r in rows]


async def test_questions_and_first_messages_await_a_response(database: Database) -> None:
    await u.recorded(database, u.message(1, by=7), u.message(2, by=7), u.message(3, by=8))
    await u.recorded(
        database,
        u.message(4, by=7, text=QUESTION),
        u.message(5, by=9, text=QUESTION),
        u.message(6, by=10, text=QUESTION, **{"from": u.user(10, is_bot=True)}),
        u.message(7, by=8),
    )
    assert await waiting(database) == [
        (1, False, True, None),
        (3, False, True, None),
        (4, True, False, QUESTION),
        (5, True, True, QUESTION),
    ]


async def test_a_first_message_that_comes_late_takes_the_place_of_another(
    database: Database,
) -> None:
    await u.recorded(database, u.message(5, by=7, at=u.START + 9))
    await u.recorded(database, u.message(6, by=8, at=u.START + 9, text=QUESTION))
    await u.recorded(database, u.message(3, by=7), u.message(4, by=8))
    assert await waiting(database) == [
        (3, False, True, None),
        (4, False, True, None),
        (6, True, False, QUESTION),
    ]


async def test_an_album_that_asks_awaits_its_response_at_its_first_part(database: Database) -> None:
    parts = [
        u.message(n, text=None, photo=[{}], media_group_id="77", caption=QUESTION) for n in (5, 6)
    ]
    await u.recorded(database, *parts)
    assert await waiting(database) == [(5, True, True, QUESTION)]


async def test_names_follow_edits_presses_and_changes_but_nothing_older(database: Database) -> None:
    async def name() -> str:
        async with database.read() as tx:
            member = await members.get(tx, u.GROUP, 7)
        assert member is not None
        return member.name

    def called(first_name: str) -> dict[str, object]:
        return {"from": u.user(7, first_name=first_name)}

    await u.recorded(database, u.message(1, at=u.START + 5, **called("Ann")))
    await u.recorded(database, u.message(2, at=u.START + 1, **called("A.")))
    assert await name() == "Ann"
    await u.recorded(database, u.edited(50, 1, by=7, at=u.START + 9, **called("Anna")))
    await u.recorded(database, u.reaction(51, to=1, by=7, at=u.START + 8))
    assert await name() == "Anna"
    promoted = u.change(52, 7, "member", "administrator", u.START + 20)
    promoted["new_chat_member"]["user"] = u.user(7, first_name="Boss")
    await u.recorded(database, u.update(52, chat_member=promoted))
    assert await name() == "Boss"


async def test_a_name_stays_within_its_group_and_makes_nobody_a_member(database: Database) -> None:
    await u.recorded(
        database,
        u.message(1, by=7),
        u.message(1, chat=u.group(-5), **{"from": u.user(7, first_name="Elsewhere")}),
        u.join_request(50, by=8),
        u.boosted(51, {"source": "premium", "user": u.user(9)}),
    )
    rows = await u.rows(database, members_table)
    assert [(row["chat_id"], row["user_id"], row["first_name"]) for row in rows] == [
        (u.GROUP, 7, "Fan 7"),
        (-5, 7, "Elsewhere"),
    ]


async def test_the_newest_count_of_reactions_is_kept(database: Database) -> None:
    await u.recorded(
        database,
        u.reaction_count(50, 1, 3, 2, at=u.START + 5),
        u.reaction_count(51, 1, 1, at=u.START),
        u.reaction_count(52, 2),
    )
    found = await u.rows(database, reaction_counts)
    assert [(row["message_id"], row["count"]) for row in found] == [(1, 5), (2, 0)]


async def test_renaos_own_standing_is_kept_through_time(database: Database) -> None:
    def mine(update_id: int, status: str, at: float) -> Update:
        return u.update(update_id, my_chat_member=u.change(update_id, 99, "left", status, at))

    await u.recorded(database, mine(1, "member", u.START), mine(2, "administrator", u.START + 9))
    await u.recorded(database, mine(3, "kicked", u.START + 20))
    async with database.write() as tx:
        for at, reads_all in ((25, True), (26, False), (27, False)):
            await chats.set_status(tx, u.GROUP, "kicked", {}, u.START + at, reads_all=reads_all)
    found = await u.rows(database, standings)
    assert [(r["since"] - u.START, r["status"], r["reads_all"]) for r in found] == [
        (0, "member", True),
        (9, "administrator", True),
        (20, "kicked", True),
        (26, "kicked", False),
    ]
