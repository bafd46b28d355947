"""What answers are filled in with: the facts that a group wrote down by name, and who asks where and when.

`/fact signup_url https://…`: one change, and every answer that shows it says so.
"""

import re

import sqlalchemy as sa

from bot.activity.chats import Chat
from bot.clock import Instant, local
from bot.faq.answers import VARIABLES
from bot.storage import Tx
from bot.storage.schema import faq_facts
from bot.storage.upsert import insert
from bot.texts import Datum, Refused

MOST = 100
LONGEST = 500
NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")
# What means something else in a template.
RESERVED = VARIABLES | {
    *("and", "or", "not", "in", "is", "if", "elif", "else", "endif", "true", "false", "none"),
    *("for", "endfor", "set", "filter", "language", "caller", "loop", "self", "varargs", "kwargs"),
}


async def known(tx: Tx, chat_id: int) -> dict[str, str]:
    """Return a group's facts by name; one that has still to be filled in is empty."""
    query = sa.select(faq_facts.c.name, faq_facts.c.text).where(faq_facts.c.chat_id == chat_id)
    rows = await tx.execute(query.order_by(faq_facts.c.name))
    return {row.name: row.text for row in rows}


async def data(tx: Tx, chat: Chat, home_id: int, first_name: str, now: Instant) -> dict[str, Datum]:
    """Return what an entry of the group `home_id` is filled in with when it answers in `chat`.

    The chat's own facts come before those of the entry's home.
    """
    facts = await known(tx, home_id)
    if chat.chat_id != home_id:
        facts |= {name: text for name, text in (await known(tx, chat.chat_id)).items() if text}
    told: dict[str, Datum] = {**facts}
    told |= {"first_name": first_name, "group_title": chat.title}
    told["today"] = local(now, chat.zone).date()
    if chat.member_count is not None:
        told["member_count"] = chat.member_count
    return told


def check(name: str, text: str) -> None:
    """Refuse a fact that no answer could call by its name, or that is too long.

    Raises:
        Refused: the sentence says what it should be like.
    """
    if not NAME.fullmatch(name) or name in RESERVED:
        raise Refused("entries.bad_fact_name", given=name[:40])
    if len(text) > LONGEST:
        raise Refused("entries.long_fact", most=LONGEST, length=len(text))
    if "\0" in text:
        raise Refused("entries.bad_character")


async def put(tx: Tx, chat_id: int, name: str, text: str, *, by: int, now: Instant) -> None:
    """Write a fact down, or change it; an empty one has still to be filled in.

    Whether the answers that show it still fit is `uses.check`'s to say.

    Raises:
        Refused: its name, its length, or too many.
    """
    check(name, text)
    facts = await known(tx, chat_id)
    if name not in facts and len(facts) >= MOST:
        raise Refused("entries.many_facts", most=MOST)
    values = {"text": text, "changed_by": by, "at": now}
    statement = insert(tx, faq_facts).values({"chat_id": chat_id, "name": name, **values})
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=[faq_facts.c.chat_id, faq_facts.c.name], set_=values
        )
    )


async def remove(tx: Tx, chat_id: int, name: str) -> bool:
    """Forget a fact; False if there is none of that name. Ask `uses` first."""
    this = sa.and_(faq_facts.c.chat_id == chat_id, faq_facts.c.name == name)
    return (await tx.execute(sa.delete(faq_facts).where(this))).rowcount > 0
