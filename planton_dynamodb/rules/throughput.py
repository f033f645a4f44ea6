"""Rules about billing mode and capacity."""

from __future__ import annotations

from collections.abc import Iterator

from planton_dynamodb.manifest.writing.operations import Remove
from planton_dynamodb.rules.offers import written
from planton_dynamodb.rules.registry import ERROR, WARNING, Finding, Fix, rule
from planton_dynamodb.rules.subject import PAY_PER_REQUEST, PROVISIONED, Index, Table, Throughput
from planton_dynamodb.rules.wording import INVALID, NOT_NULL, all_refused, quoted, refused

_LARGEST = 1_000_000_000_000
_AT_LEAST_ONE = "Member must have value greater than or equal to 1"
_BOTH_UNITS = (
    f"{INVALID}ReadCapacityUnits and WriteCapacityUnits must both be specified "
    "when BillingMode is PROVISIONED"
)
_MODE = ("spec", "billingMode")
_TABLE_THROUGHPUT = ("spec", "provisionedThroughput")
_UNITS = ("readCapacityUnits", "writeCapacityUnits")
_PREFIX = "BILLING_MODE_"
_LIMIT = "LimitExceededException: "
_MEND_QUOTA = "provision less, or ask AWS for a higher quota and write it into the settings as"


@rule(ERROR, documented=1)
def billing_mode_required(table: Table) -> Iterator[Finding]:
    """The table has no billing mode.

    ## What it finds
    `billingMode` absent, or UNSPECIFIED. The rules about capacity then keep quiet, but for numbers that are
    wrong in either mode.

    ## Why
    AWS takes a table without a billing mode for PROVISIONED, which has to be planned and paid for by the
    hour. The contract wants it said.

    ## Example
    ```yaml
    spec:
      attributeDefinitions:
        - name: orderId
          type: S
    ```

    ## The edit
    ```yaml
    spec:
      billingMode: PAY_PER_REQUEST
      attributeDefinitions:
        - name: orderId
          type: S
    ```

    ## Source
    Documented rule 1. It is stricter than API_CreateTable, where an absent BillingMode means PROVISIONED.
    """
    if table.billing_mode or not table.sound(*_MODE):
        return
    key, given = table.spelled_key(*_MODE), table.given(*_MODE)
    provisioned = table.throughput is not None and all(
        units is not None and units > 0 for units in (table.throughput.read, table.throughput.write)
    )
    word = table.spelled_word(_PREFIX, "PROVISIONED" if provisioned else "PAY_PER_REQUEST")
    other = f", or {table.spelled_word(_PREFIX, 'PROVISIONED')} with {table.spelled_key(*_TABLE_THROUGHPUT)}"
    yield Finding(
        _MODE,
        f"{quoted(table.spelled(*_MODE))} is not a billing mode"
        if given
        else "the table has no billing mode",
        f"write {key}: {word}{'' if provisioned else other}",
        detail=_BOTH_UNITS if table.throughput is None else None,
        # With units, AWS would make it PROVISIONED anyway; without, which one was meant is a guess.
        fix=Fix(f"write {key}: {word}", (written(table, _MODE, word),), safe=provisioned),
    )


@rule(ERROR, documented=3)
def throughput_required(table: Table) -> Iterator[Finding]:
    """A PROVISIONED table does not say how much capacity it has.

    ## What it finds
    `billingMode: PROVISIONED` without `provisionedThroughput`, or with only one of its two numbers. A
    number that is 0 is found as `throughput-min`.

    ## Why
    AWS reserves this capacity, and throttles what goes beyond; it has no default for it.

    ## Example
    ```yaml
    spec:
      billingMode: PROVISIONED
    ```

    ## The edit
    ```yaml
    spec:
      billingMode: PROVISIONED
      provisionedThroughput:
        readCapacityUnits: 5
        writeCapacityUnits: 5
    ```

    ## Source
    Documented rule 3; API_CreateTable; answered so by the service.
    """
    if table.billing_mode != PROVISIONED or not table.sound(*_MODE):
        return
    if table.throughput is not None:
        yield from _missing_units(table, table.throughput, "the table")
    elif table.absent(*_TABLE_THROUGHPUT):
        key = table.spelled_key(*_TABLE_THROUGHPUT)
        yield Finding(
            _TABLE_THROUGHPUT,
            f"the billing mode is {table.spelled(*_MODE)}, but the table has no {quoted(key)}",
            f"add {key} with {_both(table)}, or write {table.spelled_word(_PREFIX, 'PAY_PER_REQUEST')}",
            detail=_BOTH_UNITS,
            related=(_mode_given(),),
        )


@rule(ERROR, documented=3)
def throughput_min(table: Table) -> Iterator[Finding]:
    """A number of capacity units is less than 1.

    ## What it finds
    0 or a negative number of read or write capacity units of a PROVISIONED table; a negative one under any
    billing mode. Zeros under PAY_PER_REQUEST are found as `throughput-zero-on-demand`.

    ## Why
    A table without reads or writes would be of no use; 1 is the smallest number that AWS takes.

    ## Example
    ```yaml
    spec:
      billingMode: PROVISIONED
      provisionedThroughput:
        readCapacityUnits: 0
        writeCapacityUnits: 5
    ```

    ## The edit
    ```yaml
    spec:
      billingMode: PROVISIONED
      provisionedThroughput:
        readCapacityUnits: 1
        writeCapacityUnits: 5
    ```

    ## Source
    Documented rule 3; API_ProvisionedThroughput: at least 1; answered so by the service.
    """
    if table.throughput is not None:
        yield from _too_few(table, table.throughput)


@rule(ERROR)
def throughput_out_of_bounds(table: Table) -> Iterator[Finding]:
    """A number of capacity units is beyond what AWS can count.

    ## What it finds
    More than 1,000,000,000,000 read or write capacity units, of the table or of a global secondary index.

    ## Why
    AWS refuses the number as such, before it looks at any quota.

    ## Example
    ```yaml
    provisionedThroughput:
      readCapacityUnits: 1000000000001
      writeCapacityUnits: 5
    ```

    ## The edit
    ```yaml
    provisionedThroughput:
      readCapacityUnits: 1000
      writeCapacityUnits: 5
    ```

    ## Source
    Answered so by the service.
    """
    if table.billing_mode == PAY_PER_REQUEST:
        return
    for index, throughput in _capacities(table):
        for name, units in throughput.units:
            if units is not None and units > _LARGEST:
                route = (*throughput.route, name)
                of_index = f" for index {index.name}" if index else ""
                yield Finding(
                    route,
                    f"{quoted(table.spelled_key(*route))} is {units}, more than AWS can count: {_LARGEST:,}",
                    "write the capacity that is needed",
                    detail=f"Given value {units} for {_aws(name)} is out of bounds{of_index}",
                )


@rule(ERROR)
def throughput_forbidden_on_demand(table: Table) -> Iterator[Finding]:
    """A PAY_PER_REQUEST table has capacity units.

    ## What it finds
    `billingMode: PAY_PER_REQUEST` together with a `provisionedThroughput` that has a number above 0.

    ## Why
    On demand there is no capacity to reserve. AWS does not guess which of the two was meant.

    ## Example
    ```yaml
    spec:
      billingMode: PAY_PER_REQUEST
      provisionedThroughput:
        readCapacityUnits: 5
        writeCapacityUnits: 5
    ```

    ## The edit
    ```yaml
    spec:
      billingMode: PAY_PER_REQUEST
    ```

    ## Source
    API_CreateTable; answered so by the service.
    """
    if table.throughput is not None and _on_demand(table) and _has_units(table.throughput):
        yield _forbidden(
            table,
            table.throughput,
            "the table",
            f"{INVALID}Neither ReadCapacityUnits nor WriteCapacityUnits can be specified "
            "when BillingMode is PAY_PER_REQUEST",
        )


@rule(WARNING)
def throughput_zero_on_demand(table: Table) -> Iterator[Finding]:
    """A PAY_PER_REQUEST table or index has a block for capacity units that says nothing.

    ## What it finds
    `billingMode: PAY_PER_REQUEST` together with a `provisionedThroughput`, of the table or of a global
    secondary index, that is empty or has nothing but zeros in it.

    ## Why
    To the contract zero and absent are the same, so the block is left out when the table is made. Sent to
    AWS as it stands it would be refused.

    ## Example
    ```yaml
    spec:
      billingMode: PAY_PER_REQUEST
      provisionedThroughput:
        readCapacityUnits: 0
        writeCapacityUnits: 0
    ```

    ## The edit
    ```yaml
    spec:
      billingMode: PAY_PER_REQUEST
    ```

    ## Source
    The contract, which allows it; API_ProvisionedThroughput, which does not; answered so by the service.
    """
    if not _on_demand(table):
        return
    for index, throughput in _capacities(table):
        if throughput.read or throughput.write or not table.sound(*throughput.route):
            continue
        key = table.spelled_key(*throughput.route)
        yield Finding(
            throughput.route,
            f"{quoted(key)} of {_owner(index)} says nothing under {table.spelled(*_MODE)}",
            f"remove {key}",
            detail=_answer_to_units(throughput),
            related=(_mode_given(),),
            fix=Fix(f"remove {key}", (Remove(throughput.route),)),
        )


@rule(WARNING)
def throughput_above_default_quota(table: Table) -> Iterator[Finding]:
    """A number of capacity units is above the quota for one table or index.

    ## What it finds
    More read or write capacity units for a PROVISIONED table, or for one of its global secondary indexes,
    than AWS allows an account: 40,000, unless the settings say that AWS has raised it.

    ## Why
    Until AWS has raised the quota, the table can't be made.

    ## Example
    ```yaml
    spec:
      billingMode: PROVISIONED
      provisionedThroughput:
        readCapacityUnits: 50000
        writeCapacityUnits: 5
    ```

    ## The edit
    ```yaml
    spec:
      billingMode: PROVISIONED
      provisionedThroughput:
        readCapacityUnits: 40000
        writeCapacityUnits: 5
    ```

    Where AWS has raised the quota, say so in `.planton-dynamodb.toml`:

    ```toml
    [quotas]
    table-capacity = 60000
    ```

    ## Source
    "Quotas in Amazon DynamoDB"; answered so by the service.
    """
    if table.billing_mode != PROVISIONED:
        return
    quota = table.quotas.table_capacity
    for index, throughput in _capacities(table):
        for name, units in throughput.units:
            if units is not None and quota < units <= _LARGEST:
                yield _above_quota(table, index, (*throughput.route, name), units)


@rule(WARNING)
def throughput_above_account_quota(table: Table) -> Iterator[Finding]:
    """A table and its indexes together need more capacity than the quota of an account.

    ## What it finds
    A PROVISIONED table whose read or write capacity units, summed up with those of its global secondary
    indexes, are above what AWS allows an account in one region: 80,000, unless the settings say that AWS
    has raised it.

    ## Why
    Other tables of the account count as well, so this one alone would use up more than there is.

    ## Example
    ```yaml
    spec:
      billingMode: PROVISIONED
      provisionedThroughput:
        readCapacityUnits: 40000
        writeCapacityUnits: 100
      globalSecondaryIndexes:
        - name: by-status
          provisionedThroughput:
            readCapacityUnits: 40000
            writeCapacityUnits: 100
        - name: by-customer
          provisionedThroughput:
            readCapacityUnits: 20000
            writeCapacityUnits: 100
    ```

    ## The edit
    Provision less and let it scale, or ask AWS for a higher quota and say so in `.planton-dynamodb.toml`:

    ```toml
    [quotas]
    account-capacity = 120000
    ```

    ## Source
    "Quotas in Amazon DynamoDB"; answered so by the service.
    """
    if table.billing_mode != PROVISIONED:
        return
    quota = table.quotas.account_capacity
    for name in _UNITS:
        parts = [
            (index, throughput, units)
            for index, throughput in _capacities(table)
            for unit_name, units in throughput.units
            if unit_name == name and units is not None and 0 < units <= _LARGEST
        ]
        total = sum(units for _, _, units in parts)
        if total > quota:
            yield Finding(
                ("spec",),
                f"the table and its indexes ask for {total} {_spoken(name)}, "
                f"above the quota of {quota} for an account",
                f"{_MEND_QUOTA} account-capacity",
                detail=(
                    f"{_LIMIT}This request would have caused the {_aws(name)} limit to be exceeded "
                    f"for the account in REGION. Current {_aws(name)} reserved by the account: 0. "
                    f"Limit: {quota}. Requested: {total}"
                ),
                related=tuple(
                    (f"{units} for {_owner(index)}", (*throughput.route, name))
                    for index, throughput, units in parts
                ),
            )


@rule(ERROR)
def gsi_throughput_required(table: Table) -> Iterator[Finding]:
    """A global secondary index of a PROVISIONED table does not say how much capacity it has.

    ## What it finds
    `billingMode: PROVISIONED` and a global secondary index without `provisionedThroughput`, or with only
    one of its two numbers.

    ## Why
    A global secondary index has capacity of its own, apart from the table's. AWS has no default for it,
    whatever tools that only imitate AWS accept.

    ## Example
    ```yaml
    spec:
      billingMode: PROVISIONED
      globalSecondaryIndexes:
        - name: by-status
          projection:
            type: ALL
    ```

    ## The edit
    ```yaml
    spec:
      billingMode: PROVISIONED
      globalSecondaryIndexes:
        - name: by-status
          projection:
            type: ALL
          provisionedThroughput:
            readCapacityUnits: 5
            writeCapacityUnits: 5
    ```

    ## Source
    API_GlobalSecondaryIndex; answered so by the service.
    """
    if table.billing_mode != PROVISIONED or not table.sound(*_MODE):
        return
    for index in table.global_indexes:
        route = (*index.route, "provisionedThroughput")
        if index.throughput is not None:
            yield from _missing_units(table, index.throughput, index.label)
        elif table.absent(*route):
            key = table.spelled_key(*route)
            yield Finding(
                route,
                f"the billing mode is {table.spelled(*_MODE)}, but {index.label} has no {quoted(key)}",
                f"add {key} with {_both(table)} to the index: it has capacity of its own",
                detail=f"{INVALID}ProvisionedThroughput is not specified for index: {index.name or 'null'}",
                related=(_mode_given(),),
            )


@rule(ERROR)
def gsi_throughput_min(table: Table) -> Iterator[Finding]:
    """A number of capacity units of a global secondary index is less than 1.

    ## What it finds
    0 or a negative number of read or write capacity units in an index of a PROVISIONED table; a negative
    one under any billing mode.

    ## Why
    1 is the smallest number that AWS takes. An index with too few write units throttles the writes to its
    table.

    ## Example
    ```yaml
    globalSecondaryIndexes:
      - name: by-status
        provisionedThroughput:
          readCapacityUnits: 5
          writeCapacityUnits: 0
    ```

    ## The edit
    ```yaml
    globalSecondaryIndexes:
      - name: by-status
        provisionedThroughput:
          readCapacityUnits: 5
          writeCapacityUnits: 1
    ```

    ## Source
    API_ProvisionedThroughput: at least 1; answered so by the service.
    """
    for index in table.global_indexes:
        if index.throughput is not None:
            yield from _too_few(table, index.throughput)


@rule(ERROR)
def gsi_throughput_forbidden_on_demand(table: Table) -> Iterator[Finding]:
    """A global secondary index of a PAY_PER_REQUEST table has capacity units.

    ## What it finds
    `billingMode: PAY_PER_REQUEST` together with a global secondary index whose `provisionedThroughput` has
    a number above 0.

    ## Why
    An index is paid for like its table: on demand there is no capacity to reserve.

    ## Example
    ```yaml
    spec:
      billingMode: PAY_PER_REQUEST
      globalSecondaryIndexes:
        - name: by-status
          provisionedThroughput:
            readCapacityUnits: 5
            writeCapacityUnits: 5
    ```

    ## The edit
    ```yaml
    spec:
      billingMode: PAY_PER_REQUEST
      globalSecondaryIndexes:
        - name: by-status
    ```

    ## Source
    API_GlobalSecondaryIndex; answered so by the service.
    """
    for index in table.global_indexes:
        if index.throughput is not None and _on_demand(table) and _has_units(index.throughput):
            yield _forbidden(
                table,
                index.throughput,
                index.label,
                f"{INVALID}ProvisionedThroughput should not be specified for index: {index.name or 'null'} "
                "when BillingMode is PAY_PER_REQUEST",
            )


def _capacities(table: Table) -> list[tuple[Index | None, Throughput]]:
    """Every block of capacity units: the table's own, then those of its indexes."""
    of_indexes = [(index, index.throughput) for index in table.global_indexes if index.throughput is not None]
    if table.throughput is None:
        return [*of_indexes]
    return [(None, table.throughput), *of_indexes]


def _on_demand(table: Table) -> bool:
    return table.billing_mode == PAY_PER_REQUEST and table.sound(*_MODE)


def _has_units(throughput: Throughput) -> bool:
    """Whether there are units that would be right if PROVISIONED; negative ones are found by themselves."""
    numbers = (throughput.read or 0, throughput.write or 0)
    return max(numbers) > 0 and min(numbers) >= 0


def _missing_units(table: Table, throughput: Throughput, owner: str) -> Iterator[Finding]:
    missing = [
        (*throughput.route, name)
        for name, units in throughput.units
        if units is None and table.absent(*throughput.route, name)
    ]
    if len(missing) == len(_UNITS):
        yield Finding(
            throughput.route,
            f"{quoted(table.spelled_key(*throughput.route))} of {owner} has no units",
            f"write {_both(table)} into it",
            detail=all_refused(*((route, NOT_NULL, None) for route in reversed(missing))),
        )
        return
    for route in missing:
        key = table.spelled_key(*route)
        yield Finding(
            route,
            f"{owner} has no {quoted(key)}",
            f"add {key}, at least 1",
            detail=refused(route, NOT_NULL),
        )


def _too_few(table: Table, throughput: Throughput) -> Iterator[Finding]:
    smallest = 1 if table.billing_mode == PROVISIONED and table.sound(*_MODE) else 0
    for name, units in throughput.units:
        if units is None or units >= smallest:
            continue
        route = (*throughput.route, name)
        edit = "write a number of 1 or more"
        if _on_demand(table):
            key = table.spelled_key(*throughput.route)
            edit = f"remove {key}: {table.spelled(*_MODE)} takes no capacity units"
        yield Finding(
            route,
            f"{quoted(table.spelled_key(*route))} is {units}, and must be at least 1",
            edit,
            detail=refused(route, _AT_LEAST_ONE, str(units)),
        )


def _forbidden(table: Table, throughput: Throughput, owner: str, answer: str) -> Finding:
    key = table.spelled_key(*throughput.route)
    return Finding(
        throughput.route,
        f"the billing mode is {table.spelled(*_MODE)}, and yet {owner} has {quoted(key)}",
        f"remove {key}, or write {table.spelled_word(_PREFIX, 'PROVISIONED')} if this capacity is meant",
        detail=_answer_to_units(throughput) or answer,
        related=(_mode_given(),),
        fix=Fix(f"remove {key}", (Remove(throughput.route),), safe=False),
    )


def _answer_to_units(throughput: Throughput) -> str | None:
    """What AWS answers to units that are missing or 0, before it looks at anything else."""
    misfits = [
        ((*throughput.route, name), NOT_NULL if units is None else _AT_LEAST_ONE, _text(units))
        for name, units in reversed(throughput.units)
        if not units
    ]
    return all_refused(*misfits) if misfits else None


def _above_quota(table: Table, index: Index | None, route: tuple[str | int, ...], units: int) -> Finding:
    quota, name = table.quotas.table_capacity, str(route[-1])
    limited = "a table"
    requested = f"The requested {_aws(name)}, {units}, is above the per table maximum"
    if index is not None:
        limited = "an index"
        requested = (
            f"The requested {_aws(name)} for index {index.name}, {units}, is above the per index maximum"
        )
    return Finding(
        route,
        f"{quoted(table.spelled_key(*route))} is {units}, above the quota of {quota} for {limited}",
        f"{_MEND_QUOTA} table-capacity",
        detail=f"{_LIMIT}{requested} for the account in REGION.",
    )


def _mode_given() -> tuple[str, tuple[str | int, ...]]:
    return "the billing mode is given here", _MODE


def _owner(index: Index | None) -> str:
    return index.label if index else "the table"


def _both(table: Table) -> str:
    read, write = (table.spelled_key(*_TABLE_THROUGHPUT, name) for name in _UNITS)
    return f"{read} and {write}"


def _aws(unit_name: str) -> str:
    return unit_name[0].upper() + unit_name[1:]


def _spoken(unit_name: str) -> str:
    return "read capacity units" if unit_name.startswith("read") else "write capacity units"


def _text(units: int | None) -> str | None:
    return None if units is None else str(units)
