"""The languages that Renao speaks, by their BCP 47 codes."""

LANGUAGES = {"en": "English", "zh-CN": "简体中文"}


def nearest(code: str | None, default: str = "en") -> str:
    """Return the language of `LANGUAGES` nearest to a code such as Telegram's `zh-hans`. Pure."""
    primary = (code or "").replace("_", "-").split("-")[0].casefold()
    for language in LANGUAGES:
        if language.split("-")[0] == primary:
            return language
    return default
