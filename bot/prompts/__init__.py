"""Scheduled prompts: a calendar, and each due prompt into the outbox exactly once."""

from bot.prompts.at_once import post_now
from bot.prompts.coming import Coming, coming
from bot.prompts.due import post_due
from bot.prompts.lookup import check_own, find, planned
from bot.prompts.moving import carry_over, rezone
from bot.prompts.planned import Planned, State
from bot.prompts.runs import Figures, figures
from bot.prompts.schedules import (
    add,
    copy,
    edit,
    pause,
    remove,
    resume,
    skip_next,
    unskip_next,
)
from bot.prompts.stop import pause_all, resume_all

__all__ = [
    "Coming",
    "Figures",
    "Planned",
    "State",
    "add",
    "carry_over",
    "check_own",
    "coming",
    "copy",
    "edit",
    "figures",
    "find",
    "pause",
    "pause_all",
    "planned",
    "post_due",
    "post_now",
    "remove",
    "resume",
    "resume_all",
    "rezone",
    "skip_next",
    "unskip_next",
]
