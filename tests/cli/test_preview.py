"""`preview` as somebody types it: what would happen, and its exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.manifests import ask, calls, manifest, write


def test_a_change_is_shown_with_what_it_means(tmp_path: Path) -> None:
    """The effect, the reason, and what the engine would do; nothing is done."""
    write(tmp_path, "orders")
    answer = ask(tmp_path, "preview", "orders.yaml")
    assert answer.stdout == (
        "orders: would be changed\n"
        "  in place       the class changes (spec.tableClass)\n"
        "                 AWS does it.\n"
        "  the engine     update aws:dynamodb/table:Table orders because of tableClass\n"
    )
    assert (answer.returncode, calls(tmp_path)) == (0, [])


def test_several_are_counted_by_what_would_become_of_them(tmp_path: Path) -> None:
    """One summary at the end."""
    write(tmp_path, "idle", "orders", "refuses")
    answer = ask(tmp_path, "preview", ".")
    assert answer.stdout.splitlines()[-1] == "3 tables: 1 unchanged, 1 to be changed, 1 to be refused"


@pytest.mark.parametrize(
    ("name", "plain", "detailed"),
    [("idle", 0, 0), ("orders", 0, 2), ("refuses", 1, 2), ("fails", 1, 1)],
)
def test_the_exit_code_says_what_a_script_wants_to_know(
    name: str, plain: int, detailed: int, tmp_path: Path
) -> None:
    """Without the flag 1 is for what apply would not do; with it 2 is for all that is to do."""
    write(tmp_path, name)
    assert ask(tmp_path, "preview", f"{name}.yaml").returncode == plain
    assert ask(tmp_path, "preview", f"{name}.yaml", "--detailed-exitcode").returncode == detailed


@pytest.mark.parametrize("arguments", [("none.yaml",), ("idle.yaml", "--no-such-flag"), ("bad.yaml",)])
def test_a_failure_of_any_kind_never_reads_as_changes(arguments: tuple[str, ...], tmp_path: Path) -> None:
    """With --detailed-exitcode everything that went wrong is 1."""
    write(tmp_path, "idle")
    (tmp_path / "bad.yaml").write_text(manifest("bad-one").replace("HASH", "HSAH"))
    assert ask(tmp_path, "preview", *arguments, "--detailed-exitcode").returncode == 1


def test_a_replacement_that_is_allowed_is_no_refusal(tmp_path: Path) -> None:
    """What the flag permits is shown as what it is."""
    write(tmp_path, "refuses")
    answer = ask(tmp_path, "preview", "refuses.yaml", "--allow-replace", "refuses")
    assert answer.returncode == 0
    assert answer.stdout.startswith("refuses: would be replaced by a new, empty table\n")
