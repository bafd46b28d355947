"""Wake each job when its time comes. APScheduler only wakes; what is due, the database says."""

import asyncio
from datetime import UTC, datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot.jobs.page import JOBS, Every, Job, When, Work

log = structlog.get_logger()


class Timetable:
    """The scheduler with every job of the page, and the jobs that it has woken."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._in_hand: set[asyncio.Task[object]] = set()
        # A job that comes late is still wanted: without the grace it would be skipped in silence.
        self._scheduler = AsyncIOScheduler(
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        for job in JOBS:
            at_once = {"next_run_time": datetime.now(UTC)} if isinstance(job.when, Every) else {}
            trigger = trigger_of(job.when)
            self._scheduler.add_job(self._wake, trigger, args=[job], name=job.words, **at_once)

    def start(self) -> None:
        """Begin to wake jobs."""
        self._scheduler.start()

    async def stop(self) -> None:
        """Wake no job any more, and let those that run finish: broken off, a driver may never let go."""
        self._scheduler.pause()
        # What was woken a moment ago begins only at the loop's next turn, and so does a shutdown.
        await asyncio.sleep(0)
        while self._in_hand:
            await asyncio.wait(self._in_hand)
        self._scheduler.shutdown(wait=False)
        await asyncio.sleep(0)

    async def _wake(self, job: Job) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._in_hand.add(task)
        task.add_done_callback(self._in_hand.discard)
        await run(job, self._work)


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
