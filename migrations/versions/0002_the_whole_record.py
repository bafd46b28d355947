"""The whole record."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "awaited",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "topic_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("is_question", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_first", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("response_id", sa.BigInteger(), nullable=True),
        sa.Column("response_at", sa.BigInteger(), nullable=True),
        sa.Column("response_by", sa.BigInteger(), nullable=True),
        sa.Column("in_line", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("closed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "message_id", name=op.f("pk_awaited")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("awaited", schema=None) as batch_op:
        batch_op.create_index("ix_awaited_chat_id_at", ["chat_id", "at"], unique=False)
        batch_op.create_index("ix_awaited_closed_chat_id", ["closed", "chat_id"], unique=False)

    op.create_table(
        "chat_hours",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hour", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "messages",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "acts",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("chat_id", "day", "hour", name=op.f("pk_chat_hours")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "imports",
        sa.Column(
            "import_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("first_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("last_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("facts", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("import_id", name=op.f("pk_imports")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("imports", schema=None) as batch_op:
        batch_op.create_index("ix_imports_chat_id", ["chat_id"], unique=False)

    op.create_table(
        "moves",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("ref", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("joined", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("inviter_id", sa.BigInteger(), nullable=True),
        sa.Column("link", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("chat_id", "ref", name=op.f("pk_moves")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("moves", schema=None) as batch_op:
        batch_op.create_index("ix_moves_chat_id_at", ["chat_id", "at"], unique=False)
        batch_op.create_index("ix_moves_chat_id_user_id", ["chat_id", "user_id"], unique=False)

    op.create_table(
        "reaction_counts",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("count", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "message_id", name=op.f("pk_reaction_counts")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "received_days",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "reactions",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "replies",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("chat_id", "day", "user_id", name=op.f("pk_received_days")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "stale_days",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "day", name=op.f("pk_stale_days")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "standings",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("since", sa.Double(), autoincrement=False, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reads_all", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "since", name=op.f("pk_standings")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "uncredited",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("ref", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "message_id", "ref", "kind", name=op.f("pk_uncredited")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "wishes",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "user_id", "kind", name=op.f("pk_wishes")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "unlisted",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "user_id", name=op.f("pk_unlisted")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "zone_wishes",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("answer_to", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_zone_wishes")),
        sqlite_with_rowid=False,
    )
    op.drop_table("leases")
    with op.batch_alter_table("chat_days", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "media",
                sa.BigInteger(),
                server_default=sa.text("0"),
                autoincrement=False,
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column(
                "questions",
                sa.BigInteger(),
                server_default=sa.text("0"),
                autoincrement=False,
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column(
                "imported",
                sa.BigInteger(),
                server_default=sa.text("0"),
                autoincrement=False,
                nullable=False,
            )
        )

    with op.batch_alter_table("chats", schema=None) as batch_op:
        batch_op.add_column(sa.Column("next_zone", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("zoned_until", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("facts_since", sa.Double(), nullable=True))

    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.add_column(sa.Column("first_joined_at", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("first_message_at", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("named_at", sa.Double(), nullable=True))

    _facts_without_people_in_their_key()
    _days_by_topic()
    _what_follows_from_facts()


def _facts_without_people_in_their_key() -> None:
    op.rename_table("facts", "old_facts")
    op.drop_index("ix_facts_chat_id_at", "old_facts")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER INDEX pk_facts RENAME TO pk_old_facts")
    op.create_table(
        "facts",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("ref", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=True),
        sa.Column("about", sa.BigInteger(), nullable=True),
        sa.Column(
            "form",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("chat_id", "ref", "kind", name=op.f("pk_facts")),
        sqlite_with_rowid=False,
    )
    # Of the people who were added with one service message, all but the first get a key of their own.
    op.execute(
        """
        INSERT INTO facts (chat_id, ref, kind, user_id, at, topic_id, about)
        SELECT chat_id,
               CASE WHEN place = 1 THEN ref
                    ELSE 2305843009213693952 + user_id * 1048576 + abs(ref) % 1048576 END,
               kind, user_id, at, topic_id, about
          FROM (SELECT old_facts.*,
                       row_number() OVER (PARTITION BY chat_id, ref, kind ORDER BY user_id) AS place
                  FROM old_facts) AS placed
        """
    )
    op.drop_table("old_facts")
    op.create_index("ix_facts_chat_id_at", "facts", ["chat_id", "at"])


def _days_by_topic() -> None:
    op.rename_table("member_days", "old_member_days")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER INDEX pk_member_days RENAME TO pk_old_member_days")
    counts = ("messages", "replies", "media", "reactions", "others")
    op.create_table(
        "member_days",
        *(
            sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=False)
            for name in ("chat_id", "day", "user_id", "topic_id")
        ),
        *(
            sa.Column(
                name,
                sa.BigInteger(),
                server_default=sa.text("0"),
                autoincrement=False,
                nullable=False,
            )
            for name in counts
        ),
        sa.PrimaryKeyConstraint(
            "chat_id", "day", "user_id", "topic_id", name=op.f("pk_member_days")
        ),
        sqlite_with_rowid=False,
    )
    op.execute(
        """
        INSERT INTO member_days (chat_id, day, user_id, topic_id, messages, replies, reactions, others)
        SELECT chat_id, day, user_id, 0, messages, replies, reactions, others FROM old_member_days
        """
    )
    op.drop_table("old_member_days")


def _what_follows_from_facts() -> None:
    op.execute("INSERT INTO stale_days (chat_id, day) SELECT DISTINCT chat_id, day FROM chat_days")
    op.execute(
        """
        INSERT INTO moves (chat_id, ref, user_id, at, joined)
        SELECT chat_id, ref, user_id, at, kind = 10 FROM facts WHERE kind IN (10, 11)
        """
    )
    for column, kind in (("first_joined_at", 10), ("first_message_at", 1)):
        op.execute(
            f"""
            UPDATE members SET {column} = first.at
              FROM (SELECT chat_id, user_id, min(at) AS at FROM facts WHERE kind = {kind}
                     GROUP BY chat_id, user_id) AS first
             WHERE members.chat_id = first.chat_id AND members.user_id = first.user_id
            """  # noqa: S608 - no data in it
        )
