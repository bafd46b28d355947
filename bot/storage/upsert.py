"""INSERT … ON CONFLICT, which SQLAlchemy spells once for each dialect."""

from typing import TypeAlias

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.engine import Tx

Insert: TypeAlias = sqlite.Insert | postgresql.Insert


def insert(tx: Tx, table: sa.Table) -> Insert:
    """Return the INSERT of the connection's own dialect, which knows `on_conflict_…`."""
    return postgresql.insert(table) if tx.dialect.name == "postgresql" else sqlite.insert(table)
