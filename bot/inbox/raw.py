"""An update as it came, of which nothing is read but its number."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, NamedTuple, TypeAlias

import msgspec

from bot.clock import Instant


class Raw(NamedTuple):
    """An update; `body` is its JSON as Telegram wrote it."""

    update_id: int
    body: bytes


Accept: TypeAlias = Callable[[Sequence[Raw], Instant], Awaitable[object]]
"""Keeps a batch whole, or raises what the database raised and keeps nothing of it."""


class NoUpdate(ValueError):
    """This is no JSON object, or it has no number that a column could hold."""


class _Numbered(msgspec.Struct):
    update_id: Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]


_decoder = msgspec.json.Decoder(_Numbered)


def numbered(body: bytes) -> Raw:
    """Read the number of an update. Pure.

    Raises:
        NoUpdate: it has none.
    """
    try:
        return Raw(_decoder.decode(body).update_id, body)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise NoUpdate(str(error)) from None
