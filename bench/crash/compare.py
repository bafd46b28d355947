"""The verdict on the echo bot: every update noted once, every text echoed."""

from collections import Counter
from pathlib import Path

import msgspec

from crash import book
from crash.judge import Court


def judge_echo(court: Court, file: Path) -> None:
    """Compare its notes and its echoes with what Telegram delivered."""
    with book.reading(file) as db:
        noted = Counter(number for (number,) in db.execute("SELECT update_id FROM noted"))
    echoed = {
        (one.message.chat.id, one.message.reply_to.id) for one in court.said if one.message.reply_to
    }
    for number in court.oracle.confirmed():
        update = court.oracle.queued[number]
        if not noted[number]:
            court.blame("lost", f"update {number} ({update.kind})")
        elif noted[number] > 1:
            court.blame("doubled", f"update {number} noted {noted[number]} times")
        message = msgspec.json.decode(update.body).get("message", {})
        if "text" in message and (message["chat"]["id"], message["message_id"]) not in echoed:
            court.blame("missing", f"the echo of update {number}")
