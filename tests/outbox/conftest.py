"""A Telegram that is a list of what was posted, and that can be told to misbehave."""

from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa

from bot.outbox import Draft, Policy, Priority, Sender, put
from bot.storage import Database
from bot.storage.schema import messages_out


@dataclass(frozen=True)
class Posted:
    """One call that Telegram took."""

    chat: int
    text: str | None
    what: str
    options: dict[str, Any]
    message_id: int

    @property
    def poll(self) -> SimpleNamespace:
        """A poll has an id of its own."""
        return SimpleNamespace(id=f"poll-{self.message_id}")


class FakeTelegram:
    """The few methods of `telegram.Bot` that the outbox calls."""

    def __init__(self) -> None:
        self.posted: list[Posted] = []
        self.faults: dict[int, deque[Exception]] = defaultdict(deque)
        self.after: Callable[[], None] = lambda: None

    def fails(self, chat: int, *errors: Exception) -> None:
        """Answer the next calls for `chat` with `errors`, one after the other."""
        self.faults[chat].extend(errors)

    def done(self) -> list[str]:
        """Return what kind each call was of, in order, with the messages that it was about."""
        return [post.what for post in self.posted]

    def said(self, chat: int | None = None) -> list[str | None]:
        """Return the texts posted, in order."""
        return [post.text for post in self.posted if chat in (None, post.chat)]

    def _post(self, chat: int, text: str | None, what: str, options: dict[str, Any]) -> Posted:
        if self.faults[chat]:
            raise self.faults[chat].popleft()
        post = Posted(chat, text, what, options, 100 + len(self.posted))
        self.posted.append(post)
        self.after()
        return post

    async def send_message(self, chat_id: int, text: str, **options: Any) -> Posted:
        return self._post(chat_id, text, "text", options)

    async def send_photo(self, chat_id: int, photo: Any, **options: Any) -> Posted:
        return self._post(chat_id, options["caption"], "photo", options | {"file": photo})

    async def send_document(self, chat_id: int, document: Any, **options: Any) -> Posted:
        return self._post(chat_id, options["caption"], "document", options | {"file": document})

    async def send_video(self, chat_id: int, video: Any, **options: Any) -> Posted:
        return self._post(chat_id, options["caption"], "video", options | {"file": video})

    async def send_animation(self, chat_id: int, animation: Any, **options: Any) -> Posted:
        return self._post(chat_id, options["caption"], "animation", options | {"file": animation})

    async def send_media_group(self, chat_id: int, media: Any, **options: Any) -> list[Posted]:
        first = self._post(chat_id, options["caption"], "album", options | {"files": media})
        rest = [self._post(chat_id, None, "album", {}) for _ in media[1:]]
        return [first, *rest]

    async def send_poll(
        self, chat_id: int, question: str, answers: tuple[str, ...], **options: Any
    ) -> Posted:
        return self._post(chat_id, question, "poll", options | {"answers": answers})

    async def stop_poll(self, chat_id: int, message_id: int) -> None:
        self._post(chat_id, None, f"stop_poll {message_id}", {})

    async def pin_chat_message(self, chat_id: int, message_id: int, **options: Any) -> bool:
        self._post(chat_id, None, f"pin {message_id}", options)
        return True

    async def unpin_chat_message(self, chat_id: int, message_id: int) -> bool:
        self._post(chat_id, None, f"unpin {message_id}", {})
        return True

    async def delete_messages(self, chat_id: int, message_ids: tuple[int, ...]) -> bool:
        self._post(chat_id, None, f"delete {' '.join(map(str, message_ids))}", {})
        return True

    async def edit_message_text(
        self, text: str, chat_id: int, message_id: int, **options: Any
    ) -> Posted:
        return self._post(chat_id, text, f"edit {message_id}", options)

    async def edit_message_reply_markup(
        self, chat_id: int, message_id: int, **options: Any
    ) -> Posted:
        return self._post(chat_id, None, f"edit {message_id}", options)

    async def delete_message(self, chat_id: int, message_id: int) -> bool:
        self._post(chat_id, None, f"delete {message_id}", {})
        return True


class Outbox:
    """An outbox with its sender, in the words of a test."""

    def __init__(self, database: Database, telegram: FakeTelegram, clock: Any) -> None:
        self.database = database
        self.telegram = telegram
        self.clock = clock
        self.sender = self.another_sender()

    def another_sender(self, owner: str = "renao") -> Sender:
        return Sender(self.database, self.telegram, self.clock, owner)  # type: ignore[arg-type]

    async def put(self, chat: int, text: str = "", **options: Any) -> list[int]:
        options = {"priority": Priority.ANSWER, "policy": Policy.AT_LEAST_ONCE} | options
        return await self.put_draft(Draft(chat, text, **options))

    async def put_draft(self, draft: Draft, **changes: Any) -> list[int]:
        async with self.database.write() as tx:
            return await put(tx, replace(draft, **changes), self.clock.now())

    async def do(self, function: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        """Call a function of the outbox in a transaction of its own."""
        async with self.database.write() as tx:
            return await function(tx, *arguments, **options)

    async def send_all(self) -> None:
        """Send what can be sent at this instant."""
        while await self.sender.step():
            pass

    async def send_until(self, *, seconds: float) -> None:
        """Send whatever becomes due, letting the clock run to each next due moment."""
        end = self.clock.now() + seconds
        while True:
            await self.send_all()
            due = await self.sender.next_due()
            if due is None or due > end:
                break
            assert due > self.clock.now(), "it would spin"
            self.clock.instant = due
        self.clock.instant = end

    async def row(self, message: int) -> Any:
        async with self.database.read() as tx:
            found = await tx.execute(sa.select(messages_out).where(messages_out.c.id == message))
            return found.one()

    async def states(self) -> list[str]:
        async with self.database.read() as tx:
            return list(
                await tx.scalars(sa.select(messages_out.c.state).order_by(messages_out.c.id))
            )


@pytest.fixture
def telegram() -> FakeTelegram:
    return FakeTelegram()


@pytest.fixture
def outbox(database: Database, telegram: FakeTelegram, clock: Any) -> Outbox:
    return Outbox(database, telegram, clock)
