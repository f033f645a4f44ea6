"""`destroy` as somebody types it: nothing goes by habit."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.manifests import ask, calls, manifest, write
from tests.cli.pseudo_terminal import at_terminal


def test_a_terminal_wants_the_name_of_the_table(tmp_path: Path) -> None:
    """It says what goes, and where it is; the name is typed out."""
    write(tmp_path, "orders")
    with at_terminal(tmp_path, "destroy", "orders.yaml") as terminal:
        terminal.expect("orders: the table and all its items would be deleted for good")
        terminal.expect("arn:aws:dynamodb:us-east-1:123456789012:table/orders")
        terminal.expect("Type orders to delete it: ")
        terminal.type("orders\n")
        terminal.expect("orders: deleted")
        assert terminal.code() == 0
    assert calls(tmp_path) == ["destroyed orders"]


@pytest.mark.parametrize("answer", ["y\n", "yes\n", "Orders\n", "\n", "\x03"])
def test_anything_but_the_name_keeps_the_table(answer: str, tmp_path: Path) -> None:
    """A yes is no name."""
    write(tmp_path, "orders")
    with at_terminal(tmp_path, "destroy", "orders.yaml") as terminal:
        terminal.expect("Type orders to delete it: ")
        terminal.type(answer)
        terminal.expect("orders: left as it is")
        assert terminal.code() == (130 if answer == "\x03" else 1)
    assert "destroyed orders" not in calls(tmp_path)


@pytest.mark.parametrize("way", ["flag", "label"])
def test_to_forget_a_table_takes_a_yes(way: str, tmp_path: Path) -> None:
    """Nothing is lost by it."""
    label = '  labels:\n    pulumi.project-planton.org/retain: "true"\n' if way == "label" else ""
    (tmp_path / "orders.yaml").write_text(manifest("orders", metadata=label))
    with at_terminal(tmp_path, "destroy", "orders.yaml", *(["--retain"] * (way == "flag"))) as terminal:
        terminal.expect("orders: the table stays on AWS")
        terminal.expect("Forget orders? [y/N] ")
        terminal.type("y\n")
        assert terminal.code() == 0


@pytest.mark.parametrize(
    ("flags", "said"),
    [([], "would be deleted with it: 1 alarm"), (["--retain"], "would be deleted: 1 alarm")],
)
def test_what_runs_around_a_table_goes_either_way(flags: list[str], said: str, tmp_path: Path) -> None:
    """The question says so, whether the table goes or is kept."""
    write(tmp_path, "surrounded")
    with at_terminal(tmp_path, "destroy", "surrounded.yaml", *flags) as terminal:
        terminal.expect(f"what runs around it {said}")
        terminal.type("no\n")
        assert terminal.code() == 1


def test_yes_skips_the_question(tmp_path: Path) -> None:
    """For scripts; without it and without a terminal nothing is done."""
    write(tmp_path, "orders")
    refused = ask(tmp_path, "destroy", "orders.yaml")
    assert (refused.returncode, refused.stdout, calls(tmp_path)) == (2, "", [])
    assert "Add --yes to delete without being asked." in refused.stderr
    answer = ask(tmp_path, "destroy", "orders.yaml", "--yes", "--retain")
    assert answer.stdout == "orders: forgotten; the table stays on AWS\n"
    assert calls(tmp_path) == ["kept orders"]
