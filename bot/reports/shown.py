"""What a command shows: words, and a picture where people would rather look than read."""

from typing import NamedTuple

from bot.reports.charts import Chart


class Shown(NamedTuple):
    """Telegram HTML, which is the caption where there is a picture."""

    html: str
    chart: Chart | None = None
