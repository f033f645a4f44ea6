"""The TypedDicts: mypy takes every sample item for what it is, nothing else, and formatters leave the module alone."""

from __future__ import annotations

import base64
import importlib.util
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from planton_dynamodb.patterns.values import Attribute, Attributes
from planton_dynamodb.targets import python_types
from planton_dynamodb.targets.types import Entity
from planton_dynamodb.targets.types_shapes import Made
from tests.targets.designed import Designed, all_designs, folder, kinds, wrong

RENDERED = Path(__file__).parent / "rendered"
_HEAD = "from decimal import Decimal\n\nimport {module} as rendered"
_WRONG = "  # wrong"


def literal(value: Attribute) -> str:
    """A value as boto3's resources give it."""
    ((kind, held),) = value.items()
    match kind:
        case "S" | "BOOL":
            return repr(held)
        case "N":
            return f"Decimal({held!r})"
        case "B":
            return repr(base64.b64decode(held))
        case "NULL":
            return "None"
        case "L":
            return f"[{', '.join(map(literal, held))}]"
        case "M":
            return item(held)
        case _:
            return "{" + ", ".join(literal({kind[0]: member}) for member in held) + "}"


def item(attributes: Mapping[str, Attribute]) -> str:
    """An item in one line, so that an error about it has that line's number."""
    return "{" + ", ".join(f"{name!r}: {literal(value)}" for name, value in attributes.items()) + "}"


def checks(designed: Designed, module: str) -> Iterator[str]:
    """A program that has every sample item as its type, and a mark where something is wrong with one."""
    yield from _HEAD.format(module=module).splitlines()
    seen = set()
    for number, (entity, sample) in enumerate(designed.samples()):
        yield f"item{number}: rendered.{entity.name} = {item(sample.attributes)}"
        yield f"any{number}: rendered.{designed.types.item} = item{number}"
        if entity.entity not in seen:
            seen.add(entity.entity)
            for place, mistake in enumerate(mistakes(entity, sample.attributes)):
                yield f"wrong{number}_{place}: rendered.{entity.name} = {mistake}{_WRONG}"
        for place, key in enumerate(designed.types.keys):
            parts = {name: sample.attributes[name] for name, _ in key.attributes if name in sample.attributes}
            mark = _WRONG if len(parts) < len(key.attributes) else ""
            yield f"key{number}_{place}: rendered.{key.name} = {item(parts)}{mark}"


def mistakes(entity: Entity, attributes: Attributes) -> Iterator[str]:
    """An item with an attribute that is unknown, missing, of another type, or another text than it always is."""
    yield item({**attributes, "noAttributeOfIt": {"S": "unknown"}})
    for field in entity.fields:
        if not field.optional:
            yield item({name: value for name, value in attributes.items() if name != field.name})
        if not kinds(field.shape) & {
            "B",
            "BS",
        }:  # mypy knows nothing of boto3's Binary where boto3 has no types
            yield item({**attributes, field.name: wrong(field)})
        if isinstance(field.shape, Made) and field.shape.constant is not None:
            yield item({**attributes, field.name: {"S": f"{field.shape.constant}?"}})


def test_mypy_takes_every_sample_item_and_nothing_else(tmp_path: Path) -> None:
    """Of each design: items, any item and keys are typed; each line with a mistake has an error, and no other line."""
    expected = set()
    for number, designed in enumerate(all_designs()):
        place = folder(tmp_path, number)
        module = _rendered(designed, place)
        for line, text in enumerate(checks(designed, f"{place.name}.{module}"), 1):
            with (place / f"checks_{number}.py").open("a") as file:
                file.write(f"{text}\n")
            if text.endswith(_WRONG):
                expected.add((f"{place.name}/checks_{number}.py", line))
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--ignore-missing-imports", "--no-error-summary", "."],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    found = re.findall(r"^(.+?):([0-9]+): error: .*$", done.stdout, re.MULTILINE)
    assert {(file, int(line)) for file, line in found} == expected, done.stdout + done.stderr
    assert len(expected) > 1000


def test_ruff_has_nothing_to_format(tmp_path: Path) -> None:
    """Of no design, with the settings that ruff has where a project sets none."""
    for number, designed in enumerate(all_designs()):
        _rendered(designed, folder(tmp_path, number))
    settings = ["--isolated", "--no-cache", "--target-version=py311"]
    assert _ruff("format", "--diff", *settings, ".", folder=tmp_path) == ""
    rules = ["--quiet", "--select=E4,E7,E9,F,I"]
    assert _ruff("check", *rules, *settings, ".", folder=tmp_path) == ""


def _ruff(*arguments: str, folder: Path) -> str:
    command = [sys.executable, "-m", "ruff", *arguments]
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, text=True, timeout=120, check=False)
    return done.stdout


def test_each_module_can_be_imported(tmp_path: Path) -> None:
    """Types that only mypy could read would fail in whoever imports them."""
    for number, designed in enumerate(all_designs()):
        place = folder(tmp_path, number)
        path = place / f"{_rendered(designed, place)}.py"
        spec = importlib.util.spec_from_file_location(f"rendered_{number}", path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        for entity in designed.types.entities:
            made = getattr(module, entity.name)
            assert set(made.__annotations__) == {field.name for field in entity.fields}


def test_the_dicts_of_the_store_of_keys_and_values_are_as_a_reader_expects() -> None:
    """The whole file for the example whose document asks for such interfaces."""
    (designed,) = (each for each in all_designs() if each.name.startswith("kv-storage"))
    ((name, text),) = python_types.files_of_designs([designed.trial]).items()
    assert name == "kv_storage_data.py"
    assert text == (RENDERED / "kv_storage_data.py").read_text()


def _rendered(designed: Designed, place: Path) -> str:
    """The name of the module that is rendered of a design into a folder."""
    ((name, text),) = python_types.files_of_designs([designed.trial]).items()
    (place / "__init__.py").touch()
    (place / name).write_text(text)
    return name.removesuffix(".py")
