"""What anybody may ask: who Renao is, what it can do, which language it speaks."""

from markupsafe import Markup

from bot import outbox
from bot.activity import chats
from bot.chat import groups
from bot.chat.ask import Ask
from bot.chat.authority import known_role
from bot.chat.dashboard import buttons_to_open
from bot.people import forms, preferences
from bot.people.roles import Role
from bot.texts import LANGUAGES, Refused

HEADINGS = {
    Role.PLANNER: "general.help_planner",
    Role.OPERATOR: "general.help_operator",
    Role.ADMIN: "general.help_admin",
    Role.OWNER: "general.help_owner",
}


async def start(ask: Ask) -> None:
    """/start: the first thing that a person sees; from now on she may be written to."""
    if ask.place.private:
        await preferences.started(ask.tx, ask.person.user_id, ask.now)
        await outbox.resume(ask.tx, ask.place.chat_id)
    steers = await known_role(ask) >= Role.OPERATOR
    key = "general.start_steering" if steers else "general.start"
    buttons = buttons_to_open(ask) if steers else []
    await ask.reply(key, name=ask.person.first_name, buttons=buttons)


async def help_(ask: Ask) -> None:
    """/help: the commands that this person may use, a line each."""
    role = await known_role(ask)
    lines = [ask.say("general.help_fan")]
    for level in Role:
        usable = [line for line in ask.menu if line.role is level <= role]
        if usable and level in HEADINGS:
            lines += [Markup(), ask.say(HEADINGS[level])]
        lines += [
            ask.say("general.help_line", name=line.name, what=ask.say(line.help_key))
            for line in usable
        ]
    await ask.answer("\n".join(lines))


async def language(ask: Ask) -> None:
    """/language: in private the person's own; in a group the group's, for those who steer it."""
    action = "set_language" if ask.place.private else "set_group_language"
    rows = [[ask.button(name, action, language=code)] for code, name in LANGUAGES.items()]
    await ask.reply("general.language", private=ask.place.private, buttons=rows)


async def set_language(ask: Ask) -> None:
    """A person chose the language in which she is spoken to in private."""
    await preferences.choose_language(ask.tx, ask.person.user_id, _chosen_language(ask))
    await _confirm_language(ask)


async def set_group_language(ask: Ask) -> None:
    """An operator chose the language in which Renao speaks to a group."""
    await chats.set_language(ask.tx, ask.chat.chat_id, _chosen_language(ask))
    await _confirm_language(ask)


def _chosen_language(ask: Ask) -> str:
    ask.language = str(ask.data["language"])
    return ask.language


async def _confirm_language(ask: Ask) -> None:
    await ask.change(ask.say("general.language_set", chosen=LANGUAGES[ask.language]))


async def group(ask: Ask) -> None:
    """/group: choose the group that what is said in private is about."""
    possible = await groups.candidates(ask, Role.PLANNER)
    if not possible:
        raise Refused("chat.no_group")
    await groups.offer(ask, possible)


async def cancel(ask: Ask) -> None:
    """/cancel: give up the form that the person is filling in."""
    closed = await forms.close(ask.tx, ask.person.user_id)
    await ask.reply("general.cancelled" if closed else "general.nothing_to_cancel")


async def choose_group(ask: Ask) -> None:
    """A group was chosen in private: what was asked is now about that one."""
    await preferences.choose_chat(ask.tx, ask.person.user_id, ask.chat.chat_id)
    await ask.change(ask.say("chat.group_chosen", title=ask.chat.title))
    again = str(ask.data["again"])
    ask.again = "" if again == "/group" else again
