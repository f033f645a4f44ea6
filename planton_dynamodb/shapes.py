"""Shapes: tables of known systems with their access patterns, to begin one's own from.

They are the manifests under examples/, which the tests check, ask and make: an installed package has them inside, a
checkout has them beside it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from planton_dynamodb.manifest.writing import block_text

_METADATA = re.compile(r"^metadata:\n(?:[ ].*\n)+", re.MULTILINE)
_TABLE = re.compile(r"^  table: .+$", re.MULTILINE)
_ABOUT_THE_EXAMPLE = re.compile(r"^ *#.*\b(?:document|README)\b.*\n", re.MULTILINE)
"""What an example says of where it comes from: to a reader elsewhere it means nothing."""

_NAME = re.compile(r"^  name: (\S+)$", re.MULTILINE)


class Shape(NamedTuple):
    """A table to begin from."""

    what: str
    """What it is for, in a line."""
    table: str
    """The manifest of the table, by its path below examples/."""
    patterns: str
    """The manifest of its access patterns."""
    change: str
    """What whoever begins from it will change first."""
    operations: str = ""
    """The manifest of what runs around the table, where the table is only half of it."""


class Written(NamedTuple):
    """A shape under a name: the texts of its manifests."""

    table: str
    patterns: str
    operations: str = ""

    @property
    def files(self) -> Mapping[str, str]:
        """The texts by the endings of their files."""
        found = {".yaml": self.table, ".patterns.yaml": self.patterns, ".operations.yaml": self.operations}
        return {ending: text for ending, text in found.items() if text}


def _use_case(file: str, what: str, change: str) -> Shape:
    return Shape(what, f"use-cases/{file}.yaml", f"use-cases/{file}.patterns.yaml", change)


def _cdk(file: str, what: str, change: str) -> Shape:
    return Shape(what, f"cdk-patterns/{file}.yaml", f"cdk-patterns/{file}.patterns.yaml", change)


_TEMPLATES = "the entities and the templates of their keys, in the access patterns: key attributes hold what these make"

SHAPES: Mapping[str, Shape] = {
    "key-value": _use_case(
        "key-value-store",
        "values by their keys: settings, flags, counters",
        "the name of the key attribute in both files, and what a value consists of",
    ),
    "time-series": _use_case(
        "time-series",
        "readings by source and time, the newest first; old ones expire",
        "sensorId and readAt in both files, what is read, and after how long it expires",
    ),
    "event-sourcing": _use_case(
        "event-sourcing",
        "changes kept as events, appended at a version, with snapshots and a stream",
        "accountId in both files, and the types of events",
    ),
    "several-indexes": _use_case(
        "several-indexes",
        "orders by customer, time, status and product; provisioned capacity",
        "the attributes and indexes in both files, and the capacity units",
    ),
    "peaks": Shape(
        "orders that come all at once each noon; provisioned capacity that is scaled",
        "auto-scaling/table.yaml",
        "auto-scaling/patterns.yaml",
        "customerId and kitchenId in the table and its patterns; what it is scaled to, and the topic, beside them",
        "auto-scaling/operations.yaml",
    ),
    "archive": _use_case(
        "cost-optimisation",
        "records kept for years and hardly ever read, in the cheaper table class",
        "customerId and invoiceId in both files; keep a sort key that begins with the year",
    ),
    "projects": Shape(
        "projects with their tokens and targets, each project read and deleted as one",
        "cello/table.yaml",
        "cello/patterns.yaml",
        _TEMPLATES,
    ),
    "namespaces": Shape(
        "users with API keys, and the namespaces in which they keep values",
        "kv-storage/table.yaml",
        "kv-storage/patterns.yaml",
        _TEMPLATES,
    ),
    "marketplace": Shape(
        "customers, vendors, products and orders in a single table",
        "makeriess/table.yaml",
        "makeriess/patterns.yaml",
        _TEMPLATES,
    ),
    "users": _cdk(
        "single-table",
        "users with roles and messages: by owner and status, e-mail domain and day",
        _TEMPLATES,
    ),
    "quotas": _cdk("user-quotas", "how much each user may use, by user or by tier", _TEMPLATES),
    "sessions": _cdk(
        "sessions-metadata",
        "sessions with their messages and costs, by user and time or by session",
        _TEMPLATES,
    ),
    "sign-ins": _cdk("oidc-state", "sign-ins under way, each gone by itself when it expires", _TEMPLATES),
}


def written(shape: str, name: str, org: str = "", env: str = "") -> Written:
    """The manifests of a shape for a table of a name."""
    wanted = SHAPES[shape]
    metadata = {"name": name, "org": org, "env": env}
    texts = [
        _named(text(path), {field: value for field, value in metadata.items() if value})
        for path in (wanted.table, wanted.patterns, wanted.operations)
        if path
    ]
    of_table = f"  table: {block_text.scalar(name)}"
    texts[1:] = [_TABLE.sub(lambda _: of_table, each, count=1) for each in texts[1:]]
    return Written(*(_with_remark(each, wanted) for each in texts))


def own_name(shape: str) -> str:
    """What a shape's own table is called: a name to offer."""
    found = _NAME.search(text(SHAPES[shape].table))
    assert found is not None, f"the table of {shape} has no name"
    return found[1]


def text(path: str) -> str:
    """A manifest of the examples, as it stands there."""
    inside = Path(__file__).with_name("examples")
    folder = inside if inside.is_dir() else Path(__file__).parents[1] / "examples"
    return (folder / path).read_text(encoding="utf-8")


def _named(manifest: str, metadata: Mapping[str, str]) -> str:
    """A manifest with nothing left in it that is about the example itself."""
    block = "\n".join(block_text.lines({"metadata": metadata})) + "\n"
    return _METADATA.sub(lambda _: block, _ABOUT_THE_EXAMPLE.sub("", manifest), count=1)


def _with_remark(manifest: str, shape: Shape) -> str:
    """What to do with the file, below what it is."""
    at = manifest.index("apiVersion:")
    first = manifest[:at] or f"# {shape.what[0].upper()}{shape.what[1:]}.\n"
    return f"{first}{_wrapped(f'# To make it yours, change {shape.change}.')}\n{manifest[at:]}"


def _wrapped(comment: str) -> str:
    import textwrap

    return textwrap.fill(comment, 110, subsequent_indent="# ")
