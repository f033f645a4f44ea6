"""What happens around a table, in sentences: each thing by its name, and many of one sort in one sentence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from planton_dynamodb.changes.step import Step
from planton_dynamodb.engines.outcome import Forecast, Outcome, Undone
from planton_dynamodb.fault import Fault
from planton_dynamodb.targets.pulumi_operations import WORDS

_TOLD_APART = 3
"""So many of one sort have a sentence each; more are counted."""
_SAID = {"create": "made", "update": "changed", "replace": "replaced", "delete": "deleted"}
_ORDER = tuple(WORDS)
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def planned(forecast: Forecast) -> Iterator[str]:
    """What would be done."""
    return _sentences((step for step in forecast.steps if step.is_around), "would be")


def done(outcome: Outcome) -> Iterator[str]:
    """What was done; what could not be is told for itself."""
    failed = {(each.step.type, each.step.name) for each in outcome.undone}
    around = (step for step in outcome.around if step not in outcome.drift_around)
    return _sentences((step for step in around if (step.type, step.name) not in failed), "was")


def found(outcome: Outcome) -> Iterator[str]:
    """What somebody else did."""
    return _sentences(outcome.drift_around, "was")


def refused(parts: Iterable[Undone]) -> Iterator[Fault]:
    """Why things could not be done: many of one sort that fail alike have one reason, in the words of the first."""
    sorts: dict[tuple[str, str, str, str], list[Undone]] = {}
    for part in parts:
        reason = part.fault.summary.partition(": ")[2]
        sorts.setdefault((part.step.type, part.step.action, reason, part.fault.help), []).append(part)
    for (kind, action, reason, way_on), alike in sorts.items():
        if len(alike) <= _TOLD_APART:
            yield from (part.fault for part in alike)
        else:
            names = ", ".join(sorted(part.step.name for part in alike))
            summary = f"{len(alike)} {_plural(kind)} were not {_SAID.get(action, action)}: {reason} ({names})"
            yield Fault(summary, way_on, alike[0].fault.said)


def counted(kinds: Iterable[str]) -> str:
    """How many of each sort there are: `3 alarms and 1 parameter`."""
    counts = Counter(kinds)
    said = [
        f"{counts[kind]} {_plural(kind) if counts[kind] > 1 else WORDS[kind]}"
        for kind in _ORDER
        if counts[kind]
    ]
    return " and ".join(filter(None, (", ".join(said[:-1]), *said[-1:])))


def _sentences(steps: Iterable[Step], verb: str) -> Iterator[str]:
    sorts: dict[tuple[str, str, tuple[str, ...]], list[Step]] = {}
    for step in sorted(steps, key=lambda step: (_ORDER.index(step.type), step.action, step.name)):
        sorts.setdefault((step.type, step.action, step.properties), []).append(step)
    for (kind, action, properties), alike in sorts.items():
        said, because = _SAID.get(action, action), ", ".join(map(_in_words, properties))
        if len(alike) <= _TOLD_APART:
            reason = f": {because}" if because else ""
            yield from (f"{step.subject} {verb} {said}{reason}" for step in alike)
        else:
            reason = f" ({because})" if because else ""
            listed = ", ".join(step.name for step in alike)
            yield f"{len(alike)} {_plural(kind)} {_verb(verb, len(alike))} {said}{reason}: {listed}"


def _verb(verb: str, count: int) -> str:
    return "were" if verb == "was" and count > 1 else verb


def _plural(kind: str) -> str:
    word = WORDS[kind]
    return f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"


def _in_words(name: str) -> str:
    """A property by the engine's name, as people write it."""
    return _CAPITAL.sub(" ", name).lower()
