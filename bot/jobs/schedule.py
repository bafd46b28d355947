"""Wake each job when its time comes. APScheduler only wakes; what is due, the database says."""

from datetime import UTC, datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot.jobs.page import JOBS, Every, Job, When, Work

log = structlog.get_logger()


def start(work: Work) -> AsyncIOScheduler:
    """Start a scheduler that runs every job of the page; the caller shuts it down."""
    # A job that comes late is still wanted: without the grace it would be skipped in silence.
    scheduler = AsyncIOScheduler(
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    )
    for job in JOBS:
        at_once = {"next_run_time": datetime.now(UTC)} if isinstance(job.when, Every) else {}
        scheduler.add_job(run, trigger_of(job.when), args=[job, work], name=job.words, **at_once)
    scheduler.start()
    return scheduler


async def run(job: Job, work: Work) -> bool:
    """Run one job; True if it went well. A failure is a line in the log, and the next time comes."""
    try:
        await job.run(work)
    except Exception:
        log.exception("a job failed and will be tried again at its next time", job=job.words)
        return False
    return True


def trigger_of(when: When) -> BaseTrigger:
    """Return APScheduler's trigger for a line of the page. Pure."""
    if isinstance(when, Every):
        return IntervalTrigger(seconds=when.seconds)
    return CronTrigger(hour=when.hour, minute=when.minute)
