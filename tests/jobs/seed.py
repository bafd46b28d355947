"""A database in which one person stands in every column that can hold her, beside somebody else."""

import json
from itertools import count
from typing import Any

import sqlalchemy as sa

from bot.activity.facts import Kind
from bot.storage import Database, Tx
from bot.storage.people import persons_in, tables_with_persons
from bot.storage.schema import chats, wishes
from bot.storage.upsert import insert

HER = 7_654_321_012_345
OTHER = 1004
GROUP = -1001
OTHER_GROUP = -1002
NAME, USERNAME, WORDS = "Zebedee", "zebedee_42", "where is the quokka?"
OTHERS_WORDS = "who has my umbrella?"
OF_HERS = (NAME, USERNAME, "quokka", "t.me/+zebedees")

# A wish is what the rest is forgotten by, and goes when it is granted.
SEEDED = [table for table in tables_with_persons() if table is not wishes]

_numbers = count(1)


async def seed(database: Database) -> None:
    """Fill every table of `SEEDED`: a row with her for each column of people, and one without her."""
    async with database.write() as tx:
        for chat_id in (GROUP, OTHER_GROUP):
            fan_group = {"chat_id": chat_id, "kind": "supergroup", "title": "Fans"}
            await tx.execute(sa.insert(chats).values(fan_group | {"zone": "UTC", "language": "en"}))
        for table in SEEDED:
            for column in persons_in(table):
                for chat_id in (GROUP, OTHER_GROUP):
                    await _keep(tx, table, _row(table, column.name, chat_id))
            await _keep(tx, table, _row(table, "nobody", GROUP))


async def _keep(tx: Tx, table: sa.Table, row: dict[str, Any]) -> None:
    # What is no group's has one row for both.
    await tx.execute(insert(tx, table).values(row).on_conflict_do_nothing())


def _row(table: sa.Table, hers: str, chat_id: int) -> dict[str, Any]:
    persons = {column.name for column in persons_in(table)}
    row = {column.name: _made_up(column) for column in table.columns if not column.nullable}
    row |= dict.fromkeys(persons, OTHER) | {"chat_id": chat_id} | {hers: HER}
    if hers in ("user_id", "chat_id"):
        row |= OF_HER.get(table.name, {})
    elif table.name == "awaited":
        row |= {"text": OTHERS_WORDS}
    return {name: value for name, value in row.items() if name in table.columns}


def _made_up(column: sa.Column[Any]) -> Any:
    number = next(_numbers)
    if column.name == "kind" and isinstance(column.type, sa.SmallInteger):
        return int(Kind.MESSAGE)
    match column.type:
        case sa.JSON():
            return {"number": number}
        case sa.LargeBinary():
            return b"{}"
        case sa.Boolean():
            return False
        case sa.String():
            return f"{column.name} {number}"
    return number


OF_HER: dict[str, dict[str, Any]] = {
    "members": {"first_name": NAME, "last_name": NAME, "username": USERNAME},
    "audit": {"name": NAME, "detail": f"@{USERNAME} {HER}"},
    "awaited": {"text": WORDS},
    "moves": {"link": "https://t.me/+zebedees"},
    "messages_out": {"text": f"Hello, {NAME}!", "state": "sent"},
    "silences": {"until": 1.0},
    "updates": {
        "raw": json.dumps(
            {"message": {"from": {"id": HER, "first_name": NAME}, "text": WORDS}}
        ).encode()
    },
}
