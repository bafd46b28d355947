"""Prompts shown in private exactly as they will look in the group."""

from collections.abc import Iterator
from typing import NamedTuple

from bot.chat.ask import Ask
from bot.outbox import Draft, Policy, Priority, put
from bot.prompts.drafting import Words, draft_of, words_of
from bot.prompts.prompt import Language, Place, Prompt
from bot.prompts.rule import Rule

# Of a prompt with many variants only so many are shown at once.
SHOWN = 3


class Sight(NamedTuple):
    """Where, to whom and in whose words prompts are shown: a key for each time that somebody looks."""

    to: int
    language: Language
    words: Words
    key: str


async def one_of(ask: Ask, prompt: Prompt, rule: Rule | None, number: int) -> None:
    """Show a variant, in each of its languages."""
    for draft in drafts_of(prompt, [number], sight_of(ask, rule), every_language=True):
        await put(ask.tx, draft, ask.now)


async def all_of(ask: Ask, prompt: Prompt, rule: Rule) -> None:
    """Show the first variants, in each of their languages."""
    numbers = list(range(len(prompt.variants)))[:SHOWN]
    for draft in drafts_of(prompt, numbers, sight_of(ask, rule), every_language=True):
        await put(ask.tx, draft, ask.now)


def sight_of(ask: Ask, rule: Rule | None) -> Sight:
    """Return how whoever asks sees prompts of this group."""
    words = Words(ask.chat.title)
    if rule is not None:
        words = words_of(rule, ask.chat.title, 1, ask.now, ask.chat.zone)
    return Sight(ask.place.chat_id, ask.chat.language, words, f"preview:{ask.update_id}")


def drafts_of(
    prompt: Prompt, numbers: list[int], sight: Sight, *, every_language: bool = False
) -> Iterator[Draft]:
    """Return variants as the messages that they become, but sent to whoever looks at them. Pure.

    In the group's language first; where it has none, in the one that it is posted in.
    """
    for number in numbers:
        texts = prompt.variants[number].texts
        others = [one for one in texts if one != sight.language] if every_language else []
        first = [] if texts and sight.language not in texts and others else [sight.language]
        for language in [*first, *others]:
            yield draft_of(
                prompt,
                number,
                Place(sight.to),
                language,
                sight.words,
                priority=Priority.ANSWER,
                policy=Policy.AT_LEAST_ONCE,
                dedupe_key=f"{sight.key}:{number}:{language}",
            )
