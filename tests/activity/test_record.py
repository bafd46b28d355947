"""The record holds every act once, whatever order, batch or repetition it arrives in."""

from collections.abc import Sequence

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.activity import chats, members, polls, recount
from bot.activity.wire import Update
from bot.storage import Database
from bot.storage.schema import (
    awaited,
    chat_days,
    chat_hours,
    facts,
    member_days,
    moves,
    received_days,
    standings,
    uncredited,
)
from bot.storage.schema import chats as chats_table
from bot.storage.schema import members as members_table
from tests.activity import updates as u

DAY = 86400
TODAY = u.START // DAY
RECORDED = (facts, moves, awaited, uncredited, member_days, received_days, chat_days, chat_hours)
RECORDED += (members_table, chats_table, standings)


async def counts(database: Database, table: sa.Table) -> dict[tuple[int, ...], dict[str, int]]:
    """Return the counts of daily rows that are not 0, by day and the rest of the key."""
    keys = [column.name for column in table.primary_key.columns][1:]
    return {
        tuple(row[key] for key in keys): {
            name: row[name] for name in row if name not in ("chat_id", *keys) and row[name]
        }
        for row in await u.rows(database, table)
    }


async def test_a_days_acts_are_counted_by_member_and_by_topic(database: Database) -> None:
    topic = {"message_thread_id": 2, "is_topic_message": True}
    new = await u.recorded(
        database,
        u.message(1, by=7),
        u.reply(2, to=1, by=8, **topic),
        u.reaction(50, to=1, by=8),
        u.pressed(51, by=7),
        u.joined(52, 9),
        u.left(53, 9, at=u.START + 5),
        u.message(3, by=7, at=u.START + DAY),
    )
    assert new == 7
    assert await counts(database, member_days) == {
        (TODAY, 7, 0): {"messages": 1, "others": 1},
        (TODAY, 8, 2): {"messages": 1, "replies": 1},
        (TODAY, 8, 0): {"reactions": 1},
        (TODAY + 1, 7, 0): {"messages": 1},
    }
    assert await counts(database, chat_days) == {
        (TODAY, 0): {"messages": 1, "reactions": 1, "others": 1, "joined": 1, "left": 1},
        (TODAY, 2): {"messages": 1, "replies": 1},
        (TODAY + 1, 0): {"messages": 1},
    }


async def test_an_update_that_comes_again_changes_nothing(database: Database) -> None:
    told = [u.message(1, by=7), u.reaction(50, to=1), u.joined(52, 9), u.pressed(51)]
    assert await u.recorded(database, *told, told[0]) == 4
    before = [await u.rows(database, table) for table in (facts, member_days, chat_days)]
    assert await u.recorded(database, *told, now=u.START + DAY) == 0
    assert [await u.rows(database, table) for table in (facts, member_days, chat_days)] == before


async def test_an_album_counts_once_even_over_two_batches(database: Database) -> None:
    parts = [u.message(n, text=None, photo=[{}], media_group_id="77") for n in (5, 6, 7)]
    await u.recorded(database, *parts[:2])
    await u.recorded(database, *parts[1:])
    assert [row["messages"] for row in await u.rows(database, chat_days)] == [1]
    assert len(await u.rows(database, facts)) == 4


async def test_bots_channels_and_the_chat_itself_have_no_days(database: Database) -> None:
    anonymous = {"from": u.user(1087968824, is_bot=True), "sender_chat": u.group()}
    await u.recorded(
        database,
        u.message(1, **anonymous),
        u.message(2, **{"from": u.user(8, is_bot=True)}),
        u.message(3, text=None, new_chat_title="New"),
        u.edited(4, 2, **{"from": u.user(8, is_bot=True)}),
    )
    assert len(await u.rows(database, facts)) == 4
    assert await u.rows(database, member_days) == []
    assert await u.rows(database, chat_days) == []
    assert await u.rows(database, members_table) == []


async def test_a_group_is_kept_with_its_newest_name_and_the_defaults(database: Database) -> None:
    await u.recorded(database, u.message(1))
    await u.recorded(database, u.message(2, chat=u.group(title="Fans!", is_forum=True)))
    async with database.read() as tx:
        chat = await chats.get(tx, u.GROUP)
        assert await chats.get(tx, -5) is None
        assert [each.chat_id for each in await chats.groups(tx)] == [u.GROUP]
    assert chat is not None
    assert (chat.title, chat.is_forum, chat.zone.key, chat.language) == ("Fans!", True, "UTC", "en")


async def test_members_follow_their_names_and_their_comings_and_goings(database: Database) -> None:
    await u.recorded(database, u.joined(1, 7, at=u.START + 10), u.message(1, by=7, at=u.START + 20))
    renamed = u.user(7, first_name="<b>x</b> {{7*7}}", username="fan")
    await u.recorded(database, u.message(2, at=u.START + 30, **{"from": renamed}))
    await u.recorded(database, u.left(3, 7, at=u.START + 40))
    async with database.read() as tx:
        member = await members.get(tx, u.GROUP, 7)
        assert await members.get(tx, -5, 7) is None
        assert await members.count(tx, u.GROUP) == 1
    assert member is not None
    assert (member.first_act, member.last_act) == (u.START + 20, u.START + 30)
    assert not member.is_inside
    # A change of standing tells the name as well.
    assert (member.name, member.username) == ("Fan 7", None)
    await u.recorded(database, u.joined(4, 7, at=u.START + 50))
    async with database.read() as tx:
        member = await members.get(tx, u.GROUP, 7)
    assert member is not None
    assert member.is_inside


async def test_a_username_means_who_was_last_told_to_have_it(database: Database) -> None:
    taken = u.change(9, 2, "left", "member", u.START + 60)
    taken["new_chat_member"]["user"] = u.user(2, username="star")
    await u.recorded(
        database,
        u.message(1, **{"from": u.user(1, username="Star")}),
        u.update(9, chat_member=taken),
    )
    async with database.read() as tx:
        found = await members.by_username(tx, u.GROUP, "STAR")
    assert found is not None
    assert found.user_id == 2


async def test_a_deleted_account_is_called_by_its_number(database: Database) -> None:
    await u.recorded(database, u.message(1, **{"from": u.user(7, first_name="")}))
    async with database.read() as tx:
        member = await members.get(tx, u.GROUP, 7)
    assert member is not None
    assert member.name == "7"


def test_a_name_turns_nothing_around_that_stands_after_it() -> None:
    turned = members.full_name("\u202eSuper\u2069\u202d", "\u2067Fan\n", 7)
    assert (turned, members.full_name("\u202e", "", 7)) == ("Super Fan", "7")


async def test_a_name_that_no_database_could_keep_stops_nothing(database: Database) -> None:
    nul = {"from": u.user(7, first_name="a\0b\nc", last_name=""), "chat": u.group(title="\0")}
    assert await u.recorded(database, u.message(1, **nul)) == 1
    async with database.read() as tx:
        member = await members.get(tx, u.GROUP, 7)
    assert member is not None
    assert member.name == "ab c"


async def test_service_messages_tell_of_joins_only_while_renao_is_no_administrator(
    database: Database,
) -> None:
    def arrival(number: int, who: int) -> Update:
        return u.message(number, by=who, text=None, new_chat_members=[u.user(who)])

    await u.recorded(
        database,
        arrival(1, 10),  # Nothing is known of Renao's standing yet.
        u.demoted(50, at=u.START),
        arrival(2, 11),
        u.promoted(51, at=u.START + 1),
        arrival(3, 12),
        u.joined(52, 12),
    )
    await u.recorded(database, arrival(4, 13), u.joined(53, 13), u.demoted(50, at=u.START))
    await u.recorded(database, arrival(5, 14), u.joined(54, 14))
    assert [row["joined"] for row in await u.rows(database, chat_days)] == [4]


async def test_votes_are_counted_where_the_poll_stands(database: Database) -> None:
    await u.recorded(database, u.message(1))
    async with database.write() as tx:
        await polls.posted(tx, "p", u.GROUP, 40)
        await polls.posted(tx, "lost", -99, 40)
    assert await u.recorded(database, u.voted(1, by=7), u.voted(2, poll="lost")) == 1
    assert [row["others"] for row in await u.rows(database, chat_days)] == [1]


async def test_renaos_standing_follows_the_newest_word(database: Database) -> None:
    await u.recorded(database, u.promoted(1, at=u.START + 9), u.demoted(2, at=u.START))
    async with database.read() as tx:
        chat = await chats.get(tx, u.GROUP)
    assert chat is not None
    assert chat.is_administered
    assert chat.rights is not None
    assert (chat.rights["can_delete_messages"], chat.rights["can_pin_messages"]) == (True, False)


async def test_a_group_that_renao_left_is_not_among_its_groups(database: Database) -> None:
    out = u.update(1, my_chat_member=u.change(1, 99, "member", "kicked", u.START + 5))
    back = u.update(2, my_chat_member=u.change(2, 99, "kicked", "member", u.START + 9))
    await u.recorded(database, out)
    async with database.read() as tx:
        assert await chats.groups(tx) == []
    await u.recorded(database, back)
    async with database.read() as tx:
        (chat,) = await chats.groups(tx)
    assert chat.joined_at == u.START + 9


async def test_more_facts_than_one_statement_takes_are_recorded_too(database: Database) -> None:
    assert await u.recorded(database, *(u.message(n, by=n % 7 + 1) for n in range(1, 1202))) == 1201
    async with database.read() as tx:
        assert await recount.recount(tx, u.GROUP, TODAY, TODAY) == []


numbers = st.integers(1, 12)
# Telegram gives no number to two updates: what is left has others than what is joined.
others = st.integers(81, 92)
people = st.integers(1, 4)
moments = st.integers(0, 3 * DAY).map(lambda seconds: u.START + seconds)


def written(number: int, **more: object) -> Update:
    """Return a message whose number says who wrote it and when, as numbers do."""
    return u.message(number, number % 4 + 1, u.START + number * 9000, **more)


anything = st.one_of(
    st.builds(written, numbers),
    st.builds(lambda n: u.reply(n + 20, 3, n % 4 + 1, u.START + n * 9000), numbers),
    st.builds(lambda n: u.message(n + 40, 3, text=None, photo=[{}], media_group_id="7"), numbers),
    st.builds(lambda n: written(n + 60, text=None, new_chat_members=[u.user(n)]), numbers),
    st.builds(
        u.reaction, numbers, numbers, people, moments, st.just("👍"), st.sampled_from("👍🔥")
    ),
    st.builds(u.joined, numbers, people, moments),
    st.builds(u.left, others, people, moments),
    st.builds(u.promoted, numbers, moments),
    st.builds(u.demoted, numbers, moments),
    st.builds(u.pressed, numbers, people),
)


@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
@given(told=st.lists(anything, max_size=30), data=st.data())
async def test_stored_days_equal_the_recount_after_any_order_batch_and_repetition(
    database: Database, told: list[Update], data: st.DataObject
) -> None:
    async with database.write() as tx:
        # Of the last example nothing may be left.
        for table in RECORDED:
            await tx.execute(sa.delete(table))
    again = data.draw(st.lists(st.sampled_from(told), max_size=10)) if told else []
    order = data.draw(st.permutations([*told, *again]))
    for batch in _split(order, data.draw(st.integers(1, 20))):
        await u.recorded(database, *batch, now=data.draw(moments))
    async with database.read() as tx:
        assert await recount.recount(tx, u.GROUP, TODAY - 1, TODAY + 5) == []
    stored = await u.rows(database, chat_days)
    sent = [update.message for update in told if update.message and not update.message.is_service]
    assert sum(row["messages"] for row in stored) == len(
        {message.media_group_id or message.message_id for message in sent}
    )
    assert sum(row["replies"] for row in stored) == len(
        {message.message_id for message in sent if message.reply_to_message}
    )


def _split(updates: Sequence[Update], size: int) -> list[Sequence[Update]]:
    return [updates[start : start + size] for start in range(0, len(updates), size)]
