"""What is wrong with a configuration, each fault in one sentence that says what to write instead. Pure."""

import difflib
from collections.abc import Iterable, Mapping

from pydantic_core import ErrorDetails

from bot.config.keys import Setting, every_setting, sections, toml, variable_of
from bot.config.settings import Settings

REASONS = {
    "int_type": "no whole number",
    "int_parsing": "no whole number",
    "int_from_float": "no whole number",
    "string_type": "no text in quotation marks",
    "tuple_type": "no list",
    "bool_type": "neither true nor false",
    "bool_parsing": "neither true nor false",
    "literal_error": "not {expected}",
    "greater_than_equal": "less than {ge}",
    "value_error": "{error}",
}


def about(error: ErrorDetails, given: Mapping[str, str]) -> str:
    """Word one of pydantic's errors; `given` are the environment variables that were read."""
    key = ".".join(part for part in error["loc"] if isinstance(part, str))
    if error["type"] == "extra_forbidden":
        return unknown_key(key)
    settings = {setting.key: setting for setting in every_setting()}
    if key not in settings:
        return f"{key} is a section: write [{key}] on a line of its own and its settings below it."
    return _wrong(settings[key], error, given)


def _wrong(setting: Setting, error: ErrorDetails, given: Mapping[str, str]) -> str:
    source = f" (from {setting.variable})" if setting.variable in given else ""
    shown = "" if setting.secret else f" “{str(error['input'])[:60]}”,"
    reason = _reason(error)
    return f"{setting.key}{source} is{shown} {reason}. Write, for example, {toml(setting.example)}."


def _reason(error: ErrorDetails) -> str:
    if wording := REASONS.get(error["type"]):
        return wording.format(**error.get("ctx", {}))
    return f"wrong ({error['msg']})"


def unknown_key(key: str) -> str:
    """Say that no setting is called `key`, and which one may have been meant."""
    section = "" if "." in key else _near(key, sections())
    return f"{key} is no setting of Renao{_hint(section or _meant(key))}"


def unknown_variable(name: str) -> str:
    """Say that no setting is read from the environment variable `name`."""
    meant = _meant(name.removeprefix("RENAO_").lower().replace("__", "."))
    hint = _hint(meant and variable_of(meant))
    return f"{name} in the environment is no setting of Renao{hint}"


def _meant(key: str) -> str:
    """Return the setting most like `key`, with its section or without."""
    known = [setting.key for setting in every_setting()]
    by_last_word = {name.rpartition(".")[2]: name for name in known}
    return _near(key, known) or by_last_word.get(_near(key, by_last_word), "")


def _near(word: str, known: Iterable[str]) -> str:
    return next(iter(difflib.get_close_matches(word, list(known), n=1)), "")


def _hint(meant: str) -> str:
    if meant:
        return f"; did you mean {meant}?"
    return ". Take it out; docs/settings.md lists what there is."


def contradictions(settings: Settings) -> list[str]:
    """Return what does not go together, though each setting is well by itself."""
    if settings.telegram.mode != "webhook":
        return []
    faults = []
    if not settings.webhook.url:
        faults.append(_needed("url", "write the public address that Telegram shall call"))
    if not settings.webhook.secret:
        faults.append(_needed("secret", "write a long random word"))
    plain = settings.webhook.url.startswith("http://")
    if plain and settings.telegram.base_url.startswith("https://api.telegram.org/"):
        faults.append("webhook.url begins with http://, which Telegram refuses: write https://.")
    return faults


def _needed(name: str, what: str) -> str:
    return f"webhook.{name} is needed when telegram.mode is webhook: {what}."
