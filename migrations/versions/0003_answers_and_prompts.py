"""Answers and prompts."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


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
        "faq_votes",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
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
        sa.Column("home_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("chat_id", "schedule_id", name=op.f("pk_prompt_places")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("prompt_places", schema=None) as batch_op:
        batch_op.create_index(
            "ix_prompt_places_home_id_schedule_id", ["home_id", "schedule_id"], unique=False
        )

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
    with op.batch_alter_table("faq_entries", schema=None) as batch_op:
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

    with op.batch_alter_table("messages_out", schema=None) as batch_op:
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

    with op.batch_alter_table("runs", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reason", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("variant", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("topic_id", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("wait_until", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("results", sa.JSON(none_as_null=True), nullable=True))
        batch_op.create_index("ix_runs_chat_id_at", ["chat_id", "at"], unique=False)
        batch_op.create_index("ix_runs_state_wait_until", ["state", "wait_until"], unique=False)

    with op.batch_alter_table("schedules", schema=None) as batch_op:
        batch_op.add_column(sa.Column("name", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(
            sa.Column("rule", sa.JSON(), server_default=sa.text("'{}'"), nullable=False)
        )
        batch_op.add_column(
            sa.Column("variants", sa.JSON(), server_default=sa.text("'[]'"), nullable=False)
        )
        batch_op.add_column(
            sa.Column("options", sa.JSON(), server_default=sa.text("'{}'"), nullable=False)
        )
        batch_op.add_column(
            sa.Column(
                "posted",
                sa.BigInteger(),
                server_default=sa.text("0"),
                autoincrement=False,
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("approved_by", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("skip_due", sa.Double(), nullable=True))

    # Every entry answers in its own group.
    op.execute(
        "INSERT INTO faq_places (chat_id, entry_id, home_id)"
        " SELECT chat_id, entry_id, chat_id FROM faq_entries"
    )
