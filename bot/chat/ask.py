"""What a handler is given: who asks what, where, about which group; and the ways to answer."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias

from markupsafe import Markup

from bot.activity.chats import Chat
from bot.activity.wire import Replied
from bot.chat.host import Host
from bot.chat.typed import Typed, read
from bot.clock import Instant
from bot.outbox import Button, Draft, Drawing, File, Policy, Priority, lay_link, put
from bot.people import audit
from bot.people.forms import Form
from bot.people.roles import Role
from bot.reports.charts.chart import packed
from bot.reports.shown import Shown
from bot.storage import Tx
from bot.texts import plain, say

Rows = Sequence[Sequence[Button]]
FileKind: TypeAlias = Literal["photo", "video", "animation", "document"]


@dataclass(frozen=True)
class Person:
    """Who speaks. An anonymous administrator has no id of her own: only the chat's word that she is one."""

    user_id: int
    first_name: str
    username: str | None = None
    language_code: str | None = None
    anonymous: bool = False


@dataclass(frozen=True)
class Place:
    """Where it was said: the chat, its topic, the message."""

    chat_id: int
    private: bool
    topic_id: int | None = None
    message_id: int | None = None


@dataclass(frozen=True)
class MenuLine:
    """A command as /help shows it; its words are the sentence `command.<name>` of the catalogue."""

    name: str
    role: Role

    @property
    def help_key(self) -> str:
        """Return the key of the one line that says what it does."""
        return f"command.{self.name}"


@dataclass
class Ask:
    """One thing that one person asked, inside the transaction in which it is dealt with."""

    tx: Tx
    host: Host
    now: Instant
    # When it was said; after a pause of ours that may be long before it is dealt with.
    said_at: Instant
    update_id: int
    person: Person
    place: Place
    language: str
    # The group that it is about, and what the person is there; in private, the one she chose.
    group: Chat | None = None
    role: Role = Role.FAN
    name: str = ""
    text: str = ""
    replied: Replied | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    # The form that this fills in further, and the update's own bytes.
    form: Form | None = None
    raw: bytes = b""
    # What was found out before the transaction, because a handler wanted it (`First`).
    learnt: Mapping[Hashable, object] = field(default_factory=dict)
    # What Telegram shows over the chat after a press.
    notice: str = ""
    # A command to run after this one, as if it had been typed now.
    again: str = ""
    menu: Sequence[MenuLine] = ()
    # How many messages it has been answered with so far.
    answers: int = 0

    @property
    def chat(self) -> Chat:
        """Return the group that this is about; only for handlers that are promised one."""
        assert self.group is not None
        return self.group

    @property
    def typed(self) -> Typed:
        """Return the message whole: with its markup, and its file."""
        return read(self.raw)

    def say(self, key: str, **data: object) -> Markup:
        """Return a sentence of the catalogue in the language of this conversation."""
        return say(key, self.language, **data)

    async def reply(
        self, key: str, *, buttons: Rows = (), silent: bool = False, **data: object
    ) -> None:
        """Answer with a sentence of the catalogue."""
        await self.answer(self.say(key, **data), buttons=buttons, silent=silent)

    async def answer(
        self,
        html: str,
        *,
        buttons: Rows = (),
        silent: bool = False,
        despite_hold: bool = False,
    ) -> None:
        """Answer with Telegram HTML: in a group as a reply to what was said.

        despite_hold: also where everything else waits, because the group was stopped.
        """
        draft = self._draft(html, buttons, silent=silent)
        await put(self.tx, replace(draft, despite_hold=despite_hold), self.now)

    async def show(self, shown: Shown, *, buttons: Rows = ()) -> None:
        """Answer with words and, if there is one, a picture; it is drawn when it is sent."""
        draft = self._draft(shown.html, buttons)
        if shown.chart is not None:
            draft = replace(draft, kind="photo", media=Drawing(packed(shown.chart)))
        await put(self.tx, draft, self.now)

    async def give(
        self, html: str, kind: FileKind, media: File | str, *, buttons: Rows = ()
    ) -> None:
        """Answer with a picture or another file, `html` under it: an upload, or the id of one at Telegram."""
        draft = replace(self._draft(html, buttons), kind=kind, media=media)
        await put(self.tx, draft, self.now)

    def _draft(self, html: str, buttons: Rows, *, silent: bool = False) -> Draft:
        self.answers += 1
        return Draft(
            chat_id=self.place.chat_id,
            topic_id=self.place.topic_id,
            reply_to=None if self.place.private else self.place.message_id,
            text=html,
            buttons=tuple(tuple(row) for row in buttons),
            priority=Priority.ANSWER,
            policy=Policy.AT_LEAST_ONCE,
            dedupe_key=f"answer:{self.update_id}:{self.answers}",
            silent=silent,
        )

    async def change(self, html: str, *, buttons: Rows = ()) -> None:
        """Put `html` in the place of the message whose button was pressed."""
        draft = Draft(
            chat_id=self.place.chat_id,
            kind="edit",
            target_id=self.place.message_id,
            text=html,
            buttons=tuple(tuple(row) for row in buttons),
            priority=Priority.ANSWER,
            policy=Policy.AT_LEAST_ONCE,
            dedupe_key=f"change:{self.update_id}",
        )
        await put(self.tx, draft, self.now)

    async def note(self, action: str, detail: str = "", *, done: bool = True) -> None:
        """Write a privileged act into the group's audit."""
        chat_id = self.group.chat_id if self.group else self.place.chat_id
        who = self.person
        await audit.note(
            self.tx,
            chat_id,
            who.user_id,
            who.first_name if self.host.privacy.names else "",
            action,
            done=done,
            detail=detail,
            now=self.now,
        )

    def button(self, label: str, action: str, **data: Any) -> Button:
        """Return a button that only this person may press; an anonymous one leaves it to the role check."""
        made_for = None if self.person.anonymous else self.person.user_id
        return Button(label, action, data, made_for=made_for)

    async def private_button(self, label: str, action: str, **data: Any) -> Button:
        """Return a button that leads this person into her private chat, and does `action` there, once.

        What the action says it must say as an answer: there is no message to change.
        """
        made = self.button(label, action, **data)
        token = await lay_link(self.tx, self.person.user_id, made, self.now)
        return Button(label, url=f"https://t.me/{self.host.me.username}?start={token}")

    def plain(self, key: str, **data: object) -> str:
        """Return a sentence of the catalogue without markup: for buttons and notices."""
        return plain(key, self.language, **data)
