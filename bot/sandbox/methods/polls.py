"""sendPoll and stopPoll, with the rules of Bot API 10.0."""

from dataclasses import dataclass
from typing import Any

from bot.sandbox.entities.text import Formatted, formatted
from bot.sandbox.errors import bad_request
from bot.sandbox.fields import Fields, array, number
from bot.sandbox.methods.call import Call
from bot.sandbox.methods.keyboards import read_inline
from bot.sandbox.methods.parameters import NOTHING, ChatId, Structured
from bot.sandbox.methods.sending import Sending, deliver, refuse_unsupported
from bot.sandbox.model.content import Option, Poll
from bot.sandbox.objects import Json
from bot.sandbox.objects.media import poll_object
from bot.sandbox.world.posting import set_keyboard
from bot.sandbox.world.voting import close, close_if_due

MAX_QUESTION = 300
MAX_OPTIONS = 12
MAX_OPTION = 100
MAX_EXPLANATION = 200
MAX_DESCRIPTION = 1024
OPEN_PERIOD = (5, 2_628_000)


@dataclass(frozen=True, kw_only=True)
class SendPoll(Sending):
    """Parameters of sendPoll."""

    question: str
    options: Structured
    question_parse_mode: str = ""
    question_entities: Structured = NOTHING
    is_anonymous: bool = True
    type: str = "regular"
    allows_multiple_answers: bool = False
    allows_revoting: bool | None = None
    correct_option_ids: Structured = NOTHING
    explanation: str = ""
    explanation_parse_mode: str = ""
    explanation_entities: Structured = NOTHING
    explanation_media: Structured = NOTHING
    description: str = ""
    description_parse_mode: str = ""
    description_entities: Structured = NOTHING
    media: Structured = NOTHING
    open_period: int = 0
    close_date: int = 0
    is_closed: bool = False
    members_only: bool = False
    country_codes: Structured = NOTHING
    allow_adding_options: bool = False
    shuffle_options: bool = False
    hide_results_until_closes: bool = False


def send_poll(call: Call, given: SendPoll) -> Json:
    """Post a poll."""
    _refuse_unsupported(given)
    poll = _poll(call, given)
    chat = call.writable(given.chat_id, "can_send_polls", "polls")
    if chat.kind == "channel" and not given.is_anonymous:
        raise bad_request("non-anonymous polls can't be sent to channel chats")
    return deliver(call, given, chat, poll=poll)


def _refuse_unsupported(given: SendPoll) -> None:
    for name in ("media", "explanation_media", "allow_adding_options", "country_codes"):
        if getattr(given, name):
            raise bad_request(f"the sandbox does not support {name}")


def _poll(call: Call, given: SendPoll) -> Poll:
    question = _words(given.question, given.question_parse_mode, given.question_entities)
    if len(question.text) > MAX_QUESTION:
        raise bad_request(f"poll question length must not exceed {MAX_QUESTION}")
    options = _options(given.options)
    quiz = _is_quiz(given)
    about = _extra(given.description, given.description_parse_mode, given.description_entities)
    why = _extra(given.explanation, given.explanation_parse_mode, given.explanation_entities)
    if len(about.text) > MAX_DESCRIPTION:
        raise bad_request("poll description is too long")
    if len(why.text) > MAX_EXPLANATION:
        raise bad_request("poll explanation is too long")
    return Poll(
        id=str(call.state.chance.randrange(10**18, 10**19)),
        question=question.text,
        question_entities=question.entities,
        options=options,
        anonymous=given.is_anonymous,
        multiple=given.allows_multiple_answers,
        revoting=not quiz if given.allows_revoting is None else given.allows_revoting,
        quiz=quiz,
        correct=_correct(given.correct_option_ids, len(options), quiz),
        explanation=why.text,
        explanation_entities=why.entities,
        description=about.text,
        description_entities=about.entities,
        members_only=given.members_only,
        open_period=given.open_period,
        close_at=_close_at(call, given),
        closed=given.is_closed,
    )


def _words(raw: str, mode: str, entities: Structured) -> Formatted:
    text = formatted(raw, mode=mode, explicit=entities.value)
    if not text.text:
        raise bad_request("text must be non-empty")
    # Polls keep custom emoji only; other formatting is dropped, as Telegram does.
    return Formatted(text.text, tuple(one for one in text.entities if one.type == "custom_emoji"))


def _extra(raw: str, mode: str, entities: Structured) -> Formatted:
    return formatted(raw, mode=mode, explicit=entities.value)


def _is_quiz(given: SendPoll) -> bool:
    if given.type not in ("", "regular", "quiz"):
        raise bad_request("unsupported poll type specified")
    return given.type == "quiz"


def _options(given: Structured) -> list[Option]:
    listed = array(given.value, "options", "expected an Array of InputPollOption")
    if not listed:
        raise bad_request("poll must have at least one answer option")
    if len(listed) > MAX_OPTIONS:
        raise bad_request(f"poll can't have more than {MAX_OPTIONS} options")
    return [_option(str(place), one) for place, one in enumerate(listed)]


def _option(persistent_id: str, given: Any) -> Option:
    if isinstance(given, str):
        given = {"text": given}
    fields = Fields(given, "can't parse InputPollOption: Expected InputPollOption to be an Object")
    if "media" in fields:
        raise bad_request("the sandbox does not support media")
    mode, entities = fields.text("text_parse_mode"), Structured(fields.get("text_entities"))
    text = _words(fields.text("text", required=True), mode, entities)
    if len(text.text) > MAX_OPTION:
        raise bad_request(f"poll options length must not exceed {MAX_OPTION}")
    return Option(persistent_id, text.text, text.entities)


def _correct(given: Structured, options: int, quiz: bool) -> tuple[int, ...]:
    listed = array(given.value, "correct_option_ids") if given else []
    places = tuple(number(one, "correct_option_ids") for one in listed)
    if not quiz:
        return ()
    if not places or not all(0 <= place < options for place in places):
        raise bad_request("wrong correct option ID specified")
    return places


def _close_at(call: Call, given: SendPoll) -> int:
    now = call.state.now()
    period = given.open_period or (given.close_date - now if given.close_date else 0)
    if period and not OPEN_PERIOD[0] <= period <= OPEN_PERIOD[1]:
        raise bad_request("POLL_OPEN_PERIOD_INVALID" if given.open_period else "CLOSE_DATE_INVALID")
    return now + period if period else 0


@dataclass(frozen=True, kw_only=True)
class StopPoll:
    """Parameters of stopPoll."""

    chat_id: ChatId
    message_id: int
    business_connection_id: str = ""
    reply_markup: Structured = NOTHING


def stop_poll(call: Call, given: StopPoll) -> Json:
    """Close one of the bot's polls and return how it ended."""
    refuse_unsupported(given)
    keyboard = read_inline(given.reply_markup)
    chat = call.readable(given.chat_id)
    message = chat.messages.get(given.message_id)
    if message is None:
        raise bad_request("message with poll to stop not found")
    if message.poll is None:
        raise bad_request("message is not a poll")
    if message.sender is not call.me:
        raise bad_request("poll can't be stopped")
    close_if_due(call.state, message)
    if message.poll.closed:
        raise bad_request("poll has already been closed")
    set_keyboard(call.state, message, keyboard)
    close(call.state, message)
    return poll_object(message.poll)
