"""The languages that Renao speaks, by their BCP 47 codes."""

LANGUAGES = {"en": "English", "zh-CN": "简体中文"}


def nearest(code: str | None, default: str = "en") -> str:
    """Return the language of `LANGUAGES` nearest to a code such as Telegram's `zh-hans`. Pure."""
    primary = (code or "").replace("_", "-").split("-")[0].casefold()
    for language in LANGUAGES:
        if language.split("-")[0] == primary:
            return language
    return default


def written_in(text: str, default: str) -> str:
    """Return zh-CN for a text with Han characters and no kana, else `default`. Pure."""
    han = any("\u3400" <= character <= "\u9fff" for character in text)
    kana = any("\u3040" <= character <= "\u30ff" for character in text)
    return "zh-CN" if han and not kana else default
