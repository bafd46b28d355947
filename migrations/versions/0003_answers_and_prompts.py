"""Answers and prompts."""

import re
from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

# The tables of prompts while they are changed: what is read of the old and written to the new.
OLD_SCHEDULES = sa.table(
    "schedules",
    *map(sa.column, ("schedule_id", "chat_id", "topic_id", "text", "rhythm", "moment", "on_day")),
    *map(sa.column, ("local_time", "weekdays", "state", "next_due", "created_by", "approved_by")),
    sa.column("name"),
    sa.column("rule", sa.JSON()),
    sa.column("variants", sa.JSON()),
)
PLACES = sa.table(
    "prompt_places",
    *map(sa.column, ("chat_id", "schedule_id", "topic_id", "home_id", "next_due", "posted")),
)
OLD_RUNS = sa.table(
    "old_runs",
    *map(sa.column, ("chat_id", "schedule_id", "due", "state", "message_out_id", "at")),
)
MESSAGES = sa.table("messages_out", *map(sa.column, ("id", "state", "settled_at", "message_id")))
RUNS = sa.table(
    "runs",
    *map(sa.column, ("chat_id", "schedule_id", "topic_id", "due", "state", "reason", "variant")),
    *map(sa.column, ("message_out_id", "sent_at", "at")),
    sa.column("message_ids", sa.JSON(none_as_null=True)),
)
CHATS = sa.table("chats", *map(sa.column, ("chat_id", "language")))


def upgrade() -> None:
    op.create_table(
        "faq_dismissed",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "message_id", name=op.f("pk_faq_dismissed")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "faq_facts",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "name", name=op.f("pk_faq_facts")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "faq_held",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=True),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("candidates", sa.JSON(), nullable=False),
        sa.Column("due", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "message_id", name=op.f("pk_faq_held")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("faq_held", schema=None) as batch_op:
        batch_op.create_index("ix_faq_held_due", ["due"], unique=False)

    op.create_table(
        "faq_negatives",
        sa.Column(
            "negative_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("said_by", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kept", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("negative_id", name=op.f("pk_faq_negatives")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("faq_negatives", schema=None) as batch_op:
        batch_op.create_index(
            "ix_faq_negatives_chat_id_entry_id", ["chat_id", "entry_id"], unique=False
        )

    op.create_table(
        "faq_places",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("home_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=True),
        sa.Column("is_out", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "entry_id", name=op.f("pk_faq_places")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("faq_places", schema=None) as batch_op:
        batch_op.create_index(
            "ix_faq_places_home_id_entry_id", ["home_id", "entry_id"], unique=False
        )

    op.create_table(
        "faq_proposals",
        sa.Column(
            "proposal_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("questions", sa.JSON(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("phrasings", sa.JSON(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answer_message_id", sa.BigInteger(), nullable=True),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("told_at", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_faq_proposals")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("faq_proposals", schema=None) as batch_op:
        batch_op.create_index("ix_faq_proposals_chat_id_state", ["chat_id", "state"], unique=False)

    op.create_table(
        "faq_removed",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry", sa.JSON(), nullable=False),
        sa.Column("removed_by", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "entry_id", name=op.f("pk_faq_removed")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "faq_scores",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hundredth", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("count", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "day", "hundredth", name=op.f("pk_faq_scores")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "faq_settings",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("eagerness", sa.Text(), nullable=True),
        sa.Column("suggest_after", sa.BigInteger(), nullable=True),
        sa.Column("repeat_after", sa.BigInteger(), nullable=True),
        sa.Column("repeat_messages", sa.BigInteger(), nullable=True),
        sa.Column("remove_after", sa.BigInteger(), nullable=True),
        sa.Column("quiet_until", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_faq_settings")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "faq_untold",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "user_id", name=op.f("pk_faq_untold")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "faq_votes",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=True),
        sa.Column("is_good", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "message_id", "user_id", name=op.f("pk_faq_votes")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "forms",
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_forms")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "holds",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("held_by", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("since", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_holds")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "prompt_places",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("schedule_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("topic_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("home_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("next_due", sa.Double(), nullable=True),
        sa.Column("skip_due", sa.Double(), nullable=True),
        sa.Column("slot", sa.Text(), nullable=True),
        sa.Column(
            "posted",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.PrimaryKeyConstraint(
            "chat_id", "schedule_id", "topic_id", name=op.f("pk_prompt_places")
        ),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("prompt_places", schema=None) as batch_op:
        batch_op.create_index(
            "ix_prompt_places_home_id_schedule_id", ["home_id", "schedule_id"], unique=False
        )
        batch_op.create_index("ix_prompt_places_next_due", ["next_due"], unique=False)

    op.create_table(
        "prompt_settings",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("needs_approval", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("most_a_day", sa.BigInteger(), nullable=True),
        sa.Column("control_every", sa.BigInteger(), nullable=True),
        sa.Column("blackout", sa.Text(), nullable=True),
        sa.Column("holidays", sa.JSON(), server_default=sa.text("'[]'"), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_prompt_settings")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "retired_variants",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("schedule_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("variant", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint(
            "chat_id", "schedule_id", "variant", name=op.f("pk_retired_variants")
        ),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("faq_entries", schema=None, recreate="never") as batch_op:
        batch_op.add_column(
            sa.Column("tags", sa.JSON(), server_default=sa.text("'[]'"), nullable=False)
        )
        batch_op.add_column(
            sa.Column("links", sa.JSON(), server_default=sa.text("'[]'"), nullable=False)
        )
        batch_op.add_column(
            sa.Column("follow_ups", sa.JSON(), server_default=sa.text("'[]'"), nullable=False)
        )
        batch_op.add_column(sa.Column("media", sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column("active_from", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("active_until", sa.Double(), nullable=True))
        batch_op.add_column(
            sa.Column("everywhere", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(sa.Column("author_id", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("changed_at", sa.Double(), nullable=True))

    with op.batch_alter_table("faq_served", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("outcome", sa.Text(), server_default="answered", nullable=False)
        )
        batch_op.add_column(sa.Column("score", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("text", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("message_out_id", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("human_at", sa.Double(), nullable=True))
        batch_op.create_index(
            "ix_faq_served_chat_id_entry_id_at", ["chat_id", "entry_id", "at"], unique=False
        )

    with op.batch_alter_table("messages_out", schema=None, recreate="never") as batch_op:
        batch_op.add_column(sa.Column("target_out", sa.BigInteger(), nullable=True))
        batch_op.add_column(
            sa.Column("despite_hold", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(sa.Column("message_ids", sa.JSON(none_as_null=True), nullable=True))
        batch_op.drop_index("ix_messages_out_turn")
        batch_op.create_index(
            "ix_messages_out_turn",
            ["state", "priority", "id", "chat_id", "due", "despite_hold", "target_out"],
            unique=False,
        )

    with op.batch_alter_table("operators", schema=None) as batch_op:
        batch_op.add_column(sa.Column("role", sa.Text(), server_default="operator", nullable=False))

    # Every entry answers in its own group.
    op.execute(
        "INSERT INTO faq_places (chat_id, entry_id, home_id)"
        " SELECT chat_id, entry_id, chat_id FROM faq_entries"
    )
    _prompts()


def _prompts() -> None:
    """Let every prompt have its rule, its variants and its places; a run is one of a place."""
    op.drop_index("ix_schedules_state_next_due", "schedules")
    for column in (
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("rule", sa.JSON(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("variants", sa.JSON(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("options", sa.JSON(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("approved_by", sa.BigInteger(), nullable=True),
    ):
        op.add_column("schedules", column)
    _convert_schedules()
    _convert_runs()
    for name in (
        "topic_id",
        "text",
        "rhythm",
        "zone",
        "moment",
        "on_day",
        "local_time",
        "weekdays",
    ):
        # Not as a batch, which would copy the table and give numbers out again that were used before.
        op.execute(f"ALTER TABLE schedules DROP COLUMN {name}")
    op.execute("ALTER TABLE schedules DROP COLUMN next_due")


def _convert_schedules() -> None:
    """Say as rule and variants what `rhythm`, `local_time` … said; post in the group it was planned for."""
    tx = op.get_bind()
    c = OLD_SCHEDULES.c
    languages = {row.chat_id: row.language for row in tx.execute(sa.select(CHATS))}
    posted = sa.select(RUNS.c.schedule_id, sa.func.count()).where(RUNS.c.state == "posted")
    counts = {row[0]: row[1] for row in tx.execute(posted.group_by(RUNS.c.schedule_id))}
    for row in tx.execute(sa.select(OLD_SCHEDULES)).all():
        told = {
            "name": _name(row.text) or f"#{row.schedule_id}",
            "rule": _rule(row),
            "variants": [{"texts": {languages.get(row.chat_id, "en"): row.text}}],
            "approved_by": row.created_by,
        }
        tx.execute(sa.update(OLD_SCHEDULES).where(c.schedule_id == row.schedule_id).values(told))
        place = {
            "chat_id": row.chat_id,
            "schedule_id": row.schedule_id,
            "topic_id": row.topic_id or 0,
            "home_id": row.chat_id,
            "next_due": row.next_due if row.state == "active" else None,
            "posted": counts.get(row.schedule_id, 0),
        }
        tx.execute(sa.insert(PLACES).values(place))


def _name(text: str) -> str:
    """Return the first words of a text, without markup."""
    words = re.sub(r"<[^>]*>|\{[{%].*?[%}]\}", "", text).split()
    name = ""
    for word in words:
        if len(name) + len(word) > 40:
            break
        name = f"{name} {word}".strip()
    return name or "".join(words)[:40]


def _rule(row: sa.Row[Any]) -> dict[str, Any]:
    match row.rhythm:
        case "moment":
            return {"days": {"type": "moment", "at": row.moment}}
        case "once":
            day = date.fromordinal(date(1970, 1, 1).toordinal() + row.on_day)
            days = {"type": "once", "day": day.isoformat()}
        case "weekly":
            weekdays = [day for day in range(7) if row.weekdays >> day & 1]
            days = {"type": "weekly", "weekdays": weekdays}
        case _:
            days = {"type": "daily"}
    return {"days": days, "clocks": [row.local_time]}


def _convert_runs() -> None:
    """Give runs the topic into their key."""
    op.rename_table("runs", "old_runs")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER INDEX pk_runs RENAME TO pk_old_runs")
    op.create_table(
        "runs",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("schedule_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("topic_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("due", sa.Double(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("variant", sa.BigInteger(), nullable=True),
        sa.Column("message_out_id", sa.BigInteger(), nullable=True),
        sa.Column("message_ids", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("sent_at", sa.Double(), nullable=True),
        sa.Column("look_at", sa.Double(), nullable=True),
        sa.Column("results", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "schedule_id", "topic_id", "due", name=op.f("pk_runs")),
        sqlite_with_rowid=False,
    )
    tx = op.get_bind()
    sent = sa.and_(MESSAGES.c.id == OLD_RUNS.c.message_out_id, MESSAGES.c.state == "sent")
    whose = OLD_SCHEDULES.c.schedule_id == OLD_RUNS.c.schedule_id
    query = sa.select(
        OLD_RUNS, OLD_SCHEDULES.c.topic_id, MESSAGES.c.settled_at, MESSAGES.c.message_id
    ).select_from(OLD_RUNS.outerjoin(OLD_SCHEDULES, whose).outerjoin(MESSAGES, sent))
    rows = [_run(row) for row in tx.execute(query)]
    if rows:
        tx.execute(sa.insert(RUNS), rows)
    op.drop_table("old_runs")
    op.create_index("ix_runs_chat_id_at", "runs", ["chat_id", "at"])
    op.create_index("ix_runs_chat_id_message_out_id", "runs", ["chat_id", "message_out_id"])
    op.create_index("ix_runs_state_look_at", "runs", ["state", "look_at"])


def _run(row: sa.Row[Any]) -> dict[str, Any]:
    """Return a run, with what the outbox still knows of its message."""
    return {
        "chat_id": row.chat_id,
        "schedule_id": row.schedule_id,
        "topic_id": row.topic_id or 0,
        "due": row.due,
        "state": row.state,
        "reason": "late" if row.state == "missed" else None,
        "variant": 0 if row.state == "posted" else None,
        "message_out_id": row.message_out_id,
        "message_ids": [row.message_id] if row.message_id else None,
        "sent_at": row.settled_at,
        "at": row.at,
    }
