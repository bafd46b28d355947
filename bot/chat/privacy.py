"""What is kept about people, and their say in it: to read it, to have it, to have it forgotten."""

from bot.activity import members
from bot.chat.ask import Ask
from bot.chat.budget import Share
from bot.chat.meant import person_meant
from bot.clock import HOUR, MINUTE
from bot.outbox import Button
from bot.people import wishes
from bot.people.roles import NOBODY
from bot.texts import Refused

# To read all of it costs more than an answer.
MYDATA = Share(1, MINUTE / HOUR)
# What cannot be taken back is not asked about for ever.
LASTS = 10 * MINUTE


async def privacy_(ask: Ask) -> None:
    """/privacy: what is kept, how long, by whom, and how to get and delete it; in a group the short of it."""
    if not ask.place.private:
        await ask.reply("privacy.short", bot=ask.host.me.username)
        return
    privacy = ask.host.privacy
    await ask.reply(
        "privacy.full",
        names=privacy.names,
        fact_days=privacy.fact_days,
        question_days=privacy.question_days,
        keeper=privacy.text,
    )


async def mydata(ask: Ask) -> None:
    """/mydata: a file of all that is kept about whoever asks, in private."""
    if not ask.place.private:
        await ask.reply("privacy.mydata_in_private", bot=ask.host.me.username)
        return
    payer = ("mydata", ask.person.user_id)
    if not ask.host.budget.pay(payer, MYDATA, ask.update_id, ask.said_at):
        raise Refused("privacy.mydata_again")
    await wishes.want_data(ask.tx, ask.person.user_id, ask.language, ask.now)
    await ask.reply("privacy.mydata_coming")


async def forgetme(ask: Ask) -> None:
    """/forgetme: asks once whether she is to be forgotten: in this group, or from private in all."""
    person = ask.person
    if person.anonymous or person.user_id in NOBODY:
        raise Refused("chat.use_private")
    key = "privacy.forget_all" if ask.group is None else "privacy.forget_here"
    title = ask.group.title if ask.group else ""
    label = ask.plain("button.forget_me")
    button = Button(label, "forget_me", made_for=person.user_id, lasts=LASTS)
    await ask.reply(key, title=title, bot=ask.host.me.username, buttons=[[button]])


async def forget_me(ask: Ask) -> None:
    """A person wants to be forgotten: in the group where she pressed, in private everywhere."""
    user_id = ask.person.user_id
    if ask.group is None:
        await wishes.want_forgotten_everywhere(ask.tx, user_id, ask.now)
        await ask.change(ask.say("privacy.forgetting_all"))
    else:
        await wishes.want_forgotten(ask.tx, ask.group.chat_id, user_id, ask.now)
        await ask.change(ask.say("privacy.forgetting_here"))


async def forget(ask: Ask) -> None:
    """/forget: asks once whether a member is to be forgotten in this group."""
    user_id = await person_meant(ask)
    known = await members.get(ask.tx, ask.chat.chat_id, user_id)
    if known is None:
        raise Refused("meant.unknown", name=str(user_id), command=ask.name)
    label = ask.plain("button.forget_member")
    which = {"chat_id": ask.chat.chat_id, "user_id": user_id}
    admin = ask.person.user_id
    button = Button(label, "forget_member", which, made_for=admin, lasts=LASTS)
    title = ask.chat.title
    await ask.reply("privacy.forget_member", name=known.name, title=title, buttons=[[button]])
    # The audit is no place for the name of somebody who is to be forgotten.
    ask.text = ""


async def forget_member(ask: Ask) -> None:
    """An administrator wants a member to be forgotten in this group."""
    await wishes.want_forgotten(ask.tx, ask.chat.chat_id, int(ask.data["user_id"]), ask.now)
    await ask.change(ask.say("privacy.member_forgotten", title=ask.chat.title))
