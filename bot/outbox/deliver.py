"""Say one message to Telegram, in the Bot API's words; the only place that calls a sending method."""

from typing import TypeAlias

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram.constants import ParseMode

from bot.outbox.answers import Sent, understand
from bot.outbox.draft import File
from bot.outbox.message import Message

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
Upload: TypeAlias = InputFile | str


async def deliver(bot: Bot, message: Message) -> Sent:
    """Send, edit or delete as `message` says.

    Raises:
        DeliveryError: it did not arrive, or may not have; its class says what to do.
    """
    try:
        return Sent(await _say(bot, message))
    except Exception as error:
        outcome = understand(error, message)
        if isinstance(outcome, Sent):
            return outcome
        raise outcome from error


async def _say(bot: Bot, message: Message) -> int | None:
    match message.kind:
        case "photo" | "document":
            return await _send_file(bot, message)
        case "edit":
            return await _edit(bot, message)
        case "delete":
            await bot.delete_message(message.chat_id, _target(message))
            return message.target_id
    return await _send_text(bot, message)


async def _send_text(bot: Bot, message: Message) -> int:
    sent = await bot.send_message(
        message.chat_id,
        message.text,
        parse_mode=ParseMode.HTML,
        link_preview_options=NO_PREVIEW,
        message_thread_id=message.topic_id,
        reply_parameters=_reply(message),
        reply_markup=_keyboard(message),
        disable_notification=message.silent,
    )
    return sent.message_id


async def _send_file(bot: Bot, message: Message) -> int:
    send = bot.send_photo if message.kind == "photo" else bot.send_document
    sent = await send(
        message.chat_id,
        _upload(message),
        caption=message.text or None,
        parse_mode=ParseMode.HTML,
        message_thread_id=message.topic_id,
        reply_parameters=_reply(message),
        reply_markup=_keyboard(message),
        disable_notification=message.silent,
    )
    return sent.message_id


async def _edit(bot: Bot, message: Message) -> int | None:
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
    return message.target_id


def _target(message: Message) -> int:
    assert message.target_id is not None
    return message.target_id


def _upload(message: Message) -> Upload:
    assert message.media is not None
    if isinstance(message.media, File):
        return InputFile(message.media.content, filename=message.media.name)
    assert isinstance(message.media, str)
    return message.media


def _reply(message: Message) -> ReplyParameters | None:
    if message.reply_to is None:
        return None
    return ReplyParameters(message.reply_to, allow_sending_without_reply=True)


def _keyboard(message: Message) -> InlineKeyboardMarkup | None:
    if not message.buttons:
        return None
    return InlineKeyboardMarkup([[_button(spec) for spec in row] for row in message.buttons])


def _button(spec: dict[str, str]) -> InlineKeyboardButton:
    return InlineKeyboardButton(spec["label"], url=spec.get("url"), callback_data=spec.get("token"))
