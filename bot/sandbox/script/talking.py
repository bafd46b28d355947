"""What people do with messages: say, send, forward, edit, delete, react, press, vote."""

from mimetypes import guess_type
from typing import Any

from bot.sandbox.entities.found import find_entities
from bot.sandbox.entities.utf16 import units
from bot.sandbox.model.bots import Bot, Press
from bot.sandbox.model.chats import Chat, Message, Quote, Topic
from bot.sandbox.model.content import Media, MediaKind, Option, Poll
from bot.sandbox.objects.messages import origin_of
from bot.sandbox.script.actor import Actor, Where
from bot.sandbox.script.places import Impossible, Place
from bot.sandbox.world import files, places, posting, reacting, voting

NEEDED = {
    "photo": "can_send_photos",
    "document": "can_send_documents",
    "sticker": "can_send_other_messages",
    "animation": "can_send_other_messages",
    "voice": "can_send_voice_notes",
    "video": "can_send_videos",
    "video_note": "can_send_video_notes",
    "audio": "can_send_audios",
}
MAX_TEXT = 4096


class Talking(Actor):
    """Somebody with something to say."""

    def says(
        self,
        text: str,
        in_: Where | None = None,
        *,
        topic: Topic | str | int | None = None,
        reply_to: Message | None = None,
        quote: str = "",
        as_: Place | None = None,
    ) -> Message:
        """Post a text. The place may be left out in a reply; `quote` is part of what is answered.

        An anonymous administrator speaks as the group by itself; `as_` speaks as a channel one owns.
        """
        if not text.strip() or len(text) > MAX_TEXT:
            raise Impossible("a message has 1 to 4096 characters")
        chat = self._where(in_, reply_to)
        self._must_be_allowed(chat, "can_send_messages")
        return self._post(
            chat,
            as_,
            text=text,
            entities=find_entities(text),
            topic=self._topic(chat, topic),
            reply_to=reply_to,
            quote=_quoted(reply_to, quote),
        )

    def sends(
        self,
        kind: MediaKind,
        in_: Where | None = None,
        *,
        caption: str = "",
        content: bytes = b"",
        name: str = "",
        emoji: str = "",
        album: str = "",
        topic: Topic | str | int | None = None,
        reply_to: Message | None = None,
    ) -> Message:
        """Post a photo, document, sticker, voice or another medium; made-up bytes when none are given."""
        chat = self._where(in_, reply_to)
        self._must_be_allowed(chat, NEEDED[kind])
        content = content or files.plain_picture(180, 120, 160)
        folder = files.FOLDERS[kind]
        mime = "image/png" if kind == "photo" else guess_type(name)[0] or ""
        file = files.keep(self.state, content, folder=folder, name=name, mime=mime)
        return self._post(
            chat,
            None,
            text=caption,
            entities=find_entities(caption),
            media=Media(kind, file, emoji=emoji),
            album=album,
            topic=self._topic(chat, topic),
            reply_to=reply_to,
        )

    def sends_album(
        self, kinds: list[MediaKind], in_: Where, *, caption: str = "", topic: str | None = None
    ) -> list[Message]:
        """Post 2 to 10 media that belong together; the caption stands on the first."""
        if not 2 <= len(kinds) <= 10:
            raise Impossible("an album has 2 to 10 media")
        album = str(self.state.chance.randrange(10**16, 10**17))
        captions = [caption] + [""] * (len(kinds) - 1)
        return [
            self.sends(kind, in_, caption=words, album=album, topic=topic)
            for kind, words in zip(kinds, captions, strict=True)
        ]

    def forwards(self, message: Message, to: Where) -> Message:
        """Forward a message to another place."""
        chat = self._where(to, None)
        self._must_be_allowed(chat, "can_send_messages")
        if message.protected or message.chat.protected:
            raise Impossible("the message is protected from forwarding")
        copied = {name: getattr(message, name) for name in ("text", "entities", "media", "poll")}
        return self._post(chat, None, origin=origin_of(message), **copied)

    def starts_poll(
        self,
        question: str,
        options: list[str],
        in_: Where,
        *,
        anonymous: bool = True,
        multiple: bool = False,
    ) -> Message:
        """Post a poll."""
        chat = self._where(in_, None)
        self._must_be_allowed(chat, "can_send_polls")
        poll = Poll(
            id=str(self.state.chance.randrange(10**18, 10**19)),
            question=question,
            options=[Option(str(place), text) for place, text in enumerate(options)],
            anonymous=anonymous,
            multiple=multiple,
        )
        return self._post(chat, None, poll=poll)

    def votes(self, message: Message, *choices: str) -> None:
        """Vote for options by their texts; none takes the vote back."""
        self._must_be_in(message.chat)
        options = [option.text for option in message.poll.options] if message.poll else []
        try:
            voting.vote(self.state, message, self.user, tuple(map(options.index, choices)))
        except ValueError as error:
            raise Impossible(str(error)) from error

    def edits(self, message: Message, text: str) -> Message:
        """Change one's own message."""
        self._must_stand(message)
        if message.sender is not self.user:
            raise Impossible(f"{message!r} is not by {self.name}")
        return posting.edit(self.state, message, text=text, entities=find_entities(text))

    def deletes(self, *messages: Message) -> None:
        """Delete one's own messages, or anybody's as an administrator with that right."""
        for message in messages:
            self._must_stand(message)
            if message.sender is not self.user and message.chat.kind != "private":
                self._must_lead(message.chat, "can_delete_messages")
            posting.delete(self.state, [message])

    def reacts(self, message: Message, *emoji: str) -> None:
        """Set one's reactions to a message; without any, take them back."""
        self._must_stand(message)
        self._must_be_in(message.chat)
        reacting.react(self.state, message, self.user, emoji)

    def presses(self, message: Message, label: str) -> Press:
        """Press the inline button with this label; the answer will be on what is returned."""
        self._must_stand(message)
        self._must_be_in(message.chat)
        return reacting.press(self.state, message, self.user, message.button(label))

    def pins(self, message: Message) -> None:
        """Pin a message."""
        if message.chat.kind != "private":
            self._must_lead(message.chat, "can_pin_messages")
        posting.pin(self.state, message, self.user)

    def unpins(self, message: Message) -> None:
        """Take a pin out."""
        posting.unpin(self.state, message)

    def starts(self, bot: Bot, payload: str = "") -> Message:
        """Open a bot by its Start button or by a deep link with a payload; unblocks it."""
        chat = self.chat_with(bot)
        if not chat.chat.holds(bot.user):
            places.block(self.state, self.user, bot, blocked=False)
        return self.says(f"/start {payload}".rstrip(), in_=bot)

    def _where(self, where: Where | None, reply_to: Message | None) -> Chat:
        if where is not None:
            return self._chat(where)
        if reply_to is None:
            raise Impossible("where? give in_ or reply_to")
        return reply_to.chat

    def _must_be_allowed(self, chat: Chat, permission: str) -> None:
        self._must_be_in(chat)
        if chat.kind == "channel":
            self._must_lead(chat, "can_post_messages")
        if chat.kind == "private" and len(chat.insiders) < 2:
            raise Impossible(f"{self.name} has blocked the bot")
        if chat.migrated_to or chat.deleted:
            raise Impossible(f"{chat.title!r} is no more")
        if chat.is_group and not chat.lets(self.user, permission):
            raise Impossible(f"{self.name} lacks {permission} in {chat.title!r}")

    def _post(self, chat: Chat, speaker: Place | None, **what: Any) -> Message:
        topic = chat.topics.get(what.get("topic", 0))
        if topic is not None and topic.closed and not chat.member(self.user).leads:
            raise Impossible(f"the topic {topic.name!r} is closed")
        if chat.kind == "channel":
            return posting.post(self.state, chat, None, sender_chat=chat, **what)
        if speaker is not None:
            return posting.post_as_chat(self.state, chat, speaker.chat, **what)
        face = chat.face(self.user)
        if face is self.user:
            return posting.post(self.state, chat, self.user, **what)
        title = chat.member(self.user).title
        return posting.post(self.state, chat, face, sender_chat=chat, signature=title, **what)


def _quoted(message: Message | None, words: str) -> Quote | None:
    if message is None or not words:
        return None
    at = message.text.find(words)
    if at < 0:
        raise Impossible(f"{words!r} is not in {message!r}")
    return Quote(words, units(message.text[:at]))
