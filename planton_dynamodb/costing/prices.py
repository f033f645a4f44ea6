"""Prices by region: those in the package, or those of a file that somebody else keeps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files as resources
from typing import Any, NamedTuple, TypeAlias

from planton_dynamodb.fault import Fault
from planton_dynamodb.manifest import documents, files, nodes
from planton_dynamodb.manifest.nodes import Node, Scalar
from planton_dynamodb.manifest.source import Source
from planton_dynamodb.manifest.words import nearest

REGION = "us-east-1"

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]{1,2})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class ClassPrices:
    """What one table class costs."""

    read_requests: Decimal
    """A million read request units, on demand."""
    write_requests: Decimal
    read_unit_hour: Decimal
    """A reserved read unit for an hour."""
    write_unit_hour: Decimal
    storage: Decimal
    """A GB for a month."""


@dataclass(frozen=True, slots=True)
class RegionPrices:
    """What is paid in one region."""

    name: str
    standard: ClassPrices
    infrequent: ClassPrices
    continuous_backups: Decimal
    backups: Decimal
    stream_reads: Decimal
    """A hundred thousand reads of a stream."""
    alarm_metric: Decimal
    key: Decimal


@dataclass(frozen=True, slots=True)
class FreeTier:
    """What an account has for nothing each month."""

    storage: Decimal
    read_units: Decimal
    write_units: Decimal
    stream_reads: Decimal
    alarm_metrics: Decimal


@dataclass(frozen=True, slots=True)
class Prices:
    """A table of prices, and since when it is right."""

    date: str
    regions: Mapping[str, RegionPrices]
    free_tier: FreeTier

    def of(self, region: str) -> RegionPrices:
        """The prices of a region; Fault where there are none."""
        found = self.regions.get(region)
        if found is None:
            near = nearest(region, tuple(self.regions))
            known = f"did you mean {near}?" if near else f"there are prices for {', '.join(self.regions)}"
            raise Fault(
                f"there are no prices for the region {region}: {known}",
                "Give them with --prices FILE, in the form of the package's own (docs/cost.md).",
            )
        return found


class PricesError(Exception):
    """A file of prices that is none: each mistake with its place."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


Shape: TypeAlias = "Mapping[str, Shape] | str | tuple[Shape]"
"""What a value has to be: the fields of a mapping, the word for a scalar, or what stands under each of many names."""

_VERSION, _DAY, _AMOUNT = "version", "day", "amount"
_CLASS: Shape = dict.fromkeys(
    ("readRequestsPerMillion", "writeRequestsPerMillion", "readUnitHour", "writeUnitHour", "storageGbMonth"),
    _AMOUNT,
)
_REGION: Shape = {
    "standard": _CLASS,
    "standardInfrequentAccess": _CLASS,
    **dict.fromkeys(
        (
            "continuousBackupsGbMonth",
            "backupsGbMonth",
            "streamReadsPer100000",
            "alarmMetricMonth",
            "keyMonth",
        ),
        _AMOUNT,
    ),
}
_FREE_TIER: Shape = dict.fromkeys(
    ("storageGb", "readUnits", "writeUnits", "streamReads", "alarmMetrics"), _AMOUNT
)
_SHAPE: Shape = {"version": _VERSION, "date": _DAY, "regions": (_REGION,), "freeTier": _FREE_TIER}
"""What `prices.schema.json` says, with places for what is wrong: a validator of JSON Schema knows none."""


def packaged() -> Prices:
    """The prices in the package."""
    import json  # a file of somebody's own is read otherwise, for the places in it

    text = resources("planton_dynamodb").joinpath("costing/prices.json").read_text(encoding="utf-8")
    return _prices(json.loads(text, parse_float=Decimal, parse_int=Decimal))


def load(path: str) -> Prices:
    """The prices of a file; PricesError where it holds none, InputError where it cannot be read."""
    source, problems = files.decode(path, files.read_bytes(path))
    roots: list[Node] = []
    for reading in documents.read(source) if not problems else ():
        roots += reading.roots
        problems = [*problems, *reading.problems]
    if problems:
        at = problems[0].span
        said = getattr(problems[0], "message", "this cannot be read")
        raise PricesError([_at(at.source, at.start, f"this is no JSON: {said}")])
    if len(roots) != 1:
        raise PricesError([_at(source, 0, "one table of prices is expected, a JSON object")])
    reader = _Reader(source)
    made = reader.read(roots[0], _SHAPE, "")
    if reader.mistakes:
        raise PricesError(reader.mistakes)
    return _prices(made)


def _at(source: Source, index: int, said: str) -> str:
    place = source.position(index)
    return f"{source.name}:{place.line}:{place.column}: {said}"


class _Entry(NamedTuple):
    name: str
    key: Scalar
    value: Node
    shape: Shape


class _Reader:
    """Nodes made into values of a shape, every mistake noted."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.mistakes: list[str] = []

    def read(self, node: Node, shape: Shape, name: str) -> Any:  # noqa: ANN401 - what the shape says
        if isinstance(shape, str):
            return self._scalar(node, shape, name)
        if type(node) is not nodes.Mapping:
            self._wrong(node.start, f"{_label(name)} takes an object")
            return {}
        return {
            each.name: self.read(each.value, each.shape, each.name)
            for each in self._entries(node, shape, name)
        }

    def _entries(
        self, node: nodes.Mapping, shape: Mapping[str, Shape] | tuple[Shape], name: str
    ) -> Iterator[_Entry]:
        seen: set[str] = set()
        names = () if isinstance(shape, tuple) else tuple(shape)
        for key, value in node.entries:
            known = shape[0] if isinstance(shape, tuple) else shape.get(key.value)
            if key.value in seen:
                self._wrong(key.start, f"`{key.value}` stands here twice")
            elif known is None:
                near = nearest(key.value, names)
                self._wrong(key.start, _unknown(key.value, near, names))
                seen.add(near or "")  # that one is not missing, but misspelt
            else:
                yield _Entry(key.value, key, value, known)
            seen.add(key.value)
        if isinstance(shape, tuple) and not seen:
            self._wrong(node.start, f"{_label(name)} is empty")
        for missing in [each for each in names if each not in seen]:
            self._wrong(node.start, f"{_label(name)} lacks `{missing}`")

    def _scalar(self, node: Node, word: str, name: str) -> Any:  # noqa: ANN401 - as above
        if type(node) is not Scalar:
            self._wrong(node.start, f"`{name}` takes a {'text' if word == _DAY else 'number'}")
            return None
        if word == _DAY:
            if node.plain or _DATE.fullmatch(node.value) is None:
                self._wrong(node.start, f'`{name}` takes a day in quotes, such as "2024-11-01"')
            return node.value
        if not node.plain or _NUMBER.fullmatch(node.value) is None or node.value.startswith("-"):
            self._wrong(node.start, f"`{name}` takes a number of 0 or more, without quotes")
            return None
        amount = Decimal(node.value)
        if word == _VERSION and amount != 1:
            self._wrong(node.start, f"the version of this form is 1, not {node.value}")
        return amount

    def _wrong(self, index: int, said: str) -> None:
        self.mistakes.append(_at(self._source, index, said))


def _label(name: str) -> str:
    return f"`{name}`" if name else "a table of prices"


def _unknown(given: str, near: str | None, known: Iterable[str]) -> str:
    meant = f"did you mean `{near}`?" if near else f"expected one of {', '.join(known)}"
    return f"there is no field `{given}`: {meant}"


def _prices(given: Mapping[str, Any]) -> Prices:
    free = given["freeTier"]
    return Prices(
        given["date"],
        {name: _region(name, each) for name, each in given["regions"].items()},
        FreeTier(
            free["storageGb"],
            free["readUnits"],
            free["writeUnits"],
            free["streamReads"],
            free["alarmMetrics"],
        ),
    )


def _region(name: str, given: Mapping[str, Any]) -> RegionPrices:
    return RegionPrices(
        name,
        _class(given["standard"]),
        _class(given["standardInfrequentAccess"]),
        given["continuousBackupsGbMonth"],
        given["backupsGbMonth"],
        given["streamReadsPer100000"],
        given["alarmMetricMonth"],
        given["keyMonth"],
    )


def _class(given: Mapping[str, Any]) -> ClassPrices:
    return ClassPrices(
        given["readRequestsPerMillion"],
        given["writeRequestsPerMillion"],
        given["readUnitHour"],
        given["writeUnitHour"],
        given["storageGbMonth"],
    )
