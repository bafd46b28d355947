"""What happened, in words: the daily digest and the report on request."""

from bot.reports.digest import compose
from bot.reports.period import parse_period, parse_time
from bot.reports.report import report

__all__ = ["compose", "parse_period", "parse_time", "report"]
