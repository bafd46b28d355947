"""A prompt in words: the message as it is posted, or shown to an operator before. Pure."""

from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from bot import outbox
from bot.clock import DAY, Instant, local
from bot.outbox import Draft, Item, Policy, Priority
from bot.prompts.check import form_of
from bot.prompts.prompt import Button, Language, Place, Poll, Prompt, Variant, text_in
from bot.prompts.rule import Rule, zone_of
from bot.texts import render_template

PRESS = "prompt_press"
# A prompt stays in the group, and its buttons should work as long as anybody may scroll back to it.
BUTTONS_LAST = 366 * DAY


@dataclass(frozen=True)
class Words:
    """What a text may name: the group, how often it will have been posted, whole days to the last one."""

    group_title: str
    count: int = 1
    days_left: int = 0


def words_of(rule: Rule, title: str, count: int, due: Instant, zone: ZoneInfo) -> Words:
    """Return what a text may name of the posting at `due`; `zone` is the group's."""
    day = local(due, zone_of(rule, zone)).date()
    left = 0 if rule.last is None else max((rule.last - day).days, 0)
    return Words(title, count, left)


def draft_of(
    prompt: Prompt,
    number: int,
    to: Place,
    language: Language,
    words: Words,
    *,
    priority: Priority = Priority.PROMPT,
    policy: Policy = Policy.AT_MOST_ONCE,
    dedupe_key: str | None = None,
) -> Draft:
    """Return a variant as the message that it becomes.

    Raises:
        Refused, ValueError: it cannot be sent; it was checked when it was saved, but may be older.
    """
    variant = prompt.variants[number]
    bare = Draft(
        to.chat_id,
        topic_id=to.topic_id,
        text=text_of(variant, language, words),
        buttons=tuple(tuple(map(_button, row)) for row in variant.buttons),
        silent=prompt.options.silent,
        priority=priority,
        policy=policy,
        dedupe_key=dedupe_key,
    )
    match form_of(variant):
        case "text":
            return bare
        case "poll":
            assert variant.poll is not None
            return replace(bare, kind="poll", media=_poll(variant.poll))
        case "album":
            items = tuple(Item(each.kind.value, each.file) for each in variant.media)
            return replace(bare, kind="album", media=items)
    [one] = variant.media
    return replace(bare, kind=one.kind.value, media=one.file)


def text_of(variant: Variant, language: Language, words: Words) -> str:
    """Return the text of a variant as it is posted: in `language` if it has that one.

    Raises:
        Refused: it cannot be filled in.
    """
    template, language = text_in(variant, language)
    filled: dict[str, str | int | date] = {
        "group_title": words.group_title,
        "count": words.count,
        "days_left": words.days_left,
    }
    return str(render_template(template, language, filled))


def _button(button: Button) -> outbox.Button:
    if button.url is not None:
        return outbox.Button(button.label, url=button.url)
    return outbox.Button(button.label, PRESS, {"reply": button.reply}, lasts=BUTTONS_LAST)


def _poll(poll: Poll) -> outbox.Poll:
    return outbox.Poll(
        poll.question,
        poll.options,
        correct=poll.correct,
        explanation=poll.explanation,
        anonymous=poll.anonymous,
        multiple=poll.multiple,
        open_period=poll.open_period,
    )
