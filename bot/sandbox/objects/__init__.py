"""The world in the Bot API's own words: JSON objects, as botapi.json names their fields."""

from typing import Any

Json = dict[str, Any]
