"""A template of CloudFormation as JSON, for programs that go on with it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from planton_dynamodb.table.table import Table
from planton_dynamodb.targets.cloudformation import asked, refuse_too_large, stays, template
from planton_dynamodb.targets.cloudformation_remarks import remarks, told
from planton_dynamodb.targets.cloudformation_values import Function, Value
from planton_dynamodb.targets.registry import Files, Where

if TYPE_CHECKING:
    from planton_dynamodb.manifest.manifest import Manifest
    from planton_dynamodb.operations.values import Operations


def files(
    table: Table,
    manifest: Manifest,
    operations: Operations | None = None,
    where: Where = Where(),  # noqa: B008 - it is frozen
) -> Files:
    """A template of one file. There are no remarks in it, since JSON has no place for them."""
    options = asked(manifest, operations, where)
    made = _long(template(table, operations, retain=stays(options)))
    text = _visible(json.dumps(made, indent=2, ensure_ascii=False)) + "\n"
    refuse_too_large(text)
    return {"template.json": text}


def notes(
    table: Table,
    manifest: Manifest,
    operations: Operations | None = None,
    where: Where = Where(),  # noqa: B008 - it is frozen
) -> Iterator[str]:
    """What the template cannot say."""
    found = remarks(table, operations, asked(manifest, operations, where))
    return told(found, files(table, manifest, operations, where))


def _long(value: Value) -> Any:  # noqa: ANN401 - whatever JSON can say
    """A value with every function by its long name, which is the only one in JSON."""
    if isinstance(value, Function):
        name = value.name if value.name == "Ref" else f"Fn::{value.name}"
        return {name: _long(value.argument)}
    if isinstance(value, Mapping):
        return {name: _long(part) for name, part in value.items()}
    return value if isinstance(value, str | int) else [_long(part) for part in value]


def _visible(text: str) -> str:
    """A text with its invisible characters by their numbers.

    Those stay for which JSON needs two numbers, since readers that take it for YAML know no pairs.
    """
    return re.sub(r"[\u007f-\uffff]", _shown, text)


def _shown(found: re.Match[str]) -> str:
    return found[0] if found[0].isprintable() else f"\\u{ord(found[0]):04x}"
