"""Read the settings from a file and the environment; the environment wins."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from bot.config import sentences
from bot.config.keys import every_setting
from bot.config.settings import Settings


class Sources(Settings, BaseSettings):
    """Tells pydantic-settings what to look for; never made, so that nothing reads behind our back."""

    model_config = SettingsConfigDict(env_prefix="RENAO_", env_nested_delimiter="__")


class ConfigError(Exception):
    """The configuration cannot be used as it stands; `sentences` says why, a fault each."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = list(sentences)


def load(path: Path | None, environ: Mapping[str, str]) -> Settings:
    """Return the settings of the TOML file at `path` (None: no file), as changed by `environ`.

    Raises:
        ConfigError: with every fault that was found, not only the first.
    """
    known = {setting.variable for setting in every_setting()}
    given = {name: value for name, value in environ.items() if name.startswith("RENAO_")}
    faults = [sentences.unknown_variable(name) for name in sorted(given.keys() - known)]
    given = {name: value for name, value in given.items() if name in known and value}
    try:
        settings = Settings(**_merged(_file(path), _environment(given)))
    except ValidationError as error:
        faults += [sentences.about(one, given) for one in error.errors(include_url=False)]
        raise ConfigError(faults) from None
    if faults := faults + sentences.contradictions(settings):
        raise ConfigError(faults)
    return settings


def _file(path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    if not path.is_file():
        raise ConfigError(
            [f"{path} does not exist. Copy config.example.toml to {path} and edit it."]
        )
    try:
        return TomlConfigSettingsSource(Sources, toml_file=path)()
    except OSError as error:
        raise ConfigError([f"{path} cannot be read: {error.strerror}."]) from None
    except UnicodeDecodeError:
        raise ConfigError([f"{path} is not UTF-8 text. Save it again as UTF-8."]) from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError([f"{path} is not valid TOML: {error}. Mend that line."]) from None


def _environment(given: Mapping[str, str]) -> dict[str, Any]:
    source = EnvSettingsSource(Sources)
    source.env_vars = {name.lower(): value for name, value in given.items()}
    return source()


def _merged(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Lay `above` over `below`, section by section."""
    merged = dict(below)
    for name, value in above.items():
        lower = merged.get(name)
        merged[name] = lower | value if isinstance(lower, dict) else value
    return merged
