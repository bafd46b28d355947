"""What happened, in words: the digests, and the reports on request."""

from bot.reports.period import parse_period, parse_time

__all__ = ["parse_period", "parse_time"]
