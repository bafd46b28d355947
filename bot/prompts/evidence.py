"""What is known of a prompt's variants and times of day: the results of its latest posts in a group."""

from collections.abc import Iterable, Sequence
from datetime import time
from hashlib import blake2b
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec
import sqlalchemy as sa

from bot.clock import Instant, local
from bot.prompts.effects import Results
from bot.prompts.prompt import Variant
from bot.prompts.sampling import Tried
from bot.storage import Tx
from bot.storage.schema import runs

# Older posts tell less of what fans answer to today.
LATEST = 100

c = runs.c


class Known(NamedTuple):
    """What one post of a prompt brought; `variant_key` says which variant it was."""

    variant_key: str | None
    due: Instant
    results: Results

    @property
    def tried(self) -> Tried:
        """Return what is learnt from."""
        return Tried(self.results.responders, self.results.members)


def key_of(variant: Variant) -> str:
    """Return what is the same for the same variant only, wherever it stands in its prompt."""
    return blake2b(msgspec.json.encode(variant, order="sorted"), digest_size=8).hexdigest()


def results_from(stored: object) -> Results:
    """Read back the results of a run."""
    return msgspec.convert(stored, Results)


async def known(tx: Tx, chat_id: int, schedule_id: int) -> list[Known]:
    """Return the latest measured posts of a prompt in a group, the first of them first."""
    mine = sa.and_(c.chat_id == chat_id, c.schedule_id == schedule_id)
    # What was left out on purpose has results, too, but no variant.
    measured = sa.and_(c.variant.is_not(None), c.results.is_not(None))
    query = sa.select(c.variant_key, c.due, c.results).where(mine, measured)
    rows = (await tx.execute(query.order_by(c.due.desc()).limit(LATEST))).all()
    return [Known(row.variant_key, row.due, results_from(row.results)) for row in reversed(rows)]


def by_variant(posts: Iterable[Known], variants: Sequence[Variant]) -> list[list[Known]]:
    """Return the posts of each variant. What has been changed since is another variant. Pure."""
    posts = list(posts)
    keys = [key_of(variant) for variant in variants]
    return [[post for post in posts if post.variant_key == key] for key in keys]


def by_clock(posts: Iterable[Known], clocks: Sequence[time], zone: ZoneInfo) -> list[list[Known]]:
    """Return the posts of each time of day. Pure."""
    posts = list(posts)
    return [[one for one in posts if local(one.due, zone).time() == clock] for clock in clocks]
