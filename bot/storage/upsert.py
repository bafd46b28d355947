"""INSERT … ON CONFLICT, which SQLAlchemy spells once for each dialect."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeAlias

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.engine import Tx

Insert: TypeAlias = sqlite.Insert | postgresql.Insert
P = ParamSpec("P")


def insert(tx: Tx, table: sa.Table) -> Insert:
    """Return the INSERT of the connection's own dialect, which knows `on_conflict_…`."""
    return postgresql.insert(table) if tx.dialect.name == "postgresql" else sqlite.insert(table)


def made_once(make: Callable[Concatenate[Tx, P], Insert]) -> Callable[Concatenate[Tx, P], Insert]:
    """Keep each INSERT that `make` makes, by dialect and arguments.

    On the hot path its making would cost more than its execution.
    """
    made: dict[tuple[object, ...], Insert] = {}

    @wraps(make)
    def again(tx: Tx, /, *args: P.args, **kwargs: P.kwargs) -> Insert:
        key = tx.dialect.name, *args, *kwargs.items()
        if key not in made:
            made[key] = make(tx, *args, **kwargs)
        return made[key]

    return again
