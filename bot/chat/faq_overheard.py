"""What people reply to one another's questions: what may become an answer is kept for operators to see."""

from dataclasses import dataclass

from bot.activity import wire
from bot.activity.asked import Question
from bot.activity.chats import Chat
from bot.chat.ask import Ask
from bot.chat.authority import known_role
from bot.chat.first import First
from bot.chat.host import Host
from bot.chat.matching import matched
from bot.faq import replies
from bot.faq.outcome import Answer, decide
from bot.faq.replies import Said
from bot.people.roles import Role


@dataclass(frozen=True)
class Alike:
    """Questions that ask the same as another one."""

    questions: tuple[Question, ...]


class AlikeFirst(First):
    """What was asked lately must be compared with a question first."""

    def __init__(self, chat_id: int, question: Question) -> None:
        super().__init__(("alike", chat_id, question.message_id))
        self.chat_id, self.question = chat_id, question

    async def find_out(self, host: Host) -> Alike:
        """Compare them, in a thread."""
        async with host.database.read() as tx:
            found = await replies.asked_alike(tx, self.chat_id, self.question, host.clock.now())
            return Alike(tuple(found))


async def overhear(ask: Ask, message: wire.Message) -> None:
    """Propose an entry if a member's message answers a question, or thanks for what did."""
    replied, group = message.reply_to_message, ask.group
    if replied is None or group is None or message.text is None or message.forward_origin:
        return
    author = replied.from_user
    if author is None or author.is_bot or replied.sender_chat is not None:
        return
    if replies.asks(replied.text):
        steers = await known_role(ask) >= Role.OPERATOR
        said = Said(
            replied.message_id, message.message_id, ask.person.user_id, message.text, steers
        )
        await _keep(ask, group, said)
    elif replied.text is not None and replies.thanks(message.text):
        await _thanked(ask, group, replied.message_id, author.id, replied.text)


async def _thanked(ask: Ask, group: Chat, message_id: int, author_id: int, text: str) -> None:
    """Keep what was replied to, if who asked the question thanks for it."""
    about = await replies.question_thanked_for(
        ask.tx, group.chat_id, message_id, by=ask.person.user_id
    )
    if about is not None:
        said = Said(about, message_id, author_id, text, steers=False)
        await _keep(ask, group, said, thanked=True)


async def _keep(ask: Ask, group: Chat, said: Said, *, thanked: bool = False) -> None:
    question = await replies.question_answered(ask.tx, group.chat_id, said)
    if question is None:
        return
    same = await _asked_alike(ask, group, question)
    if not replies.is_wanted(question, said, same, thanked=thanked):
        return
    match = await matched(ask, question.text)
    # What has an entry already needs none.
    if not isinstance(decide(match.candidates), Answer):
        await replies.keep(ask.tx, group.chat_id, question, said, same)


async def _asked_alike(ask: Ask, group: Chat, question: Question) -> tuple[Question, ...]:
    first = AlikeFirst(group.chat_id, question)
    known = ask.learnt.get(first.key)
    if not isinstance(known, Alike):
        raise first
    return known.questions
