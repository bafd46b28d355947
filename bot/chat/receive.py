"""What an update calls for, done in the transaction it is given: the fork in the road for all of them."""

from collections.abc import Hashable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from types import MappingProxyType
from typing import TypeAlias

from bot.activity import chats, wire
from bot.chat import faq_overheard, floods, groups, listen, membership, migration
from bot.chat.ask import Ask, Person, Place
from bot.chat.authority import known_role, role_of
from bot.chat.command import About, Action, Command
from bot.chat.commands import ACTIONS, COMMANDS, FORMS, MENU
from bot.chat.host import Host
from bot.chat.route import Call, call_in, is_addressed, parse_call
from bot.clock import HOUR, Instant
from bot.outbox import Draft, Policy, Priority, press, put
from bot.people import forms, preferences
from bot.people.roles import Role
from bot.storage import Tx
from bot.texts import Refused, nearest, plain

Learnt: TypeAlias = Mapping[Hashable, object]
NOTHING: Learnt = MappingProxyType({})


async def receive(
    tx: Tx, host: Host, update: wire.Update, raw: bytes, now: Instant, learnt: Learnt = NOTHING
) -> str:
    """Do what `update`, read from `raw`, calls for; return what Telegram should show after a press.

    learnt: what handlers wanted to know first (`First`).
    """
    if (message := update.message) is not None:
        ask = replace(await _asked(tx, host, update.update_id, message, now), raw=raw)
        await _message(replace(ask, learnt=learnt), message)
    elif (query := update.callback_query) is not None:
        return await _press(tx, host, update.update_id, query, now, learnt)
    elif (change := update.my_chat_member) is not None:
        await membership.mine_changed(tx, host, change, now)
    elif (change := update.chat_member) is not None:
        await membership.administrator_changed(tx, change, now)
    return ""


async def _message(ask: Ask, message: wire.Message) -> None:
    if message.migrate_to_chat_id is not None:
        await migration.carry_over(ask.tx, message.chat.id, message.migrate_to_chat_id)
        return
    if message.migrate_from_chat_id is not None:
        await migration.carry_over(ask.tx, message.migrate_from_chat_id, message.chat.id)
        return
    call = call_in(message, ask.host.me)
    to_us = call is not None or is_addressed(message, ask.host.me)
    if not await floods.admits(ask, to_us=to_us):
        return
    if call is not None:
        await _command(ask, call)
    elif not await _fill_in(ask, message):
        await listen.listen(ask, message)
        await faq_overheard.overhear(ask, message)
    floods.answered(ask, to_us=to_us)


async def _command(ask: Ask, call: Call) -> None:
    ask.name, ask.text = call.name, call.rest
    if call.name == "start" and call.rest and ask.place.private and await _follow(ask, call.rest):
        return
    command = COMMANDS.get(call.name)
    if command is not None:
        await _obey(ask, command)
    elif ask.place.private:
        await _unknown(ask)


async def _follow(ask: Ask, token: str) -> bool:
    """Do what a link into the private chat stands for; False if it stands for nothing, or no more."""
    place = ask.place.chat_id
    pressed = await press(ask.tx, token, chat_id=place, user_id=ask.person.user_id, now=ask.now)
    if pressed is None or pressed.again or (action := ACTIONS.get(pressed.action)) is None:
        return False
    await preferences.started(ask.tx, ask.person.user_id, ask.now)
    ask.name, ask.text, ask.data = action.name, "", pressed.data
    await _obey(ask, action)
    return True


async def _fill_in(ask: Ask, message: wire.Message) -> bool:
    """Let what was said go into the form that the person has open; False if she has none."""
    if not ask.place.private:
        return False
    form = await forms.opened(ask.tx, ask.person.user_id, ask.now)
    if form is None or (action := FORMS.get(form.kind)) is None:
        return False
    ask.name, ask.text = action.name, message.text or message.caption or ""
    ask.form, ask.data = form, {"chat_id": form.chat_id}
    await _obey(ask, action)
    return True


async def _press(
    tx: Tx,
    host: Host,
    update_id: int,
    query: wire.CallbackQuery,
    now: Instant,
    learnt: Learnt,
) -> str:
    """Do what a pressed button means; the token is all that came from outside and is believed."""
    message = query.message
    if message is None or query.data is None:
        return ""
    asked = await _asked(tx, host, update_id, message, now, presser=query.from_user)
    ask = replace(asked, learnt=learnt)
    if not await floods.admits(ask, to_us=True):
        return ask.notice
    pressed = await press(
        tx, query.data, chat_id=message.chat.id, user_id=query.from_user.id, now=now
    )
    if pressed is None or (action := ACTIONS.get(pressed.action)) is None:
        return plain("chat.button_over", ask.language)
    ask.name, ask.data = action.name, pressed.data
    await _obey(ask, action)
    if ask.again:
        await _command(replace(ask, data={}, group=None), parse_call(ask.again))
    floods.answered(ask, to_us=True)
    return ask.notice


async def _asked(
    tx: Tx,
    host: Host,
    update_id: int,
    message: wire.Message,
    now: Instant,
    presser: wire.User | None = None,
) -> Ask:
    """Return the Ask for a message, or for a press on a button under one."""
    user = presser or message.from_user or wire.NOBODY
    anonymous = (
        presser is None
        and message.sender_chat is not None
        and message.sender_chat.id == message.chat.id
    )
    person = Person(user.id, user.first_name, user.username, user.language_code, anonymous)
    private = message.chat.type == "private"
    place = Place(message.chat.id, private, message.topic_id, message.message_id)
    group = None if private else await chats.get(tx, message.chat.id)
    said_at = message.date if presser is None else now
    language = group.language if group else await language_of(tx, host, person)
    return Ask(
        tx,
        host,
        now,
        said_at,
        update_id,
        person,
        place,
        language,
        group=group,
        replied=message.reply_to_message,
        menu=MENU,
    )


async def language_of(tx: Tx, host: Host, person: Person) -> str:
    """Return the language to speak to a person in private: her choice, else her Telegram's."""
    chosen = (await preferences.of(tx, person.user_id)).language
    return chosen or nearest(person.language_code, host.language)


async def _obey(ask: Ask, command: Command | Action) -> None:
    """Run a command or an action for whoever may; a refusal undoes what it had begun."""
    if command.about is About.GROUP and not await groups.settle(ask, command.role):
        return
    if command.role > Role.FAN and not await _may(ask, command):
        return
    try:
        async with ask.tx.begin_nested():
            await command.handler(ask)
    except Refused as refused:
        await ask.answer(ask.say(refused.key, **refused.data))
        return
    # Of a form only what comes of it is worth a note, which its last step writes.
    if command.role > Role.FAN and ask.form is None:
        await ask.note(command.name, ask.text)


async def _may(ask: Ask, command: Command | Action) -> bool:
    if ask.group is None:
        ask.role = await known_role(ask)
    else:
        chat_id = ask.group.chat_id
        ask.role = await role_of(ask.tx, ask.host, chat_id, ask.person, command.role, ask.now)
    if ask.role < command.role:
        await ask.note(command.name, ask.text, done=False)
        await _refuse(ask, "chat.not_allowed")
        return False
    if isinstance(command, Command) and command.named and ask.person.anonymous:
        await _refuse(ask, "chat.use_private")
        return False
    return True


async def _refuse(ask: Ask, key: str) -> None:
    """Say no: always in private, in a group once an hour to the same person."""
    ask.notice = ask.plain(key)
    if ask.place.private:
        await ask.reply(key)
        return
    hour = int(ask.now // HOUR)
    draft = Draft(
        chat_id=ask.place.chat_id,
        topic_id=ask.place.topic_id,
        reply_to=ask.place.message_id,
        text=ask.say(key),
        priority=Priority.NOTICE,
        policy=Policy.AT_MOST_ONCE,
        dedupe_key=f"refused:{ask.place.chat_id}:{ask.person.user_id}:{hour}",
    )
    await put(ask.tx, draft, ask.now)


async def _unknown(ask: Ask) -> None:
    near = get_close_matches(ask.name, COMMANDS, n=1, cutoff=0.6)
    if near:
        await ask.reply("chat.unknown_but_near", name=ask.name, near=near[0])
    else:
        await ask.reply("chat.unknown", name=ask.name[:32])
