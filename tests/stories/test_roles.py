"""Who may steer: by person and by group, whatever somebody is called or claims to be."""

from bot.sandbox.script.places import Place
from tests.stories.conftest import Someone, Stage

NEW = "/faq_new tickets | where can I buy tickets? | At the door."


async def test_a_fan_may_not_steer_and_is_told_so_once_an_hour(
    bob: Someone, alice: Someone, group: Place
) -> None:
    assert "operators" in await bob.asks(NEW, in_=group)
    assert await bob.asks(NEW, in_=group) == ""
    assert "no answers" in await alice.asks("/faq")


async def test_every_privileged_act_done_or_refused_is_in_the_audit(
    bob: Someone, alice: Someone, group: Place
) -> None:
    await bob.asks(NEW, in_=group)
    await alice.asks(NEW)
    told = await alice.asks("/audit")
    assert "Bob: ⛔ faq_new" in told
    assert "Alice: faq_new tickets" in told


async def test_a_group_administrator_steers_her_group(olga: Someone, group: Place) -> None:
    assert "Saved" in await olga.asks(NEW)


async def test_an_administrator_who_is_demoted_steers_no_more(
    stage: Stage, alice: Someone, olga: Someone, group: Place
) -> None:
    assert "Saved" in await olga.asks(NEW)
    alice.person.demotes(olga.person, group)
    await stage.settle()
    assert "Saved" not in await olga.asks(NEW.replace("tickets", "shirts"), in_=group)


async def test_an_operator_is_granted_in_reply_and_revoked_by_a_button(
    stage: Stage, alice: Someone, bob: Someone, group: Place
) -> None:
    words = await bob.says("I can help", in_=group)
    await alice.says("/operator_add", in_=group, reply_to=words)
    assert "Bob is an operator of Fans now" in group.last.text
    assert "Saved" in await bob.asks(NEW)
    await alice.asks("/operators")
    await alice.presses("Bob")
    assert "Saved" not in await bob.asks(NEW.replace("tickets", "shirts"))


async def test_an_operator_cannot_make_operators(
    stage: Stage, alice: Someone, bob: Someone, ming: Someone, group: Place
) -> None:
    words = await bob.says("I can help", in_=group)
    await alice.says("/operator_add", in_=group, reply_to=words)
    await bob.says("/operator_add 1004", in_=group)
    assert "operators" in group.last.text
    assert "还没有在管理" in await ming.asks("/faq_new")


async def test_an_anonymous_administrator_counts_here_but_is_sent_to_private_for_what_needs_a_name(
    stage: Stage, alice: Someone, olga: Someone, group: Place
) -> None:
    olga.person.hides(group)
    await stage.settle()
    assert "Saved" in await olga.asks(NEW, in_=group)
    assert "private chat" in await olga.asks("/digest on 09:00", in_=group)


async def test_an_outsider_sees_nothing_of_any_group(mallory: Someone, group: Place) -> None:
    assert "no group" in await mallory.asks("/report")
    assert "no group" in await mallory.asks("/audit")


async def test_a_forwarded_button_or_somebody_elses_does_nothing(
    stage: Stage, alice: Someone, bob: Someone, group: Place
) -> None:
    await alice.says("/prompt daily 21:30 Good night!", in_=group)
    assert "no longer for you" in await bob.presses("Delete", in_=group)
    await stage.until("21:30")
    assert "Good night!" in group.texts


async def test_an_operator_of_several_groups_picks_one_with_a_button(
    stage: Stage, alice: Someone, bob: Someone, group: Place
) -> None:
    other = stage.world.supergroup("Club", owner=alice.person, members=[bob.person])
    alice.person.adds(stage.bot, other)
    await stage.settle()
    assert "Which group" in await alice.asks(NEW)
    await alice.presses("Club")
    assert "Saved: tickets in Club" in alice.private.last.text
    assert "At the door." in await bob.asks("where can I buy tickets?", in_=other)
    assert await bob.asks("where can I buy tickets?", in_=group) == ""
