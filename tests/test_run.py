"""A whole run: the same report however many processes have a part in it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NoReturn

import pytest

from planton_dynamodb import parallel, run, validate
from planton_dynamodb.checking import Checker

SOUND = """\
apiVersion: aws.project-planton.org/v1
kind: AwsDynamodb
metadata:
  name: {name}
spec:
  billingMode: PAY_PER_REQUEST
  attributeDefinitions:
    - name: pk
      type: S
  keySchema:
    - attributeName: pk
      keyType: HASH
"""
MANY = 700


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """More files than one process checks alone: one has a mistake, the last has the name of the first."""
    for number in range(MANY):
        name = "table-0" if number == MANY - 1 else f"table-{number}"
        (tmp_path / f"{number:03}.yaml").write_text(SOUND.format(name=name))
    broken = tmp_path / "350.yaml"
    broken.write_text(broken.read_text().replace("HASH", "HSAH"))
    return tmp_path


def no_processes(work: Callable[..., object], items: Iterable[object], processes: int) -> NoReturn:
    """In place of the one function that starts processes."""
    raise AssertionError(f"{processes} processes for {work} and {items}")


def test_several_processes_say_what_one_says(folder: Path) -> None:
    """Diagnostics, their order, the counts and what was looked at are the same."""
    alone, no_failures = run.check([str(folder)], Checker(), processes=1)
    together, none_either = run.check([str(folder)], Checker(), processes=3)
    assert (no_failures, none_either) == ([], [])
    assert together == alone
    assert together.summary.files == MANY
    found = [(one.rule, Path(one.location.file).name) for one in together.diagnostics]
    assert found == [("unknown-enum", "350.yaml"), ("table-name-duplicate", f"{MANY - 1}.yaml")]


def test_a_file_that_cannot_be_read_stops_no_other(folder: Path) -> None:
    """A child says so to its parent, which goes on."""
    (folder / "100.yaml").unlink()
    (folder / "100.yaml").symlink_to("nowhere.yaml")
    report, failures = run.check([str(folder)], Checker(), processes=2)
    assert failures == [f"{folder / '100.yaml'}: cannot be read: no such file or directory"]
    assert report.summary.files == MANY - 1


def test_one_core_starts_no_processes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is nothing to win, everything stays in one process."""
    monkeypatch.setattr(parallel, "ordered_map", no_processes)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0}, raising=False)
    assert run.check([str(folder)], Checker())[0].summary.files == MANY


def test_one_process_is_one_process_on_every_system(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the system cannot say which cores are ours, as on macOS."""
    monkeypatch.setattr(parallel, "ordered_map", no_processes)
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    assert run.check([str(folder)], Checker(), processes=1)[0].summary.files == MANY


def test_the_library_starts_no_processes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that calls it may have threads, and need not have a main guard."""
    monkeypatch.setattr(parallel, "ordered_map", no_processes)
    assert len(validate(folder)) == 2
