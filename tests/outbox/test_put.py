"""What lies in the outbox after a draft was put, and what Telegram then gets."""

from typing import Any

import pytest
import sqlalchemy as sa
from telegram import InputFile

from bot.outbox import Button, Draft, File, Policy, Priority, put, silence
from bot.outbox.draft import AFTERWARDS, FILES
from bot.storage import Database
from bot.storage.schema import buttons, messages_out

ALICE, FANS, OTHERS = 7, -1001, -1002


async def test_a_key_is_used_once_in_each_chat(outbox: Any, telegram: Any) -> None:
    assert len(await outbox.put(FANS, "one", dedupe_key="prompt:1")) == 1
    assert await outbox.put(FANS, "two", dedupe_key="prompt:1") == []
    assert len(await outbox.put(OTHERS, "one", dedupe_key="prompt:1")) == 1
    await outbox.send_all()
    assert await outbox.put(FANS, "three", dedupe_key="prompt:1") == []
    await outbox.send_all()
    assert telegram.said() == ["one", "one"]


async def test_a_draft_of_a_transaction_that_fails_is_never_said(
    database: Database, outbox: Any, telegram: Any
) -> None:
    draft = Draft(FANS, "no", priority=Priority.ANSWER, policy=Policy.AT_LEAST_ONCE)
    with pytest.raises(RuntimeError):
        async with database.write() as tx:
            await put(tx, draft, outbox.clock.now())
            raise RuntimeError
    await outbox.send_all()
    assert telegram.said() == []


async def test_a_long_message_becomes_several_the_first_replying_the_last_with_the_buttons(
    outbox: Any, telegram: Any
) -> None:
    text = "<b>" + "\n\n".join("x" * 3000 for _ in range(3)) + "</b>"
    keyboard = ((Button("more", "more"),),)
    ids = await outbox.put(FANS, text, reply_to=9, topic_id=4, buttons=keyboard, dedupe_key="k")
    assert len(ids) == 3
    await outbox.send_until(seconds=60)
    assert telegram.said() == ["<b>" + "x" * 3000 + "</b>"] * 3
    options = [post.options for post in telegram.posted]
    replies = [one["reply_parameters"] for one in options]
    assert [reply and reply.message_id for reply in replies] == [9, None, None]
    assert [one["message_thread_id"] for one in options] == [4, 4, 4]
    assert [bool(one["reply_markup"]) for one in options] == [False, False, True]


async def test_a_caption_too_long_for_a_picture_goes_on_below_it(
    outbox: Any, telegram: Any
) -> None:
    picture = File("chart.png", b"\x89PNG")
    await outbox.put(ALICE, "a" * 1000 + "\n\n" + "b" * 1000, kind="photo", media=picture)
    await outbox.send_all()
    assert [post.what for post in telegram.posted] == ["photo", "text"]
    assert telegram.said() == ["a" * 1000, "b" * 1000]
    upload = telegram.posted[0].options["file"]
    assert isinstance(upload, InputFile)
    assert (upload.filename, upload.input_file_content) == ("chart.png", b"\x89PNG")


async def test_a_document_can_be_one_that_telegram_has(outbox: Any, telegram: Any) -> None:
    await outbox.put(ALICE, kind="document", media="BQACAgIAAxkBAAIBQGVu")
    await outbox.send_all()
    [post] = telegram.posted
    assert (post.what, post.options["file"], post.text) == (
        "document",
        "BQACAgIAAxkBAAIBQGVu",
        None,
    )


async def test_nothing_that_is_sent_unfolds_a_link(outbox: Any, telegram: Any) -> None:
    await outbox.put(ALICE, "https://example.org")
    await outbox.put(ALICE, "https://example.org", kind="edit", target_id=5)
    await outbox.send_all()
    assert all(post.options["link_preview_options"].is_disabled for post in telegram.posted)


async def test_an_edit_without_text_changes_the_buttons_alone(outbox: Any, telegram: Any) -> None:
    await outbox.put(ALICE, kind="edit", target_id=5)
    await outbox.put(ALICE, kind="delete", target_id=6)
    await outbox.send_all()
    assert [post.what for post in telegram.posted] == ["edit 5", "delete 6"]
    assert telegram.posted[0].options == {"reply_markup": None}


async def test_a_quiet_message_is_quiet(outbox: Any, telegram: Any) -> None:
    await outbox.put(ALICE, "pst", silent=True)
    await outbox.put(ALICE, "hey")
    await outbox.send_all()
    assert [post.options["disable_notification"] for post in telegram.posted] == [True, False]


async def test_a_link_is_a_link_and_leaves_no_token(outbox: Any, telegram: Any) -> None:
    await outbox.put(ALICE, "see", buttons=((Button("site", url="https://example.org"),),))
    await outbox.send_all()
    [[button]] = telegram.posted[0].options["reply_markup"].inline_keyboard
    assert (button.text, button.url, button.callback_data) == ("site", "https://example.org", None)
    async with outbox.database.read() as tx:
        assert (await tx.execute(sa.select(buttons))).all() == []


async def test_characters_that_a_database_refuses_do_no_harm(outbox: Any, telegram: Any) -> None:
    await outbox.put(ALICE, "a\0b 😀")
    await outbox.send_all()
    assert telegram.said() == ["ab 😀"]


async def test_what_is_put_for_a_silent_chat_is_kept_as_dropped(outbox: Any) -> None:
    await outbox.do(silence, FANS, "kicked", outbox.clock.now())
    [message] = await outbox.put(FANS, "hello")
    row = await outbox.row(message)
    assert (row.state, row.error) == ("dropped", "kicked")


@pytest.mark.parametrize("kind", [*AFTERWARDS, *FILES, "album", "poll"])
def test_a_draft_that_lacks_what_its_kind_needs_is_refused_at_once(kind: Any) -> None:
    with pytest.raises(ValueError, match=kind):
        Draft(FANS, "x", kind=kind, priority=Priority.ANSWER, policy=Policy.AT_LEAST_ONCE)


async def test_whose_turn_it_is_costs_the_same_however_much_was_sent(
    database: Database, outbox: Any
) -> None:
    """SQLite tells its plan: each question is answered from an index, none by reading the table."""
    if database.dialect != "sqlite":
        pytest.skip("PostgreSQL plans by the size of a table, and this one is empty")
    asked: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if "messages_out" in statement and not statement.startswith(("INSERT", "EXPLAIN")):
            asked.append((statement, parameters))

    for engine in (database.reader, database.writer):
        sa.event.listen(engine.sync_engine, "before_cursor_execute", note)
    await outbox.put(FANS, "x" * 5000)
    await outbox.send_all()
    await outbox.sender.recover()
    await outbox.sender.next_due()
    plans = []
    async with database.read() as tx:
        for statement, parameters in list(asked):
            rows = await tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", tuple(parameters))
            plans += [row.detail for row in rows]
    assert len(plans) > 10
    turns = [plan for plan in plans if "ix_messages_out_turn" in plan]
    assert len(turns) > 2
    assert all("COVERING" in plan for plan in turns)
    assert [plan for plan in plans if plan.startswith(f"SCAN {messages_out.name}")] == []
    assert [plan for plan in plans if "TEMP B-TREE" in plan] == []
