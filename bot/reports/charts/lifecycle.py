"""Lifecycle: where members stood, where they stand now, and the streams between."""

from collections.abc import Callable

from bot.reports.charts.chart import Flow, Lifecycle
from bot.reports.charts.theme import (
    AMBER,
    BLUE,
    BOTTOM,
    CORAL,
    FAINT,
    MARGIN,
    MUTED,
    SMALL,
    TEAL,
    TOP,
    VIOLET,
    WIDTH,
    Sheet,
)

# Of the columns: so much for each state, and at least so much.
STATE_HIGH, LEAST_HIGH = 125, 560
COLUMN = 26
NAMES_WIDE = 250
GAP = 64
# However few, a state can be seen.
THINNEST = 6
COLOURS = (AMBER, TEAL, BLUE, VIOLET, "#e0a58f", CORAL, "#8592a6", FAINT)
NOWHERE = -1


def draw_lifecycle(chart: Lifecycle) -> bytes:
    """Return the picture of the streams between states."""
    flows = [flow for flow in chart.flows if flow.people > 0]
    ends = ({flow.before for flow in flows}, {flow.after for flow in flows})
    high = max(LEAST_HIGH, STATE_HIGH * max(map(len, ends)))
    sheet = Sheet(chart, TOP + 60 + high + 30 + BOTTOM)
    left, right = MARGIN + NAMES_WIDE, WIDTH - MARGIN - NAMES_WIDE
    sheet.write(left + COLUMN, TOP + 6, chart.before, size=SMALL, colour=MUTED, side="right")
    sheet.write(right, TOP + 6, chart.after, size=SMALL, colour=MUTED)
    before = _stacked(flows, high, lambda flow: flow.before)
    after = _stacked(flows, high, lambda flow: flow.after)
    for flow in sorted(flows, key=lambda flow: (flow.before, flow.after)):
        thick = flow.people * before.scale, flow.people * after.scale
        start, end = before.take(flow.before, thick[0]), after.take(flow.after, thick[1])
        colour = _colour(flow.after)
        sheet.ribbon((left + COLUMN, start), (right, end), min(thick), colour)
    _column(sheet, left, before, chart, "right")
    _column(sheet, right, after, chart, "left")
    return sheet.png()


class _Stack:
    """A column of states: how many people are in each, and from where each is drawn."""

    def __init__(self, people: dict[int, int], high: int) -> None:
        self.people = people
        room = high - GAP * (len(people) - 1)
        self.scale = (room - THINNEST * len(people)) / max(sum(people.values()), 1)
        self.top: dict[int, float] = {}
        y = TOP + 60.0
        for state in sorted(people):
            self.top[state] = y
            y += self.high(state) + GAP
        self._next = dict(self.top)

    def high(self, state: int) -> float:
        """Return how high a state stands."""
        return self.people[state] * self.scale + THINNEST

    def take(self, state: int, thick: float) -> float:
        """Return where the next stream of a state begins."""
        start = self._next[state] + THINNEST / 2 * (self._next[state] == self.top[state])
        self._next[state] = start + thick
        return start


def _stacked(flows: list[Flow], high: int, end: Callable[[Flow], int]) -> _Stack:
    people: dict[int, int] = {}
    for flow in flows:
        people[end(flow)] = people.get(end(flow), 0) + flow.people
    return _Stack(people, high)


def _column(sheet: Sheet, x: float, stack: _Stack, chart: Lifecycle, side: str) -> None:
    for state, count in stack.people.items():
        y, high = stack.top[state], stack.high(state)
        sheet.box(x, y, COLUMN, high, _colour(state), corner=8)
        name = chart.newcomers if state == NOWHERE else chart.states[state]
        at = x - 16 if side == "right" else x + COLUMN + 16
        middle = y + high / 2
        wide = NAMES_WIDE - 20
        if side == "right":
            sheet.write(at, middle - 17, name, size=SMALL, side="right", width=wide)
            sheet.write(at, middle + 17, f"{count:,}", size=SMALL, colour=MUTED, side="right")
        else:
            sheet.write(at, middle - 17, name, size=SMALL, width=wide)
            sheet.write(at, middle + 17, f"{count:,}", size=SMALL, colour=MUTED)


def _colour(state: int) -> str:
    return FAINT if state == NOWHERE else COLOURS[state % len(COLOURS)]
