"""What the comments of rendered types say, in whichever language they stand."""

from __future__ import annotations

from collections.abc import Iterator

from planton_dynamodb.targets.types import Entity, KeyType, Types
from planton_dynamodb.targets.types_shapes import Field, Keyed, Listed, Mapped, OneOf, Plain, Shape


def about_entity(entity: Entity) -> list[str]:
    """What the design says of an entity, and which patterns are about it: a text for each line or more."""
    told = [entity.about] if entity.about.strip() else []
    if not entity.is_seen:
        told.append("There is no sample item of it: its keys are all that is known.")
    if entity.read_by:
        told.append(f"Read by: {', '.join(entity.read_by)}.")
    if entity.written_by:
        told.append(f"Written by: {', '.join(entity.written_by)}.")
    return told


def about_key(key: KeyType, table: str) -> str:
    """Whose key it is."""
    return (
        f"The key of the index {key.of_index}." if key.of_index else f"The primary key of the table {table}."
    )


def types_used(types: Types) -> set[str]:
    """The types of DynamoDB that values of these types have somewhere, as far as they are types of plain values."""
    used = {kind for key in types.keys for _, kind in key.attributes}
    for entity in types.entities:
        used.update(_of_fields(entity.fields))
    return used


def _of_fields(fields: tuple[Field, ...]) -> Iterator[str]:
    for field in fields:
        yield from _of(field.shape)


def _of(shape: Shape | None) -> Iterator[str]:
    match shape:
        case Plain(kind):
            yield kind
        case Listed(of) | Keyed(of):
            yield from _of(of)
        case Mapped(fields):
            yield from _of_fields(fields)
        case OneOf(shapes):
            for each in shapes:
                yield from _of(each)
        case _:
            return
