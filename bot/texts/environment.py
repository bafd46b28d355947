"""The one Jinja2 environment: sandboxed, autoescaped, and silent about nothing that is missing."""

from datetime import date, datetime

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent
from jinja2 import StrictUndefined, pass_context
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape


def make_environment() -> ImmutableSandboxedEnvironment:
    """Return an environment with Renao's own filters and no globals at all."""
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    environment.globals.clear()
    environment.filters.update(
        number=number,
        percent=percent,
        day=day,
        moment=moment,
        short_day=short_day,
        weekday=weekday,
        long_weekday=long_weekday,
        month=month,
    )
    return environment


@pass_context
def number(context: Context, value: float) -> str:
    """Write a number with the separators of the reader's language."""
    return str(format_decimal(value, locale=_locale(context)))


@pass_context
def percent(context: Context, value: float) -> str:
    """Write a ratio (0 to 1) as a percentage with at most one decimal."""
    return str(format_percent(value, format="#,##0.#%", locale=_locale(context)))


@pass_context
def day(context: Context, value: date) -> str:
    """Write a date with its weekday, short, as the reader's language does."""
    pattern = {"en": "EEE d MMM"}.get(_locale(context), "M月d日 EEE")
    return str(format_date(value, pattern, locale=_locale(context)))


@pass_context
def short_day(context: Context, value: date) -> str:
    """Write a date without its weekday, as below a picture."""
    pattern = {"en": "d MMM"}.get(_locale(context), "M月d日")
    return str(format_date(value, pattern, locale=_locale(context)))


@pass_context
def weekday(context: Context, value: date) -> str:
    """Write the day of the week, short."""
    return str(format_date(value, "EEE", locale=_locale(context)))


@pass_context
def long_weekday(context: Context, value: date) -> str:
    """Write the day of the week in full."""
    return str(format_date(value, "EEEE", locale=_locale(context)))


@pass_context
def month(context: Context, value: date) -> str:
    """Write the month, short."""
    return str(format_date(value, "LLL", locale=_locale(context)))


@pass_context
def moment(context: Context, value: datetime) -> str:
    """Write a local date and time, short: a group's own, so its zone need not be said."""
    return f"{day(context, value.date())} {value:%H:%M}"


def _locale(context: Context) -> str:
    return str(context.get("language", "en")).replace("-", "_")


def svg(value: str) -> Markup:
    """Take for markup what Renao drew itself, with every word in it escaped; nothing else is let through."""
    drawn = str(value)
    return Markup(drawn) if drawn.startswith("<svg ") else escape(drawn)  # noqa: S704 - ours


environment = make_environment()
# In our own pages a tag on a line of its own leaves no empty line; in sentences every line break is meant.
pages = environment.overlay(trim_blocks=True, lstrip_blocks=True)
pages.filters = environment.filters | {"svg": svg}
