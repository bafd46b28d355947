"""What each chart shows: rows and ready words, in the reader's language. Pure data, no drawing."""

from typing import Any, TypeAlias

import msgspec


class Shown(msgspec.Struct, frozen=True, tag=True, kw_only=True):
    """What every chart says around its picture: what it is, of whom and when, what stands behind it."""

    title: str
    subtitle: str
    footer: str


class Activity(Shown, frozen=True, kw_only=True):
    """Messages and active members of one day and more; `days` are names to write below, one a value.

    The last day may be `unfinished`: it is drawn paler, so that nobody takes it for a fall.
    """

    days: list[str]
    messages: list[int]
    actives: list[int]
    messages_name: str
    actives_name: str
    unfinished: bool = False


class Series(msgspec.Struct, frozen=True):
    """A value a day, and what is usual on it: from `low` to `high`, both None where nobody knows."""

    name: str
    values: list[int]
    low: list[float | None]
    high: list[float | None]


class Trend(Shown, frozen=True, kw_only=True):
    """Two series over some weeks with the band of what is usual; the last `told` days are what it is about.

    marks: the days (by their place) on which something was posted, and what that is called.
    """

    days: list[str]
    upper: Series
    lower: Series
    told: int
    marks: list[int]
    marks_name: str
    band_name: str
    unfinished: bool = False


class HeatMap(Shown, frozen=True, kw_only=True):
    """Seven rows of 24 rates per hour, None where there was no such hour."""

    weekdays: list[str]
    rates: list[list[float | None]]
    less: str
    more: str


class Retention(Shown, frozen=True, kw_only=True):
    """A row for each cohort: its name, its size, and a share for each column, None where immature."""

    columns: list[str]
    cohorts: list[tuple[str, int, list[float | None]]]


class Flow(msgspec.Struct, frozen=True):
    """So many `people` went from one state to another; states are places in `Lifecycle.states`."""

    before: int
    after: int
    people: int


class Lifecycle(Shown, frozen=True, kw_only=True):
    """How many were in each state before and after, and how they moved; -1 stands for nowhere yet."""

    states: list[str]
    flows: list[Flow]
    before: str
    after: str
    newcomers: str


class Calendar(Shown, frozen=True, kw_only=True):
    """A square for each day, column by column from a Monday on; None for days still to come.

    weeks: seven values each; `months` names some of them; `numbers` stand large above: value and name.
    """

    weekdays: list[str]
    weeks: list[list[int | None]]
    months: list[str]
    numbers: list[tuple[str, str]]
    less: str
    more: str


class Rival(msgspec.Struct, frozen=True):
    """One thing that was tried: its rate, the ends of where it may lie, None where too little is known."""

    name: str
    rate: float
    low: float | None
    high: float | None
    value: str


class League(Shown, frozen=True, kw_only=True):
    """Tables below each other: the name of each, and its rivals, the best first."""

    tables: list[tuple[str, list[Rival]]]


Chart: TypeAlias = Activity | Trend | HeatMap | Retention | Lifecycle | Calendar | League


def packed(chart: Chart) -> Any:
    """Return a chart as JSON can hold it."""
    return msgspec.to_builtins(chart)


def unpacked(data: Any) -> Chart:
    """Return the chart that `packed` packed."""
    chart: Chart = msgspec.convert(data, Chart)
    return chart
