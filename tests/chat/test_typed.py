"""What a person wrote into a form: with its markup, and its file."""

import json

import pytest

from bot.chat.typed import Attachment, Typed, read

CHAT = {"id": 1, "type": "private"}


def update(**content: object) -> bytes:
    message = {"message_id": 1, "date": 1, "chat": CHAT, **content}
    return json.dumps({"update_id": 1, "message": message}).encode()


@pytest.mark.parametrize(
    ("content", "read_as"),
    [
        ({"text": "<b>a</b> & {{ first_name }}"}, Typed("<b>a</b> & {{ first_name }}")),
        (
            {"text": "a < b", "entities": [{"type": "bold", "offset": 0, "length": 1}]},
            Typed("<b>a</b> &lt; b"),
        ),
        (
            {"text": "https://a.example", "entities": [{"type": "url", "offset": 0, "length": 17}]},
            Typed("https://a.example"),
        ),
        (
            {
                "photo": [
                    {"file_id": "small", "file_unique_id": "s", "width": 1, "height": 1},
                    {"file_id": "large", "file_unique_id": "l", "width": 9, "height": 9},
                ],
                "caption": "look",
                "caption_entities": [{"type": "italic", "offset": 0, "length": 4}],
                "media_group_id": "7",
            },
            Typed("<i>look</i>", Attachment("photo", "large"), "7"),
        ),
        (
            {"document": {"file_id": "paper", "file_unique_id": "p"}},
            Typed("", Attachment("document", "paper")),
        ),
        ({"dice": {"emoji": "🎲", "value": 3}}, Typed("")),
    ],
)
def test_words_are_read_with_their_markup_and_their_file(content, read_as):
    assert read(update(**content)) == read_as


def test_what_is_no_message_says_nothing():
    assert read(b'{"update_id": 1}') == Typed("")
