"""Which columns hold a person, as the schema page declares it, and one person in the place of another."""

from typing import Any

import sqlalchemy as sa

from bot.storage.engine import Tx
from bot.storage.schema import metadata


def persons_in(table: sa.Table) -> list[sa.Column[Any]]:
    """Return the columns of a table that hold a person's id."""
    return [column for column in table.columns if column.info.get("person")]


def tables_with_persons() -> list[sa.Table]:
    """Return every table that holds persons' ids, by name."""
    return sorted(filter(persons_in, metadata.tables.values()), key=lambda table: table.name)


async def replace_person(
    tx: Tx, table: sa.Table, chat_id: int, user_id: int, other_id: int
) -> None:
    """Put one id in the place of another in every column of a table that holds persons, in one chat."""
    for column in persons_in(table):
        if column.name != "chat_id":
            hers = sa.and_(table.c.chat_id == chat_id, column == user_id)
            await tx.execute(sa.update(table).where(hers).values({column: other_id}))


def mentions(json: Any, user_id: int) -> bool:
    """Say whether a number stands anywhere in what was read from JSON. Pure."""
    match json:
        case dict():
            return any(mentions(value, user_id) for value in json.values())
        case list():
            return any(mentions(value, user_id) for value in json)
    return json is not True and json == user_id
