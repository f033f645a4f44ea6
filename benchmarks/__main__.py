"""`python -m benchmarks`: planton-dynamodb measured against cfn-lint, check-jsonschema, kubeconform and bare Pulumi.

All tools get the same made-up tables and take turns on the same machine; what counts are the ratios.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks import applying, rendering, report
from benchmarks.measuring import Command, DidNotPassError, Memory, Times, interleaved, memory, ratio
from benchmarks.tables import tables
from benchmarks.texts import cloudformation, manifests

_HERE = os.path.dirname(os.path.abspath(__file__))
_KUBECONFORM = os.path.join(_HERE, os.pardir, ".tools", "kubeconform")
_SLOW_TOOLS = ("cfn-lint", "check-jsonschema")
_SLOW_TOOLS_TAKE = 50
"""So many files at most: what 10,000 take is told from that."""


@dataclass(frozen=True, slots=True)
class _Place:
    """The files that a run works on."""

    folder: str
    count: int

    def path(self, *names: str) -> str:
        return os.path.join(self.folder, *names)

    @property
    def counts(self) -> tuple[int, ...]:
        """How many files are in each of the folders that are compared with each other."""
        return tuple(sorted({max(1, self.count // 10), max(1, self.count // 2), self.count}))

    def sample(self, kind: str, count: int) -> list[str]:
        """Some of the files of a kind."""
        folder = self.path(kind)
        return [os.path.join(folder, name) for name in sorted(os.listdir(folder))[:count]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the result and write it down."""
    parser = argparse.ArgumentParser("python -m benchmarks", description="Measure against other tools.")
    parser.add_argument(
        "--files", type=int, default=10_000, metavar="N", help="manifests in the large folder"
    )
    parser.add_argument(
        "--runs", type=int, default=7, metavar="N", help="rounds in which the tools take turns"
    )
    parser.add_argument("--output", default=os.path.join(_HERE, "latest.md"), metavar="FILE")
    options = parser.parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory() as folder:
            text = _measured(_Place(folder, options.files), options.runs)
    except DidNotPassError as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return 2
    print(text, end="")
    with open(options.output, "w", encoding="utf-8") as file:
        file.write(text)
    return 0


def _measured(place: _Place, runs: int) -> str:
    _prepare(place)
    cold = _cold(place, runs)
    rows = [
        _time_row("one file", cold, "cfn-lint", 1 / 8),
        _time_row("one file", cold, "check-jsonschema", 1 / 2),
        *_folder(place, runs, cold),
        *_linear(place, runs),
        *_memory(place),
        *applying.rows(runs),
        *rendering.rows(runs),
    ]
    return report.written(rows, place.count, runs, kubeconform=_has_kubeconform())


def _prepare(place: _Place) -> None:
    """Write every file that is needed, and the schema as each tool wants it."""
    for count in place.counts:
        _write(place.path(str(count)), manifests(count))
    templates = ((table["metadata"]["name"], cloudformation(table)) for table in tables(_SLOW_TOOLS_TAKE))
    _write(place.path("templates"), templates)
    schema = subprocess.run(
        [_tool("planton-dynamodb"), "schema", "AwsDynamodb"], capture_output=True, check=True
    )
    with open(place.path("schema.json"), "wb") as file:
        file.write(schema.stdout)
    with open(place.path("awsdynamodb.json"), "w", encoding="utf-8") as other:
        json.dump(_for_go(json.loads(schema.stdout)), other)


def _write(folder: str, texts: report.Texts) -> None:
    os.mkdir(folder)
    for name, text in texts:
        with open(os.path.join(folder, f"{name}.yaml"), "w", encoding="utf-8") as file:
            file.write(text)


def _for_go(schema: object) -> object:
    """The schema without patterns that look ahead, which the regular expressions of Go cannot."""
    if isinstance(schema, list):
        return [_for_go(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: _for_go(value)
        for key, value in schema.items()
        if not (key == "pattern" and isinstance(value, str) and "(?!" in value)
    }


def _tool(name: str) -> str:
    return os.path.join(os.path.dirname(sys.executable), name)


def _has_kubeconform() -> bool:
    return os.access(_KUBECONFORM, os.X_OK)


def _validate(*paths: str) -> Command:
    return [_tool("planton-dynamodb"), "validate", *paths]


def _check_jsonschema(place: _Place, paths: Sequence[str]) -> Command:
    return [_tool("check-jsonschema"), "--schemafile", place.path("schema.json"), *paths]


def _kubeconform(place: _Place, folder: str) -> Command:
    return [_KUBECONFORM, "-schema-location", place.path("{{.ResourceKind}}.json"), folder]


def _cold(place: _Place, runs: int) -> Times:
    """One file: mostly the start of each tool. The slow ones are timed with some more files in the same rounds."""
    commands = {"ours": _validate(*place.sample(str(place.count), 1))}
    for name in _SLOW_TOOLS:
        commands |= {name: _slow(name, place, 1), _more(name): _slow(name, place, _some(place))}
    return interleaved(commands, runs)


def _some(place: _Place) -> int:
    return min(place.count, _SLOW_TOOLS_TAKE)


def _more(name: str) -> str:
    return f"{name}, more files"


def _time_row(what: str, times: Times, other: str, target: float) -> report.Row:
    ours, theirs = times["ours"], times[other]
    return report.Row(what, other, median(ours), median(theirs), "s", ratio(ours, theirs), target)


def _folder(place: _Place, runs: int, cold: Times) -> list[report.Row]:
    """A folder full of files; the slow tools get some of them, and the rest is added at the same pace."""
    folder = place.path(str(place.count))
    commands = {"ours": _validate(folder)}
    if _has_kubeconform():
        commands["kubeconform"] = _kubeconform(place, folder)
    times = interleaved(commands, runs)
    what = f"{place.count:,} files"
    rows = [_time_row(what, times, "kubeconform", 1.5)] if _has_kubeconform() else []
    ours = median(times["ours"])
    for name in _SLOW_TOOLS:
        theirs = _at_the_same_pace(cold[name], cold[_more(name)], _some(place), place.count)
        against = f"{name}, from {_some(place)} files"
        rows.append(report.Row(what, against, ours, theirs, "s", ours / theirs, None))
    return rows


def _slow(name: str, place: _Place, count: int) -> Command:
    if name == "cfn-lint":
        return [_tool(name), *place.sample("templates", count)]
    return _check_jsonschema(place, place.sample(str(place.count), count))


def _at_the_same_pace(one: Sequence[float], some: Sequence[float], measured: int, wanted: int) -> float:
    """What so many files take, told from what one takes, start included, and what some take."""
    pairs = zip(one, some, strict=True)
    each = median((more - first) / max(1, measured - 1) for first, more in pairs)
    return median(some) + max(0.0, each) * (wanted - measured)


def _linear(place: _Place, runs: int) -> list[report.Row]:
    """The time for each file, in folders of different sizes."""
    commands = {str(count): _validate(place.path(str(count))) for count in place.counts}
    times = interleaved(commands, runs)
    most = place.counts[-1]
    rows = []
    for count in place.counts[:-1]:
        less, more = times[str(count)], times[str(most)]
        share = ratio([time / most for time in more], [time / count for time in less])
        of_each = (median(more) / most * 1000, median(less) / count * 1000)
        rows.append(
            report.Row(f"time for each of {most:,} files", f"each of {count:,}", *of_each, "ms", share, 1.1)
        )
    return rows


def _memory(place: _Place) -> list[report.Row]:
    """The memory that many files take, by what few take."""
    few, many = place.counts[0], place.counts[-1]
    if few == many or not os.path.isdir("/proc/self/task"):
        return []
    held: dict[int, Memory] = {count: memory(_validate(place.path(str(count)))) for count in (few, many)}
    pairs = (
        ("memory of the largest process", held[many].largest, held[few].largest),
        ("memory of all processes", held[many].together, held[few].together),
    )
    return [
        report.Row(f"{what}, {many:,} files", f"{few:,} files", more, less, "MB", more / less, 1.1)
        for what, more, less in pairs
    ]


sys.exit(main())
