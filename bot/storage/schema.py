"""Every table on one page, keyed by chat first; above each, the only room that writes it.

Times are Unix seconds; a column called `day` counts days since 1970-01-01 in the group's own zone.
"""

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def number(name: str, *, key: bool = False, default: int | None = None) -> sa.Column[int]:
    """Declare a column for ids and counts (64 bits) that is always filled."""
    server_default = None if default is None else sa.text(str(default))
    return sa.Column(
        name,
        sa.BigInteger,
        primary_key=key,
        autoincrement=False,
        nullable=False,
        server_default=server_default,
    )


def maybe_number(name: str) -> sa.Column[int]:
    """Declare a column for ids and counts that may be empty."""
    return sa.Column(name, sa.BigInteger, nullable=True)


def person(name: str, *, key: bool = False) -> sa.Column[int]:
    """Declare a column that holds a person's id (or, of a private chat, the chat's, which is the same)."""
    return sa.Column(
        name,
        sa.BigInteger,
        primary_key=key,
        autoincrement=False,
        nullable=False,
        info={"person": True},
    )


def maybe_person(name: str) -> sa.Column[int]:
    """Declare a column that holds a person's id, or nobody's."""
    return sa.Column(name, sa.BigInteger, nullable=True, info={"person": True})


def serial(name: str) -> sa.Column[int]:
    """Declare a primary key that the database counts up."""
    wide = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    return sa.Column(name, wide, primary_key=True, autoincrement=True)


def instant(name: str) -> sa.Column[float]:
    """Declare a moment, in Unix seconds."""
    return sa.Column(name, sa.Double, nullable=False)


def maybe_instant(name: str) -> sa.Column[float]:
    """Declare a moment that may not have come."""
    return sa.Column(name, sa.Double, nullable=True)


def text(name: str, *, key: bool = False, default: str | None = None) -> sa.Column[str]:
    """Declare a text that is always there."""
    return sa.Column(name, sa.Text, primary_key=key, nullable=False, server_default=default)


def maybe_text(name: str) -> sa.Column[str]:
    """Declare a text that may be absent."""
    return sa.Column(name, sa.Text, nullable=True)


def flag(name: str) -> sa.Column[bool]:
    """Declare a yes or no, no by default."""
    return sa.Column(name, sa.Boolean, nullable=False, server_default=sa.false())


def table(name: str, *parts: sa.schema.SchemaItem) -> sa.Table:
    """Declare a table; on SQLite its primary key is the tree that it lives in."""
    return sa.Table(name, metadata, *parts, sqlite_with_rowid=False)


def counted(name: str, *parts: sa.schema.SchemaItem) -> sa.Table:
    """Declare a table whose first column is a serial."""
    return sa.Table(name, metadata, *parts, sqlite_autoincrement=True)


# ── inbox ────────────────────────────────────────────────────────────────────────────────────────

seen_updates = table("seen_updates", number("update_id", key=True), instant("at"))

# Updates that a handler wants and has not finished with. `state`: pending, dead.
updates = table(
    "updates",
    number("update_id", key=True),
    person("chat_id"),
    instant("received_at"),
    sa.Column("raw", sa.LargeBinary, nullable=False),
    number("attempts", default=0),
    instant("next_try"),
    text("state", default="pending"),
    maybe_text("error"),
    sa.Index("ix_updates_state_chat_id_update_id", "state", "chat_id", "update_id"),
)

# ── outbox ───────────────────────────────────────────────────────────────────────────────────────

# `state`: queued, sending, sent, uncertain, refused, dropped. `policy`: at_most_once, at_least_once.
# `kind`: text, photo, document, edit, delete; `target_id` is the message that is edited or deleted.
# `part_of` is the first row of a message that was split. `attempts` counts sends that nobody answered.
# What was said is forgotten once it is sent: `text`, `media` and `buttons` are then empty.
messages_out = counted(
    "messages_out",
    serial("id"),
    person("chat_id"),
    maybe_number("topic_id"),
    maybe_number("reply_to"),
    maybe_number("target_id"),
    text("kind", default="text"),
    maybe_text("text"),
    sa.Column("media", sa.JSON(none_as_null=True), nullable=True),
    sa.Column("buttons", sa.JSON(none_as_null=True), nullable=True),
    maybe_number("part_of"),
    flag("silent"),
    number("priority"),
    text("policy"),
    maybe_text("dedupe_key"),
    instant("due"),
    text("state", default="queued"),
    number("attempts", default=0),
    maybe_text("lease_by"),
    maybe_instant("lease_until"),
    maybe_number("message_id"),
    maybe_text("error"),
    instant("created_at"),
    maybe_instant("settled_at"),
    sa.Index("ux_messages_out_chat_id_dedupe_key", "chat_id", "dedupe_key", unique=True),
    # Whose turn it is can be told from this index alone.
    sa.Index("ix_messages_out_turn", "state", "priority", "id", "chat_id", "due"),
    sa.Index("ix_messages_out_state_due", "state", "due"),
    sa.Index("ix_messages_out_state_settled_at", "state", "settled_at"),
    sa.Index("ix_messages_out_chat_id_state", "chat_id", "state"),
)

# Chats that are not written to for a while (a flood halt) or until further notice (`until` empty).
silences = table(
    "silences",
    person("chat_id", key=True),
    maybe_instant("until"),
    text("reason"),
    sa.Index("ix_silences_until", "until"),
)

# What a button under a message means; Telegram only ever carries the token.
buttons = table(
    "buttons",
    text("token", key=True),
    person("chat_id"),
    maybe_person("made_for"),
    text("action"),
    sa.Column("data", sa.JSON, nullable=False),
    instant("expires_at"),
    maybe_instant("used_at"),
    sa.Index("ix_buttons_chat_id", "chat_id"),
    sa.Index("ix_buttons_expires_at", "expires_at"),
)

# ── activity ─────────────────────────────────────────────────────────────────────────────────────

# `status`: member, administrator, restricted, left, kicked, migrated; empty: not told yet.
chats = table(
    "chats",
    number("chat_id", key=True),
    text("kind"),
    text("title", default=""),
    maybe_text("username"),
    flag("is_forum"),
    text("status", default=""),
    maybe_instant("status_at"),
    sa.Column("rights", sa.JSON, nullable=True),
    text("zone"),
    # While days are counted anew in another zone: that zone, and the moment up to which that is done.
    maybe_text("next_zone"),
    maybe_instant("zoned_until"),
    text("language"),
    maybe_number("member_count"),
    maybe_number("migrated_to"),
    maybe_instant("joined_at"),
    maybe_instant("welcomed_at"),
    # Facts from before that moment have been forgotten; what they added up to has not.
    maybe_instant("facts_since"),
)

members = table(
    "members",
    number("chat_id", key=True),
    person("user_id", key=True),
    text("first_name", default=""),
    text("last_name", default=""),
    maybe_text("username"),
    maybe_instant("first_joined_at"),
    maybe_instant("joined_at"),
    maybe_instant("left_at"),
    maybe_instant("first_act"),
    maybe_instant("first_message_at"),
    maybe_instant("last_act"),
    # When the names were told: what is older changes them no more.
    maybe_instant("named_at"),
)

# One row an act or event. `ref` is the message id for messages (for an album, and for each person of a
# service message, a hash above all ids), the update id for the rest, and negative where the group had another
# id then. `kind` and the bits of `form` are listed in activity/facts.py.
facts = table(
    "facts",
    number("chat_id", key=True),
    number("ref", key=True),
    sa.Column("kind", sa.SmallInteger, primary_key=True, autoincrement=False, nullable=False),
    person("user_id"),
    number("at"),
    maybe_number("topic_id"),
    maybe_number("about"),
    number("form", default=0),
    sa.Index("ix_facts_chat_id_at", "chat_id", "at"),
)

# What each member did on a day in a topic. `topic_id` 0 stands for what was done outside any topic, and for
# what Telegram tells no topic of: reactions and votes. `messages` has the replies and the media in it.
member_days = table(
    "member_days",
    number("chat_id", key=True),
    number("day", key=True),
    person("user_id", key=True),
    number("topic_id", key=True),
    number("messages", default=0),
    number("replies", default=0),
    number("media", default=0),
    number("reactions", default=0),
    number("others", default=0),
)

# What a member's messages got on a day from other people: reactions and replies.
received_days = table(
    "received_days",
    number("chat_id", key=True),
    number("day", key=True),
    person("user_id", key=True),
    number("reactions", default=0),
    number("replies", default=0),
)

# Reactions and replies to messages whose author is not known yet: credited when the message comes in.
uncredited = table(
    "uncredited",
    number("chat_id", key=True),
    number("message_id", key=True),
    number("ref", key=True),
    sa.Column("kind", sa.SmallInteger, primary_key=True, autoincrement=False, nullable=False),
    person("user_id"),
    number("at"),
)

# `topic_id` 0 stands for messages outside any topic.
chat_days = table(
    "chat_days",
    number("chat_id", key=True),
    number("day", key=True),
    number("topic_id", key=True),
    number("messages", default=0),
    number("replies", default=0),
    number("media", default=0),
    number("questions", default=0),
    number("reactions", default=0),
    number("others", default=0),
    number("joined", default=0),
    number("left", default=0),
    number("imported", default=0),
)

# What happened in each local hour (0 to 23) of a day, for rhythms of the week.
chat_hours = table(
    "chat_hours",
    number("chat_id", key=True),
    number("day", key=True),
    number("hour", key=True),
    number("messages", default=0),
    number("acts", default=0),
)

# Who came and went, when, let in by whom, through which link. `ref` is the fact's.
moves = table(
    "moves",
    number("chat_id", key=True),
    number("ref", key=True),
    person("user_id"),
    number("at"),
    flag("joined"),
    maybe_person("inviter_id"),
    maybe_text("link"),
    sa.Index("ix_moves_chat_id_at", "chat_id", "at"),
    sa.Index("ix_moves_chat_id_user_id", "chat_id", "user_id"),
)

# Messages that somebody should respond to: questions, and the first message of each member. `text` is
# kept for questions only, and not for ever. `response_id` is the first response as known so far, a reply or
# (`in_line`) a message that follows; `closed` ones are looked at no more.
awaited = table(
    "awaited",
    number("chat_id", key=True),
    number("message_id", key=True),
    number("topic_id", default=0),
    person("user_id"),
    number("at"),
    flag("is_question"),
    flag("is_first"),
    maybe_text("text"),
    maybe_number("response_id"),
    maybe_number("response_at"),
    maybe_person("response_by"),
    flag("in_line"),
    flag("closed"),
    sa.Index("ix_awaited_chat_id_at", "chat_id", "at"),
    sa.Index("ix_awaited_closed_chat_id", "closed", "chat_id"),
)

# How many reactions a message has where Telegram tells no names: the last count that was heard.
reaction_counts = table(
    "reaction_counts",
    number("chat_id", key=True),
    number("message_id", key=True),
    number("count"),
    number("at"),
)

# The zone that was asked for last, as long as days are counted anew, and where to say that it is done.
zone_wishes = table(
    "zone_wishes",
    number("chat_id", key=True),
    text("zone"),
    person("answer_to"),
    maybe_number("topic_id"),
    text("language"),
    instant("at"),
)

# Renao's standing in a chat from a moment on: what it could see then. `status` is Telegram's.
standings = table(
    "standings",
    number("chat_id", key=True),
    sa.Column("since", sa.Double, primary_key=True, autoincrement=False, nullable=False),
    text("status"),
    flag("reads_all"),
)

# Days whose rows are to be counted anew from the facts.
stale_days = table("stale_days", number("chat_id", key=True), number("day", key=True))

# Exports of Telegram Desktop that were taken in: what they reached from and to, and how much was new.
imports = counted(
    "imports",
    serial("import_id"),
    number("chat_id"),
    instant("at"),
    number("first_at"),
    number("last_at"),
    number("facts"),
    sa.Index("ix_imports_chat_id", "chat_id"),
)

# Where the polls that Renao posted stand: a vote names its poll alone.
polls = table("polls", text("poll_id", key=True), number("chat_id"), number("message_id"))

# By how much, of 1, a day's stored rows were off when they were last recounted.
recounts = table(
    "recounts",
    number("chat_id", key=True),
    number("day", key=True),
    sa.Column("error", sa.Double, nullable=False),
    instant("at"),
)

# Stretches of time in which the intake was up.
recordings = table(
    "recordings", instant("started"), instant("until"), sa.PrimaryKeyConstraint("started")
)

# ── faq ──────────────────────────────────────────────────────────────────────────────────────────

faq_entries = counted(
    "faq_entries",
    serial("entry_id"),
    number("chat_id"),
    text("name"),
    person("created_by"),
    instant("created_at"),
    sa.Index("ux_faq_entries_chat_id_name", "chat_id", "name", unique=True),
)

faq_phrasings = table(
    "faq_phrasings",
    number("chat_id", key=True),
    number("entry_id", key=True),
    number("position", key=True),
    text("text"),
)

faq_answers = table(
    "faq_answers",
    number("chat_id", key=True),
    number("entry_id", key=True),
    text("language", key=True),
    text("text"),
)

# Counts the changes to a group's entries, so that every process knows when to read them again.
faq_versions = table("faq_versions", number("chat_id", key=True), number("version"))

# `message_id` is the question's, negative where the group had another id then.
faq_served = table(
    "faq_served",
    number("chat_id", key=True),
    number("message_id", key=True),
    maybe_number("topic_id"),
    number("entry_id"),
    person("user_id"),
    instant("at"),
    sa.Index("ix_faq_served_chat_id_at", "chat_id", "at"),
)

# ── prompts ──────────────────────────────────────────────────────────────────────────────────────

# `rhythm`: moment (at the instant `moment`, whatever the zone), once (on `on_day`), daily, weekly.
# `local_time` is "HH:MM:SS"; `weekdays` is a set of bits, Monday the lowest. `state`: active, paused, done.
schedules = counted(
    "schedules",
    serial("schedule_id"),
    number("chat_id"),
    maybe_number("topic_id"),
    text("text"),
    text("rhythm"),
    text("zone"),
    maybe_instant("moment"),
    maybe_number("on_day"),
    text("local_time"),
    number("weekdays", default=0),
    text("state", default="active"),
    person("created_by"),
    instant("created_at"),
    maybe_instant("next_due"),
    sa.Index("ix_schedules_state_next_due", "state", "next_due"),
    sa.Index("ix_schedules_chat_id", "chat_id"),
)

# `state`: posted, missed. What became of a posted one is its outbox row's to say.
runs = table(
    "runs",
    number("chat_id", key=True),
    number("schedule_id", key=True),
    sa.Column("due", sa.Double, primary_key=True, autoincrement=False, nullable=False),
    text("state"),
    maybe_number("message_out_id"),
    instant("at"),
)

# ── people ───────────────────────────────────────────────────────────────────────────────────────

# Whom the owner or a group administrator made an operator of a group.
operators = table(
    "operators",
    number("chat_id", key=True),
    person("user_id", key=True),
    person("granted_by"),
    instant("granted_at"),
)

# Telegram's administrators as last told, so that not every command asks Telegram.
administrators = table(
    "administrators",
    number("chat_id", key=True),
    person("user_id", key=True),
    flag("is_admin"),
    instant("checked_at"),
)

# What a person chose for herself, and whether she may be written to.
preferences = table(
    "preferences",
    person("user_id", key=True),
    maybe_text("language"),
    maybe_number("chosen_chat"),
    maybe_instant("started_at"),
)

# Who does not want to stand in a group's public lists.
unlisted = table("unlisted", number("chat_id", key=True), person("user_id", key=True))

# What people want done with all that is kept about them, until it is done. `kind`: forget (in that chat),
# mydata (a file of it, into that private chat).
wishes = table(
    "wishes",
    number("chat_id", key=True),
    person("user_id", key=True),
    text("kind", key=True),
    text("language"),
    instant("at"),
)

# Privileged acts, done or refused. `outcome`: done, refused.
audit = counted(
    "audit",
    serial("id"),
    number("chat_id"),
    instant("at"),
    person("user_id"),
    text("name"),
    text("action"),
    text("outcome"),
    text("detail", default=""),
    sa.Index("ix_audit_chat_id_at", "chat_id", "at"),
)

# ── reports ──────────────────────────────────────────────────────────────────────────────────────

digest_readers = table(
    "digest_readers",
    number("chat_id", key=True),
    person("user_id", key=True),
    text("local_time"),
    number("last_day"),
)
