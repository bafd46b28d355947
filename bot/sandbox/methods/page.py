"""The page of methods: every one that the sandbox answers, its parameters, its function."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.sandbox.delivery.polling import GetUpdates
from bot.sandbox.methods import answers, chats, menu, removal, texts, webhooks


@dataclass(frozen=True)
class Method:
    """A method's official name, the dataclass of its parameters, and what carries it out."""

    name: str
    parameters: type[Any]
    function: Callable[[Any, Any], Any]


METHODS = (
    Method("getMe", chats.Nothing, chats.get_me),
    Method("getUpdates", GetUpdates, webhooks.get_updates),
    Method("setWebhook", webhooks.SetWebhook, webhooks.set_webhook),
    Method("deleteWebhook", webhooks.DeleteWebhook, webhooks.delete_webhook),
    Method("getWebhookInfo", chats.Nothing, webhooks.get_webhook_info),
    Method("sendMessage", texts.SendMessage, texts.send_message),
    Method("sendChatAction", answers.SendChatAction, answers.send_chat_action),
    Method("editMessageText", texts.EditMessageText, texts.edit_message_text),
    Method("editMessageReplyMarkup", texts.Editing, texts.edit_message_reply_markup),
    Method("deleteMessage", removal.DeleteMessage, removal.delete_message),
    Method("deleteMessages", removal.DeleteMessages, removal.delete_messages),
    Method("setMessageReaction", answers.SetMessageReaction, answers.set_message_reaction),
    Method("answerCallbackQuery", answers.AnswerCallbackQuery, answers.answer_callback_query),
    Method("getChat", chats.OfChat, chats.get_chat),
    Method("getChatMember", chats.GetChatMember, chats.get_chat_member),
    Method("getChatAdministrators", chats.GetChatAdministrators, chats.get_chat_administrators),
    Method("getChatMemberCount", chats.OfChat, chats.get_chat_member_count),
    Method("leaveChat", chats.OfChat, chats.leave_chat),
    Method("setMyCommands", menu.SetMyCommands, menu.set_my_commands),
    Method("getMyCommands", menu.OfMenu, menu.get_my_commands),
    Method("deleteMyCommands", menu.OfMenu, menu.delete_my_commands),
    Method("setMyDescription", menu.SetMyDescription, menu.set_my_description),
)
# Telegram does not care how a method's name is written.
BY_NAME = {method.name.lower(): method for method in METHODS}
