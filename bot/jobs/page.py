"""Every background job: in words, what it does, and when. The truth about what is due is in the database:
a job that runs twice, late or after a crash does nothing twice.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from random import Random, SystemRandom
from typing import TypeAlias

from bot.activity import checking, responses
from bot.clock import Clock
from bot.config.settings import Privacy
from bot.faq.answer import suggest_held
from bot.faq.book import Books
from bot.faq.figures import note_humans
from bot.jobs import offers, wishes, writers, zones
from bot.jobs.forgetting import forget_past
from bot.prompts.due import post_due
from bot.prompts.measuring import measure_due
from bot.reports.alerts import house
from bot.reports.alerts.send import Limits, look, tell_owners
from bot.reports.sending import send_due
from bot.storage import Database
from bot.storage.backup import nightly
from bot.storage.engine import StorageError

# Looks in which some prompts each are measured.
MEASURED_AT_ONCE = 50


@dataclass(frozen=True)
class Work:
    """What the jobs work with. The errands come from the door to Telegram, which this room does not know."""

    database: Database
    clock: Clock
    owners: Collection[int]
    database_file: Path | None
    backup_folder: Path
    backups_kept: int
    visit_groups: Callable[[], Awaitable[None]]
    refresh_menus: Callable[[], Awaitable[None]]
    books: Books
    privacy: Privacy = field(default_factory=Privacy)
    # The operator's own templates of reports, if there are any.
    templates: Path | None = None
    limits: Limits = field(default_factory=Limits)
    # Whoever could foresee pseudonyms could tell who is behind one.
    random: Random = field(default_factory=SystemRandom)


@dataclass(frozen=True)
class Every:
    """Again and again, so many seconds apart; also right at the start."""

    seconds: int


@dataclass(frozen=True)
class Daily:
    """Once a day at this hour and minute of the machine's clock."""

    hour: int
    minute: int


When: TypeAlias = Every | Daily


@dataclass(frozen=True)
class Job:
    """One line of the page."""

    words: str
    run: Callable[[Work], Awaitable[object]]
    when: When


async def post_prompts(work: Work) -> None:
    """Put every prompt whose time has come into the outbox."""
    while await post_due(work.database, work.clock.now()):
        pass


async def measure_prompts(work: Work) -> None:
    """Measure what prompts brought whose window is over; what is left waits for the next minute."""
    for _ in range(MEASURED_AT_ONCE):
        if not await measure_due(work.database, work.clock.now()):
            return


async def send_digests(work: Work) -> None:
    """Put every digest whose hour has come into the outbox."""
    while await send_due(work.database, work.owners, work.clock.now(), work.templates):
        pass


async def send_alerts(work: Work) -> None:
    """Tell operators what cannot wait for the digest."""
    folder = None if work.database_file is None else work.database_file.parent
    await look(work.database, work.owners, work.clock.now(), work.limits, folder)


async def look_for_responses(work: Work) -> None:
    """Find who first responded to questions and newcomers, in what was said in the last minutes."""
    await responses.look(work.database, work.clock.now())


async def settle_responses(work: Work) -> None:
    """Find the first response to all that still waits for one, and close what is two days old."""
    await responses.settle(work.database, work.clock.now())


async def read_entries(work: Work) -> None:
    """Read the entries of groups again where they have changed, and let what means the same be found too."""
    await work.books.refresh()


async def suggest_answers(work: Work) -> None:
    """Suggest what may be meant where a question has waited for people, and nobody has answered."""
    while await suggest_held(work.database, work.clock.now()):
        pass


async def learn_chatter(work: Work) -> None:
    """Write down how near what people said came to the entries, and follow it with the thresholds."""
    await work.books.learn(work.clock.now())


async def follow_writers(work: Work) -> None:
    """Let entries for all groups of their writers answer where these run a group now, and nowhere else."""
    await writers.follow_all(work.database, work.owners)


async def note_human_answers(work: Work) -> None:
    """Note where a person answered too what Renao had answered."""
    await note_humans(work.database, work.clock.now())


async def propose_entries(work: Work) -> None:
    """Propose entries for what is asked again and again and nobody answers."""
    await offers.propose_often(work.database, work.clock.now())


async def tell_proposals(work: Work) -> None:
    """Tell operators of the entries that are proposed, at waking hours."""
    await offers.tell(work.database, work.owners, work.clock.now())


async def recount_days(work: Work) -> None:
    """Count yesterday and a random day before of each group anew, and note whether the stored rows agree."""
    while await checking.check_next(work.database, work.random, work.clock.now()):
        pass


async def rebuild_days(work: Work) -> None:
    """Count days anew whose rows are known to need it, and put them right."""
    while await checking.rebuild_stale(work.database, work.clock.now()):
        pass


async def change_zones(work: Work) -> None:
    """Count days anew where a group lives by another time zone now."""
    while await zones.step(work.database, work.clock.now()):
        pass


async def forget(work: Work) -> None:
    """Delete what has served its time."""
    await forget_past(work.database, work.privacy, work.clock.now())


async def grant_wishes(work: Work) -> None:
    """Hand over to people what is kept about them, or forget it, as they want."""
    await wishes.grant_all(work.database, work.random, work.clock.now())


async def copy_database(work: Work) -> None:
    """Copy a SQLite database; PostgreSQL has tools of its own."""
    if work.database_file is None:
        return
    now = work.clock.now()
    try:
        await asyncio.to_thread(
            nightly, work.database_file, work.backup_folder, work.backups_kept, now
        )
    except (StorageError, OSError) as error:
        await tell_owners(work.database, house.backup(str(error)), work.owners, now)
        raise


async def visit_groups(work: Work) -> None:
    """Ask Telegram of each group how many members it has, who administers it, and what Renao may do."""
    await work.visit_groups()


async def refresh_menus(work: Work) -> None:
    """Tell Telegram which commands to suggest to whom, where that has changed."""
    await work.refresh_menus()


JOBS = (
    Job("post prompts that are due", post_prompts, Every(seconds=2)),
    Job("send digests whose hour has come", send_digests, Every(seconds=20)),
    Job("measure what prompts brought", measure_prompts, Every(seconds=60)),
    Job("tell operators what cannot wait", send_alerts, Every(seconds=300)),
    Job("suggest each person the commands she may use", refresh_menus, Every(seconds=60)),
    Job("count members and look to rights in each group", visit_groups, Every(seconds=6 * 3600)),
    Job("look for first responses", look_for_responses, Every(seconds=60)),
    Job("settle first responses", settle_responses, Every(seconds=3600)),
    Job("read entries that have changed", read_entries, Every(seconds=2)),
    Job("suggest answers where nobody has answered", suggest_answers, Every(seconds=5)),
    Job("learn what is chatter in each group", learn_chatter, Every(seconds=60)),
    Job("let entries for all groups follow their writers", follow_writers, Every(seconds=600)),
    Job("note where people answered too", note_human_answers, Every(seconds=60)),
    Job("propose entries for what is asked again and again", propose_entries, Every(seconds=600)),
    Job("tell operators of proposed entries", tell_proposals, Every(seconds=60)),
    Job("recount yesterday and a random day before", recount_days, Every(seconds=600)),
    Job("rebuild days that are known to need it", rebuild_days, Every(seconds=600)),
    Job("count days anew in another time zone", change_zones, Every(seconds=2)),
    Job("hand over or forget what people want so", grant_wishes, Every(seconds=5)),
    Job("forget what is past its days", forget, Every(seconds=3600)),
    Job("copy the database", copy_database, Daily(hour=4, minute=0)),
)
