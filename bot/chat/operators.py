"""Who helps to steer a group: grant the office of operator, take it, list who holds it."""

from bot.activity import members
from bot.chat.ask import Ask
from bot.chat.meant import person_meant
from bot.people import roles
from bot.people.roles import Role


async def operators(ask: Ask) -> None:
    """/operators: who may steer this group, and who may plan in it, with a button to take the office."""
    holders = await roles.operators_of(ask.tx, ask.chat.chat_id)
    planners = await roles.planners_of(ask.tx, ask.chat.chat_id)
    known = await members.many(ask.tx, ask.chat.chat_id, [*holders, *planners])
    names = {one: known[one].name if one in known else str(one) for one in [*holders, *planners]}
    if not names:
        await ask.reply("operators.none", title=ask.chat.title)
        return
    rows = [
        [
            ask.button(
                ask.plain("button.operator_remove", name=name),
                "operator_remove",
                chat_id=ask.chat.chat_id,
                user_id=user_id,
            )
        ]
        for user_id, name in names.items()
    ]
    await ask.reply(
        "operators.list",
        title=ask.chat.title,
        names=", ".join(names[one] for one in holders),
        planners=", ".join(names[one] for one in planners),
        buttons=rows,
    )


async def operator_add(ask: Ask) -> None:
    """/operator_add: make a member an operator: in reply to her, by @username or by id."""
    await _grant(ask, Role.OPERATOR, "operators.added", "operators.already")


async def planner_add(ask: Ask) -> None:
    """/planner_add: let a member plan prompts, and nothing else: in reply to her, by @username or by id."""
    await _grant(ask, Role.PLANNER, "operators.planner_added", "operators.planner_already")


async def _grant(ask: Ask, role: Role, done: str, already: str) -> None:
    user_id = await person_meant(ask)
    known = await members.get(ask.tx, ask.chat.chat_id, user_id)
    name = known.name if known else str(user_id)
    granted = await roles.grant(
        ask.tx, ask.chat.chat_id, user_id, by=ask.person.user_id, now=ask.now, role=role
    )
    key = done if granted else already
    await ask.reply(key, name=name, title=ask.chat.title, bot=ask.host.me.username)


async def operator_remove(ask: Ask) -> None:
    """An operator or a planner is to be one no more."""
    user_id = int(ask.data["user_id"])
    removed = await roles.revoke(ask.tx, ask.chat.chat_id, user_id)
    ask.text = str(user_id)
    await ask.change(ask.say("operators.removed" if removed else "operators.was_none", id=user_id))
