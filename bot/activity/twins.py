"""The same act in the record and in an export, where the two have no key in common.

Joins, leaves and reactions are recorded under the number of their update, which no export knows; messages of
basic groups under an id that is another one for each account. Then who, what and when must do.
"""

from collections.abc import Iterable

from bot.activity.facts import Fact, Kind
from bot.activity.forms import IMPORTED
from bot.activity.pseudonyms import is_pseudonym
from bot.clock import HOUR
from bot.storage import Tx
from bot.storage.bulk import select_given

# A service message and the change of a member that it tells of are written a moment apart.
WINDOW = 300
# The times of reactions have no zone: where clocks were changed in between, they are an hour off.
SHIFTS = (0, -int(HOUR), int(HOUR))
# A forgotten person is known by the moment alone.
SAME_MOMENT = 2
SEEN = f"""
    SELECT given.chat_id, given.ref, given.kind, facts.user_id, facts.at, facts.about
      FROM given CROSS JOIN facts
     WHERE facts.chat_id = given.chat_id AND facts.kind = given.kind
       AND facts.at BETWEEN given.at - {WINDOW} AND given.at + {WINDOW}
       AND (facts.form & {IMPORTED}) = 0
"""  # noqa: S608 - no data in it


async def already_seen(tx: Tx, facts: Iterable[Fact]) -> set[tuple[int, int, int]]:
    """Return the keys of those of `facts` that the record saw itself, under another key."""
    asked = {tuple(fact.key): fact for fact in facts}
    given = [
        (*fact.key, fact.at + shift)
        for fact in asked.values()
        for shift in (SHIFTS if fact.kind is Kind.REACTION else (0,))
    ]
    found = await select_given(tx, SEEN, ("chat_id", "ref", "kind", "at"), given)
    return {
        (row[0], row[1], row[2])
        for row in found
        if _is_twin(asked[row[0], row[1], row[2]], row[3], row[4], row[5])
    }


def _is_twin(fact: Fact, user_id: int, at: int, about: int | None) -> bool:
    """Say whether a recorded fact of the same kind, near by in time, is the same act. Pure."""
    if user_id != fact.user_id and not (is_pseudonym(user_id) and abs(at - fact.at) <= SAME_MOMENT):
        return False
    match fact.kind:
        case Kind.REACTION:
            return about == fact.about
        case Kind.JOINED | Kind.LEFT:
            return True
    return at == fact.at
