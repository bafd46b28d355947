"""Every page of the dashboard, on one page: its address, its name, and what makes it."""

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from markupsafe import Markup

from bot.web.dashboard import (
    activity,
    hours,
    lifecycle,
    members,
    prompts,
    questions,
    retention,
    settings,
)
from bot.web.dashboard.visit import Visit


class Section(NamedTuple):
    """A page of each group: the last part of its address, the key of its name, and what makes it."""

    name: str
    title: str
    show: Callable[[Visit], Awaitable[Markup]]

    @property
    def path(self) -> str:
        """Return its address below that of the group."""
        return f"/{self.name}" if self.name else ""


SECTIONS = (
    Section("", "dashboard.activity", activity.show),
    Section("retention", "dashboard.retention", retention.show),
    Section("lifecycle", "dashboard.lifecycle", lifecycle.show),
    Section("hours", "dashboard.hours", hours.show),
    Section("members", "dashboard.members", members.show),
    Section("questions", "dashboard.questions", questions.show),
    Section("prompts", "dashboard.prompts", prompts.show),
    Section("settings", "dashboard.settings", settings.show),
)
