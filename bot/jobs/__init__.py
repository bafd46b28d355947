"""Everything that Renao does by itself, on one page, and the scheduler that wakes it."""

from bot.jobs.page import JOBS, Daily, Every, Job, Work
from bot.jobs.schedule import Timetable

__all__ = ["JOBS", "Daily", "Every", "Job", "Timetable", "Work"]
