from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import jsonschema
import pytest

from planton_dynamodb.diagnostics import json_format
from planton_dynamodb.diagnostics.model import Diagnostic, Edit, Fix, Related, Resource
from planton_dynamodb.manifest.source import Excerpt, Location, Position
from tests.diagnostics.samples import ORDERS, found, full, place, printed, report

SCHEMA = json.loads(files("planton_dynamodb").joinpath("diagnostics/report.schema.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

PLACE: dict[str, Any] = {
    "file": "orders.yaml",
    "start": {"line": 14, "column": 20, "offset": 301},
    "end": {"line": 14, "column": 22, "offset": 303},
}
VERSION_1: dict[str, Any] = {
    "version": 1,
    "summary": {"files": 1, "resources": 1, "skipped": 0, "errors": 1, "warnings": 0},
    "diagnostics": [
        {
            "rule": "key-attr-undefined",
            "severity": "error",
            "message": "the key attribute `id` has no definition",
            "detail": "Invalid KeySchema: Some index key attribute have no definition",
            "help": "define `id`",
            "resource": {"kind": "AwsDynamodb", "name": "orders"},
            "path": "spec.keySchema[1].attributeName",
            "documentedRule": None,
            "location": PLACE,
            "related": [
                {"message": "only this is defined", "path": "spec.attributeDefinitions", "location": PLACE}
            ],
            "fix": {"title": "write `pk`", "safe": True, "edits": [{"location": PLACE, "text": "pk"}]},
        }
    ],
}


def undefined() -> Diagnostic:
    """The finding that version 1 was written down for."""
    location = Location("orders.yaml", Position(14, 20, 301), Position(14, 22, 303), Excerpt("", 1))
    return Diagnostic(
        "key-attr-undefined",
        "error",
        "the key attribute `id` has no definition",
        "Invalid KeySchema: Some index key attribute have no definition",
        "define `id`",
        Resource("AwsDynamodb", "orders"),
        "spec.keySchema[1].attributeName",
        None,
        location,
        (Related("only this is defined", "spec.attributeDefinitions", location),),
        Fix("write `pk`", True, (Edit(location, "pk"),)),
    )


def test_is_version_1() -> None:
    """Names, order, nesting and nulls are those that were promised."""
    output = printed(json_format, report(undefined()))
    assert json.dumps(json.loads(output)) == json.dumps(VERSION_1)
    VALIDATOR.validate(VERSION_1)


def test_has_null_for_what_is_not_there() -> None:
    """Nothing is left out: a finding outside of a resource, without detail and fix, has null for them."""
    finding = found(place(ORDERS, "customerId"), resource=None, path="")
    (said,) = json.loads(printed(json_format, report(finding)))["diagnostics"]
    assert said["resource"] is None
    assert said["detail"] is None
    assert said["fix"] is None
    assert said["documentedRule"] is None
    assert said["related"] == []
    assert said["path"] == ""


def test_is_a_document_without_findings_too() -> None:
    """Nothing found is an empty list, and --quiet changes nothing."""
    output = printed(json_format, report(resources=3, skipped=1, files=2), quiet=True)
    assert json.loads(output) == {
        "version": 1,
        "summary": {"files": 2, "resources": 3, "skipped": 1, "errors": 0, "warnings": 0},
        "diagnostics": [],
    }
    VALIDATOR.validate(json.loads(output))


def test_has_a_line_for_each_finding() -> None:
    """A finding is one line, so that two reports can be compared line by line."""
    lines = printed(json_format, report(full(), full(), undefined())).splitlines()
    assert len([line for line in lines if line.startswith('  {"rule": ')]) == 3


def test_survives_any_encoding() -> None:
    """The document is ASCII: names in other scripts and names that are no text at all are escaped."""
    finding = found(place("名前: 注文", "注文", file="best\udcfcll.yaml"), message="`注文` \x1b")
    output = printed(json_format, report(finding))
    assert output.isascii()
    (said,) = json.loads(output)["diagnostics"]
    assert said["message"] == "`注文` \x1b"
    assert said["location"]["file"] == "best\udcfcll.yaml"


def test_has_a_schema_that_is_one() -> None:
    """The published schema is a valid 2020-12 schema."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def _objects(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:  # noqa: ANN401  # JSON
    found_here = [path] if isinstance(value, dict) else []
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return found_here + [found for key, part in inner for found in _objects(part, (*path, key))]


def _at(value: Any, path: tuple[str | int, ...]) -> Any:  # noqa: ANN401  # JSON
    for step in path:
        value = value[step]
    return value


@pytest.mark.parametrize("path", _objects(VERSION_1), ids=lambda path: ".".join(map(str, path)) or "top")
def test_has_a_schema_that_takes_nothing_else(path: tuple[str | int, ...]) -> None:
    """Every object has exactly its keys: one too many is refused, one too few as well."""
    more = json.loads(json.dumps(VERSION_1))
    _at(more, path)["unheard"] = 1
    assert not VALIDATOR.is_valid(more)
    for key in _at(VERSION_1, path):
        fewer = json.loads(json.dumps(VERSION_1))
        del _at(fewer, path)[key]
        assert not VALIDATOR.is_valid(fewer), key


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("version", 2),
        ("rule", "Key_Attr"),
        ("severity", "info"),
        ("documentedRule", 9),
        ("line", 0),
        ("offset", -1),
    ],
)
def test_has_a_schema_that_knows_the_values(key: str, value: object) -> None:
    """A value that cannot be is refused."""
    changed = json.loads(json.dumps(VERSION_1))
    finding = changed["diagnostics"][0]
    for holder in (changed, finding, finding["location"]["start"]):
        if key in holder:
            holder[key] = value
    assert not VALIDATOR.is_valid(changed)
