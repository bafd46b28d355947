"""Say one message to Telegram, in the Bot API's words; the only place that calls a sending method."""

from collections.abc import Awaitable, Callable
from typing import Any

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyParameters,
    WebAppInfo,
)
from telegram.constants import ParseMode, PollType

from bot.outbox.answers import DeliveryError, Pointless, Sent, understand
from bot.outbox.draft import Poll
from bot.outbox.message import Message
from bot.outbox.upload import album, upload

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


async def deliver(bot: Bot, message: Message) -> Sent:
    """Do as `message` says: send, edit, pin, delete …

    Raises:
        DeliveryError: it did not arrive, or may not have; its class says what to do.
    """
    try:
        return await SAYING[message.kind](bot, message)
    except DeliveryError:
        raise
    except Exception as error:
        outcome = understand(error, message)
        if isinstance(outcome, Sent):
            return outcome
        raise outcome from error


async def _send_text(bot: Bot, message: Message) -> Sent:
    sent = await bot.send_message(
        message.chat_id,
        message.text,
        parse_mode=ParseMode.HTML,
        link_preview_options=NO_PREVIEW,
        **_place(message),
        reply_markup=_keyboard(message),
    )
    return Sent(sent.message_id)


async def _send_file(bot: Bot, message: Message) -> Sent:
    send: dict[str, Callable[..., Awaitable[Any]]] = {
        "photo": bot.send_photo,
        "video": bot.send_video,
        "animation": bot.send_animation,
        "document": bot.send_document,
    }
    sent = await send[message.kind](
        message.chat_id,
        upload(message.media),
        caption=message.text or None,
        parse_mode=ParseMode.HTML,
        **_place(message),
        reply_markup=_keyboard(message),
    )
    return Sent(sent.message_id)


async def _send_album(bot: Bot, message: Message) -> Sent:
    sent = await bot.send_media_group(
        message.chat_id,
        album(message.media),
        caption=message.text or None,
        parse_mode=ParseMode.HTML,
        **_place(message),
    )
    ids = tuple(one.message_id for one in sent)
    return Sent(ids[0], ids)


async def _send_poll(bot: Bot, message: Message) -> Sent:
    poll = message.media
    assert isinstance(poll, Poll)
    right: list[Any] | None = None if poll.correct is None else [poll.correct]
    sent = await bot.send_poll(
        message.chat_id,
        poll.question,
        poll.options,
        is_anonymous=poll.anonymous,
        type=PollType.QUIZ if right else PollType.REGULAR,
        allows_multiple_answers=poll.multiple,
        correct_option_ids=right,
        explanation=poll.explanation or None,
        open_period=poll.open_period,
        **_place(message),
        reply_markup=_keyboard(message),
    )
    return Sent(sent.message_id, poll_id=sent.poll.id if sent.poll else None)


async def _edit(bot: Bot, message: Message) -> Sent:
    if message.text:
        await bot.edit_message_text(
            message.text,
            message.chat_id,
            _target(message),
            parse_mode=ParseMode.HTML,
            link_preview_options=NO_PREVIEW,
            reply_markup=_keyboard(message),
        )
    else:
        await bot.edit_message_reply_markup(
            message.chat_id, _target(message), reply_markup=_keyboard(message)
        )
    return Sent(message.target_id)


async def _edit_caption(bot: Bot, message: Message) -> Sent:
    await bot.edit_message_caption(
        message.chat_id,
        _target(message),
        caption=message.text,
        parse_mode=ParseMode.HTML,
        reply_markup=_keyboard(message),
    )
    return Sent(message.target_id)


async def _delete(bot: Bot, message: Message) -> Sent:
    if len(message.target_ids) > 1:
        await bot.delete_messages(message.chat_id, message.target_ids)
    else:
        await bot.delete_message(message.chat_id, _target(message))
    return Sent(message.target_id)


async def _pin(bot: Bot, message: Message) -> Sent:
    await bot.pin_chat_message(
        message.chat_id, _target(message), disable_notification=message.silent
    )
    return Sent(message.target_id)


async def _unpin(bot: Bot, message: Message) -> Sent:
    await bot.unpin_chat_message(message.chat_id, _target(message))
    return Sent(message.target_id)


async def _stop_poll(bot: Bot, message: Message) -> Sent:
    await bot.stop_poll(message.chat_id, _target(message))
    return Sent(message.target_id)


SAYING: dict[str, Callable[[Bot, Message], Awaitable[Sent]]] = {
    "text": _send_text,
    "photo": _send_file,
    "video": _send_file,
    "animation": _send_file,
    "document": _send_file,
    "album": _send_album,
    "poll": _send_poll,
    "edit": _edit,
    "caption": _edit_caption,
    "delete": _delete,
    "pin": _pin,
    "unpin": _unpin,
    "stop_poll": _stop_poll,
}


def _place(message: Message) -> dict[str, Any]:
    """Return where a new message goes, and how loud."""
    return {
        "message_thread_id": message.topic_id,
        "reply_parameters": _reply(message),
        "disable_notification": message.silent,
    }


def _target(message: Message) -> int:
    if message.target_id is None:
        raise Pointless("the message that it is about was never sent")
    return message.target_id


def _reply(message: Message) -> ReplyParameters | None:
    if message.reply_to is None:
        return None
    return ReplyParameters(message.reply_to, allow_sending_without_reply=True)


def _keyboard(message: Message) -> InlineKeyboardMarkup | None:
    if not message.buttons:
        return None
    return InlineKeyboardMarkup([[_button(spec) for spec in row] for row in message.buttons])


def _button(spec: dict[str, str]) -> InlineKeyboardButton:
    if app := spec.get("app"):
        return InlineKeyboardButton(spec["label"], web_app=WebAppInfo(app))
    return InlineKeyboardButton(spec["label"], url=spec.get("url"), callback_data=spec.get("token"))
