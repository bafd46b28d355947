"""Every setting on one page, read from TOML and the environment; secrets are never printed."""

from bot.config.load import ConfigError, load
from bot.config.settings import Settings

__all__ = ["ConfigError", "Settings", "load"]
