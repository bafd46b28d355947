"""Entities, media, polls and keyboards."""

from bot.sandbox.model.content import Button, Entity, File, Keyboard, Media, Option, Poll
from bot.sandbox.objects import Json
from bot.sandbox.objects.people import user_object


def entity_object(entity: Entity) -> Json:
    """Return a MessageEntity."""
    shown: Json = {"type": entity.type, "offset": entity.offset, "length": entity.length}
    if entity.url:
        shown["url"] = entity.url
    if entity.user is not None:
        shown["user"] = user_object(entity.user)
    if entity.language:
        shown["language"] = entity.language
    if entity.custom_emoji_id:
        shown["custom_emoji_id"] = entity.custom_emoji_id
    return shown


def entity_objects(entities: tuple[Entity, ...]) -> list[Json]:
    """Return an Array of MessageEntity."""
    return [entity_object(entity) for entity in entities]


def file_object(file: File) -> Json:
    """Return the File that getFile answers."""
    return {**_file(file), "file_path": file.path}


def _file(file: File) -> Json:
    return {
        "file_id": file.id,
        "file_unique_id": file.unique_id,
        "file_size": len(file.content),
    }


def _named(file: File) -> Json:
    named: Json = {}
    if file.name:
        named["file_name"] = file.name
    if file.mime:
        named["mime_type"] = file.mime
    return named


def media_fields(media: Media) -> Json:
    """Return the fields of a Message that hold its media."""
    file = _file(media.file)
    size = {
        "width": media.width or media.file.width or 320,
        "height": media.height or media.file.height or 240,
    }
    lasting = {"duration": media.seconds}
    covered = {"has_media_spoiler": True} if media.spoiler else {}
    match media.kind:
        case "photo":
            return {"photo": [{**file, **size}], **covered}
        case "document":
            return {"document": {**file, **_named(media.file)}}
        case "sticker":
            kind = {"type": "regular", "is_animated": False, "is_video": False}
            emoji = {"emoji": media.emoji} if media.emoji else {}
            return {"sticker": {**file, "width": 512, "height": 512, **kind, **emoji}}
        case "voice":
            return {"voice": {**file, **lasting}}
        case "video_note":
            return {"video_note": {**file, **lasting, "length": 240}}
        case "audio":
            return {"audio": {**file, **lasting, **_named(media.file)}}
        case "video":
            return {"video": {**file, **size, **lasting, **_named(media.file)}, **covered}
        case "animation":
            animation = {**file, **size, **lasting, **_named(media.file)}
            # Clients that know no animations see a document, which the Bot API keeps beside it.
            return {"animation": animation, "document": {**file, **_named(media.file)}, **covered}


def _option(option: Option) -> Json:
    shown: Json = {
        "persistent_id": option.id,
        "text": option.text,
        "voter_count": len(option.voters),
    }
    if option.entities:
        shown["text_entities"] = entity_objects(option.entities)
    return shown


def poll_object(poll: Poll) -> Json:
    """Return a Poll. A quiz keeps its answer to itself until it is closed, but not before its author."""
    shown: Json = {
        "id": poll.id,
        "question": poll.question,
        "options": [_option(option) for option in poll.options],
        "total_voter_count": poll.voters,
        "is_closed": poll.closed,
        "is_anonymous": poll.anonymous,
        "type": "quiz" if poll.quiz else "regular",
        "allows_multiple_answers": poll.multiple,
        "allows_revoting": poll.revoting,
        "members_only": poll.members_only,
    }
    if poll.question_entities:
        shown["question_entities"] = entity_objects(poll.question_entities)
    if poll.description:
        shown["description"] = poll.description
        shown["description_entities"] = entity_objects(poll.description_entities)
    if poll.quiz:
        shown["correct_option_ids"] = list(poll.correct)
    if poll.explanation:
        shown["explanation"] = poll.explanation
        shown["explanation_entities"] = entity_objects(poll.explanation_entities)
    if poll.open_period:
        shown["open_period"] = poll.open_period
    if poll.close_at:
        shown["close_date"] = poll.close_at
    return shown


def _button(button: Button) -> Json:
    shown: Json = {"text": button.text, **button.extra}
    if button.data:
        shown["callback_data"] = button.data
    if button.url:
        shown["url"] = button.url
    return shown


def keyboard_object(keyboard: Keyboard) -> Json:
    """Return an InlineKeyboardMarkup."""
    return {"inline_keyboard": [[_button(button) for button in row] for row in keyboard]}
