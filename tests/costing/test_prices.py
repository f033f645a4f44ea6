"""The table of prices: what is in the package, and what is said of a file that is none."""

from __future__ import annotations

import json
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from planton_dynamodb.costing.prices import PricesError, load, packaged
from planton_dynamodb.fault import Fault

PACKAGED = files("planton_dynamodb").joinpath("costing/prices.json").read_text(encoding="utf-8")
VALIDATOR = jsonschema.Draft202012Validator(
    json.loads(files("planton_dynamodb").joinpath("costing/prices.schema.json").read_text(encoding="utf-8"))
)


def test_the_prices_in_the_package_conform_to_their_schema() -> None:
    """So does a copy of them, which reads as the same prices."""
    jsonschema.Draft202012Validator.check_schema(VALIDATOR.schema)
    VALIDATOR.validate(json.loads(PACKAGED))


def test_a_copy_of_the_prices_in_the_package_is_the_same(tmp_path: Path) -> None:
    """What somebody begins from costs the same until it is changed."""
    path = tmp_path / "prices.json"
    path.write_text(PACKAGED)
    assert load(str(path)) == packaged()


def test_prices_are_those_since_november_2024() -> None:
    """Reads and writes on demand were halved then."""
    found = packaged()
    assert found.date == "2026-09-11"
    prices = found.of("us-east-1")
    assert (prices.standard.read_requests, prices.standard.write_requests) == (
        Decimal("0.125"),
        Decimal("0.625"),
    )


def test_a_region_without_prices_is_refused() -> None:
    """With the one that was meant, or those that there are, and the way to give prices for it."""
    with pytest.raises(Fault, match=r"no prices for the region us-east-11: did you mean us-east-1\?"):
        packaged().of("us-east-11")
    with pytest.raises(Fault, match="there are prices for us-east-1, us-east-2, us-west-2") as refused:
        packaged().of("eu-central-1")
    assert "--prices FILE" in refused.value.help


def _without(document: Any, *route: str) -> Any:  # noqa: ANN401 - JSON
    del _at(document, route[:-1])[route[-1]]
    return document


def _with(document: Any, value: object, *route: str) -> Any:  # noqa: ANN401 - as above
    _at(document, route[:-1])[route[-1]] = value
    return document


def _at(document: Any, route: tuple[str, ...]) -> Any:  # noqa: ANN401 - as above
    for step in route:
        document = document[step]
    return document


STANDARD = ("regions", "us-east-1", "standard")
WRONG = {
    "a price that is a text": _with(json.loads(PACKAGED), "cheap", *STANDARD, "storageGbMonth"),
    "a negative price": _with(json.loads(PACKAGED), -1, *STANDARD, "storageGbMonth"),
    "a price that is a list": _with(json.loads(PACKAGED), [1], *STANDARD, "storageGbMonth"),
    "a price that is true": _with(json.loads(PACKAGED), True, *STANDARD, "storageGbMonth"),
    "a price that is null": _with(json.loads(PACKAGED), None, *STANDARD, "storageGbMonth"),
    "a price that is missing": _without(json.loads(PACKAGED), *STANDARD, "storageGbMonth"),
    "a field that nobody knows": _with(json.loads(PACKAGED), 1, *STANDARD, "storageGB"),
    "a class that is a number": _with(json.loads(PACKAGED), 1, *STANDARD),
    "another version": _with(json.loads(PACKAGED), 2, "version"),
    "a day that is none": _with(json.loads(PACKAGED), "November", "date"),
    "a day that is a number": _with(json.loads(PACKAGED), 2024, "date"),
    "no region": _with(json.loads(PACKAGED), {}, "regions"),
    "no free tier": _without(json.loads(PACKAGED), "freeTier"),
    "a list": [],
    "a text": "prices",
}


@pytest.mark.parametrize("what", WRONG)
def test_what_the_schema_refuses_is_refused_with_its_place(tmp_path: Path, what: str) -> None:
    """The schema and the reader, which knows lines, are of one mind."""
    path = tmp_path / "prices.json"
    path.write_text(json.dumps(WRONG[what], indent=2))
    assert not VALIDATOR.is_valid(WRONG[what])
    with pytest.raises(PricesError) as refused:
        load(str(path))
    assert all(mistake.startswith(f"{path}:") for mistake in refused.value.mistakes)


def test_each_mistake_is_named_where_it_stands(tmp_path: Path) -> None:
    """By line and column, with what was meant."""
    path = tmp_path / "prices.json"
    path.write_text(
        PACKAGED.replace('"storageGbMonth": 0.25', '"storageGBMonth": 0.25', 1).replace("0.625", '"0.625"', 1)
    )
    with pytest.raises(PricesError) as refused:
        load(str(path))
    assert refused.value.mistakes == [
        f"{path}:8:36: `writeRequestsPerMillion` takes a number of 0 or more, without quotes",
        f"{path}:11:9: there is no field `storageGBMonth`: did you mean `storageGbMonth`?",
    ]


@pytest.mark.parametrize("text", ["", "{", "{} {}", "a: b: c", "\0", "---\n{}\n---\n{}\n"])
def test_what_is_no_json_is_refused(tmp_path: Path, text: str) -> None:
    """And never read as far as it goes."""
    path = tmp_path / "prices.json"
    path.write_text(text)
    with pytest.raises(PricesError):
        load(str(path))


def test_a_field_that_stands_there_twice_is_refused(tmp_path: Path) -> None:
    """JSON readers differ in which of the two they take."""
    path = tmp_path / "prices.json"
    path.write_text(PACKAGED.replace('"version": 1,', '"version": 1, "version": 1,'))
    with pytest.raises(PricesError, match="`version` stands here twice"):
        load(str(path))
