"""deleteMessage and deleteMessages: what a bot may take away, and until when."""

from dataclasses import dataclass

from bot.sandbox.errors import bad_request
from bot.sandbox.fields import array
from bot.sandbox.methods.call import Call
from bot.sandbox.methods.parameters import ChatId, Structured
from bot.sandbox.model.chats import Message
from bot.sandbox.world.posting import delete

DELETABLE_SECONDS = 48 * 3600
MOST_AT_ONCE = 100


@dataclass(frozen=True, kw_only=True)
class DeleteMessage:
    """Parameters of deleteMessage."""

    chat_id: ChatId
    message_id: int


def delete_message(call: Call, given: DeleteMessage) -> bool:
    """Take one message away."""
    chat = call.readable(given.chat_id)
    if not given.message_id:
        raise bad_request("message identifier is not specified")
    _remove(call, [call.find_message(chat, given.message_id, "delete")])
    return True


@dataclass(frozen=True, kw_only=True)
class DeleteMessages:
    """Parameters of deleteMessages."""

    chat_id: ChatId
    message_ids: Structured


def delete_messages(call: Call, given: DeleteMessages) -> bool:
    """Take up to 100 messages away; those that are not there are skipped."""
    ids = message_ids(given.message_ids)
    chat = call.readable(given.chat_id)
    _remove(call, [chat.messages[one] for one in ids if one in chat.messages])
    return True


def message_ids(given: Structured) -> list[int]:
    """Return 1 to 100 message ids. Pure."""
    ids = array(given.value, "message_ids", "expected an Array of message identifiers")
    if not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > MOST_AT_ONCE:
        raise bad_request("too many message identifiers specified")
    for one in ids:
        if isinstance(one, bool) or not isinstance(one, int):
            raise bad_request("message identifier is not a Number")
        if one <= 0:
            raise bad_request("invalid message identifier specified")
    return ids


def _remove(call: Call, messages: list[Message]) -> None:
    if not all(_deletable(call, message) for message in messages):
        raise bad_request("message can't be deleted")
    delete(call.state, messages)
    for message in messages:
        call.state.ledger.write(
            call.bot.id, "deleted", chat_id=message.chat.id, message_id=message.id
        )


def _deletable(call: Call, message: Message) -> bool:
    chat = message.chat
    if message.service is not None and message.service.kind == "migrate_to_chat_id":
        return False
    if chat.member(call.me).may("can_delete_messages"):
        return True
    young = call.state.now() - message.date < DELETABLE_SECONDS
    mine = message.sender is call.me or chat.kind == "private"
    return young and mine
