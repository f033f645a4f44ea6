"""The output formats by name, each in a module of its own that is imported when it is asked for."""

from __future__ import annotations

import os
from importlib import import_module
from typing import TextIO

from planton_dynamodb.diagnostics.model import Report

LIST_SOUND = frozenset({"junit"})
"""Those that name what is sound as well."""
NAMES = ("text", "concise", "json", "sarif", "github", "junit")


def write(report: Report, name: str | None, stream: TextIO, *, quiet: bool = False) -> None:
    """Print a report; inside GitHub Actions its own format is chosen unless another is asked for."""
    chosen = name or ("github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text")
    module = import_module(f"planton_dynamodb.diagnostics.{chosen}_format")
    module.write(report, stream, quiet=quiet)
