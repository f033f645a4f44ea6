"""The five outputs of tables for shells, programs and people: a table alone is not wrapped in its name."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from planton_dynamodb.fault import Fault
from planton_dynamodb.manifest.writing.block_text import scalar

Outputs: TypeAlias = Mapping[str, str]


def as_text(outputs: Outputs) -> Iterator[str]:
    """The outputs in lines, aligned."""
    width = max(map(len, outputs), default=0)
    for name, value in outputs.items():
        yield f"{name:{width}}  {value}".rstrip()


def as_json(by_table: Mapping[str, Outputs], *, alone: bool) -> str:
    """An object of the five, or one of such objects by table."""
    return json.dumps(next(iter(by_table.values())) if alone else by_table, indent=2) + "\n"


def as_yaml(by_table: Mapping[str, Outputs], *, alone: bool) -> str:
    """A mapping that every YAML reader reads back as texts."""
    lines = []
    for table, outputs in by_table.items():
        written = [f"{name}: {scalar(value)}" for name, value in outputs.items()]
        lines += written if alone else [f"{scalar(table)}:", *(f"  {line}" for line in written)]
    return "".join(f"{line}\n" for line in lines)


def as_env(by_table: Mapping[str, Outputs], *, alone: bool) -> str:
    """Assignments that a shell may `eval` or `source`; those of several tables begin with the table's name."""
    prefixes = {table: "" if alone else f"{_variable(table)}_" for table in by_table}
    if len(set(prefixes.values())) < len(prefixes):
        raise Fault(
            "two of the tables have names that would make the same variables",
            "Ask for the outputs of one table at a time, or take --format json.",
        )
    return "".join(
        f"{prefixes[table]}{name.upper()}={shlex.quote(value)}\n"
        for table, outputs in by_table.items()
        for name, value in outputs.items()
    )


def _variable(table: str) -> str:
    """A name that shells take: letters, digits and underscores, no digit in front."""
    name = re.sub(r"[^A-Z0-9]", "_", table.upper())
    return f"_{name}" if name[:1].isdecimal() else name


FORMATS = {"json": as_json, "env": as_env, "yaml": as_yaml}
