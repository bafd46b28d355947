"""The encoder behind its protocol: to the byte what was measured, or not at all."""

from pathlib import Path

import numpy as np
import pytest

from bot.faq import encoder
from bot.faq.encoder import CONTENT, DIMENSIONS, Unfit, fingerprint, shipped_encoder


def test_what_means_the_same_lies_near_in_both_languages() -> None:
    vectors = shipped_encoder().encode(["how do I change my pin", "怎么修改密码", "I like trains"])
    assert vectors.shape == (3, DIMENSIONS)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-3)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.3


def test_no_texts_and_empty_texts_have_vectors_too() -> None:
    assert shipped_encoder().encode([]).shape == (0, DIMENSIONS)
    assert np.isfinite(shipped_encoder().encode(["", "\ud800", "\0"])).all()


@pytest.mark.parametrize(
    ("package", "why"),
    [("no_such_package_at_all", "not installed"), ("json", "not the version")],
)
def test_what_is_not_there_or_not_what_was_measured_is_unfit(
    package: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoder, "PACKAGE", package)
    with pytest.raises(Unfit, match=why):
        shipped_encoder.__wrapped__()


def test_a_changed_byte_or_name_changes_the_fingerprint(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("1", encoding="utf-8")
    before = fingerprint(tmp_path)
    assert before == fingerprint(tmp_path) != CONTENT
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "a.pyc").write_bytes(b"x")
    assert fingerprint(tmp_path) == before
    (tmp_path / "a.py").write_text("2", encoding="utf-8")
    assert fingerprint(tmp_path) != before
    (tmp_path / "a.py").rename(tmp_path / "b.py")
    assert fingerprint(tmp_path) != before
