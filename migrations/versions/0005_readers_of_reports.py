"""Readers of reports: by their own clock, in other places, by the week and the month; and alerts."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

EPOCH = date(1970, 1, 1).toordinal()
OLD = sa.table("old_readers", *map(sa.column, ("chat_id", "user_id", "local_time", "last_day")))
NEW = sa.table(
    "digest_readers",
    *map(sa.column, ("chat_id", "user_id", "place", "topic", "local_time", "zone")),
    *map(sa.column, ("last_day", "last_week", "last_month")),
)


def upgrade() -> None:
    op.rename_table("digest_readers", "old_readers")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER INDEX pk_digest_readers RENAME TO pk_old_readers")
    op.create_table(
        "digest_readers",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("place", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("topic", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("local_time", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=True),
        sa.Column("last_day", sa.BigInteger(), nullable=True),
        sa.Column("last_week", sa.BigInteger(), nullable=True),
        sa.Column("last_month", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint(
            "chat_id", "user_id", "place", "topic", name=op.f("pk_digest_readers")
        ),
        sqlite_with_rowid=False,
    )
    tx = op.get_bind()
    rows = [_reader(row) for row in tx.execute(sa.select(OLD))]
    if rows:
        tx.execute(sa.insert(NEW), rows)
    op.drop_table("old_readers")
    op.create_table(
        "alerts_sent",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "kind", name=op.f("pk_alerts_sent")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "alerts_off",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("place", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "place", "kind", name=op.f("pk_alerts_off")),
        sqlite_with_rowid=False,
    )


def _reader(row: sa.Row[Any]) -> dict[str, Any]:
    """Return a reader: what was the day of the last digest was told of the day before."""
    last = row.last_day - 1
    first = date.fromordinal(last + 1 + EPOCH).replace(day=1)
    return {
        "chat_id": row.chat_id,
        "user_id": row.user_id,
        "place": row.user_id,
        "topic": 0,
        "local_time": row.local_time,
        "zone": None,
        "last_day": last,
        # 1970-01-01 was a Thursday.
        "last_week": last - (last + 4) % 7,
        "last_month": first.toordinal() - EPOCH - 1,
    }
