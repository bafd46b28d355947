"""The log: one way out for every line, where secrets are blacked out whoever wrote them."""

import json
import logging
import re
import sys
import threading
from collections.abc import Iterable
from types import TracebackType
from typing import TextIO
from urllib.parse import quote, unquote

import structlog
from pydantic import SecretStr
from structlog.typing import Processor

from bot.config.settings import Log, Settings

BLACK = "[secret]"
# What looks like a token is blacked out even when it is not ours; in an address the colon may be quoted.
ANY_BOTS = r"\d{6,}(?::|%3[Aa])[A-Za-z0-9_-]{30,}"
# In a database's URL it stands before the host, or among the options.
PASSWORD = re.compile(r"://[^/@]*?:(.*)@|[?&]password=([^&]*)")
# At INFO these write addresses with the token in them, or a line for every tick.
CHATTERBOXES = ("alembic", "httpx", "httpcore", "aiosqlite")
# Shorter ones would black out half of the log.
SHORTEST = 4


def secrets_of(settings: Settings) -> list[str]:
    """Return what must never be written: the token, the webhook's secret, the database's password."""
    held: list[SecretStr] = [settings.telegram.token, settings.webhook.secret]
    passwords = [one for found in PASSWORD.findall(settings.database.url) for one in found if one]
    return [one.get_secret_value() for one in held if one] + passwords


def forbidden(secrets: Iterable[str]) -> re.Pattern[str]:
    """Return the pattern of what is blacked out: `secrets` as they may be spelled, and any token. Pure."""
    words = {word for secret in secrets for word in _spellings(secret) if len(word) >= SHORTEST}
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile("|".join([*map(re.escape, longest_first), ANY_BOTS]))


def _spellings(secret: str) -> set[str]:
    """Return `secret` as it may stand in an address, in JSON or in a repr."""
    plain = {secret, unquote(secret)}
    quoted = {quote(secret, safe=""), repr(secret)[1:-1]}
    return plain | quoted | {json.dumps(one)[1:-1] for one in plain}


class Redacting(structlog.stdlib.ProcessorFormatter):
    """Structlog's formatter, whose finished lines (tracebacks and all) are searched for what is forbidden."""

    def __init__(self, secrets: Iterable[str], processors: list[Processor]) -> None:
        super().__init__(processors=processors, foreign_pre_chain=SHARED)
        self._forbidden = forbidden(secrets)

    def format(self, record: logging.LogRecord) -> str:
        """Return the line for `record`, without secrets."""
        return self._forbidden.sub(BLACK, super().format(record))


SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]


def configure(log: Log, secrets: Iterable[str], stream: TextIO | None = None) -> None:
    """Send what any library or room logs to `stream` (standard error), redacted; once a process."""
    out = stream or sys.stderr
    handler = logging.StreamHandler(out)
    handler.setFormatter(Redacting(secrets, _rendering(log, colours=out.isatty())))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(log.level.upper())
    for name in CHATTERBOXES:
        logging.getLogger(name).setLevel(logging.WARNING)
    # It warns of a tick that came while the one before was at work; what is due is in the database.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


def _rendering(log: Log, *, colours: bool) -> list[Processor]:
    # Plain tracebacks: the prettier ones print local variables, and break a secret across lines.
    clean: Processor = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    if log.format == "json":
        as_json = structlog.processors.JSONRenderer(ensure_ascii=False)
        return [clean, structlog.processors.format_exc_info, as_json]
    plain = structlog.dev.plain_traceback
    return [clean, structlog.dev.ConsoleRenderer(colors=colours, exception_formatter=plain)]


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    logging.getLogger("bot").critical("Renao broke down", exc_info=(kind, error, trace))


def _uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    error = args.exc_value or args.exc_type()
    _uncaught(args.exc_type, error, args.exc_traceback)
