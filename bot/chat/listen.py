"""What people say without a command: a question may have an answer in the FAQ, all else is silence."""

from bot.activity import wire
from bot.activity.chats import Chat
from bot.chat import groups
from bot.chat.ask import Ask
from bot.chat.route import is_addressed
from bot.clock import HOUR
from bot.faq.answer import answer
from bot.people import preferences
from bot.people.roles import Role

# After a pause of ours, what was asked so long ago has been answered or forgotten.
STALE = HOUR


async def listen(ask: Ask, message: wire.Message) -> None:
    """Answer `message` if the FAQ can; in private say so if it cannot."""
    if not message.text or message.text.startswith("/") or message.forward_origin is not None:
        return
    if not ask.place.private:
        if ask.group is not None and (ask.now - message.date < STALE or _is_to_us(ask, message)):
            await _answer_from(ask, ask.group, message)
        return
    possible = await groups.candidates(ask, Role.FAN)
    chosen = (await preferences.of(ask.tx, ask.person.user_id)).chosen_chat
    for group in sorted(possible, key=lambda group: group.chat_id != chosen):
        if await _answer_from(ask, group, message):
            return
    await ask.reply("chat.no_answer" if possible else "chat.no_group_here")


def _is_to_us(ask: Ask, message: wire.Message) -> bool:
    return is_addressed(message, ask.host.me)


async def _answer_from(ask: Ask, group: Chat, message: wire.Message) -> bool:
    """Answer a message out of a group's FAQ; True if there was an answer."""
    # A message in private has no id in the group: there its update's stands for it, below all ids.
    message_id = -ask.update_id if ask.place.private else message.message_id
    found = await answer(
        ask.tx,
        chat_id=group.chat_id,
        message_id=message_id,
        topic_id=message.topic_id,
        user_id=ask.person.user_id,
        text=message.text or "",
        language=ask.language,
        member_name=ask.person.first_name,
        group_title=group.title,
        now=ask.now,
        addressed=_is_to_us(ask, message),
    )
    if found is None:
        return False
    await ask.answer(found.html)
    return True
