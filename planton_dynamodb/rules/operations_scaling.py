"""Rules about the scaling of reserved units."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from planton_dynamodb.manifest.problems import Route, Span
from planton_dynamodb.manifest.writing.operations import Remove, Replace
from planton_dynamodb.operations.declared import Declared, Part, ScaledSide, reserved
from planton_dynamodb.operations.values import READ
from planton_dynamodb.rules.guesses import Guesses
from planton_dynamodb.rules.registry import ERROR, WARNING, Finding, Fix, operations_rule
from planton_dynamodb.rules.wording import counted, quoted

_LARGEST = 2_147_483_647
_LEAST_USE, _MOST_USE = 20, 90
_DIRECTIONS = ("read", "write")


class _Range(NamedTuple):
    """A range that is declared, of one side of the table or of an index, with how a message names it."""

    part: Part
    label: str

    @property
    def least(self) -> int | None:
        """The fewest units, where they are said."""
        return self.part.fields.get("min")

    @property
    def most(self) -> int | None:
        """The most units, where they are said."""
        return self.part.fields.get("max")


class _Outside(NamedTuple):
    """Units that are reserved, and lie outside of the range that they are scaled in."""

    side: ScaledSide
    units: int
    bound: str


@operations_rule(ERROR)
def scaling_on_demand(declared: Declared) -> Iterator[Finding]:
    """Auto scaling is declared for a table on demand.

    ## What it finds
    `autoScaling` where the table's billing mode is PAY_PER_REQUEST.

    ## Why
    Scaling changes the units that are reserved, and on demand none are. AWS refuses to register such a table.

    ## Example
    ```yaml
    kind: AwsDynamodb
    metadata:
      name: orders
    spec:
      billingMode: PAY_PER_REQUEST
    ---
    kind: AwsDynamodbOperations
    spec:
      table: orders
      autoScaling:
        read:
          max: 100
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodb
    metadata:
      name: orders
    spec:
      billingMode: PROVISIONED
      provisionedThroughput:
        readCapacityUnits: 5
        writeCapacityUnits: 5
    ---
    kind: AwsDynamodbOperations
    spec:
      table: orders
      autoScaling:
        read:
          max: 100
    ```

    ## Source
    AWS, Managing throughput capacity automatically with DynamoDB auto scaling.
    """
    table, scaling = declared.table, declared.part("auto_scaling")
    if table is None or scaling is None or table.capacity is not None:
        return
    there = declared.in_table("spec", "billingMode")
    yield Finding(
        scaling.route,
        f"{quoted(table.name)} is on demand, so that it has no units to scale",
        "leave out `autoScaling`, or reserve units with billing mode PROVISIONED in the table's manifest",
        related=(("the table is on demand", there),) if there is not None else (),
        at_key=True,
    )


@operations_rule(WARNING)
def scaling_empty(declared: Declared) -> Iterator[Finding]:
    """Auto scaling scales nothing.

    ## What it finds
    `autoScaling` without `read`, `write` and `indexes`.

    ## Why
    It is as if it were not there: all units stay as they are reserved.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      autoScaling: {}
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      autoScaling:
        read:
          max: 100
        write:
          max: 100
    ```

    ## Source
    The contract, `AutoScaling`.
    """
    scaling = declared.part("auto_scaling")
    if scaling is None or not declared.sound(*scaling.route) or _is_on_demand(declared):
        return
    if not any(scaling.fields.get(part) is not None for part in _DIRECTIONS) and not scaling.fields.get(
        "indexes"
    ):
        yield Finding(
            scaling.route,
            f"the auto scaling of {quoted(declared.table_name)} scales nothing",
            "write `read`, `write` or both, each with the `max` that the bill may come to, or take it away",
            at_key=True,
        )


@operations_rule(ERROR)
def scaling_max_required(declared: Declared) -> Iterator[Finding]:
    """Scaling has no upper limit.

    ## What it finds
    `read` or `write`, of `autoScaling` or of one of its `indexes`, without `max`.

    ## Why
    It is what the bill may come to, so that none is made up. AWS requires it of a new target.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      autoScaling:
        read:
          min: 5
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      autoScaling:
        read:
          min: 5
          max: 100
    ```

    ## Source
    API_RegisterScalableTarget, MaxCapacity; the contract, `ScalingRange.max`.
    """
    for each in _ranges(declared):
        if each.most is None and declared.sound(*each.part.at("max")):
            yield Finding(
                each.part.at("max"),
                f"the scaling of {each.label} has no `max`",
                "write the most units that there may be as `max`",
            )


@operations_rule(ERROR)
def scaling_units_limits(declared: Declared) -> Iterator[Finding]:
    """A limit of scaling is no number of units that there can be.

    ## What it finds
    A `min` or `max` below 1, or above 2,147,483,647.

    ## Why
    A table has at least one unit for reads and one for writes, and AWS takes no larger number.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      autoScaling:
        read:
          min: 0
          max: 100
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      autoScaling:
        read:
          min: 1
          max: 100
    ```

    ## Source
    API_RegisterScalableTarget, MinCapacity and MaxCapacity; API_ProvisionedThroughput: at least 1.
    """
    for each in _ranges(declared):
        for field, units in (("min", each.least), ("max", each.most)):
            if units is not None and not 1 <= units <= _LARGEST:
                yield Finding(
                    each.part.at(field),
                    f"`{field}` is {units:,} for {each.label}, and must be "
                    f"{'at least 1' if units < 1 else f'{_LARGEST:,} at most'}",
                    "write a number of 1 or more" if units < 1 else "write a smaller number",
                )


@operations_rule(WARNING)
def scaling_above_default_quota(declared: Declared) -> Iterator[Finding]:
    """Scaling may go to more units than the quota for one table or index.

    ## What it finds
    A `max` above what AWS allows one table or index of an account: 40,000, unless the settings say that AWS has raised
    it.

    ## Why
    AWS takes the limit, and refuses to scale up to it when it matters most.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      autoScaling:
        read:
          max: 50000
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      autoScaling:
        read:
          max: 40000
    ```

    Where AWS has raised the quota, say so in `.planton-dynamodb.toml`:

    ```toml
    [quotas]
    table-capacity = 60000
    ```

    ## Source
    "Quotas in Amazon DynamoDB".
    """
    quota = declared.quotas.table_capacity
    for each in _ranges(declared):
        if each.most is not None and quota < each.most <= _LARGEST:
            yield Finding(
                each.part.at("max"),
                f"`max` is {each.most:,} for {each.label}, above the quota of {quota:,}",
                "scale to less, or ask AWS for a higher quota and write it into the settings as table-capacity",
            )


@operations_rule(ERROR)
def scaling_range_backwards(declared: Declared) -> Iterator[Finding]:
    """The fewest units are more than the most.

    ## What it finds
    A `min` above the `max` of the same range.

    ## Why
    No number of units lies between the two, and AWS refuses such a target.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      autoScaling:
        read:
          min: 100
          max: 5
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      autoScaling:
        read:
          min: 5
          max: 100
    ```

    ## Source
    API_RegisterScalableTarget, MinCapacity and MaxCapacity.
    """
    for each in _ranges(declared):
        least, most = each.least, each.most
        if least is None or most is None or least <= most or not _is_possible(least, most):
            continue
        low, high = each.part.at("min"), each.part.at("max")
        swap = (Replace(low, str(most)), Replace(high, str(least)))
        yield Finding(
            low,
            f"`min` is {least:,} for {each.label}, and `max` is {most:,}",
            "write a `min` that is not above `max`",
            related=(("`max` is here", high),),
            fix=Fix(f"write min: {most} and max: {least}", swap, safe=False),
        )


@operations_rule(ERROR)
def scaling_units_outside(declared: Declared) -> Iterator[Finding]:
    """Units are reserved outside of the range that they are scaled in.

    ## What it finds
    Units in the table's manifest, of the table or of a global index, that are fewer than the `min` or more than the
    `max` of their scaling. An index without scaling of its own is scaled as the table is.

    ## Why
    The table is made with the units of its manifest, and scaling changes them at once: one of the two is not what was
    meant.

    ## Example
    ```yaml
    kind: AwsDynamodb
    metadata:
      name: orders
    spec:
      provisionedThroughput:
        readCapacityUnits: 200
        writeCapacityUnits: 5
    ---
    kind: AwsDynamodbOperations
    spec:
      table: orders
      autoScaling:
        read:
          min: 5
          max: 100
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodb
    metadata:
      name: orders
    spec:
      provisionedThroughput:
        readCapacityUnits: 20
        writeCapacityUnits: 5
    ---
    kind: AwsDynamodbOperations
    spec:
      table: orders
      autoScaling:
        read:
          min: 5
          max: 100
    ```

    ## Source
    The contract, `AutoScaling`; API_RegisterScalableTarget.
    """
    found: dict[Route, list[_Outside]] = {}
    for each in _outside(declared):
        found.setdefault((*each.side.route, each.bound), []).append(each)
    for route, those in found.items():
        first, bound = those[0], int(those[0].side.fields[those[0].bound])
        relation, edit = ("fewer than", f"{bound:,} or more")
        if first.bound == "max":
            relation, edit = ("more than", f"{bound:,} or fewer")
        inherited = first.side.index is not None and "indexes" not in first.side.route
        yield Finding(
            route,
            f"{_owner(declared, first.side)} reserves {counted(first.units, 'unit')} for {first.side.direction}s, "
            f"{relation} the `{first.bound}` of {bound:,} that it is scaled "
            f"{'from' if first.bound == 'min' else 'to'}",
            f"reserve {edit} in the table's manifest, or write another `{first.bound}`"
            f"{', for the index alone under `indexes`' if inherited else ''}",
            related=tuple(_reserved_there(declared, each) for each in those),
        )


@operations_rule(ERROR)
def scaling_target_range(declared: Declared) -> Iterator[Finding]:
    """The share of units that is to be in use is not one that AWS takes.

    ## What it finds
    A `targetUtilization` below 20 or above 90.

    ## Why
    It is a percentage. Above 90 there would be no room for a rise until more units are there, and below 20 most of what
    is paid for would never be used.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      autoScaling:
        read:
          max: 100
          targetUtilization: 95
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      autoScaling:
        read:
          max: 100
          targetUtilization: 70
    ```

    ## Source
    AWS, Managing throughput capacity automatically with DynamoDB auto scaling: between 20 and 90 percent.
    """
    for each in _ranges(declared):
        target = each.part.fields.get("target_utilization")
        if target is not None and not _LEAST_USE <= target <= _MOST_USE:
            route = each.part.at("targetUtilization")
            yield Finding(
                route,
                f"{quoted(declared.manifest.key(*route))} of {each.label} is {target}, "
                f"and AWS takes {_LEAST_USE} to {_MOST_USE} percent",
                f"write a number from {_LEAST_USE} to {_MOST_USE}; without one it is 70",
            )


@operations_rule(ERROR)
def scaling_cooldown_negative(declared: Declared) -> Iterator[Finding]:
    """A time to wait between two scalings is less than none.

    ## What it finds
    A `scaleInCooldown` or `scaleOutCooldown` below 0. 0 means not to wait.

    ## Why
    It is a number of seconds.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      autoScaling:
        read:
          max: 100
          scaleInCooldown: -60
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      autoScaling:
        read:
          max: 100
          scaleInCooldown: 60
    ```

    ## Source
    API_TargetTrackingScalingPolicyConfiguration, ScaleInCooldown and ScaleOutCooldown.
    """
    fields = {"scale_in_cooldown": "scaleInCooldown", "scale_out_cooldown": "scaleOutCooldown"}
    for each in _ranges(declared):
        for name, field in fields.items():
            seconds = each.part.fields.get(name)
            if seconds is not None and seconds < 0:
                yield Finding(
                    each.part.at(field),
                    f"{quoted(declared.manifest.key(*each.part.at(field)))} of {each.label} is {seconds} seconds",
                    "write 0 or more seconds; without it, it is 60",
                )


@operations_rule(ERROR)
def scaling_index_required(declared: Declared) -> Iterator[Finding]:
    """Scaling of an index does not say of which one.

    ## What it finds
    One of `autoScaling.indexes` without `index`.

    ## Why
    Units are those of one index.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      autoScaling:
        indexes:
          - read:
              max: 500
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      autoScaling:
        indexes:
          - index: by-email
            read:
              max: 500
    ```

    ## Source
    The contract, `IndexScaling.index`.
    """
    for position, each in enumerate(_entries(declared), 1):
        if not _index(each) and declared.sound(*each.at("index")):
            yield Finding(
                each.at("index"),
                f"the scaling at position {position} of `indexes` does not say of which index it is",
                "write the name of a global index as `index`",
            )


@operations_rule(ERROR)
def scaling_index_unknown(declared: Declared) -> Iterator[Finding]:
    """Scaling is declared for an index that has no units.

    ## What it finds
    An `index` under `autoScaling.indexes` that is the name of no global index of the table. Names are compared letter
    by letter. A local index has no units of its own: it uses those of its table.

    ## Why
    There is nothing to scale, and the index that was meant would be scaled as the table is.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      autoScaling:
        indexes:
          - index: by-emial
            read:
              max: 500
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      autoScaling:
        indexes:
          - index: by-email
            read:
              max: 500
    ```

    ## Source
    Application Auto Scaling: `table/orders/index/by-email` is a resource of its own; global indexes only.
    """
    table = declared.table
    if table is None or _is_on_demand(declared):
        return
    indexes = Guesses(index.name for index in table.global_indexes)
    local = {index.name for index in table.local_indexes}
    for each in _entries(declared):
        name, route = _index(each), each.at("index")
        if not name or declared.index(name) is not None:
            continue
        if name in local:
            yield Finding(
                route,
                f"{quoted(name)} is a local index, which uses the units of {quoted(table.name)}",
                "remove the entry: what scales the table scales what it needs",
                related=(("the index is here", _in_table(declared, "localSecondaryIndexes", name)),),
            )
            continue
        yield Finding(
            route,
            f"{quoted(table.name)} has no global index {quoted(name)}",
            indexes.advice(name, f"add the index to {quoted(table.name)}, or remove the entry"),
            related=(("the table is here", _table_span(declared)),),
            fix=indexes.fix(name, route),
        )


@operations_rule(ERROR)
def scaling_index_duplicate(declared: Declared) -> Iterator[Finding]:
    """The scaling of an index is declared twice.

    ## What it finds
    An `index` under `autoScaling.indexes` that stands in an earlier entry.

    ## Why
    There is one scaling for the reads of an index and one for its writes, so that one of the two entries is not done.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      autoScaling:
        indexes:
          - index: by-email
            read:
              max: 500
          - index: by-email
            write:
              max: 50
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      autoScaling:
        indexes:
          - index: by-email
            read:
              max: 500
            write:
              max: 50
    ```

    ## Source
    The contract, `IndexScaling.index`.
    """
    first: dict[str, Route] = {}
    for each in _entries(declared):
        name = _index(each)
        earlier = first.setdefault(name, each.route)
        if name and earlier != each.route:
            yield Finding(
                each.at("index"),
                f"the scaling of {quoted(name)} is declared already",
                "put both into one entry",
                related=(("the other one is here", (*earlier, "index")),),
            )


@operations_rule(WARNING)
def scaling_index_empty(declared: Declared) -> Iterator[Finding]:
    """An index is taken out of the scaling of its table.

    ## What it finds
    One of `autoScaling.indexes` without `read` and `write`.

    ## Why
    An index with an entry of its own is not scaled as the table is, so that its units stay as they are reserved. An
    index that runs out of units for writes holds up the writes of its table.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      autoScaling:
        write:
          max: 100
        indexes:
          - index: by-email
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      autoScaling:
        write:
          max: 100
    ```

    Where the index is meant to stay as it is, ignore this rule with a comment.

    ## Source
    The contract, `AutoScaling.indexes`.
    """
    seen: set[str] = set()
    for each in _entries(declared):
        name = _index(each)
        alone = name not in seen and (declared.table is None or declared.index(name) is not None)
        seen.add(name)
        if not name or not alone or any(each.fields.get(part) is not None for part in _DIRECTIONS):
            continue
        if declared.sound(*each.route):
            yield Finding(
                each.at("index"),
                f"{quoted(name)} is not scaled at all: its entry has neither `read` nor `write`",
                "write what it is scaled to, or remove the entry: then it is scaled as the table is",
                fix=Fix("remove the entry", (Remove(each.route),), safe=False),
            )


def _is_on_demand(declared: Declared) -> bool:
    """Whether there is nothing to scale, which is one finding."""
    return declared.table is not None and declared.table.capacity is None


def _entries(declared: Declared) -> list[Part]:
    """What is said of indexes."""
    scaling = declared.part("auto_scaling")
    if scaling is None or not declared.sound(*scaling.route[:-1]):
        return []
    return declared.parts("indexes", scaling)


def _index(entry: Part) -> str:
    return str(entry.fields.get("index") or "")


def _ranges(declared: Declared) -> Iterator[_Range]:
    """Every range that is declared."""
    scaling = declared.part("auto_scaling")
    if scaling is None:
        return
    for owner, name in (
        (scaling, declared.table_name),
        *((each, _index(each)) for each in _entries(declared)),
    ):
        for direction in _DIRECTIONS:
            part = declared.part(direction, owner)
            if part is not None:
                yield _Range(part, f"the {direction}s of {quoted(name)}" if name else f"the {direction}s")


def _is_possible(least: int, most: int) -> bool:
    return 1 <= least <= _LARGEST and 1 <= most <= _LARGEST


def _outside(declared: Declared) -> Iterator[_Outside]:
    """Every side whose reserved units lie outside of its range, where that is one."""
    for side in declared.scaled():
        least, most = side.fields.get("min", 1), side.fields.get("max", 0)
        units = None if declared.table is None else reserved(declared.table, side.index, side.direction)
        if units is None or not _is_possible(least, most) or least > most or not declared.sound(*side.route):
            continue
        if not least <= units <= most:
            yield _Outside(side, units, "min" if units < least else "max")


def _owner(declared: Declared, side: ScaledSide) -> str:
    return quoted(declared.table_name) if side.index is None else f"the index {quoted(side.index)}"


def _reserved_there(declared: Declared, outside: _Outside) -> tuple[str, Span]:
    """Where units are reserved that lie outside of their range."""
    side = outside.side
    units: Route = (
        "provisionedThroughput",
        "readCapacityUnits" if side.direction == READ else "writeCapacityUnits",
    )
    said = f"{_owner(declared, side)} reserves {outside.units:,} here"
    if side.index is None:
        return said, _table_span(declared, *units)
    return said, _in_table(declared, "globalSecondaryIndexes", side.index, *units)


def _in_table(declared: Declared, field: str, name: str, *rest: str | int) -> Span:
    """A place in an index of the table; its name where no other is asked for."""
    manifest = declared.table_manifest
    assert manifest is not None
    assert declared.table is not None
    names = [each.name for each in declared.table.indexes]
    if field == "localSecondaryIndexes":
        names = names[len(declared.table.global_indexes) :]
    position = names.index(name)
    return manifest.span(("spec", field, position, *(rest or ("name",))))


def _table_span(declared: Declared, *route: str | int) -> Span:
    manifest = declared.table_manifest
    assert manifest is not None
    return manifest.span(("spec", *route) if route else ("metadata", "name"))
