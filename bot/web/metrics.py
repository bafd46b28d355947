"""The figures of the house in Prometheus' text format. Pure.

Source: prometheus.io/docs/instrumenting/exposition_formats, version 0.0.4.
"""

from typing import NamedTuple

from bot.inbox import Backlog
from bot.outbox import Health
from bot.web.health import State, ago

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metric(NamedTuple):
    """One figure; without a value it is named, but not told."""

    name: str
    kind: str
    help: str
    value: float | None


def metrics(state: State) -> list[Metric]:
    """Return every figure that `state` has; while the database is down, its figures are missing."""
    found = _door(state)
    if state.waiting is not None:
        found += _backlog(state, state.waiting)
    if state.sending is not None:
        found += _outbox(state, state.sending)
    return found


def exposition(state: State) -> str:
    """Return the figures of `state` as Prometheus reads them."""
    return "".join(_lines(metric) for metric in metrics(state))


def _lines(metric: Metric) -> str:
    name, kind, told, value = metric
    sample = "" if value is None else f"{name} {value}\n"
    return f"# HELP {name} {told}\n# TYPE {name} {kind}\n{sample}"


def _door(state: State) -> list[Metric]:
    meter, up = state.meter, int(state.waiting is not None)
    beat, last = ago(state, meter.beat), ago(state, meter.last_update)
    return [
        Metric("renao_database_up", "gauge", "1 if it answers.", up),
        Metric("renao_updates_taken_total", "counter", "Updates kept.", meter.taken),
        Metric("renao_updates_unreadable_total", "counter", "No updates.", meter.unreadable),
        Metric("renao_intake_beat_age_seconds", "gauge", "Since the intake's last beat.", beat),
        Metric("renao_last_update_age_seconds", "gauge", "Since the last update was kept.", last),
    ]


def _backlog(state: State, waiting: Backlog) -> list[Metric]:
    oldest = ago(state, waiting.oldest) or 0
    dead = waiting.set_aside
    return [
        Metric("renao_backlog_pending", "gauge", "Wait for a handler.", waiting.pending),
        Metric("renao_backlog_oldest_age_seconds", "gauge", "Since the oldest came.", oldest),
        Metric("renao_backlog_dead", "gauge", "Updates set aside with an error.", dead),
    ]


def _outbox(state: State, sending: Health) -> list[Metric]:
    late = ago(state, sending.oldest) or 0
    return [
        Metric("renao_outbox_queued", "gauge", "Messages to be sent.", sending.queued),
        Metric("renao_outbox_oldest_age_seconds", "gauge", "How late the latest is.", late),
        Metric("renao_outbox_uncertain", "gauge", "May have arrived.", sending.uncertain),
        Metric("renao_outbox_refused", "gauge", "Refused in the last day.", sending.refused),
    ]
