"""Forty people in a group over ninety days, in a zone whose clocks change: what they did, as updates."""

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.activity.wire import Update
from tests.activity import updates as u

ZONE = ZoneInfo("Europe/Berlin")
FIRST = date(2026, 1, 20)  # Clocks go forward on 29 March.
DAYS = 90
LAST = FIRST + timedelta(days=DAYS - 1)
NOW = datetime.combine(LAST, time(15, 37), ZONE).timestamp()
PEOPLE = range(1, 41)
TOPICS = (0, 0, 0, 7, 8)
BOT = u.user(900, is_bot=True)


class Event(NamedTuple):
    """What somebody did: wrote, reacted, pressed, voted, joined or left.

    `to` is the message that is replied or reacted to.
    """

    at: int
    what: str
    who: int
    number: int = 0
    topic: int = 0
    to: int | None = None
    asks: bool = False
    media: bool = False


def events(seed: int = 4) -> list[Event]:
    """Return all that people did up to NOW, in the order of time, no two things in one second."""
    dice = random.Random(seed)
    told: dict[int, tuple[str, int]] = {}
    for who in PEOPLE:
        for at, what in _life(dice, who):
            while at in told:
                at += 1
            told[at] = what, who
    story: list[Event] = []
    written: list[Event] = []
    for number, at in enumerate(sorted(told), start=10):
        what, who = told[at]
        event = Event(at, what, who, number * 10)
        if what == "act":
            event = _act(dice, event, written[-12:])
        if event.at < NOW:
            story.append(event)
            written += [event] if event.what == "message" else []
    return story


def _life(dice: random.Random, who: int) -> Iterator[tuple[int, str]]:
    """Yield the moments of one person: joins, leaves, acts. Some come, rest for weeks, go and come again."""
    came = dice.choice([None, dice.randrange(75)])
    if came is not None:
        yield _moment(dice, came), "join"
    day = (came or 0) + dice.choice([-5, 0, 0, 0, 1, 3, 9])
    eager = dice.choice([0.1, 0.4, 0.9])
    silent = dice.random() < 0.1
    while day < DAYS and not silent:
        if dice.random() < eager and day >= 0:
            for _ in range(dice.choice([1, 2, 2, 4])):
                yield _moment(dice, day), "act"
        day += dice.choice([1] * 60 + [7, 8, 29, 30, 31, 32, 45])
        if dice.random() < 0.04 and 0 < day < DAYS - 1:
            yield _moment(dice, day), "leave"
            if dice.random() < 0.5:
                day += dice.randrange(1, 20)
                yield _moment(dice, day), "join"


def _moment(dice: random.Random, day: int) -> int:
    """Return a moment of a local day; mornings and evenings are livelier, nights are not dead."""
    hour = dice.choice([1, 2, 3, 8, 12, 20, 20, 20, 20, 20, 21, 21, 21, 22])
    minute = dice.choice([0, 0, 0, 1, 1, 2, 2, 3, 5, 13, 50])
    clock = time(hour, minute, dice.randrange(60))
    return int(datetime.combine(FIRST + timedelta(days=day), clock, ZONE).timestamp())


def _act(dice: random.Random, event: Event, recent: list[Event]) -> Event:
    what = dice.choice(["message"] * 12 + ["reaction"] * 4 + ["press", "vote"])
    others = [each for each in recent if each.who != event.who]
    if what == "reaction" and not others:
        what = "message"
    if what == "reaction":
        return event._replace(what=what, to=dice.choice(others).number)
    if what != "message":
        return event._replace(what=what)
    event = event._replace(what=what, topic=dice.choice(TOPICS))
    if others and dice.random() < 0.35:
        target = dice.choice(others)
        event = event._replace(to=target.number, topic=target.topic)
    kind = dice.choice(["asks", "asks", "media", "plain", "plain", "plain"])
    return event._replace(asks=kind == "asks", media=kind == "media")


def telling(story: list[Event]) -> Iterator[list[Update]]:
    """Yield the updates that tell a story, those of one moment together, with noise that is no act."""
    for place, event in enumerate(story):
        yield [_update(event), *_noise(event, place)]


def _update(event: Event) -> Update:
    match event.what:
        case "join":
            return u.joined(event.number, event.who, event.at)
        case "leave":
            return u.left(event.number, event.who, event.at)
        case "reaction":
            assert event.to is not None
            return u.reaction(event.number, event.to, event.who, event.at)
        case "press":
            return u.pressed(event.number, event.who)
        case "vote":
            return u.voted(event.number, event.who)
    return _message(event)


def _message(event: Event) -> Update:
    more: dict[str, object] = {"text": "When does it start?" if event.asks else "Nice."}
    if event.media:
        more = {"text": None, "photo": [{}]}
        if event.number % 3 == 0:
            more["media_group_id"] = f"album {event.number}"
    if event.topic:
        more |= {"message_thread_id": event.topic, "is_topic_message": True}
    if event.to is None:
        return u.message(event.number, event.who, event.at, **more)
    return u.reply(event.number, event.to, event.who, event.at, **more)


def _noise(event: Event, place: int) -> list[Update]:
    """Return what happens at once beside some events, and is nobody's act."""
    number, at = event.number + 1, event.at
    if event.what != "message":
        return []
    match place % 7:
        case 0:
            return [u.reply(number, event.number, 900, at, **{"from": BOT})]
        case 1:
            return [u.reply(number, event.number, 901, at, sender_chat=u.group())]
        case 2:
            return [u.edited(event.number + 2, event.number, event.who, at + 1)]
        case 3 if event.media and event.number % 3 == 0:
            more = {"text": None, "photo": [{}], "media_group_id": f"album {event.number}"}
            return [u.message(number, event.who, at, **more)]
        case 4:
            return [u.message(number, 902, at, text=None, new_chat_title="Fans!")]
        case 5:
            # Telegram delivers some things twice.
            return [_message(event)]
    return []
