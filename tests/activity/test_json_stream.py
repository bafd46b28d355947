"""JSON read as a stream: whole, however it is portioned, and with the place of every fault."""

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.activity import json_stream
from bot.activity.json_stream import BadJson, JsonStream

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)


class Drops(io.RawIOBase):
    """A file that gives a few bytes at a time."""

    def __init__(self, content: bytes, size: int) -> None:
        self.content, self.size, self.at = content, size, 0

    def read(self, size: int = -1) -> bytes:
        part = self.content[self.at : self.at + self.size]
        self.at += len(part)
        return part


def taken(stream: JsonStream) -> dict[str, Any]:
    """Take each field of an object, every second one by skipping it."""
    found = {}
    for place, name in enumerate(stream.fields()):
        if place % 2:
            stream.skip()
        else:
            found[name] = json.loads(stream.value())
    stream.end()
    return found


@given(
    content=st.dictionaries(st.text(max_size=5), values, max_size=6),
    size=st.integers(1, 40),
    indent=st.sampled_from([None, 1]),
    ascii=st.booleans(),
)
def test_what_is_taken_is_what_was_written_in_whatever_portions_it_comes(
    content: dict[str, Any], size: int, indent: int | None, ascii: bool
) -> None:
    written = json.dumps(content, indent=indent, ensure_ascii=ascii).encode()
    kept = dict(list(content.items())[::2])
    assert taken(JsonStream(Drops(written, size))) == kept


@given(content=st.lists(values, min_size=1, max_size=4), size=st.integers(1, 40), data=st.data())
def test_a_file_that_is_cut_short_never_passes_for_a_whole_one(
    content: list[Any], size: int, data: st.DataObject
) -> None:
    written = json.dumps({"a": content}, indent=1).encode()
    end = data.draw(st.integers(0, len(written) - 1))
    with pytest.raises(BadJson, match="cut off") as caught:
        taken(JsonStream(Drops(written[:end], size)))
    assert caught.value.byte == end + 1


@pytest.mark.parametrize(
    ("written", "line", "byte", "fault"),
    [
        ('{"a": 1\n "b": 2}', 2, 10, "there should be a comma"),
        ('{"a": 1,\n b: 2}', 2, 11, "there should be a name in quotes"),
        ('{"a"\n: }', 2, 8, "there should be a value"),
        ('{"a": 1} x', 1, 10, "goes on after its end"),
        ("[1]", 1, 1, "there should be an object"),
        ('{"a": ' + "[" * 101 + "]" * 101 + "}", 1, 7, "more than 100 deep"),
    ],
)
def test_a_fault_is_told_with_its_place(written: str, line: int, byte: int, fault: str) -> None:
    with pytest.raises(BadJson, match=fault) as caught:
        taken(JsonStream(io.BytesIO(written.encode())))
    assert (caught.value.line, caught.value.byte) == (line, byte)


def test_one_value_may_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_stream, "LARGEST", 1000)
    monkeypatch.setattr(json_stream, "CHUNK", 100)
    long = json.dumps({"skipped": 1, "taken": "x" * 3000}).encode()
    with pytest.raises(BadJson, match="larger than"):
        taken(JsonStream(io.BytesIO(long[:1] + b'"first": 2, ' + long[1:])))


def test_what_is_skipped_may_be_of_any_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_stream, "LARGEST", 1000)
    monkeypatch.setattr(json_stream, "CHUNK", 100)
    many = json.dumps({"taken": 1, "skipped": [{"a": ["b"]}] * 5000}).encode()
    assert taken(JsonStream(io.BytesIO(many))) == {"taken": 1}
