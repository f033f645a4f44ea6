"""Key templates: `USER#{userId}` is a text with room for values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from planton_dynamodb.manifest.free_values import Plain

_PART = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_NAME = re.compile(r"[^\s{}#][^{}]*")


@dataclass(frozen=True, slots=True)
class Parameter:
    """Room for a value."""

    name: str


class UnboundError(Exception):
    """There is no value for a parameter, or none that can stand in a text; `name` is the parameter's."""

    def __init__(self, name: str, reason: str = "") -> None:
        self.missing = not reason
        self.name = name
        self.reason = reason or "has no value"
        super().__init__(self.reason)


class MalformedError(Exception):
    """A template with braces that make no parameter; the text says which, as a clause."""


@dataclass(frozen=True)
class Template:
    """A text with parameters in it. `fault` says what is wrong with it, and it is then filled with nothing."""

    text: str

    @cached_property
    def _read(self) -> tuple[tuple[str | Parameter, ...], str | None]:
        parts: list[str | Parameter] = []
        fault = None
        end = 0
        for found in _PART.finditer(self.text):
            parts.append(self.text[end : found.start()])
            end = found.end()
            if found[0] in ("{{", "}}"):
                parts.append(found[0][0])
            elif found[1] is not None and _NAME.fullmatch(found[1]):
                parts.append(Parameter(found[1]))
            else:
                fault = fault or _fault(found[0], found.start())
                parts.append(found[0])
        parts.append(self.text[end:])
        return _joined(parts), fault

    @property
    def parts(self) -> tuple[str | Parameter, ...]:
        """Texts and parameters by turns, none of the texts empty."""
        return self._read[0]

    @property
    def fault(self) -> str | None:
        """What is wrong with its braces, if anything is."""
        return self._read[1]

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of its parameters, each once."""
        return tuple(dict.fromkeys(part.name for part in self.parts if isinstance(part, Parameter)))

    @property
    def is_literal(self) -> bool:
        """Whether it is the same text for every item."""
        return not self.parameters

    @property
    def is_value(self) -> bool:
        """Whether it is one parameter and nothing else, and so has whatever type that has."""
        return len(self.parts) == 1 and isinstance(self.parts[0], Parameter)

    def filled(self, values: Mapping[str, Plain]) -> Plain:
        """The text with the values in it; one parameter alone is its value, of whatever type."""
        if self.fault is not None:
            raise MalformedError(self.fault)
        if len(self.parts) == 1 and isinstance(self.parts[0], Parameter):
            return self._value(self.parts[0], values)
        return "".join(
            part if isinstance(part, str) else _as_text(self._value(part, values), part.name)
            for part in self.parts
        )

    def _value(self, parameter: Parameter, values: Mapping[str, Plain]) -> Plain:
        if parameter.name not in values:
            raise UnboundError(parameter.name)
        return values[parameter.name]


def _fault(found: str, start: int) -> str:
    place = f"at character {start + 1}"
    if len(found) == 1:
        return f"the brace `{found}` {place} belongs to no parameter"
    return f"`{found}` {place} is no parameter: between its braces stands no name"


def _joined(parts: list[str | Parameter]) -> tuple[str | Parameter, ...]:
    """Neighbouring texts as one."""
    joined: list[str | Parameter] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        elif part != "":
            joined.append(part)
    return tuple(joined)


def _as_text(value: Plain, name: str) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    if isinstance(value, dict) and len(value) == 1 and next(iter(value)) in ("S", "N"):
        return _as_text(next(iter(value.values())), name)
    raise UnboundError(name, "is neither a text nor a number, and has no place in a text")


def as_literal(text: str) -> str:
    """A text as a template in which its braces are braces."""
    return text.replace("{", "{{").replace("}", "}}")


def filled(value: Plain, values: Mapping[str, Plain]) -> Plain:
    """A value with every text in it taken for a template and filled."""
    if isinstance(value, str):
        return Template(value).filled(values) if "{" in value or "}" in value else value
    if isinstance(value, list):
        return [filled(item, values) for item in value]
    if isinstance(value, dict):
        return {key: filled(item, values) for key, item in value.items()}
    return value
