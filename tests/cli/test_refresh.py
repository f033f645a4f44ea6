"""`refresh` as somebody types it."""

from __future__ import annotations

from pathlib import Path

from tests.cli.manifests import ask, write


def test_what_was_changed_elsewhere_is_named(tmp_path: Path) -> None:
    """A table that is as it was left, and one that is not."""
    write(tmp_path, "drifts", "orders")
    answer = ask(tmp_path, "refresh", ".", "-q")
    assert answer.returncode == 0
    assert answer.stdout.startswith(
        "drifts: read from AWS, and not as it was left\n  found          the class changes (spec.tableClass)\n"
    )
    assert "orders: read from AWS, and as it was left\n" in answer.stdout
