"""The export that is measured is one that can be taken in."""

from pathlib import Path

from bench.desktop import GROUP, write
from bot.activity.survey import survey


def test_a_made_up_export_can_be_read_and_is_the_same_every_time(tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        write(tmp_path / name, 300, seed)
    (found,) = survey(tmp_path / "a", lambda _chat, _alone: True).values()
    assert (found.chat.id, found.messages) == (-1_000_000_000_000 - GROUP, 300)
    assert found.topics == {2, 3}
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert (tmp_path / "a").read_bytes() != (tmp_path / "c").read_bytes()
