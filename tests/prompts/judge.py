"""What a prompt brought, counted a second time by brute force: every moment and member by itself."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import product
from statistics import median
from typing import NamedTuple
from zoneinfo import ZoneInfo

HOUR = 3600
ACTS = ("message", "question", "reply", "answer", "reaction", "vote", "press")
ANSWERS = ("answer", "reaction", "vote")


class Did(NamedTuple):
    """What somebody did: `answer` replies to the prompt, `reply` to something else."""

    what: str
    who: int
    at: int
    number: int


class World(NamedTuple):
    """All that happened, when prompts were posted (the one in question too), and when Renao was down."""

    did: Sequence[Did]
    posted: Sequence[float]
    down: tuple[int, int] | None
    zone: ZoneInfo


def day(at: float, zone: ZoneInfo) -> int:
    return datetime.fromtimestamp(at, UTC).astimezone(zone).toordinal()


def figures(world: World, sent_at: float) -> dict[str, object]:
    """Return the figures of the prompt that was posted at `sent_at`."""
    start, zone = int(sent_at), world.zone
    today = day(start, zone)
    people = {one.who for one in world.did}
    answers = {who: [one for one in world.did if answered(one, who, start)] for who in people}
    in_line = lined_up(world.did, start)
    responders = {who for who in people if answers[who] or who in in_line}
    delays = [
        min(times)
        for who in responders
        if (
            times := [one.at - start for one in answers[who] if one.what == "answer"]
            + in_line.get(who, [])
        )
    ]
    return {
        "actives": len(active(world.did, start)),
        "members": len(
            {
                one.who
                for one in world.did
                if one.what in ACTS and today - 7 <= day(one.at, zone) <= today - 1
            }
        ),
        "responders": len(responders),
        "in_line": len([who for who in responders if not answers[who]]),
        "new_voices": len([who for who in responders if is_new(world.did, who, start, zone)]),
        "first_reply": min(delays, default=None),
        "median_reply": median(delays) if delays else None,
        "echo": len(
            {one.who for one in world.did if one.what in ANSWERS and day(one.at, zone) == today + 1}
        ),
        "left": len(
            {
                one.who
                for one in world.did
                if one.what == "left" and start <= one.at < start + 3 * HOUR
            }
        ),
    }


def answered(one: Did, who: int, start: int) -> bool:
    patience = 24 * HOUR if one.what == "answer" else 3 * HOUR
    return one.who == who and one.what in ANSWERS and start <= one.at < start + patience


def lined_up(did: Sequence[Did], start: int) -> dict[int, list[int]]:
    written = [one for one in did if one.what in ("message", "question", "reply", "answer")]
    after = sorted((one.at, one.number, one.what, one.who) for one in written if one.at >= start)
    found: dict[int, list[int]] = {}
    for at, _, what, who in after[:5]:
        if what == "message" and at <= start + 600:
            found.setdefault(who, []).append(at - start)
    return found


def is_new(did: Sequence[Did], who: int, start: int, zone: ZoneInfo) -> bool:
    today = day(start, zone)
    return not any(
        one.who == who
        and one.what in ACTS
        and one.at < start
        and day(one.at, zone) in range(today - 14, today + 1)
        for one in did
    )


def active(did: Sequence[Did], start: int) -> set[int]:
    return {one.who for one in did if one.what in ACTS and one.at in range(start, start + 3 * HOUR)}


def usual(world: World, sent_at: float) -> list[int] | None:
    """Return how many were active in each window to compare with; None if the prompt's own was not seen."""
    start = int(sent_at)
    if not is_seen(world, start):
        return None
    shown = datetime.fromtimestamp(start, UTC).astimezone(world.zone)
    found = []
    for week in range(1, 5):
        then = shown.date() - timedelta(days=7 * week)
        begin = datetime.combine(then, time(shown.hour, shown.minute, shown.second), world.zone)
        window = int(begin.timestamp())
        with_prompt = any(
            int(posted) in range(window - 3 * HOUR + 1, window + 3 * HOUR)
            for posted in world.posted
        )
        if not with_prompt and is_seen(world, window):
            found.append(len(active(world.did, window)))
    return found


def is_seen(world: World, window: int) -> bool:
    return not world.down or world.down[1] <= window or world.down[0] >= window + 3 * HOUR


def lifts(actives: int, windows: Sequence[int]) -> list[float]:
    """Return the lift beside every way to draw so many windows from these, in order."""
    drawn = [median(one) for one in product(windows, repeat=len(windows))]
    return sorted(
        (actives - one) / one if one else (float("inf") if actives else 0.0) for one in drawn
    )
