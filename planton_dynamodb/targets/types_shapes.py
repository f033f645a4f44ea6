"""What values of attributes look like, learnt from some of them: the types of a design, in no language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from planton_dynamodb.patterns.values import Attribute, Attributes, type_of

Shape: TypeAlias = "Plain | Made | Listed | Mapped | Keyed | OneOf"


@dataclass(frozen=True, slots=True)
class Plain:
    """Any value of a type that holds no others by name or place: S, N, B, BOOL, NULL, SS, NS or BS."""

    type: str


@dataclass(frozen=True, slots=True)
class Made:
    """A text of fixed parts, with room for any text where a part is None."""

    parts: tuple[str | None, ...]

    @property
    def constant(self) -> str | None:
        """The text that it always is."""
        return self.parts[0] if len(self.parts) == 1 else None


@dataclass(frozen=True, slots=True)
class Listed:
    """A list; None where nothing is known of its members."""

    of: Shape | None


@dataclass(frozen=True, slots=True)
class Mapped:
    """A mapping with names of its own."""

    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Keyed:
    """A mapping whose keys are data, such as a count for each day; None where nothing is known of its values."""

    of: Shape | None


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of several shapes."""

    shapes: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """An attribute, or a member of a mapping."""

    name: str
    shape: Shape
    optional: bool = False


def shape_of(seen: Iterable[Attribute]) -> Shape | None:
    """The narrowest shape that all of some values have; None where there are none."""
    by_type: dict[str, list[Attribute]] = {}
    for value in seen:
        by_type.setdefault(type_of(value), []).append(value)
    shapes = tuple(_of_type(kind, values) for kind, values in by_type.items())
    return one_of(shapes) if shapes else None


def one_of(shapes: Iterable[Shape]) -> Shape:
    """The one shape that there is, or a choice of them, each once; a choice of choices is one."""
    flat = (each for shape in shapes for each in (shape.shapes if isinstance(shape, OneOf) else (shape,)))
    # What takes several lines comes behind what takes a word, and last what stands for nothing.
    found = sorted(dict.fromkeys(flat), key=lambda shape: (shape == Plain("NULL"), isinstance(shape, Mapped)))
    return found[0] if len(found) == 1 else OneOf(tuple(found))


def fields_of(items: Sequence[Attributes]) -> tuple[Field, ...]:
    """The attributes of some items, in the order in which they are first met."""
    seen: dict[str, list[Attribute]] = {}
    for item in items:
        for name, value in item.items():
            seen.setdefault(name, []).append(value)
    return tuple(
        Field(name, shape, optional=len(values) < len(items))
        for name, values in seen.items()
        if (shape := shape_of(values)) is not None
    )


def _of_type(kind: str, values: Sequence[Attribute]) -> Shape:
    if kind == "L":
        return Listed(shape_of(member for value in values for member in value["L"]))
    if kind == "M":
        return _mapping([value["M"] for value in values])
    return Plain(kind)


def _mapping(seen: Sequence[Mapping[str, Attribute]]) -> Shape:
    """Mappings of which no two share a name are not one sort of thing with names of its own."""
    filled = [each for each in seen if each]
    names = [name for each in filled for name in each]
    if not filled or (len(filled) > 1 and len(set(names)) == len(names)):
        return Keyed(shape_of(value for each in filled for value in each.values()))
    return Mapped(fields_of([dict(each) for each in seen]))
