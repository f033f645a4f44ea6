"""Designs whose types are rendered: of the corpus, of the examples, and with odd texts in every place for one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from planton_dynamodb.manifest.kinds import ACCESS_PATTERNS
from planton_dynamodb.patterns.samples import Sample
from planton_dynamodb.patterns.trial import Trial
from planton_dynamodb.patterns.values import Attribute, type_of
from planton_dynamodb.targets.types import Entity, Types, types_of
from planton_dynamodb.targets.types_shapes import Field, Keyed, Listed, Made, Mapped, OneOf, Plain, Shape
from tests.patterns.designs import designs, designs_of
from tools.update_corpus import ROOT, cases

ODD = (
    *("a-b", "a b", "class", "None", "Set", "str", "Decimal", "__private", "1st", "2026-11-21", "${string}"),
    *(
        "`",
        "\\",
        '"',
        "'",
        '"""',
        "'''",
        "*/",
        "/*",
        "//",
        "a\nb",
        "\t",
        "\\n",
        "\u2028",
        "ﬁ",
        "größe",
        "注文",
    ),
    *("😀", "$", "#", "{", "%{x}", "constructor", "__proto__", '\\"', "a\\", 'a"'),
)
"""Texts that mean something in TypeScript, in Python or in a comment of either."""


class Designed(NamedTuple):
    """A design and what is rendered of it."""

    name: str
    trial: Trial
    types: Types

    def samples(self) -> list[tuple[Entity, Sample]]:
        """The sample items of it, each with the type that it is to have."""
        by_name = {entity.entity: entity for entity in self.types.entities}
        return [(by_name[each.item.entity], each) for each in self.trial.samples if not each.unfit]


@cache
def all_designs() -> tuple[Designed, ...]:
    """Every sound one."""
    found = [(path.stem, trial) for path in _with_patterns() for trial in designs(path)[0]]
    for path in sorted((ROOT / "examples").iterdir()):
        if path.is_dir():
            found += [(f"{path.name}-{number}", trial) for number, trial in enumerate(designs(path)[0])]
    found += [(f"odd-{number}", odd(text)) for number, text in enumerate(ODD)]
    return tuple(Designed(name, trial, types_of([trial])) for name, trial in found)


def _with_patterns() -> Iterator[Path]:
    kind = ACCESS_PATTERNS.name.encode()
    for case in cases("ok"):
        files = case.path.glob("*.yaml") if case.path.is_dir() else [case.path]
        if any(kind in file.read_bytes() for file in files):
            yield case.path


def odd(text: str) -> Trial:
    """A design with a text as the name of nearly everything, and in every place that types say something of."""
    literal = text.replace("{", "{{").replace("}", "}}")
    attributes = {text: text, "set": {"SS": [text]}, "map": {text: {text: None, "b": {"B": "aGVsbG8="}}}}
    spec = {
        "table": "odd",
        "entities": [
            {"name": text, "description": f"{text} {text}\n{text}", "keys": {"pk": f"{literal}#{{id}}", "sk": literal}},
            {"name": f"{text}-", "description": text, "keys": {"pk": "{id}", "sk": f"{{id}}{literal}x{{id}}"}},
            {"name": "unseen", "keys": {"pk": f"{literal}?{{id}}{literal}", "sk": f"unseen{literal}"}},
        ],
        "items": [
            {"name": "one", "entity": text, "attributes": {"id": text, **attributes}},
            {"name": "two", "entity": f"{text}-", "attributes": {"id": "two", **attributes, "set": [text, 1]}},
        ],
        "patterns": [{"name": text, "description": text, "operation": "Scan", "expect": {"items": ["one", "two"]}}],
    }  # fmt: skip
    # YAML reads no pairs of surrogates, by which JSON would otherwise escape what is beyond 16 bits.
    manifest = json.dumps({**_HEAD, "spec": spec}, ensure_ascii=False).replace("\u2028", "\\u2028")
    (trial,) = designs_of(f"{_TABLE}---\n{manifest}\n")
    return trial


_HEAD = {
    "apiVersion": "dynamodb.project-planton.org/v1",
    "kind": "AwsDynamodbAccessPatterns",
    "metadata": {"name": "odd"},
}
_TABLE = """\
apiVersion: aws.project-planton.org/v1
kind: AwsDynamodb
metadata: {name: odd}
spec:
  billingMode: PAY_PER_REQUEST
  attributeDefinitions: [{name: pk, type: S}, {name: sk, type: S}]
  keySchema: [{attributeName: pk, keyType: HASH}, {attributeName: sk, keyType: RANGE}]
"""


def kinds(shape: Shape) -> set[str]:
    """The types of DynamoDB that a value of a shape may have."""
    match shape:
        case Plain(kind):
            return {kind}
        case Made():
            return {"S"}
        case Listed():
            return {"L"}
        case Mapped() | Keyed():
            return {"M"}
        case OneOf(shapes):
            return {kind for each in shapes for kind in kinds(each)}


def wrong(field: Field) -> Attribute:
    """A value that an attribute never has, for its type."""
    had = kinds(field.shape)
    choice: list[Attribute] = [{"BOOL": True}, {"N": "7"}, {"S": "wrong"}, {"NULL": True}]
    return next(value for value in choice if type_of(value) not in had)


def fits(value: Attribute, shape: Shape) -> bool:
    """Whether a value is what a key may be."""
    if not isinstance(shape, Made):
        return type_of(value) in kinds(shape)
    pattern = "".join("(?s:.*)" if part is None else re.escape(part) for part in shape.parts)
    return "S" in value and re.fullmatch(pattern, value["S"]) is not None


def folder(parent: Path, number: int) -> Path:
    """A folder for what is rendered of one design, by its number: their tables have the same names."""
    made = parent / f"design_{number:03}"
    made.mkdir()
    return made
