"""Any rule that an operator could have typed, for property tests."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import strategies as st

from bot.prompts.rule import (
    LAST,
    Blackout,
    Cron,
    Daily,
    Days,
    EveryDays,
    Moment,
    MonthEnd,
    MonthlyDates,
    MonthlyWeekday,
    Once,
    Rule,
    Weekly,
)

ZONES = ["Asia/Shanghai", "America/Argentina/Buenos_Aires", "Etc/GMT+3", "UTC"]
FIELDS = ["0 9 * * 1-5", "*/30 9-18 * jan-mar mon,wed", "0 0 1,15 * sun", "5 4 * * 7"]

clocks = st.builds(time, st.integers(0, 23), st.integers(0, 59))


@st.composite
def rules(draw: st.DrawFn, after: date) -> Rule:
    """Draw a rule that is due some time after `after`, and not before."""
    begin = after + timedelta(days=1)
    near = st.integers(0, 300).map(lambda days: begin + timedelta(days=days))
    days = draw(any_days(near))
    fixed = isinstance(days, Moment | Cron)
    held = () if fixed else tuple(sorted(draw(st.sets(clocks, min_size=1, max_size=12))))
    ends = st.integers(400, 800).map(lambda days: begin + timedelta(days=days))
    blackout = st.tuples(clocks, clocks).filter(lambda pair: pair[0] != pair[1])
    return Rule(
        days,
        held,
        first=None if isinstance(days, EveryDays | Once | Moment) else draw(st.none() | near),
        last=draw(st.none() | ends),
        most=draw(st.none() | st.integers(1, 9999)),
        # They come after whatever is due first.
        without=tuple(
            sorted(
                draw(
                    st.sets(st.integers(900, 990), max_size=6).map(
                        lambda numbers: {begin + timedelta(days=number) for number in numbers}
                    )
                )
            )
        ),
        zone=draw(st.none() | st.sampled_from(ZONES)),
        blackout=draw(st.none() | st.builds(lambda pair: Blackout(*pair), blackout)),
    )


def any_days(near: st.SearchStrategy[date]) -> st.SearchStrategy[Days]:
    def some(least: int, most: int) -> st.SearchStrategy[tuple[int, ...]]:
        return st.sets(st.integers(least, most), min_size=1, max_size=7).map(sorted).map(tuple)

    noon = near.map(lambda day: datetime.combine(day, time(12), UTC).timestamp())
    return st.one_of(
        st.builds(Moment, noon),
        st.builds(Once, near),
        st.just(Daily()),
        st.builds(Weekly, some(0, 6)),
        st.builds(MonthlyDates, some(1, 31)),
        st.builds(MonthlyWeekday, st.sampled_from([1, 2, 3, 4, 5, LAST]), st.integers(0, 6)),
        st.just(MonthEnd()),
        st.builds(EveryDays, st.integers(1, 50), near),
        st.builds(Cron, st.sampled_from(FIELDS)),
    )
