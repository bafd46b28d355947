"""Reading JSON objects inside parameters, with the complaints of Telegram's own reader (td JsonBuilder)."""

from typing import Any

from bot.sandbox.errors import Refusal, bad_request


def wrong_type(name: str, expected: str) -> Refusal:
    """Return the refusal of a value of the wrong type; `expected` is JSON's name of the right one."""
    return bad_request(f'Field "{name}" must be of type {expected}')


def array(value: Any, name: str, complaint: str = "") -> list[Any]:
    """Return the value if it is a list; refuse it otherwise. Pure."""
    if not isinstance(value, list):
        raise bad_request(complaint) if complaint else wrong_type(name, "Array")
    return value


def number(value: Any, name: str) -> int:
    """Return an integer, also from its digits in a string. Pure."""
    if isinstance(value, bool):
        raise wrong_type(name, "Number")
    if isinstance(value, int):
        return value
    if isinstance(value, str) and value.lstrip("-").isdecimal() and len(value) < 25:
        return int(value)
    raise wrong_type(name, "Number")


class Fields:
    """A JSON object and what is asked of it."""

    def __init__(self, value: Any, complaint: str) -> None:
        if not isinstance(value, dict):
            raise bad_request(complaint)
        self._value = value

    def __contains__(self, name: str) -> bool:
        return name in self._value

    def get(self, name: str) -> Any:
        """Return a field as it is, None when it is missing."""
        return self._value.get(name)

    def _need(self, name: str, required: bool) -> Any:
        value = self._value.get(name)
        if value is None and required:
            raise bad_request(f'Can\'t find field "{name}"')
        return value

    def text(self, name: str, *, required: bool = False) -> str:
        """Return a string, empty when it is missing."""
        value = self._need(name, required)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise wrong_type(name, "String")
        return value

    def number(self, name: str, *, required: bool = False) -> int:
        """Return an integer, 0 when it is missing."""
        value = self._need(name, required)
        return 0 if value is None else number(value, name)

    def flag(self, name: str, *, missing: bool = False) -> bool:
        """Return a truth value."""
        value = self._value.get(name)
        if value is None:
            return missing
        if not isinstance(value, bool):
            raise wrong_type(name, "Boolean")
        return value
