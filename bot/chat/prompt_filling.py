"""A prompt while it is filled in, step by step: kept in the person's form until she saves it."""

from collections.abc import Mapping
from typing import Any

import msgspec

from bot.chat.ask import Ask
from bot.people import forms
from bot.people.forms import Form
from bot.prompts.prompt import Place, Prompt, Variant
from bot.prompts.rule import Rule
from bot.texts import Refused

KIND = "prompt"


class Filling(msgspec.Struct, frozen=True):
    """What has been filled in so far.

    key: which form it is; buttons of another one do nothing to it.
    schedule_id: the prompt that is changed; None for a new one.
    number: the variant in hand. part, language: what is asked for at present.
    album: the album whose media are still coming in.
    """

    key: int
    prompt: Prompt
    rule: Rule | None = None
    schedule_id: int | None = None
    number: int = 0
    part: str | None = None
    language: str | None = None
    album: str | None = None

    @property
    def variant(self) -> Variant:
        """Return the variant in hand."""
        return self.prompt.variants[self.number]

    def with_variant(self, **changes: Any) -> "Filling":
        """Return the same with the variant in hand changed."""
        changed = msgspec.structs.replace(self.variant, **changes)
        before, after = self.prompt.variants[: self.number], self.prompt.variants[self.number + 1 :]
        return self.with_prompt(variants=(*before, changed, *after))

    def with_prompt(self, **changes: Any) -> "Filling":
        """Return the same with the prompt changed."""
        return msgspec.structs.replace(self, prompt=msgspec.structs.replace(self.prompt, **changes))

    def with_(self, **changes: Any) -> "Filling":
        """Return the same, changed."""
        return msgspec.structs.replace(self, **changes)

    @property
    def lacks(self) -> str | None:
        """Return what must be said before it can be shown: what it is, or when."""
        if is_empty(self.variant):
            return "what"
        return "when" if self.rule is None else None


def is_empty(variant: Variant) -> bool:
    """Say whether a variant says nothing yet. Pure."""
    return not (variant.texts or variant.media or variant.poll)


def tidied(filling: Filling) -> Filling:
    """Return the same without variants that say nothing, if others do. Pure."""
    said = tuple(one for one in filling.prompt.variants if not is_empty(one))
    if not said or len(said) == len(filling.prompt.variants):
        return filling
    number = min(filling.number, len(said) - 1)
    return filling.with_prompt(variants=said).with_(number=number)


def blank(ask: Ask, topic_id: int | None = None) -> Filling:
    """Return a form in which nothing has been filled in."""
    place = Place(ask.chat.chat_id, topic_id)
    return Filling(ask.update_id, Prompt("", (Variant(),), (place,)))


async def keep(ask: Ask, filling: Filling) -> None:
    """Keep what has been filled in."""
    data = msgspec.to_builtins(filling)
    form = Form(ask.person.user_id, ask.chat.chat_id, KIND, data)
    await forms.keep(ask.tx, form, ask.now)


async def opened(ask: Ask) -> Filling:
    """Return what this person has filled in so far.

    Raises:
        Refused: that form is not open any more.
    """
    form = ask.form or await forms.opened(ask.tx, ask.person.user_id, ask.now)
    if form is None or form.kind != KIND or form.chat_id != ask.chat.chat_id:
        raise Refused("planning.given_up")
    filling = _read(form.data)
    if ask.data.get("key", filling.key) != filling.key:
        raise Refused("planning.given_up")
    return filling


def _read(data: Mapping[str, Any]) -> Filling:
    return msgspec.convert(dict(data), Filling)
