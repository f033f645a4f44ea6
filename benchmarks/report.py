"""What was measured, as a table in Markdown that says whether each target was met."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TypeAlias

Texts: TypeAlias = Iterable[tuple[str, str]]
"""Texts to write down, each with the name of its file."""

_PACKAGES = ("planton-dynamodb", "protobuf", "cfn-lint", "check-jsonschema", "pulumi", "pulumi-aws")


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison: our number, the other one, and what part of it ours is."""

    what: str
    against: str
    ours: float
    theirs: float
    unit: str
    ratio: float
    target: float | None
    """The most that the ratio may be."""

    @property
    def verdict(self) -> str:
        """Whether the target was met."""
        if self.target is None:
            return "none set"
        return f"≤ {self.target:.3g}: {'met' if self.ratio <= self.target else '**missed**'}"


def written(rows: Sequence[Row], files: int, runs: int, *, kubeconform: bool) -> str:
    """The result as a page."""
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    other = (
        "kubeconform as pinned in `tools/go`" if kubeconform else "no kubeconform: it needs Go to be built"
    )
    lines = [
        "# The last run of `make bench`",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}, {cores} cores, {platform.system()}, Python {platform.python_version()},",
        f"{packages}; {other}.",
        "",
        f"{files:,} made-up manifests, all sound, and the same tables as CloudFormation templates. The tools took",
        f"turns, {runs} rounds after one to warm up: each number is a median, each ratio that has a target",
        "the median of the rounds' ratios. What else the machine does changes the numbers much, the ratios little.",
        "",
        "`apply` and the bare program (`benchmarks/bare_apply.py`) are new processes with the same engine, each with a",
        "new local state, and with the AWS and the provider of `tests/standin`, which answer at once: on AWS itself",
        "making a table takes longer, and both take so much longer.",
        "",
        "| what | against | planton-dynamodb | the other | ratio | target |",
        "| --- | --- | ---: | ---: | ---: | --- |",
        *(_line(row) for row in rows),
    ]
    return "\n".join(lines) + "\n"


def _line(row: Row) -> str:
    ours, theirs = (
        f"{number:,.3g} {row.unit}" if number < 1000 else f"{number:,.0f} {row.unit}"
        for number in (row.ours, row.theirs)
    )
    return f"| {row.what} | {row.against} | {ours} | {theirs} | {row.ratio:.3f} | {row.verdict} |"
