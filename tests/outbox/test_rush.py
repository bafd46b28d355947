"""Everything is due in the same minute: it leaves in order and in time, and no fan waits for her answer."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from random import Random
from typing import Any

from bot.outbox import Draft, Policy, Priority, put
from bot.outbox.pace import EVERYWHERE, GROUP, Limit

GROUPS, EACH = 24, 10
# A fan asks somewhere every so many seconds, and never waits longer than this for her answer.
ASKED_EVERY = 0.37
PATIENCE = 2.0
CLOSE = 1e-6


@dataclass
class Rush:
    """What was asked when, and what was said when."""

    outbox: Any
    asked: dict[str, float] = field(default_factory=dict)
    said: list[tuple[float, int, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.outbox.telegram.after = self.note

    def note(self) -> None:
        post = self.outbox.telegram.posted[-1]
        self.said.append((self.outbox.clock.now(), post.chat, post.text))

    async def plan(self, drafts: list[Draft]) -> None:
        async with self.outbox.database.write() as tx:
            for draft in drafts:
                await put(tx, draft, self.outbox.clock.now())

    async def go_on(self, *, asked_until: float, dice: Random) -> None:
        """Let the clock run until nothing is left to say; until then fans ask, and get an answer."""
        clock, asks = self.outbox.clock, self.outbox.clock.now()
        while True:
            await self.outbox.send_all()
            due = await self.outbox.sender.next_due()
            moments = [due, asks if asks < asked_until else None]
            ahead = [moment for moment in moments if moment is not None]
            if not ahead:
                return
            clock.instant = max(clock.now(), min(ahead))
            if clock.now() >= asks and asks < asked_until:
                asks += ASKED_EVERY
                answer = f"answer {len(self.asked)}"
                self.asked[answer] = clock.now()
                await self.outbox.put(-1000 - dice.randrange(GROUPS), answer)

    def waits(self) -> list[float]:
        """Return how long each answer took."""
        return [at - self.asked[text] for at, _, text in self.said if text in self.asked]


def drafts(due: float, dice: Random) -> list[Draft]:
    """Return prompts and digests of all groups, all due at once, those of a group next to each other."""
    return [
        Draft(
            -1000 - group,
            f"{group}.{number}",
            priority=dice.choice([Priority.PROMPT, Priority.DIGEST]),
            policy=Policy.AT_MOST_ONCE,
            due=due,
        )
        for group in range(GROUPS)
        for number in range(EACH)
    ]


def too_many(times: list[float], limit: Limit) -> bool:
    return any(
        later - sooner < limit.seconds - CLOSE
        for sooner, later in zip(times, times[limit.messages :], strict=False)
    )


async def test_what_is_due_at_once_leaves_in_order_and_answers_go_before(
    outbox: Any, clock: Any
) -> None:
    dice = Random(1)
    due = clock.now() + 60
    planned = drafts(due, dice)
    rush = Rush(outbox)
    await rush.plan(planned)
    clock.instant = due
    await rush.go_on(asked_until=due + len(planned) / 30, dice=dice)

    said = Counter(text for _, _, text in rush.said)
    assert said == Counter([*(draft.text for draft in planned), *rush.asked])
    assert max(rush.waits()) <= PATIENCE
    assert len(rush.waits()) > 20
    assert not any(too_many([at for at, _, _ in rush.said], limit) for limit in EVERYWHERE)
    by_group = defaultdict(list)
    for at, chat, _ in rush.said:
        by_group[chat].append(at)
    assert not any(too_many(times, limit) for times in by_group.values() for limit in GROUP)

    priorities = {draft.text: draft.priority for draft in planned}
    for group in range(GROUPS):
        order = [
            priorities[text]
            for _, chat, text in rush.said
            if chat == -1000 - group and text in priorities
        ]
        assert order == sorted(order)
    # No more than Telegram's pace asks for: ten in a row to a group take nine seconds.
    assert rush.said[-1][0] - due < (len(planned) + len(rush.asked)) / 30 + 9
