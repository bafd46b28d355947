"""The stories' verbs as JSON, for those outside the process: one object is one line of a story.

`{"as": "Bob", "do": "says", "text": "hi", "in_": "Fans"}`; `{"at": "Fans", "do": "migrates"}`;
`{"do": "person", "first_name": "Eve"}`. People, places and bots ("@renao_bot") are named or numbered;
a message is `[chat id, message id]`, or `["Fans", "last"]`; a topic is its name; a link its address or name.
"""

from collections.abc import Callable
from typing import Any, get_args, get_type_hints

from bot.sandbox.model.bots import Bot, Press
from bot.sandbox.model.chats import Boost, Message, Topic
from bot.sandbox.model.invites import InviteLink
from bot.sandbox.script.actor import Actor
from bot.sandbox.script.people import Person
from bot.sandbox.script.places import Impossible, Place
from bot.sandbox.script.world import World

Line = dict[str, Any]

_PERSON_VERBS = """
says sends sends_album forwards starts_poll votes edits deletes reacts presses
pins unpins starts joins asks_to_join leaves boosts blocks unblocks is_called
deletes_account adds promotes demotes hides kicks forgives restricts makes_link lets_in
turns_away opens_topic
"""
PERSON_VERBS = frozenset(_PERSON_VERBS.split())
PLACE_VERBS = frozenset(
    ("renames", "permits", "links", "migrates", "dissolves", "closes_topic", "renames_topic")
)
WORLD_VERBS = frozenset(("person", "group", "supergroup", "channel", "add_member"))
# What a verb takes any number of stands under this name in a line.
MANY = {"reacts": "emoji", "votes": "choices", "deletes": "messages"}


def perform(world: World, line: Line) -> Any:
    """Carry out one line. Returns ids of what it made. Raises Impossible with a sentence."""
    rest = {name: value for name, value in line.items() if name not in ("as", "at", "do")}
    verb = str(line.get("do", ""))
    subject, verbs = _subject(world, line)
    if verb not in verbs:
        raise Impossible(f"no such verb here: {verb!r}; there are {', '.join(sorted(verbs))}")
    function = getattr(subject, verb)
    many = rest.pop(MANY[verb], []) if verb in MANY else []
    try:
        given = _resolved(world, function, rest)
        if verb in MANY:
            # What comes before any number of things must come by place as well.
            return _shown(function(*given.values(), *_several(world, verb, many)))
        return _shown(function(**given))
    except (TypeError, ValueError, KeyError, AttributeError, AssertionError) as error:
        raise Impossible(f"{verb}: {error}") from error


def _subject(world: World, line: Line) -> tuple[Any, frozenset[str]]:
    if "as" in line:
        return find_person(world, line["as"]), PERSON_VERBS
    if "at" in line:
        return find_place(world, line["at"]), PLACE_VERBS
    return world, WORLD_VERBS


def _several(world: World, verb: str, many: Any) -> list[Any]:
    values = many if isinstance(many, list) else [many]
    return [find_message(world, one) for one in values] if verb == "deletes" else values


def _resolved(world: World, function: Callable[..., Any], given: Line) -> Line:
    """Return the arguments with names and numbers turned into what the verb wants."""
    hints = get_type_hints(function)
    return {name: _found(world, hints.get(name), value) for name, value in given.items()}


def _found(world: World, hint: Any, value: Any) -> Any:
    kinds = {hint, *get_args(hint)}
    if value is None:
        return None
    if Message in kinds:
        return find_message(world, value)
    if InviteLink in kinds:
        return _link(world, value)
    if Topic in kinds:
        return value
    if Bot in kinds and isinstance(value, str) and value.startswith("@"):
        return find_bot(world, value)
    if Place in kinds:
        return find_place(world, value)
    if kinds & {Actor, Person}:
        return find_person(world, value)
    if any(Actor in get_args(kind) for kind in kinds) and isinstance(value, list):
        return [find_person(world, one) for one in value]
    return value


def find_person(world: World, named: Any) -> Person:
    """Return somebody by id or first name."""
    for user in world.state.users.values():
        if not user.is_bot and (user.id == named or user.first_name == named):
            return Person(world.state, user)
    raise Impossible(f"there is nobody called {named!r}")


def find_place(world: World, named: Any) -> Place:
    """Return a group or channel by id or title."""
    for chat in reversed(world.state.chats.values()):
        if chat.id == named or chat.title == named:
            return Place(world.state, chat)
    raise Impossible(f"there is no place called {named!r}")


def find_bot(world: World, named: str) -> Bot:
    """Return a bot by its @name."""
    for bot in world.state.bots.values():
        if bot.username == named.removeprefix("@"):
            return bot
    raise Impossible(f"there is no bot called {named!r}")


def find_message(world: World, named: Any) -> Message:
    """Return a message by [place, id] or [place, "last"]; a person's id means the chat with the only bot."""
    if not isinstance(named, list) or len(named) != 2:
        raise Impossible('a message is [place, id], or [place, "last"]')
    place = _place_or_private(world, named[0])
    if named[1] == "last":
        return place.last
    message = place.chat.messages.get(named[1])
    if message is None:
        raise Impossible(f"there is no message {named[1]!r} in {place.chat!r}")
    return message


def _place_or_private(world: World, named: Any) -> Place:
    for (person_id, _), chat in world.state.private.items():
        if named in (person_id, world.state.users[person_id].first_name):
            return Place(world.state, chat)
    return find_place(world, named)


def _link(world: World, named: Any) -> InviteLink:
    for chat in world.state.chats.values():
        for link in chat.links.values():
            if named in (link.url, link.name):
                return link
    raise Impossible(f"there is no invite link {named!r}")


def _shown(made: Any) -> Any:
    match made:
        case Message():
            return {"chat_id": made.chat.id, "message_id": made.id}
        case Press() | Boost() | Topic() | Place() | Actor():
            return {"id": made.id}
        case InviteLink():
            return {"link": made.url}
        case list():
            return [_shown(one) for one in made]
    return None
