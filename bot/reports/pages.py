"""The templates of reports: ours, or those that the operator put into a folder of her own.

One of hers that cannot be used is passed over for ours, and whoever reads the report is told why.
"""

from dataclasses import dataclass, field
from pathlib import Path

from bot.texts import Refused, check_html, page, plain

OURS = Path(__file__).parent / "templates"
# A template or what it makes may not be longer; a message of Telegram's is shorter.
LONGEST = 20_000
REASON = 160


@dataclass
class Pages:
    """Where templates come from; `faults` are the names of those that were passed over, with the reason."""

    folder: Path | None = None
    faults: dict[str, str] = field(default_factory=dict)

    def render(self, name: str, language: str, *, is_message: bool = True, **data: object) -> str:
        """Return the template `name` with `data` in it: Telegram HTML, or whatever is no message."""
        own = self._own(name)
        if own is not None:
            try:
                made = page(own, language, **data)
                if is_message:
                    check_html(made)
                if len(made) <= LONGEST or not is_message:
                    return made
                self.faults[name] = f"> {LONGEST}"
            except Refused as mistake:
                self.faults[name] = plain(mistake.key, language, **mistake.data)[:REASON]
            except Exception as mistake:  # Whatever an operator's template does is its own fault.
                self.faults[name] = f"{type(mistake).__name__}: {mistake}"[:REASON]
        return page((OURS / name).read_text(encoding="utf-8"), language, **data)

    def _own(self, name: str) -> str | None:
        if self.folder is None:
            return None
        try:
            text = (self.folder / name).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            self.faults[name] = str(error)[:REASON]
            return None
        if len(text) > LONGEST:
            self.faults[name] = f"> {LONGEST}"
            return None
        return text
