"""The tables of some inputs with all that their cost depends on, each made into its bill."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from planton_dynamodb.among import Among
from planton_dynamodb.beside import trials_beside
from planton_dynamodb.checking import Checker
from planton_dynamodb.costing.alternatives import alternatives
from planton_dynamodb.costing.bill import Bill
from planton_dynamodb.costing.free_tier import less_free_tier
from planton_dynamodb.costing.lines import lines
from planton_dynamodb.costing.prices import Prices
from planton_dynamodb.costing.usage import usage_of
from planton_dynamodb.patterns.trial import Trial
from planton_dynamodb.reach import Place, loaded_from, place_of
from planton_dynamodb.sound import Sound, sound, sound_of


class Terms(NamedTuple):
    """At which prices, and where."""

    prices: Prices
    region: str
    free_tier: bool = False


def bills(among: Among, checker: Checker, tried: Sequence[Trial], terms: Terms) -> list[Bill]:
    """The bills of inputs that were checked, whose access patterns were tried. It raises what `sound` raises."""
    asked: dict[Place, list[Trial]] = {}
    for trial in tried:
        if trial.design.table_manifest is not None:
            asked.setdefault(place_of(trial.design.table_manifest), []).append(trial)
    known = {place_of(trial.design.manifest) for trial in tried}
    made = [
        _bill(
            each,
            [
                *asked.get(place_of(each.manifest), ()),
                *trials_beside(each.manifest, each.loaded, checker, known),
            ],
            terms,
        )
        for each in _tables(among, checker, tried)
    ]
    return less_free_tier(made, terms.prices.free_tier) if terms.free_tier else made


def _tables(among: Among, checker: Checker, tried: Sequence[Trial]) -> Iterator[Sound]:
    """The tables of the inputs, and those of access patterns whose table stands elsewhere."""
    seen: set[Place] = set()
    for each in sound(among, checker):
        seen.add(place_of(each.manifest))
        yield each
    for trial in tried:
        table, home = trial.design.table_manifest, trial.design.loaded
        if table is None or home is None or place_of(table) in seen:
            continue
        seen.add(place_of(table))
        yield sound_of(table, loaded_from(table, home), among, checker)


def _bill(of: Sound, trials: Sequence[Trial], terms: Terms) -> Bill:
    prices = terms.prices.of(terms.region)
    usage = usage_of(of.table, trials, _said(of))
    other = alternatives(of.table, of.operations, usage, prices)
    metadata = of.manifest.fields.get("metadata")
    stated = metadata.get("env") if isinstance(metadata, dict) else None
    return Bill(
        name=of.manifest.name,
        file=of.manifest.source.name,
        table=of.table.name,
        environment=(of.operations.environment if of.operations else None)
        or (str(stated) if stated else None),
        region=terms.region,
        dated=terms.prices.date,
        billing_mode=of.table.billing_mode,
        table_class=of.table.table_class,
        lines=tuple(lines(of.table, of.operations, usage, prices)),
        alternatives=other.ways,
        advice=other.advice,
    )


def _said(of: Sound) -> dict[str, object]:
    """What operations say of the usage."""
    usage = of.declared.part("usage") if of.declared is not None else None
    return {} if usage is None else dict(usage.fields)
