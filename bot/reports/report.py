"""The report on a period, whenever somebody asks for it."""

from collections.abc import Collection
from pathlib import Path

from bot.activity import chats
from bot.activity.figures import Period, figures, top_members
from bot.clock import Instant
from bot.clock.days import as_date
from bot.reports.wording import record_line
from bot.storage import Tx
from bot.texts import page

PAGE = (Path(__file__).parent / "templates" / "report.html").read_text(encoding="utf-8")
TO_NAME = 5


async def report(
    tx: Tx,
    chat_id: int,
    period: Period,
    now: Instant,
    language: str,
    unlisted: Collection[int] = (),
) -> str:
    """Return the figures of a group in `period` as Telegram HTML, with what stands behind them.

    Nobody of `unlisted` is named.
    """
    chat = await chats.get(tx, chat_id)
    assert chat is not None, f"there is no chat {chat_id}"
    found = await figures(tx, chat, period, now)
    return page(
        PAGE,
        language,
        title=chat.title,
        first=as_date(period.first),
        last=as_date(period.last),
        figures=found,
        top=await top_members(tx, chat_id, period, TO_NAME, without=unlisted),
        record=record_line(found.provenance, chat, language),
    )
