"""The structural schema of a kind, made from the contract: what a Kubernetes API server reads and refuses.

It has no references, and one type for each field. So there is one spelling of each key, the camelCase one, and
numbers that JSON may write as texts, those of 64 bits, are either.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from planton_dynamodb.contract.comments import COMMENTS
from planton_dynamodb.contract.shapes import ENUMS, MESSAGES
from planton_dynamodb.json_schema import LIMITS, REQUIRED
from planton_dynamodb.manifest.kinds import Kind
from planton_dynamodb.manifest.words import camel
from planton_dynamodb.targets.kubernetes_rule import Rules, spellings

Schema: TypeAlias = dict[str, Any]

_WIDTH = 96
_FREE = {"x-kubernetes-preserve-unknown-fields": True}
_WHOLE = r"^[-+]?(0|[1-9][0-9]*)$"
_SCALARS: Mapping[str, Schema] = {
    "string": {"type": "string"},
    "bool": {"type": "boolean"},
    "int32": {"type": "integer", "format": "int32", "maximum": 2_147_483_647},
    "int64": {"x-kubernetes-int-or-string": True, "pattern": _WHOLE},
    "struct": {"type": "object", **_FREE},
    "value": _FREE,
}
_OF_SERVER = {"api_version", "kind", "metadata"}
"""Fields at the root that the API server has a schema of its own for."""


def schema_of(kind: Kind, rules: Rules, shapes: Mapping[str, Schema]) -> Schema:
    """The schema of a kind; `shapes` says of fields what the contract does not."""
    made = _Maker(rules, shapes).message(kind.message_name)
    made["properties"] = {
        "apiVersion": {"type": "string"},
        "kind": {"type": "string"},
        "metadata": {"type": "object"},
        **made["properties"],
    }
    return made


class _Maker:
    def __init__(self, rules: Rules, shapes: Mapping[str, Schema]) -> None:
        self._rules = rules
        self._shapes = shapes

    def message(self, full_name: str) -> Schema:
        """A message as an object."""
        name = full_name.rpartition(".")[2]
        fields = MESSAGES[full_name]
        if "api_version" in {field for field, *_ in fields}:
            fields = tuple(field for field in fields if field[0] not in _OF_SERVER)
        made: Schema = {**_described(full_name), "type": "object"}
        required = [field for field, *_ in fields if self._is_required(name, field)]
        made["properties"] = {
            camel(field): self._field(f"{full_name}.{field}", repeated, sort, of)
            for field, repeated, sort, of in fields
        }
        if required:
            made["required"] = [camel(field) for field in required]
        return made | self._shapes.get(name, {}) | self._validations(name)

    def _is_required(self, message: str, field: str) -> bool:
        shape = self._shapes.get(f"{message}.{field}", {})
        return bool(shape.get("required", field in REQUIRED.get(message, ())))

    def _field(self, full_name: str, repeated: bool, sort: str, of: str) -> Schema:  # noqa: FBT001 - as generated
        message, field = full_name.rpartition(".")[0].rpartition(".")[2], full_name.rpartition(".")[2]
        place = f"{message}.{field}"
        limits = {**LIMITS.get(place, {}), **self._shapes.get(place, {})}
        if repeated:
            made = self._list(sort, of, limits)
        elif sort == "map":
            made = self._map(of)
        else:
            made = self._single(sort, of, required=field in REQUIRED.get(message, ()))
            made |= _limited(limits, made)
        return {**_described(full_name, of if sort == "enum" else ""), **_bare(made)} | self._validations(
            *((of.rpartition(".")[2],) if sort == "message" and not repeated else ()), place
        )

    def _list(self, sort: str, of: str, limits: Schema) -> Schema:
        items = self._single(sort, of, required=not limits.get("unspecified"))
        made: Schema = {"type": "array"}
        made |= {key: limits[key] for key in ("minItems", "maxItems") if limits.get(key)}
        made["items"] = items | _limited(limits.get("items", {}), items)
        return made | {key: value for key, value in limits.items() if key.startswith("x-kubernetes-list-")}

    def _map(self, of: str) -> Schema:
        (_, _, sort, value_of) = next(field for field in MESSAGES[of] if field[0] == "value")
        if sort == "value":
            return {"type": "object", **_FREE}
        return {"type": "object", "additionalProperties": self._single(sort, value_of, required=True)}

    def _single(self, sort: str, of: str, *, required: bool) -> Schema:
        if sort == "message":
            return self.message(of)
        if sort == "enum":
            return {"type": "string", "enum": list(_words(of, required=required))}
        return dict(_SCALARS[sort])

    def _validations(self, *places: str) -> Schema:
        found = [rule.entry() for place in places for rule in self._rules.get(place, ())]
        return {"x-kubernetes-validations": found} if found else {}


def _words(enum: str, *, required: bool) -> Iterator[str]:
    """All that is read for an enum, the prefixed words first; what says nothing, only where nothing may be said."""
    names = [name for name, number in ENUMS[enum] if number or not required]
    words = [list(spellings(enum, name)) for name in names]
    yield from (first for first, *_ in words)
    yield from (word for _, *others in words for word in others)


def _limited(limits: Schema, made: Schema) -> Schema:
    """The limits of a single value; those of numbers that may be texts are left to rules, which read both."""
    known = {"minLength", "maxLength", "pattern", "enum", "minimum", "maximum", "multipleOf"}
    found = {key: value for key, value in limits.items() if key in known and value != ""}
    if "x-kubernetes-int-or-string" in made:
        return {}
    return found


def _bare(made: Schema) -> Schema:
    """A schema without the description of its message: that of its field says more."""
    return {key: value for key, value in made.items() if key != "description"}


def _described(full_name: str, enum: str = "") -> Schema:
    said = COMMENTS.get(full_name, "")
    values = [(name, COMMENTS.get(f"{enum}.{name}", "")) for name, number in ENUMS.get(enum, ()) if number]
    listed = "\n".join(f"- {next(spellings(enum, name))}: {of}" for name, of in values)
    paragraphs = "\n\n".join(part for part in (said, listed) if part)
    return {"description": "\n".join(_wrapped(paragraphs))} if paragraphs else {}


def _wrapped(text: str) -> Iterator[str]:
    for line in text.splitlines():
        indent = "  " if line.startswith("- ") else ""
        yield from textwrap.wrap(line, _WIDTH, subsequent_indent=indent, break_on_hyphens=False) or ("",)
