"""The page of methods: every one that the sandbox answers, its parameters, its function."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.sandbox.delivery.polling import GetUpdates
from bot.sandbox.methods import (
    albums,
    answers,
    chats,
    copies,
    discipline,
    doors,
    media,
    menu,
    pins,
    polls,
    removal,
    texts,
    webhooks,
)


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
    Method("sendPhoto", media.SendPhoto, media.send_photo),
    Method("sendDocument", media.SendDocument, media.send_document),
    Method("sendVideo", media.SendVideo, media.send_video),
    Method("sendAnimation", media.SendAnimation, media.send_animation),
    Method("sendMediaGroup", albums.SendMediaGroup, albums.send_media_group),
    Method("sendPoll", polls.SendPoll, polls.send_poll),
    Method("stopPoll", polls.StopPoll, polls.stop_poll),
    Method("sendChatAction", answers.SendChatAction, answers.send_chat_action),
    Method("editMessageText", texts.EditMessageText, texts.edit_message_text),
    Method("editMessageCaption", texts.EditMessageCaption, texts.edit_message_caption),
    Method("editMessageReplyMarkup", texts.Editing, texts.edit_message_reply_markup),
    Method("deleteMessage", removal.DeleteMessage, removal.delete_message),
    Method("deleteMessages", removal.DeleteMessages, removal.delete_messages),
    Method("copyMessage", copies.CopyMessage, copies.copy_message),
    Method("forwardMessage", copies.ForwardMessage, copies.forward_message),
    Method("pinChatMessage", pins.PinChatMessage, pins.pin_chat_message),
    Method("unpinChatMessage", pins.UnpinChatMessage, pins.unpin_chat_message),
    Method("setMessageReaction", answers.SetMessageReaction, answers.set_message_reaction),
    Method("answerCallbackQuery", answers.AnswerCallbackQuery, answers.answer_callback_query),
    Method("getChat", chats.OfChat, chats.get_chat),
    Method("getChatMember", chats.GetChatMember, chats.get_chat_member),
    Method("getChatAdministrators", chats.GetChatAdministrators, chats.get_chat_administrators),
    Method("getChatMemberCount", chats.OfChat, chats.get_chat_member_count),
    Method("createForumTopic", pins.CreateForumTopic, pins.create_forum_topic),
    Method("createChatInviteLink", doors.CreateChatInviteLink, doors.create_chat_invite_link),
    Method("editChatInviteLink", doors.EditChatInviteLink, doors.edit_chat_invite_link),
    Method("revokeChatInviteLink", doors.RevokeChatInviteLink, doors.revoke_chat_invite_link),
    Method("approveChatJoinRequest", doors.OfJoinRequest, doors.approve_chat_join_request),
    Method("declineChatJoinRequest", doors.OfJoinRequest, doors.decline_chat_join_request),
    Method("restrictChatMember", discipline.RestrictChatMember, discipline.restrict_chat_member),
    Method("banChatMember", discipline.BanChatMember, discipline.ban_chat_member),
    Method("unbanChatMember", discipline.UnbanChatMember, discipline.unban_chat_member),
    Method("getFile", media.GetFile, media.get_file),
    Method("leaveChat", chats.OfChat, chats.leave_chat),
    Method("setMyCommands", menu.SetMyCommands, menu.set_my_commands),
    Method("getMyCommands", menu.OfMenu, menu.get_my_commands),
    Method("deleteMyCommands", menu.OfMenu, menu.delete_my_commands),
    Method("setMyDescription", menu.SetMyDescription, menu.set_my_description),
)
# Telegram does not care how a method's name is written.
BY_NAME = {method.name.lower(): method for method in METHODS}
