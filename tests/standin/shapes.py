"""The names and types of inputs, taken from pulumi-aws's own classes, and what does not fit them."""

from __future__ import annotations

import collections.abc
import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Union, get_args, get_origin

from pulumi._types import input_type_py_to_pulumi_names, input_type_types, is_input_type

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""What the engine sends during a preview for a value that nobody can know yet."""
_SCALARS = {bool: "boolean", int: "integer", float: "number", str: "string"}


@dataclass(frozen=True, slots=True)
class Shape:
    """What a value must look like."""

    kind: str
    element: Shape | None = None
    fields: Mapping[str, Shape] = field(default_factory=dict)
    required: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Misfit:
    """One thing that is not as it must be."""

    path: str
    reason: str


@cache
def shape_of(type_: Any) -> Shape:
    """The shape that one of pulumi-aws's types stands for."""
    if type_ in _SCALARS:
        return Shape(_SCALARS[type_])
    if isinstance(type_, type) and is_input_type(type_):
        return _object(type_)
    origin, arguments = get_origin(type_), get_args(type_)
    if origin is Union:
        return shape_of(arguments[0])
    if origin is collections.abc.Sequence:
        return Shape("list", element=shape_of(arguments[0]))
    if origin is collections.abc.Mapping:
        return Shape("map", element=shape_of(arguments[1]))
    raise TypeError(f"pulumi-aws has a kind of type that the stand-in does not know: {type_}")


def _object(type_: type) -> Shape:
    names = input_type_py_to_pulumi_names(type_)
    parameters = inspect.signature(type_).parameters
    required = (names[name] for name in names if parameters[name].default is inspect.Parameter.empty)
    fields = {name: shape_of(inner) for name, inner in input_type_types(type_).items()}
    return Shape("object", fields=fields, required=frozenset(required))


def misfits(value: Any, shape: Shape, path: str = "") -> Iterator[Misfit]:
    """All that does not fit; a value that is not known yet fits everything."""
    if value == UNKNOWN:
        return
    if shape.kind == "object":
        yield from _object_misfits(value, shape, path)
    elif shape.kind == "list":
        yield from _list_misfits(value, shape, path)
    elif shape.kind == "map":
        yield from _map_misfits(value, shape, path)
    elif _scalar_kind(value) not in _taken_for(shape.kind):
        yield Misfit(path, f"expected {shape.kind} type, got {value!r} of type {_scalar_kind(value)}")


def _object_misfits(value: Any, shape: Shape, path: str) -> Iterator[Misfit]:
    if not isinstance(value, dict):
        yield Misfit(path, f"expected object type, got {value!r} of type {_scalar_kind(value)}")
        return
    for name, inner in value.items():
        if name not in shape.fields:
            yield Misfit(
                _join(path, name), f"Invalid or unknown key. Examine values at '{_join(path, name)}'."
            )
        elif inner is not None:
            yield from misfits(inner, shape.fields[name], _join(path, name))
    for name in sorted(shape.required):
        if value.get(name) is None:
            yield Misfit(_join(path, name), f'Missing required argument. The argument "{name}" is required.')


def _list_misfits(value: Any, shape: Shape, path: str) -> Iterator[Misfit]:
    if not isinstance(value, list):
        yield Misfit(path, f"expected array type, got {value!r} of type {_scalar_kind(value)}")
        return
    for position, inner in enumerate(value):
        yield from misfits(inner, _inner(shape), f"{path}[{position}]")


def _map_misfits(value: Any, shape: Shape, path: str) -> Iterator[Misfit]:
    if not isinstance(value, dict):
        yield Misfit(path, f"expected object type, got {value!r} of type {_scalar_kind(value)}")
        return
    for name, inner in value.items():
        yield from misfits(inner, _inner(shape), _join(path, name))


def _inner(shape: Shape) -> Shape:
    assert shape.element is not None
    return shape.element


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _taken_for(kind: str) -> frozenset[str]:
    return frozenset({kind, "integer"}) if kind == "number" else frozenset({kind})


def _scalar_kind(value: Any) -> str:
    kinds = {**_SCALARS, dict: "object", list: "array", type(None): "null"}
    return kinds.get(type(value), type(value).__name__)
