"""A table as a Terraform module in JSON, for who goes on with programs that read and write it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from planton_dynamodb.table.table import Table
from planton_dynamodb.targets.pulumi_options import options_of
from planton_dynamodb.targets.registry import Files, Where
from planton_dynamodb.targets.terraform import module, untold
from planton_dynamodb.targets.terraform_text import inline, literal, quoted
from planton_dynamodb.targets.terraform_tree import (
    Argument,
    Block,
    Call,
    Expression,
    Item,
    Module,
    Remark,
    Template,
    Word,
)

if TYPE_CHECKING:
    from planton_dynamodb.manifest.manifest import Manifest
    from planton_dynamodb.operations.values import Operations

_ORDER = ("terraform", "provider", "variable", "resource", "output")
_REMARK = "//"


def files(
    table: Table,
    manifest: Manifest,
    operations: Operations | None = None,
    where: Where = Where(),  # noqa: B008 - it is frozen
) -> Files:
    """The one file of the module."""
    kept = None if operations is None else operations.retain
    options = options_of(manifest, region=where.region, kept=kept)
    return {"main.tf.json": json_text(module(table, options, operations))}


def notes(
    table: Table,
    manifest: Manifest,
    operations: Operations | None = None,
    where: Where = Where(),  # noqa: ARG001, B008 - a module says where it is; and the value is frozen
) -> Iterable[str]:
    """What Terraform cannot say."""
    kept = None if operations is None else operations.retain
    return untold(table, options_of(manifest, kept=kept), operations)


def json_text(written: Module) -> str:
    """A whole module as the text of one file."""
    import json  # not needed by who renders anything else

    return json.dumps(document(written), indent=2, ensure_ascii=False) + "\n"


def document(written: Module) -> dict[str, Any]:
    """A whole module in Terraform's JSON syntax: blocks by their types and labels."""
    found: dict[str, Any] = {}
    for block in sorted(written.blocks, key=lambda block: _ORDER.index(block.type)):
        *path, last = (block.type, *block.labels)
        inside = found
        for name in path:
            inside = inside.setdefault(name, {})
        inside[last] = {**inside.get(last, {}), **_body(block.body)}
    return found


def _body(items: Iterable[Item]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    remarks = [" ".join(item.lines) for item in items if isinstance(item, Remark)]
    if remarks:
        found[_REMARK] = _alone(remarks)
    blocks: dict[str, list[Any]] = {}
    for item in items:
        if isinstance(item, Argument):
            found[item.name] = _value(item.value)
        elif isinstance(item, Block):
            blocks.setdefault(item.type, []).append(_body(item.body))
    return {**found, **{name: _alone(each) for name, each in blocks.items()}}


def _alone(several: list[Any]) -> Any:  # noqa: ANN401 - an element, or the list of them
    return several[0] if len(several) == 1 else several


def _value(value: Any) -> Any:  # noqa: ANN401 - whatever JSON can say
    """A value; what stands in a text is worked out, but for where Terraform reads words alone."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Word):
        return value.text
    if isinstance(value, Template):
        return _template(value)
    if isinstance(value, Expression | Call):
        return f"${{{inline(value)}}}"
    if isinstance(value, Mapping):
        return {_text(name): _value(each) for name, each in value.items()}
    return [_value(each) for each in value] if isinstance(value, list) else value


def _text(text: str) -> str:
    return f"${{{quoted(text)}}}" if _is_misread(text) else literal(text)


def _template(template: Template) -> str:
    if any(isinstance(part, str) and _is_misread(part) for part in template.parts):
        return f"${{{inline(template)}}}"
    return "".join(literal(part) if isinstance(part, str) else f"${{{part.text}}}" for part in template.parts)


def _is_misread(text: str) -> bool:
    """Whether Terraform would read a text otherwise outside of quotes than inside of them.

    It takes a mark at the beginning for the mark of a file, and drops it; and on later lines it counts the signs
    before a brace in another way.
    """
    return text.startswith("\ufeff") or (("\n" in text or "\r" in text) and ("${" in text or "%{" in text))
