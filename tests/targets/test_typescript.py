"""The TypeScript interfaces: the compiler takes every sample item for what it is, and nothing else."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from planton_dynamodb.patterns.values import Attribute, Attributes
from planton_dynamodb.targets import typescript
from planton_dynamodb.targets.types import Entity
from tests.conformance.dynalite import NODE_FOLDER
from tests.targets.designed import Designed, all_designs, fits, folder, wrong

RENDERED = Path(__file__).parent / "rendered"
SETTINGS = {
    "compilerOptions": {
        "strict": True,
        "noEmit": True,
        "target": "es2022",
        "module": "es2022",
        "lib": ["es2022"],
        "types": [],
        "skipLibCheck": True,
    },
    "include": ["**/*.ts"],
}


@pytest.fixture(scope="session")
def tsc() -> list[str]:
    """TypeScript's compiler, where it can run. In CI every judge takes part."""
    compiler = NODE_FOLDER / "node_modules" / "typescript" / "bin" / "tsc"
    node = shutil.which("node")
    if node is None or not compiler.is_file():
        reason = (
            "types are not compiled: there is no TypeScript here, which `make judges` installs for Node.js"
        )
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return [node, str(compiler)]


def compiled(tsc: list[str], project: Path) -> str:
    """What the compiler says of a project."""
    (project / "tsconfig.json").write_text(json.dumps(SETTINGS))
    done = subprocess.run(
        [*tsc, "-p", "."], cwd=project, capture_output=True, text=True, timeout=300, check=False
    )
    return done.stdout + done.stderr


def literal(value: Attribute) -> str:
    """A value as the document client gives it."""
    ((kind, held),) = value.items()
    match kind:
        case "S":
            return json.dumps(held)
        case "N":
            return str(held)
        case "B":
            return "new Uint8Array([104, 105])"
        case "BOOL":
            return "true" if held else "false"
        case "NULL":
            return "null"
        case "L":
            return f"[{', '.join(map(literal, held))}]"
        case "M":
            return item(held)
        case _:
            members = ", ".join(literal({kind[0]: member}) for member in held)
            return f"new Set([{members}])"


def item(attributes: Mapping[str, Attribute]) -> str:
    """An item in one line, which is what a comment that expects an error reaches."""
    return (
        "{" + ", ".join(f"[{json.dumps(name)}]: {literal(value)}" for name, value in attributes.items()) + "}"
    )


def checks(designed: Designed, module: str) -> Iterator[str]:
    """A program that has every sample item as its type, and each thing that is wrong with one as an error."""
    yield f'import type * as rendered from "./{module}";'
    seen = set()
    for number, (entity, sample) in enumerate(designed.samples()):
        made = item(sample.attributes)
        yield f"export const item{number}: rendered.{entity.name} = {made};"
        yield f"export const any{number}: rendered.{designed.types.item} = item{number};"
        if entity.entity not in seen:
            seen.add(entity.entity)
            for place, mistake in enumerate(mistakes(designed, entity, sample.attributes)):
                yield "// @ts-expect-error"
                yield f"export const wrong{number}_{place}: rendered.{entity.name} = {mistake};"
        yield from _keys(designed, number, sample.attributes)


def _keys(designed: Designed, number: int, attributes: Attributes) -> Iterator[str]:
    for place, key in enumerate(designed.types.keys):
        parts = {name: attributes[name] for name, _ in key.attributes if name in attributes}
        if len(parts) < len(key.attributes):
            continue
        yield f"export const key{number}_{place}: rendered.{key.name} = {item(parts)};"
        for name in parts:
            rest = {each: value for each, value in parts.items() if each != name}
            yield "// @ts-expect-error"
            yield f"export const key{number}_{place}_{list(parts).index(name)}: rendered.{key.name} = {item(rest)};"


def mistakes(designed: Designed, entity: Entity, attributes: Attributes) -> Iterator[str]:
    """An item with an attribute that is unknown, missing, of another type, or a key of another entity."""
    yield item({**attributes, "noAttributeOfIt": {"S": "unknown"}})
    for field in entity.fields:
        if not field.optional:
            yield item({name: value for name, value in attributes.items() if name != field.name})
        yield item({**attributes, field.name: wrong(field)})
        for other, sample in designed.samples():
            value = sample.attributes.get(field.name)
            if other is not entity and value is not None and not fits(value, field.shape):
                yield item({**attributes, field.name: value})


def test_the_compiler_takes_every_sample_item_and_nothing_else(tsc: list[str], tmp_path: Path) -> None:
    """Of each design: items, any item and keys compile; what is marked as an error has to be one."""
    program = []
    for number, designed in enumerate(all_designs()):
        place = folder(tmp_path, number)
        ((name, text),) = typescript.files_of_designs([designed.trial]).items()
        (place / name).write_text(text)
        lines = list(checks(designed, name.removesuffix(".ts")))
        (place / "checks.check.ts").write_text("\n".join(lines) + "\n")
        program += lines
    assert compiled(tsc, tmp_path) == ""
    assert sum(line.startswith("// @ts-expect-error") for line in program) > 1000


def test_the_interfaces_of_the_store_of_keys_and_values_are_as_a_reader_expects() -> None:
    """The whole file for the example whose document asks for such interfaces."""
    (designed,) = (each for each in all_designs() if each.name.startswith("kv-storage"))
    ((name, text),) = typescript.files_of_designs([designed.trial]).items()
    assert name == "kv-storage-data.ts"
    assert text == (RENDERED / "kv-storage-data.ts").read_text()
