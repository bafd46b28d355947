"""Build the rooms, connect them, and close them in reverse."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bot import jobs
from bot.activity import coverage, polls, wire
from bot.activity.chats import Defaults
from bot.activity.record import record
from bot.chat.account import Line, signed_in
from bot.chat.dispatch import Dispatcher
from bot.chat.host import Host, Me
from bot.chat.menus import Menus
from bot.chat.poll import Poller
from bot.chat.route import wanted
from bot.chat.visits import visit_groups
from bot.clock import Clock, Instant, parse_zone
from bot.config import Settings
from bot.config.settings import Defaults as GroupDefaults
from bot.faq.book import Books
from bot.faq.encoder import shipped_encoder
from bot.inbox import Accept, Intake, Raw
from bot.outbox import Message, Sender, Sent
from bot.prompts import after
from bot.reports.alerts.send import Limits
from bot.reports.charts import Easel
from bot.storage import Database, Tx
from bot.storage.engine import async_url, database_file
from bot.storage.lock import alone
from bot.storage.migrate import migrate
from bot.storage.reach import reached
from bot.web.meter import Meter

# Only one Renao works on a database, so after a restart what it was sending is its own again.
OWNER = "renao"


@dataclass(frozen=True)
class House:
    """The rooms, built and connected; each worker is a step that says whether it found work.

    accept: keeps a batch of raw updates, whichever door it came through; `meter` counts them.
    """

    settings: Settings
    database: Database
    clock: Clock
    host: Host
    accept: Accept
    meter: Meter
    poller: Poller
    dispatcher: Dispatcher
    sender: Sender
    work: jobs.Work

    async def work_off(self) -> None:
        """Do by hand, until nothing is left, what `keep_running` does by itself: for stories."""
        for job in jobs.JOBS:
            if isinstance(job.when, jobs.Every):
                await job.run(self.work)
        steps = (partial(self.poller.step, 0), self.dispatcher.step, self.sender.step)
        while any([await step() for step in steps]):
            pass


@asynccontextmanager
async def build(settings: Settings, clock: Clock, line: Line) -> AsyncIterator[House]:
    """Open the house that `settings` describe; closed again at the end.

    Raises:
        StorageError: the database cannot be used, or another Renao uses it.
        UnknownToken: Telegram does not know the token.
    """
    url = settings.database.url
    async with AsyncExitStack() as stack:
        synchronous = settings.database.synchronous
        database = await stack.enter_async_context(reached(url, synchronous=synchronous))
        await stack.enter_async_context(alone(database, url))
        await migrate(database)
        me = await stack.enter_async_context(signed_in(line.bot, clock))
        easel = stack.enter_context(closing(Easel()))
        yield await _connect(settings, database, clock, line, me, easel)


async def _connect(
    settings: Settings, database: Database, clock: Clock, line: Line, me: Me, easel: Easel
) -> House:
    defaults = settings.defaults
    privacy = settings.privacy
    books = Books(database, shipped_encoder if settings.faq.semantic else None)
    intake = make_intake(database, defaults, me, names=privacy.names, books=books)
    host = Host(
        database,
        line.bot,
        clock,
        me,
        settings.owners,
        defaults.language,
        defaults.digest_at,
        books,
        privacy,
        dashboard=settings.dashboard.url,
        templates=_folder(settings.reports.templates),
    )
    meter = Meter(clock.now())
    accept = meter.around(partial(_take, intake))
    token = settings.telegram.token.get_secret_value()
    poller = Poller(line.http, f"{settings.telegram.base_url}{token}", accept, clock)
    sender = Sender(
        database, line.bot, clock, owner=OWNER, draw=easel.draw, on_sent=partial(_on_sent, clock)
    )
    await sender.recover()
    work = jobs.Work(
        database,
        clock,
        settings.owners,
        database_file(async_url(settings.database.url)),
        Path(settings.backup.folder),
        settings.backup.keep,
        visit_groups=partial(visit_groups, host),
        refresh_menus=Menus(host).refresh,
        books=books,
        privacy=privacy,
        templates=_folder(settings.reports.templates),
        limits=Limits(settings.reports.question_minutes),
    )
    return House(
        settings, database, clock, host, accept, meter, poller, Dispatcher(host), sender, work
    )


def _folder(name: str) -> Path | None:
    return Path(name) if name else None


def make_intake(
    database: Database,
    defaults: GroupDefaults,
    me: Me,
    *,
    names: bool = True,
    books: Books | None = None,
) -> Intake[wire.Update]:
    """Return the way in, connected to the record and to what the handlers want."""
    books = books or Books(database, None)
    given = Defaults(parse_zone(defaults.zone), defaults.language, names, me.reads_all)
    return Intake(
        database,
        decode=wire.decode,
        record=partial(_record, given, books),
        wanted=partial(wanted, me=me, worth=books.lets_through),
    )


async def _record(
    defaults: Defaults, books: Books, tx: Tx, updates: Sequence[wire.Update], now: Instant
) -> None:
    await coverage.beat(tx, now, next((u.date for u in updates if u.date), None))
    await record(tx, updates, now, defaults)
    said = (u.message for u in updates if u.message is not None)
    await books.look(tx, {m.chat.id for m in said if m.text is not None})


async def _on_sent(clock: Clock, tx: Tx, message: Message, sent: Sent) -> None:
    """Let the record know which chat a poll stands in, since its votes do not say; a prompt's pin follows."""
    await after.follow(tx, message, sent, clock.now())
    if sent.poll_id is not None and sent.message_id is not None:
        await polls.posted(tx, sent.poll_id, message.chat_id, sent.message_id)


async def _take(intake: Intake[wire.Update], raws: Sequence[Raw], now: Instant) -> None:
    """Keep a batch; where there was none, note at least that somebody was listening."""
    if raws:
        await intake.accept(raws, now)
        return
    async with intake.database.write() as tx:
        await coverage.beat(tx, now)
