"""Scheduled prompts: a calendar, and each due prompt into the outbox exactly once."""

from bot.prompts.due import post_due
from bot.prompts.rhythm import Rhythm, Schedule, next_run
from bot.prompts.rhythm_parse import parse_schedule
from bot.prompts.runs import Figures, figures
from bot.prompts.schedules import (
    Planned,
    add,
    carry_over,
    find,
    pause,
    planned,
    remove,
    resume,
    rezone,
)

__all__ = [
    "Figures",
    "Planned",
    "Rhythm",
    "Schedule",
    "add",
    "carry_over",
    "figures",
    "find",
    "next_run",
    "parse_schedule",
    "pause",
    "planned",
    "post_due",
    "remove",
    "resume",
    "rezone",
]
