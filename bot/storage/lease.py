"""A named task that only one process does at a time, until its lease runs out."""

import sqlalchemy as sa

from bot.clock import Instant
from bot.storage.engine import Tx
from bot.storage.schema import leases
from bot.storage.upsert import insert


async def take(tx: Tx, name: str, owner: str, now: Instant, seconds: float) -> bool:
    """Take or renew the lease `name` for `seconds`; False while somebody else holds it."""
    row = {"name": name, "owner": owner, "until": now + seconds}
    free = sa.or_(leases.c.owner == owner, leases.c.until <= now)
    statement = (
        insert(tx, leases)
        .values(row)
        .on_conflict_do_update(index_elements=[leases.c.name], set_=row, where=free)
        .returning(leases.c.owner)
    )
    return (await tx.execute(statement)).first() is not None


async def give_back(tx: Tx, name: str, owner: str) -> None:
    """Let go of the lease `name`, if `owner` holds it."""
    await tx.execute(sa.delete(leases).where(leases.c.name == name, leases.c.owner == owner))
