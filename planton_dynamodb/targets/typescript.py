"""The items of a table as TypeScript interfaces, as the document client of AWS's SDK reads and writes them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence

from planton_dynamodb.patterns.trial import Trial
from planton_dynamodb.targets.registry import Files
from planton_dynamodb.targets.types import Entity, KeyType, Types, types_of
from planton_dynamodb.targets.types_shapes import Field, Keyed, Listed, Made, Mapped, OneOf, Plain, Shape
from planton_dynamodb.targets.types_told import about_entity, about_key, types_used

_WIDTH = 80
_PLAIN = {
    "S": "string",
    "N": "number",
    "B": "Uint8Array",
    "BOOL": "boolean",
    "NULL": "null",
    "SS": "Set<string>",
    "NS": "Set<number>",
    "BS": "Set<Uint8Array>",
}
_NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")


def files_of_designs(trials: Sequence[Trial]) -> Files:
    """One module."""
    types = types_of(trials)
    return {f"{types.table.replace('.', '-')}.ts": "\n".join(f"{part}\n" for part in _parts(types))}


def _parts(types: Types) -> Iterator[str]:
    yield "\n".join(f"// {line}" for line in _head(types))
    for entity in types.entities:
        yield _comment(about_entity(entity)) + f"export interface {entity.name} {_object(entity.fields, '')}"
    if types.entities:
        union = _choice([each.name for each in types.entities])
        yield _comment([f"Any item of the table {types.table}."]) + f"export type {types.item} ={union};"
    for key in types.keys:
        yield _comment([about_key(key, types.table)]) + f"export type {key.name} ={_key(key)};"


def _head(types: Types) -> Iterator[str]:
    yield f"The items of the DynamoDB table {types.table}, as its access patterns describe them"
    yield "and as DynamoDBDocumentClient of @aws-sdk/lib-dynamodb reads and writes them."
    if types_used(types) & {"N", "NS"}:
        yield "A number is exact up to 2 ** 53; a client for larger ones has to be told to wrap them."


def _comment(told: Iterable[str]) -> str:
    lines = [line.replace("*/", "*\\/") for text in told for line in text.splitlines()]
    if len(lines) < 2:
        return "".join(f"/** {line} */\n" for line in lines)
    return "/**\n" + "".join(f" * {line}".rstrip() + "\n" for line in lines) + " */\n"


def _object(fields: Iterable[Field], indent: str) -> str:
    inner = f"{indent}  "
    lines = (
        f"{inner}{property_name(each.name)}{'?' if each.optional else ''}: {_type(each.shape, inner)};\n"
        for each in fields
    )
    return "{\n" + "".join(lines) + indent + "}"


def _type(shape: Shape, indent: str) -> str:
    match shape:
        case Plain(kind):
            return _PLAIN[kind]
        case Made():
            return _made(shape)
        case Listed(of):
            inner = _type(of, indent) if of is not None else "unknown"
            return f"({inner})[]" if isinstance(of, OneOf) else f"{inner}[]"
        case Keyed(of):
            return f"Record<string, {_type(of, indent) if of is not None else 'unknown'}>"
        case Mapped(fields):
            return _object(fields, indent)
        case OneOf(shapes):
            return " | ".join(_type(each, indent) for each in shapes)


def _made(shape: Made) -> str:
    if shape.constant is not None:
        return string(shape.constant)
    return "`" + "".join("${string}" if part is None else _templated(part) for part in shape.parts) + "`"


def _templated(text: str) -> str:
    """A text in a template literal, in which a backquote would end it and `${` begin a type."""
    plain = string(text)[1:-1].replace('\\"', '"')
    return plain.replace("`", "\\`").replace("${", "\\${")


def string(text: str) -> str:
    """A text in double quotes; what cannot be seen in it is written by its number."""
    return json.dumps(text, ensure_ascii=not text.isprintable())


def property_name(name: str) -> str:
    """The name of a property, in quotes where it is no identifier."""
    return name if _NAME.fullmatch(name) else string(name)


def _key(key: KeyType) -> str:
    names = [name for name, _ in key.attributes]
    if not key.entities:
        fields = (Field(name, Plain(kind)) for name, kind in key.attributes)
        return f" {_object(fields, '')}"
    picked = " | ".join(map(string, names))
    return _choice([_picked(each, names, picked) for each in key.entities])


def _picked(entity: Entity, names: list[str], picked: str) -> str:
    """An item that stands in an index has its key, be it optional in the entity or not."""
    part = f"Pick<{entity.name}, {picked}>"
    optional = any(each.optional for each in entity.fields if each.name in names)
    return f"Required<{part}>" if optional else part


def _choice(names: list[str]) -> str:
    flat = f" {' | '.join(names)}"
    return flat if len(flat) <= _WIDTH // 2 else "".join(f"\n  | {name}" for name in names)
