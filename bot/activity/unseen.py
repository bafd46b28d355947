"""What some messages of an export tell that the record does not have. Nothing is written here.

An export's keys are those of what Telegram sends, so that nothing is counted twice, however often it is taken
in or wherever that was broken off. Three rules keep the two apart where they have no key in common:

- A message that is recorded in any form is left as it is: live ones know more, such as albums and bots.
- Joins, leaves and reactions have keys of their own in an export, as have the messages of basic groups. They
  are left out where the same person did the same at that time already.
- What is younger than a day is left to Telegram, which may still be handing it over.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf

from bot.activity.days import COLUMN_OF
from bot.activity.desktop import WAYS_IN, Exported, Setting, message_of, reactions_of
from bot.activity.details import Detail, detail_of
from bot.activity.facts import Context, Fact, Key, Kind, hashed, of_message, of_reaction, people_of
from bot.activity.forms import ARRIVAL_NUMBER, IMPORTED
from bot.activity.members import MemberKey, Named
from bot.activity.numbering import Numbered, is_made_up
from bot.activity.received import BY_MEMBER, BY_NOBODY
from bot.activity.survey import Survey
from bot.activity.twins import already_seen
from bot.activity.wire import Update
from bot.clock import HOUR, Instant
from bot.storage import Tx
from bot.storage.bulk import select_given

OF_MESSAGES = (*BY_MEMBER, *BY_NOBODY)
# How far the time of a reaction may be from what the record has.
SLACK = int(2 * HOUR)
KINDS = ", ".join(str(int(kind)) for kind in OF_MESSAGES)
THERE = f"""
    SELECT facts.ref FROM given CROSS JOIN facts
     WHERE facts.chat_id = given.chat_id AND facts.ref = given.ref AND facts.kind IN ({KINDS})
"""  # noqa: S608 - no data in it
TOPICS = f"""
    SELECT facts.ref, facts.topic_id FROM given CROSS JOIN facts
     WHERE facts.chat_id = given.chat_id AND facts.ref = given.ref AND facts.kind IN ({KINDS})
       AND facts.topic_id IS NOT NULL
"""  # noqa: S608 - no data in it


@dataclass(frozen=True)
class Home:
    """Where an exported chat's record is: under its own id, or, with numbers negated, under its supergroup's.

    Of the export, what lies from `since` to before `until` is taken; the record has seen for itself from
    `live_from` on. What questions say is kept from `texts_from` on. `bots` are those that are known.
    """

    chat_id: int
    moved: bool = False
    since: Instant = 0
    until: Instant = inf
    live_from: Instant = inf
    texts_from: Instant = -inf
    bots: frozenset[int] = frozenset()

    def kept(self, number: int) -> int:
        """Return the number under which the record has what the export numbers so."""
        return -number if self.moved else number

    def carried(self, fact: Fact) -> Fact:
        """Return a fact of an export as it stands here."""
        fact = fact._replace(form=fact.form | IMPORTED)
        if not self.moved:
            return fact
        about = None if fact.about is None else -fact.about
        return fact._replace(chat_id=self.chat_id, ref=-fact.ref, about=about)


@dataclass(frozen=True)
class Told:
    """What one exported message says: an update, and its facts as they would stand in the record."""

    update: Update
    facts: list[Fact]
    details: dict[Key, Detail]


@dataclass
class Unseen:
    """What is new in some messages of an export: how many of them, and what they tell, for `record.keep`.

    `too_young` messages are left to Telegram for another day, `too_old` ones are of days whose facts have
    been forgotten.
    """

    messages: int = 0
    too_young: int = 0
    too_old: int = 0
    facts: list[Fact] = field(default_factory=list)
    details: dict[Key, Detail] = field(default_factory=dict)
    names: dict[MemberKey, Named] = field(default_factory=dict)

    def add(self, home: Home, told: Told, facts: Sequence[Fact]) -> None:
        """Add what one message tells, as far as it is new."""
        self.messages += told.update.message is not None
        self.facts.extend(facts)
        self.details.update(told.details)
        members = {fact.user_id for fact in facts if fact.kind in COLUMN_OF}
        for person in people_of(told.update):
            if person.id in members:
                # Whatever the record calls somebody is newer, or tells first and last name apart.
                self.names[home.chat_id, person.id] = Named(person, 0)


async def unseen(tx: Tx, home: Home, found: Survey, albums: Sequence[Sequence[Numbered]]) -> Unseen:
    """Return what is new in some messages, those of an album together."""
    new = Unseen()
    there = await _there(tx, home, albums)
    topics = await _topics(tx, home, found, albums)
    told: list[list[Told]] = []
    for album in albums:
        known = any(home.kept(each.number) in there for each in album)
        at = album[0].told.at
        new.too_young += len(album) * (at >= home.until and not known)
        new.too_old += len(album) * (at < home.since and not known)
        for each in album:
            topics[each.number] = _topic_of(each, topics, found)
        placed = [(each.told, _setting(each, home, found, topics)) for each in album]
        if not known:
            told.append([_of_message(home, *each) for each in placed])
        told += ([each] for one in placed for each in _of_reactions(home, *one))
    await _sift(tx, home, told, new)
    return new


async def _there(tx: Tx, home: Home, albums: Iterable[Iterable[Numbered]]) -> set[int]:
    """Return the numbers of those messages that are recorded, in whatever form."""
    asked = [(home.chat_id, home.kept(each.number)) for album in albums for each in album]
    return {row[0] for row in await select_given(tx, THERE, ("chat_id", "ref"), asked)}


async def _topics(
    tx: Tx, home: Home, found: Survey, albums: Iterable[Iterable[Numbered]]
) -> dict[int, int | None]:
    """Return the topics of those messages that are answered and recorded, by their exported numbers."""
    if not found.topics:
        return {}
    asked = {home.kept(each.replied) for album in albums for each in album if each.replied}
    given = [(home.chat_id, number) for number in sorted(asked)]
    rows = await select_given(tx, TOPICS, ("chat_id", "ref"), given)
    return {home.kept(row[0]): row[1] for row in rows}


def _topic_of(each: Numbered, topics: Mapping[int, int | None], found: Survey) -> int | None:
    """Return the topic that a message stands in: that of the one it answers, or which it begins. Pure."""
    if each.told.action == "topic_created":
        return each.number
    if each.replied is None:
        return None
    return each.replied if each.replied in found.topics else topics.get(each.replied)


def _setting(
    each: Numbered, home: Home, found: Survey, topics: Mapping[int, int | None]
) -> Setting:
    topic = topics[each.number]
    return Setting(found.chat, each.number, each.replied, topic, each.album, home.bots)


def _of_message(home: Home, told: Exported, setting: Setting) -> Told:
    """Return what a message says, by the rules for a message that a bot gets."""
    message = message_of(told, setting)
    update = Update(update_id=0, message=message)
    context = Context(0, unprivileged={message.chat.id})
    way = ARRIVAL_NUMBER.get(WAYS_IN.get(told.action, ""), 0)
    facts: list[Fact] = []
    details: dict[Key, Detail] = {}
    for fact in of_message(message, context):
        kept = home.carried(fact)
        facts.append(kept._replace(form=kept.form | way) if fact.kind is Kind.JOINED else kept)
        if (detail := detail_of(fact, update)) is not None:
            if fact.at < home.texts_from:
                detail = detail._replace(text=None)
            if detail.message_id is not None:
                detail = detail._replace(message_id=home.kept(detail.message_id))
            details[kept.key] = detail
    return Told(update, facts, details)


def _of_reactions(home: Home, told: Exported, setting: Setting) -> Iterator[Told]:
    """Return what those did who are known to have reacted to a message."""
    for reaction in reactions_of(told, setting):
        assert reaction.user is not None
        number = hashed(f"reaction:{setting.number}:{reaction.user.id}")
        facts = [home.carried(fact) for fact in of_reaction(number, reaction)]
        yield Told(Update(update_id=number, message_reaction=reaction), facts, {})


async def _sift(tx: Tx, home: Home, told: Iterable[Sequence[Told]], new: Unseen) -> None:
    """Add what lies in the time that is taken and was not seen already; an album goes or stays whole."""
    young = [
        each
        for each in told
        if all(home.since <= fact.at < home.until for one in each for fact in one.facts)
    ]
    doubtful = [
        fact
        for each in young
        for one in each
        for fact in one.facts
        if fact.at >= home.live_from - SLACK and _has_no_shared_key(fact)
    ]
    twins = await already_seen(tx, doubtful)
    for each in young:
        # Of a message that was seen under another number nothing else is left.
        if any(
            fact.kind in OF_MESSAGES and fact.key in twins for one in each for fact in one.facts
        ):
            continue
        for one in each:
            new.add(home, one, [fact for fact in one.facts if fact.key not in twins])


def _has_no_shared_key(fact: Fact) -> bool:
    """Say whether what Telegram sends has the same fact under another key. Pure."""
    return fact.kind in (Kind.JOINED, Kind.LEFT, Kind.REACTION) or is_made_up(fact.ref)
