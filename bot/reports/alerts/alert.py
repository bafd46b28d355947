"""Every kind of alert, on one page, and what an alert is made of. Pure data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.clock import DAY, HOUR, Instant

# How long it is quiet after an alert of a kind, in seconds; its sentence is `alert.<kind>` in the catalogue.
PAUSES: Mapping[str, float] = {
    "question": 6 * HOUR,
    "drop": DAY,
    "surge": DAY,
    "leaving": 12 * HOUR,
    "right": HOUR,
    "gap": DAY,
    "backup": DAY,
    "space": DAY,
}


@dataclass(frozen=True)
class Sent:
    """What was last told of a kind, and when; `about` is what it was about."""

    about: str
    at: Instant


@dataclass(frozen=True)
class Alert:
    """Something to be told at once.

    about: the same is never told twice in a row. said: what the sentence tells. silent: only to be
    remembered, so that a change can be told. link, action, data: what the button does, if there is one.
    """

    kind: str
    about: str
    said: Mapping[str, Any] = field(default_factory=dict)
    silent: bool = False
    link: str | None = None
    action: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


def may_be_told(alert: Alert, last: Sent | None, now: Instant) -> bool:
    """Say whether an alert is new, and its kind has been quiet for long enough."""
    if last is None:
        return True
    return alert.about != last.about and (alert.silent or now >= last.at + PAUSES[alert.kind])
