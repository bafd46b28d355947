"""The form of a fact, in bits that are stored: what a message holds, whether it asks, how one came in. Pure.

The lowest six bits are a place in one of the lists below, from 1 on; 0 stands for none of them. Which list it
is follows from the kind of the fact. Add to the lists only at the end, and never give a bit a new meaning.
"""

from collections.abc import Iterable, Mapping

CONTENT_BITS = 63
FORWARDED = 64
QUESTION = 128
IMPORTED = 256
# Of a reaction: somebody's reaction to that message was there before, or is there still.
CHANGED = 512

# What a message can say. A live photo comes as a photo too, a venue as a location, an animation as a
# document: the first counts.
CONTENT = (
    "text",
    "live_photo",
    "photo",
    "sticker",
    "animation",
    "video",
    "voice",
    "video_note",
    "audio",
    "document",
    "poll",
    "venue",
    "location",
    "contact",
    "dice",
    "story",
    "game",
    "paid_media",
    "checklist",
    "giveaway",
    "giveaway_winners",
    "invoice",
)
# What Telegram itself writes into a chat.
SERVICES = (
    "new_chat_members",
    "left_chat_member",
    "pinned_message",
    "new_chat_title",
    "new_chat_photo",
    "delete_chat_photo",
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_closed",
    "forum_topic_reopened",
    "general_forum_topic_hidden",
    "general_forum_topic_unhidden",
    "boost_added",
    "video_chat_started",
    "video_chat_ended",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
)
REACTIONS = ("emoji", "custom_emoji", "paid")
ARRIVALS = ("link", "request", "folder", "added")
DEPARTURES = ("removed",)
BOOSTS = ("premium", "gift_code", "giveaway")


def numbered(names: Iterable[str]) -> Mapping[str, int]:
    """Return the number of each name, from 1 on."""
    return {name: number for number, name in enumerate(names, 1)}


CONTENT_NUMBER = numbered(CONTENT)
SERVICE_NUMBER = numbered(SERVICES)
REACTION_NUMBER = numbered(REACTIONS)
ARRIVAL_NUMBER = numbered(ARRIVALS)
DEPARTURE_NUMBER = numbered(DEPARTURES)
BOOST_NUMBER = numbered(BOOSTS)

# What is looked at or listened to. Polls, places, contacts, dice and games are none.
MEDIA = frozenset(
    CONTENT_NUMBER[name]
    for name in (
        "live_photo",
        "photo",
        "sticker",
        "animation",
        "video",
        "voice",
        "video_note",
        "audio",
        "document",
        "story",
        "paid_media",
    )
)


def is_media(form: int) -> bool:
    """Say whether a message of that form is a picture, a film, a sound, a sticker or a file."""
    return form & CONTENT_BITS in MEDIA
