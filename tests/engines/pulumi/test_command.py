"""Pulumi's command: missing, broken, another program, or of a version that does not fit."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from planton_dynamodb.engines.pulumi.command import Command
from planton_dynamodb.engines.pulumi.faults import interrupted
from planton_dynamodb.fault import Fault

INSTALL = "https://www.pulumi.com/docs/install/"
WRONG = {
    "too old": ("echo v3.100.0", "is version 3.100.0, and 3.200.0 to below 4.0.0 is needed"),
    "of another major": ("echo v4.1.0", "is version 4.1.0, and 3.200.0 to below 4.0.0 is needed"),
    "another program": ("echo hello", "is no Pulumi: asked for its version it says 'hello'"),
    "silent": ("exit 0", "is no Pulumi: asked for its version it says ''"),
    "broken": ("exit 3", "cannot be run"),
}


def shim(folder: Path, script: str) -> Mapping[str, str]:
    """An environment in which `pulumi` does this."""
    command = folder / "pulumi"
    command.write_text(f"#!/bin/sh\n{script}\n")
    command.chmod(0o755)
    return {"PATH": f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin"}


@pytest.mark.parametrize("case", WRONG)
def test_a_command_that_will_not_do(case: str, tmp_path: Path) -> None:
    """Which one it is, what is wrong with it, and where to get a good one."""
    script, said = WRONG[case]
    with pytest.raises(Fault) as caught:
        Command(shim(tmp_path, script))
    assert caught.value.summary == f"{tmp_path}/pulumi {said}"
    assert INSTALL in caught.value.help


def test_no_command_at_all(tmp_path: Path) -> None:
    """It is said so, and where to get it."""
    with pytest.raises(Fault) as caught:
        Command({"PATH": str(tmp_path)})
    assert caught.value.summary == "there is no `pulumi` on the PATH"
    assert INSTALL in caught.value.help


def test_a_file_that_is_no_program(tmp_path: Path) -> None:
    """The system's own words are there too."""
    environment = shim(tmp_path, "")
    (tmp_path / "pulumi").write_bytes(b"\x00\x01")
    with pytest.raises(Fault) as caught:
        Command(environment)
    assert caught.value.summary == f"{tmp_path}/pulumi cannot be run"
    assert "Exec format error" in caught.value.said


def test_nothing_is_begun_once_an_end_is_wanted(tmp_path: Path) -> None:
    """Only what is needed to write the state down is run then."""
    command = Command(shim(tmp_path, "echo v3.250.0"))
    command.interrupt()
    with pytest.raises(Fault) as caught:
        command.run(["up", "--yes"], str(tmp_path), {})
    assert caught.value.summary == interrupted().summary
    assert command.run(["stack", "export"], str(tmp_path), {}).code == 0
