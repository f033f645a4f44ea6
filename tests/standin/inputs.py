"""What the AWS provider says to inputs before anything is planned: its defaults, and what it refuses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

# Loaded here, by one thread: the package loads it at the first use, and does not bear two calls that do that at once.
from pulumi_aws.dynamodb import ContributorInsightsArgs, TableArgs

from tests.standin.shapes import UNKNOWN, Misfit, Shape, misfits, shape_of

Inputs: TypeAlias = Mapping[str, Any]

_ARN = re.compile(r"arn:[\w-]+:[a-z0-9-]+:[\w-]*:(\d{12}|aws|)?:.+")
_PROJECTIONS = ("ALL", "KEYS_ONLY", "INCLUDE")
_BILLING = ("PROVISIONED", "PAY_PER_REQUEST")


def table_shape() -> Shape:
    """The inputs of a table."""
    return shape_of(TableArgs)


def insights_shape() -> Shape:
    """The inputs of contributor insights."""
    return shape_of(ContributorInsightsArgs)


def with_table_defaults(given: Inputs, standing: Inputs, name: str, random: bytes) -> dict[str, Any]:
    """The inputs with what the provider adds to them; a table that was not named gets a name of its own, for good."""
    own = given.get("name") or standing.get("name") or f"{name}-{random.hex()[:7]}"
    completed = {"billingMode": "PROVISIONED", "tableClass": "STANDARD", **_present(given), "name": own}
    if isinstance(completed.get("ttl"), dict):
        completed["ttl"] = {"enabled": False, **completed["ttl"]}
    return completed


def _present(given: Inputs) -> dict[str, Any]:
    return {name: value for name, value in given.items() if value is not None}


def table_refusals(given: Inputs) -> list[Misfit]:
    """Everything that the provider refuses in a table, by what is known."""
    found = list(misfits(dict(given), table_shape()))
    if found:
        return found
    known = _known(dict(given))
    checks = (_values, _billing, _stream, _ttl, _recovery, _encryption, _indexes, _conflicts)
    return [misfit for check in checks for misfit in check(known)]


def insights_refusals(given: Inputs) -> list[Misfit]:
    """Everything that the provider refuses in contributor insights."""
    found = list(misfits(dict(given), insights_shape()))
    mode = given.get("mode")
    if not found and mode not in {None, UNKNOWN, "ACCESSED_AND_THROTTLED_KEYS", "THROTTLED_KEYS"}:
        found.append(_one_of("mode", mode, ("ACCESSED_AND_THROTTLED_KEYS", "THROTTLED_KEYS")))
    return found


class _Unknown:
    """Stands where a value is not known yet: equal to nothing, present, and neither true nor false."""


_PENDING = _Unknown()


def _known(value: Any) -> Any:
    if value == UNKNOWN:
        return _PENDING
    if isinstance(value, dict):
        return {name: _known(inner) for name, inner in value.items()}
    return [_known(inner) for inner in value] if isinstance(value, list) else value


def _one_of(path: str, value: Any, choices: tuple[str, ...]) -> Misfit:
    quoted = " ".join(f'"{choice}"' for choice in choices)
    return Misfit(path, f"expected {path} to be one of [{quoted}], got {value}")


def _block(given: Inputs, name: str) -> Inputs:
    block = given.get(name)
    return block if isinstance(block, dict) else {}


def _each(given: Inputs, name: str) -> Iterator[tuple[str, Inputs]]:
    elements = given.get(name)
    for place, element in enumerate(elements if isinstance(elements, list) else []):
        if isinstance(element, dict):
            yield f"{name}[{place}]", element


def _values(given: Inputs) -> Iterator[Misfit]:
    """Texts that must be one of a few."""
    choices: list[tuple[str, Any, tuple[str, ...]]] = [
        ("billingMode", given.get("billingMode"), _BILLING),
        ("tableClass", given.get("tableClass"), ("STANDARD", "STANDARD_INFREQUENT_ACCESS")),
        (
            "streamViewType",
            given.get("streamViewType"),
            ("NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES", "KEYS_ONLY", ""),
        ),
    ]
    choices += [
        (f"{path}.type", element["type"], ("B", "N", "S")) for path, element in _each(given, "attributes")
    ]
    for name in ("globalSecondaryIndexes", "localSecondaryIndexes"):
        for path, index in _each(given, name):
            choices.append((f"{path}.projectionType", index["projectionType"], _PROJECTIONS))
            for inner, element in _each(index, "keySchemas"):
                choices.append((f"{path}.{inner}.keyType", element["keyType"], ("HASH", "RANGE")))
    for path, value, allowed in choices:
        if isinstance(value, str) and value not in allowed:
            yield _one_of(path, value, allowed)


def _billing(given: Inputs) -> Iterator[Misfit]:
    for name in ("readCapacity", "writeCapacity"):
        units = given.get(name)
        if not isinstance(units, int):
            continue
        if given.get("billingMode") == "PROVISIONED" and units < 1:
            yield Misfit(name, f'Attribute "{name}" must be at least 1 when "billingMode" is "PROVISIONED".')
        if given.get("billingMode") == "PAY_PER_REQUEST" and units != 0:
            yield Misfit(
                name, f'Attribute "{name}" cannot be specified when "billingMode" is "PAY_PER_REQUEST".'
            )


def _stream(given: Inputs) -> Iterator[Misfit]:
    enabled, view = given.get("streamEnabled"), given.get("streamViewType")
    if view is _PENDING or enabled is _PENDING:
        return
    if enabled is None and view:
        yield Misfit("streamViewType", '"streamViewType" can only be set together with "streamEnabled"')
    if enabled and not view:
        yield Misfit(
            "streamViewType", 'Attribute "streamViewType" must be specified when "streamEnabled" is "true".'
        )
    if enabled is False and view:
        yield Misfit(
            "streamViewType",
            'Attribute "streamViewType" cannot be specified when "streamEnabled" is "false".',
        )


def _ttl(given: Inputs) -> Iterator[Misfit]:
    ttl = _block(given, "ttl")
    if ttl.get("enabled") is True and not ttl.get("attributeName"):
        yield Misfit(
            "ttl.attributeName",
            'Attribute "ttl.attributeName" cannot have an empty value when "ttl.enabled" is "true"',
        )


def _recovery(given: Inputs) -> Iterator[Misfit]:
    days = _block(given, "pointInTimeRecovery").get("recoveryPeriodInDays")
    if isinstance(days, int) and not 1 <= days <= 35:
        yield Misfit(
            "pointInTimeRecovery.recoveryPeriodInDays",
            f"expected recovery_period_in_days to be in the range (1 - 35), got {days}",
        )


def _encryption(given: Inputs) -> Iterator[Misfit]:
    key = _block(given, "serverSideEncryption").get("kmsKeyArn")
    if isinstance(key, str) and key and not _ARN.fullmatch(key):
        yield Misfit(
            "serverSideEncryption.kmsKeyArn", f'"kmsKeyArn" ({key}) is an invalid ARN: arn: invalid prefix'
        )


def _indexes(given: Inputs) -> Iterator[Misfit]:
    for path, index in _each(given, "globalSecondaryIndexes"):
        schemas, hash_key = index.get("keySchemas"), index.get("hashKey")
        if bool(schemas) == (hash_key is not None):
            count = 2 if schemas else 0
            yield Misfit(
                path,
                f"{count} attributes specified when one (and only one) of [{path}.keySchemas, {path}.hashKey] "
                "is required",
            )
        if schemas and index.get("rangeKey") is not None:
            yield Misfit(
                f"{path}.rangeKey", f'Attribute "rangeKey" cannot be specified when "{path}.keySchemas" is.'
            )
        if isinstance(schemas, list):
            yield from _key_schemas(f"{path}.keySchemas", [element.get("keyType") for element in schemas])


def _key_schemas(path: str, kinds: list[Any]) -> Iterator[Misfit]:
    if _PENDING in kinds or not kinds:
        return
    if "HASH" in kinds[kinds.index("RANGE") :] if "RANGE" in kinds else False:
        yield Misfit(
            path,
            f'All elements of {path} with "keyType" "HASH" must be before elements with "keyType" "RANGE"',
        )
    if not 1 <= kinds.count("HASH") <= 4:
        yield Misfit(
            path,
            f'The attribute "{path}" must contain at least 1 and at most 4 elements with "keyType" "HASH"',
        )
    if kinds.count("RANGE") > 4:
        yield Misfit(path, f'The attribute "{path}" must contain at most 4 elements with "keyType" "RANGE"')


def _conflicts(given: Inputs) -> Iterator[Misfit]:
    pairs = (
        ("readCapacity", "onDemandThroughput"),
        ("writeCapacity", "onDemandThroughput"),
        ("importTable", "restoreSourceName"),
        ("importTable", "restoreSourceTableArn"),
        ("restoreSourceName", "restoreSourceTableArn"),
    )
    for first, second in pairs:
        if given.get(first) is not None and given.get(second) is not None:
            yield Misfit(first, f'Conflicting configuration arguments: "{first}": conflicts with {second}')


def attribute_refusal(inputs: Inputs, of_standing_indexes: frozenset[str]) -> str | None:
    """Why the definitions and the keys do not match. What a global index that stands at AWS uses counts as used."""
    if any(
        inputs.get(name) == UNKNOWN
        for name in ("attributes", "globalSecondaryIndexes", "localSecondaryIndexes")
    ):
        return None
    used = {key for key in _keys(inputs) if key and key != UNKNOWN}
    defined = {definition["name"] for definition in inputs.get("attributes") or []}
    unused = sorted(defined - used - of_standing_indexes)
    missing = sorted(used - defined - of_standing_indexes)
    told = []
    if unused:
        told.append(f"all attributes must be indexed. Unused attributes: {_quoted(unused)}")
    if missing:
        told.append(f"all indexes must match a defined attribute. Unmatched indexes: {_quoted(missing)}")
    return "\n".join(told) or None


def _keys(inputs: Inputs) -> Iterator[str | None]:
    yield inputs.get("hashKey")
    yield inputs.get("rangeKey")
    for index in inputs.get("localSecondaryIndexes") or []:
        yield index.get("rangeKey")
    for index in inputs.get("globalSecondaryIndexes") or []:
        yield index.get("hashKey")
        yield index.get("rangeKey")
        yield from (element.get("attributeName") for element in index.get("keySchemas") or [])


def _quoted(names: list[str]) -> str:
    return "[" + " ".join(f'"{name}"' for name in names) + "]"


Refusals: TypeAlias = Callable[[Inputs], list[Misfit]]
