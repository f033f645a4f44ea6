"""A template of CloudFormation as YAML, for people who go on with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from textwrap import wrap
from typing import TYPE_CHECKING

from planton_dynamodb.manifest.writing.block_text import quoted, scalar
from planton_dynamodb.table.table import Table
from planton_dynamodb.targets.cloudformation import asked, refuse_too_large, stays, template
from planton_dynamodb.targets.cloudformation_remarks import remarks, told
from planton_dynamodb.targets.cloudformation_values import Function, Value
from planton_dynamodb.targets.pulumi_options import Options
from planton_dynamodb.targets.registry import Files, Where

if TYPE_CHECKING:
    from planton_dynamodb.manifest.manifest import Manifest
    from planton_dynamodb.operations.values import Operations

_WIDTH = 110


def files(
    table: Table,
    manifest: Manifest,
    operations: Operations | None = None,
    where: Where = Where(),  # noqa: B008 - it is frozen
) -> Files:
    """A template of one file."""
    options = asked(manifest, operations, where)
    text = _text(table, operations, options)
    refuse_too_large(text)
    return {"template.yaml": text}


def notes(
    table: Table,
    manifest: Manifest,
    operations: Operations | None = None,
    where: Where = Where(),  # noqa: B008 - it is frozen
) -> Iterator[str]:
    """What the template cannot say."""
    found = remarks(table, operations, asked(manifest, operations, where))
    return told(found, files(table, manifest, operations, where))


def _text(table: Table, operations: Operations | None, options: Options) -> str:
    said = list(remarks(table, operations, options))
    written: list[str] = []
    for section, value in template(table, operations, retain=stays(options)).items():
        if not isinstance(value, str):
            written.append("")
        for remark in said:
            if remark.section == section:
                written += (f"# {line}" for line in wrap(remark.text, _WIDTH, break_on_hyphens=False))
        written += _lines({section: value})
    return "".join(f"{line}\n" for line in written)


def _lines(value: Mapping[str, Value]) -> Iterator[str]:
    """The lines of a mapping from the left edge on; what it holds is indented by two blanks, lists too."""
    for key, part in value.items():
        if isinstance(part, Mapping):
            yield f"{scalar(key)}:"
            yield from (f"  {line}" for line in _lines(part))
        elif isinstance(part, str | int | Function):
            yield f"{scalar(key)}: {_inline(part)}"
        else:
            yield f"{scalar(key)}:"
            yield from (f"  {line}" for item in part for line in _item(item))


def _item(item: Value) -> Iterator[str]:
    if isinstance(item, Mapping):
        first, *rest = _lines(item)
        yield f"- {first}"
        yield from (f"  {line}" for line in rest)
    else:
        assert isinstance(item, str | int | Function)
        yield f"- {_inline(item)}"


def _inline(value: str | int | Function) -> str:
    """A value on one line, functions by their tags."""
    return f"!{value.name} {_argument(value)}" if isinstance(value, Function) else scalar(value)


def _argument(function: Function) -> str:
    argument = function.argument
    if isinstance(argument, str):
        return quoted(argument) if function.name == "Sub" else scalar(argument)
    if function.name == "GetAtt":
        return ".".join(str(part) for part in argument)
    return f"[{', '.join(_inline(part) for part in argument if isinstance(part, str | int | Function))}]"
