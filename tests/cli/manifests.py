"""Manifests for the tests of the verbs that act on AWS, and the command run on them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
MADE_UP = ("-m", "tests.cli.made_up_engine")


def manifest(name: str, *, more: str = "", metadata: str = "") -> str:
    """A sound manifest."""
    return (
        "apiVersion: aws.project-planton.org/v1\n"
        "kind: AwsDynamodb\n"
        f"metadata:\n  name: {name}\n{metadata}"
        "spec:\n"
        "  billingMode: PAY_PER_REQUEST  # on demand\n"
        "  attributeDefinitions:\n"
        "    - {name: pk, type: S}\n"
        "  keySchema:\n"
        f"    - {{attributeName: pk, keyType: HASH}}\n{more}"
    )


def write(folder: Path, *names: str) -> None:
    """A file for each name."""
    for name in names:
        (folder / f"{name}.yaml").write_text(manifest(name))


def environment(folder: Path, **more: str) -> dict[str, str]:
    """The environment of a command that finds nothing of the user's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PULUMI_", "AWS_"))}
    return {
        **kept,
        "HOME": str(folder),
        "NO_COLOR": "1",
        "PYTHONPATH": str(ROOT),
        "CALLS": str(folder / "calls"),
        "GO": str(folder / "go"),
        **more,
    }


def calls(folder: Path) -> list[str]:
    """What the engine was asked."""
    path = folder / "calls"
    return path.read_text().splitlines() if path.exists() else []


def ask(
    folder: Path,
    *arguments: str,
    command: tuple[str, ...] = MADE_UP,
    stdin: str = "",
    variables: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """What the command answers where there is no terminal."""
    return subprocess.run(
        [sys.executable, *command, *arguments],
        cwd=folder,
        env=environment(folder, **(variables or {})),
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
