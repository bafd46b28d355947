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


def listing(name: str, default: str = "[]") -> sa.Column[object]:
    """Declare a column of JSON that is always there, an empty list (or `default`) to begin with."""
    return sa.Column(name, sa.JSON, nullable=False, server_default=sa.text(f"'{default}'"))


def maybe_json(name: str) -> sa.Column[object]:
    """Declare a column of JSON that may be absent."""
    return sa.Column(name, sa.JSON(none_as_null=True), nullable=True)


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
# `kind`: as in bot/outbox/draft.py; `target_id` is the message that is edited, deleted, pinned …, or
# `target_out` the row here that sent it. An album has several messages: all their ids are in `message_ids`.
# `part_of` is the first row of a message that was split. `attempts` counts sends that nobody answered.
# What was said is forgotten once it is sent: `text`, `media` and `buttons` are then empty.
messages_out = counted(
    "messages_out",
    serial("id"),
    person("chat_id"),
    maybe_number("topic_id"),
    maybe_number("reply_to"),
    maybe_number("target_id"),
    maybe_number("target_out"),
    text("kind", default="text"),
    maybe_text("text"),
    sa.Column("media", sa.JSON(none_as_null=True), nullable=True),
    sa.Column("buttons", sa.JSON(none_as_null=True), nullable=True),
    maybe_number("part_of"),
    flag("silent"),
    flag("despite_hold"),
    number("priority"),
    text("policy"),
    maybe_text("dedupe_key"),
    instant("due"),
    text("state", default="queued"),
    number("attempts", default=0),
    maybe_text("lease_by"),
    maybe_instant("lease_until"),
    maybe_number("message_id"),
    maybe_json("message_ids"),
    maybe_text("error"),
    instant("created_at"),
    maybe_instant("settled_at"),
    sa.Index("ux_messages_out_chat_id_dedupe_key", "chat_id", "dedupe_key", unique=True),
    # Whose turn it is can be told from this index alone.
    sa.Index(
        "ix_messages_out_turn",
        "state",
        "priority",
        "id",
        "chat_id",
        "due",
        "despite_hold",
        "target_out",
    ),
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

# Groups whose messages all wait, because an operator said so.
holds = table("holds", number("chat_id", key=True), person("held_by"), instant("since"))

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

# An entry belongs to the group `chat_id` that it was written for, and answers in each of its `faq_places`.
# `everywhere`: also in whatever groups its writer comes to run. `links`: [label, address] each;
# `follow_ups`: ids of entries; `tags`: words. `media`: {"kind", "file"}, a file that Telegram keeps.
# `author_id`: in whose words the answer is, if not the writer's.
faq_entries = counted(
    "faq_entries",
    serial("entry_id"),
    number("chat_id"),
    text("name"),
    listing("tags"),
    listing("links"),
    listing("follow_ups"),
    maybe_json("media"),
    maybe_instant("active_from"),
    maybe_instant("active_until"),
    flag("everywhere"),
    person("created_by"),
    maybe_person("author_id"),
    instant("created_at"),
    maybe_instant("changed_at"),
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

# Where an entry answers: in the whole group, or in one topic. `home_id` is the group it belongs to. `is_out`:
# not there, by the word of that group's own operators.
faq_places = table(
    "faq_places",
    number("chat_id", key=True),
    number("entry_id", key=True),
    number("home_id"),
    maybe_number("topic_id"),
    flag("is_out"),
    sa.Index("ix_faq_places_home_id_entry_id", "home_id", "entry_id"),
)

# Entries that were removed a moment ago, whole, until nobody can want them back.
faq_removed = table(
    "faq_removed",
    number("chat_id", key=True),
    number("entry_id", key=True),
    sa.Column("entry", sa.JSON, nullable=False),
    person("removed_by"),
    instant("at"),
)

# Questions of this group that an entry does not answer, by the word of who asked or of an operator
# (`kept`: longer than questions are kept otherwise).
faq_negatives = counted(
    "faq_negatives",
    serial("negative_id"),
    number("chat_id"),
    number("entry_id"),
    text("text"),
    person("said_by"),
    flag("kept"),
    instant("at"),
    sa.Index("ix_faq_negatives_chat_id_entry_id", "chat_id", "entry_id"),
)

# Counts the changes to a group's entries, so that every process knows when to read them again.
faq_versions = table("faq_versions", number("chat_id", key=True), number("version"))

# Facts that answers name: one change here changes all of them.
faq_facts = table(
    "faq_facts",
    number("chat_id", key=True),
    text("name", key=True),
    text("text"),
    person("changed_by"),
    instant("at"),
)

# What a group chose, where it chose otherwise than Renao does by itself. Times in seconds.
# `eagerness`: cautious, normal, eager.
faq_settings = table(
    "faq_settings",
    number("chat_id", key=True),
    maybe_text("eagerness"),
    maybe_number("suggest_after"),
    maybe_number("repeat_after"),
    maybe_number("repeat_messages"),
    maybe_number("remove_after"),
    maybe_instant("quiet_until"),
)

# `message_id` is the question's, negative where the group had another id then. `outcome`: answered,
# offered (as one of a few buttons), chosen (by pressing one). `text` is kept as long as questions are.
# `human_at`: when a person answered all the same.
faq_served = table(
    "faq_served",
    number("chat_id", key=True),
    number("message_id", key=True),
    maybe_number("topic_id"),
    number("entry_id"),
    person("user_id"),
    text("outcome", default="answered"),
    sa.Column("score", sa.Double, nullable=True),
    maybe_text("text"),
    maybe_number("message_out_id"),
    maybe_instant("human_at"),
    instant("at"),
    sa.Index("ix_faq_served_chat_id_at", "chat_id", "at"),
    sa.Index("ix_faq_served_chat_id_entry_id_at", "chat_id", "entry_id", "at"),
)

# What people said of an answer: one vote each. `entry_id`: what it was then.
faq_votes = table(
    "faq_votes",
    number("chat_id", key=True),
    number("message_id", key=True),
    person("user_id", key=True),
    maybe_number("entry_id"),
    flag("is_good"),
    instant("at"),
)

# Questions with a few likely answers that are offered at `due` unless a person answers first.
# `candidates`: [entry id, score] each.
faq_held = table(
    "faq_held",
    number("chat_id", key=True),
    number("message_id", key=True),
    maybe_number("topic_id"),
    person("user_id"),
    text("language"),
    text("text"),
    sa.Column("candidates", sa.JSON, nullable=False),
    instant("due"),
    sa.Index("ix_faq_held_due", "due"),
)

# How near the messages of a day came to the entries: counts by hundredths of the score, no texts.
faq_scores = table(
    "faq_scores",
    number("chat_id", key=True),
    number("day", key=True),
    number("hundredth", key=True),
    number("count"),
)

# Entries that might be written: a question that a person answered (`reason`: answered), or one that is
# asked again and again (often). `state`: open, taken, dismissed. `questions`: the ids of the messages.
faq_proposals = counted(
    "faq_proposals",
    serial("proposal_id"),
    number("chat_id"),
    text("reason"),
    listing("questions"),
    listing("phrasings"),
    maybe_text("answer"),
    maybe_number("answer_message_id"),
    maybe_person("author_id"),
    text("state", default="open"),
    instant("at"),
    maybe_instant("told_at"),
    sa.Index("ix_faq_proposals_chat_id_state", "chat_id", "state"),
)

# Who does not want to be told of proposals.
faq_untold = table("faq_untold", number("chat_id", key=True), person("user_id", key=True))

# Questions that an operator wants to see no more among the unanswered.
faq_dismissed = table(
    "faq_dismissed", number("chat_id", key=True), number("message_id", key=True), instant("at")
)

# ── prompts ──────────────────────────────────────────────────────────────────────────────────────

# `rule`: when, as bot/prompts/rule.py writes it. `variants`, `options`: what and how, as
# bot/prompts/prompt.py does. `state`: waiting (for an operator's yes), active, paused, done. `approved_by`:
# who planned it or said yes, of those who need no yes themselves.
schedules = counted(
    "schedules",
    serial("schedule_id"),
    number("chat_id"),
    text("name", default=""),
    listing("rule", "{}"),
    listing("variants"),
    listing("options", "{}"),
    text("state", default="active"),
    person("created_by"),
    instant("created_at"),
    maybe_person("approved_by"),
    sa.Index("ix_schedules_chat_id", "chat_id"),
)

# Where a prompt is posted, and when next, by the clock of that group. `topic_id` 0 stands for outside any
# topic; `home_id` is the group that the prompt belongs to. `posted`: how often it has been posted there.
# `skip_due`: the one time that is left out. `slot`: the time of day that is tried for `next_due`, "HH:MM:SS".
prompt_places = table(
    "prompt_places",
    number("chat_id", key=True),
    number("schedule_id", key=True),
    number("topic_id", key=True),
    number("home_id"),
    maybe_instant("next_due"),
    maybe_instant("skip_due"),
    maybe_text("slot"),
    number("posted", default=0),
    sa.Index("ix_prompt_places_home_id_schedule_id", "home_id", "schedule_id"),
    sa.Index("ix_prompt_places_next_due", "next_due"),
)

# `state`: waiting (until it is quiet), posted, control (nothing, on purpose), skipped, missed; `reason`
# says why. Whether a posted one arrived is its outbox row's to say; once it has, `sent_at` and `message_ids`
# say so (several of an album or a long text). `look_at`: when to look again whether it is quiet. `variant`:
# its place among the schedule's; `variant_key`: which it was, whatever stands in that place now. `results`:
# its figures (bot/prompts/effects.py), once its window is over; `measure_at`: when to count them (again).
runs = table(
    "runs",
    number("chat_id", key=True),
    number("schedule_id", key=True),
    number("topic_id", key=True),
    sa.Column("due", sa.Double, primary_key=True, autoincrement=False, nullable=False),
    text("state"),
    maybe_text("reason"),
    maybe_number("variant"),
    maybe_number("message_out_id"),
    maybe_json("message_ids"),
    maybe_instant("sent_at"),
    maybe_instant("look_at"),
    maybe_json("results"),
    instant("at"),
    maybe_text("variant_key"),
    maybe_instant("measure_at"),
    sa.Index("ix_runs_chat_id_at", "chat_id", "at"),
    sa.Index("ix_runs_chat_id_message_out_id", "chat_id", "message_out_id"),
    sa.Index("ix_runs_measure_at", "measure_at"),
    sa.Index("ix_runs_state_look_at", "state", "look_at"),
)

# Variants that failed again and again and are posted no more; `note`: why (bot/prompts/retiring.py), as JSON.
retired_variants = table(
    "retired_variants",
    number("chat_id", key=True),
    number("schedule_id", key=True),
    number("variant", key=True),
    text("note"),
    instant("at"),
)

# What a group chose for all its prompts. `blackout`: "HH:MM-HH:MM"; `holidays`: days as numbers.
prompt_settings = table(
    "prompt_settings",
    number("chat_id", key=True),
    flag("needs_approval"),
    maybe_number("most_a_day"),
    maybe_number("control_every"),
    maybe_text("blackout"),
    listing("holidays"),
)

# ── people ───────────────────────────────────────────────────────────────────────────────────────

# Whom the owner or a group administrator gave a role in a group. `role`: operator, planner.
operators = table(
    "operators",
    number("chat_id", key=True),
    person("user_id", key=True),
    text("role", default="operator"),
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

# What a person is filling in, step by step, in her private chat. `data` is what she has said so far.
forms = table(
    "forms",
    person("user_id", key=True),
    number("chat_id"),
    text("kind"),
    sa.Column("data", sa.JSON, nullable=False),
    instant("at"),
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

# Who reads the reports of a group, and where: her private chat (`place` is then `user_id`), or another group,
# in a topic of it or in none (0). `zone`: by whose clock `local_time` is meant, the group's if empty.
# `last_day`, …: with which day the period ended that was sent last; empty for what she does not want.
digest_readers = table(
    "digest_readers",
    number("chat_id", key=True),
    person("user_id", key=True),
    person("place", key=True),
    number("topic", key=True),
    text("local_time"),
    maybe_text("zone"),
    maybe_number("last_day"),
    maybe_number("last_week"),
    maybe_number("last_month"),
)

# What was last alerted about, of each kind, in a group (0: the house itself), and when: `about` is what it
# was then.
alerts_sent = table(
    "alerts_sent",
    number("chat_id", key=True),
    text("kind", key=True),
    text("about"),
    instant("at"),
)

# Which kinds of alerts are not wanted in a private chat or a group, about a group.
alerts_off = table(
    "alerts_off",
    number("chat_id", key=True),
    person("place", key=True),
    text("kind", key=True),
)
