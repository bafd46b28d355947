"""The settings as a list: what sentences, documents and tests know of the page. Pure."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from bot.config.settings import Section, Settings


class Setting(NamedTuple):
    """One setting: "telegram.mode", RENAO_TELEGRAM__MODE, its default, an example, what it does."""

    key: str
    variable: str
    default: Any
    example: Any
    description: str
    secret: bool


def every_setting() -> list[Setting]:
    """Return every setting, in the order of the page."""
    return list(_walk(Settings, ""))


def sections() -> dict[str, str]:
    """Return what each section is for, by its name."""
    fields = Settings.model_fields.items()
    return {name: section.__doc__ or "" for name, field in fields if (section := _section(field))}


def variable_of(key: str) -> str:
    """Return the environment variable that sets `key`."""
    return "RENAO_" + key.upper().replace(".", "__")


def toml(value: Any) -> str:
    """Write `value` as TOML does."""
    return json.dumps(value, ensure_ascii=False)


def _section(field: FieldInfo) -> type[Section] | None:
    kind = field.annotation
    return kind if isinstance(kind, type) and issubclass(kind, Section) else None


def _walk(model: type[BaseModel], prefix: str) -> Iterator[Setting]:
    for name, field in model.model_fields.items():
        if section := _section(field):
            yield from _walk(section, f"{name}.")
        else:
            yield _setting(prefix + name, field)


def _setting(key: str, field: FieldInfo) -> Setting:
    default = field.default
    secret = isinstance(default, SecretStr) or not field.repr
    if isinstance(default, SecretStr):
        default = default.get_secret_value()
    if isinstance(default, tuple):
        default = list(default)
    example = field.examples[0] if field.examples else default
    return Setting(key, variable_of(key), default, example, field.description or "", secret)
