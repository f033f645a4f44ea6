"""Generates the pages of docs/ that say what protos, rules and sorts of change say, each from its one place."""

from __future__ import annotations

import argparse
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path

from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor

from planton_dynamodb.changes import pages as change_pages
from planton_dynamodb.contract.comments import COMMENTS
from planton_dynamodb.json_schema import EXAMPLES
from planton_dynamodb.manifest.decode import EnumWords, Field, fields_of
from planton_dynamodb.manifest.kinds import KINDS, Kind
from planton_dynamodb.manifest.writing import block_text
from planton_dynamodb.rules import pages
from planton_dynamodb.rules.registry import all_rules

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
REFERENCE = "manifest-reference.md"
RULES = "rules"
CHANGES = "changes.md"

_FREE = {"google.protobuf.Value": "any value", "google.protobuf.Struct": "a mapping"}

_FROM_PROTOS = (
    "<!-- Written by tools/generate_docs.py from the comments in proto/, which are the place to edit. -->"
)
_FROM_RULES = (
    "<!-- Written by tools/generate_docs.py from planton_dynamodb/rules/, which is the place to edit. -->"
)
_FROM_CHANGES = (
    "<!-- Written by tools/generate_docs.py from planton_dynamodb/changes/, which is the place to edit. -->"
)
_SPELLINGS = """\
Keys are read in camelCase and in snake_case. Values of enums are read with their prefix, without it as AWS
writes them, and by their number: `BILLING_MODE_PAY_PER_REQUEST`, `PAY_PER_REQUEST` and `2` are one.
`planton-dynamodb fmt` writes the first spelling of each. A field that is absent, left empty or `null` is not
set. Whole numbers may stand in quotes."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the generated pages, or with --check say which of them are stale."""
    parser = argparse.ArgumentParser(
        description="Generate the pages of docs/ that come from protos and docstrings."
    )
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 and name the stale pages")
    options = parser.parse_args(arguments)
    expected = generated_pages()
    stale = stale_pages(expected, DOCS)
    for name in stale:
        path = DOCS / name
        if options.check:
            print(f"{path.relative_to(ROOT)} is stale: run make docs")
        elif name in expected:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(expected[name], encoding="utf-8", newline="\n")
            print(f"wrote {path.relative_to(ROOT)}")
        else:
            path.unlink()
            print(f"removed {path.relative_to(ROOT)}")
    return 1 if options.check and stale else 0


def generated_pages() -> dict[str, str]:
    """Every generated page by its name under docs/."""
    rules = all_rules().values()
    made = {f"{RULES}/{rule.name}.md": f"{_FROM_RULES}\n\n{pages.page(rule)}" for rule in rules}
    index = pages.index(rules, lambda rule: f"{rule.name}.md")
    made[f"{RULES}/README.md"] = f"{_FROM_RULES}\n\n{index}"
    made[CHANGES] = f"{_FROM_CHANGES}\n\n{change_pages.page()}"
    made[REFERENCE] = "\n\n".join(_reference()) + "\n"
    return made


def stale_pages(expected: dict[str, str], docs: Path) -> list[str]:
    """Name the pages that are missing, differ from what is expected, or should be gone."""
    found = [docs / REFERENCE, docs / CHANGES, *(docs / RULES).glob("*.md")]
    present = {path.relative_to(docs).as_posix(): path for path in found if path.is_file()}
    stale = {name for name, path in present.items() if path.read_text(encoding="utf-8") != expected.get(name)}
    return sorted(stale | (expected.keys() - present.keys()))


def _reference() -> Iterator[str]:
    yield _FROM_PROTOS
    yield "# Manifests"
    yield _SPELLINGS
    told: set[str] = set()
    for kind in KINDS:
        yield from _kind(kind, told)


def _kind(kind: Kind, told: set[str]) -> Iterator[str]:
    """What is to be said of a kind, but for the messages that another kind has too and that are told already."""
    for part in _parts(kind.descriptor):
        if part.full_name in told:
            continue
        told.add(part.full_name)
        yield from _enum(part) if isinstance(part, EnumDescriptor) else _message(part)
        if part is kind.descriptor:
            example = "\n".join(block_text.lines(EXAMPLES[kind.name]))
            yield f"The smallest one:\n\n```yaml\n{example}\n```"


def _parts(root: Descriptor) -> list[Descriptor | EnumDescriptor]:
    """A message and all that its fields hold, what is nearest to the top of a manifest first."""
    found: dict[str, Descriptor | EnumDescriptor] = {root.full_name: root}
    waiting = deque([root])
    while waiting:
        for field in waiting.popleft().fields:
            inner = field.message_type
            if field.enum_type is not None:
                found.setdefault(field.enum_type.full_name, field.enum_type)
                continue
            if inner is not None and _field(field).is_map:
                inner = inner.fields_by_name["value"].message_type
            if inner is not None and inner.full_name not in found and inner.full_name not in _FREE:
                found[inner.full_name] = inner
                waiting.append(inner)
    return list(found.values())


def _message(descriptor: Descriptor) -> Iterator[str]:
    yield f"## {descriptor.name}"
    yield COMMENTS[descriptor.full_name]
    for field in descriptor.fields:
        yield f"### {_field(field).json_name}"
        yield f"{_type(field)}\n\n{COMMENTS[field.full_name]}"


def _field(field: FieldDescriptor) -> Field:
    """What the decoder knows of a field."""
    assert field.containing_type is not None
    return fields_of(field.containing_type.full_name).by_key[field.name]


def _type(field: FieldDescriptor) -> str:
    if _field(field).is_map:
        assert field.message_type is not None
        return f"*a mapping of texts, each to {_single_type(field.message_type.fields_by_name['value'])}*"
    single = _single_type(field)
    return f"*a list, each {single}*" if field.is_repeated else f"*{single}*"


def _single_type(field: FieldDescriptor) -> str:
    part = field.message_type or field.enum_type
    if part is None:
        return _field(field).expected
    return _FREE.get(part.full_name) or f"[{part.name}](#{part.name.lower()})"


def _enum(descriptor: EnumDescriptor) -> Iterator[str]:
    yield f"## {descriptor.name}"
    yield COMMENTS[descriptor.full_name]
    words = EnumWords(descriptor.full_name)
    rows = ["| value | also read | what it means |", "| --- | --- | --- |"]
    for value in descriptor.values:
        others = [
            word
            for word, number in words.numbers.items()
            if number == value.number and word != words.canonical[value.number]
        ]
        also = ", ".join(f"`{word}`" for word in others)
        said = COMMENTS[f"{descriptor.full_name}.{value.name}"].replace("\n", " ").replace("|", "&#124;")
        rows.append(f"| `{words.canonical[value.number]}` | {also} | {said} |")
    yield "\n".join(rows)


if __name__ == "__main__":
    sys.exit(main())
