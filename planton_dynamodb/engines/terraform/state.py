"""What Terraform's state knows of a table and of what runs around it, in the words that all engines share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from planton_dynamodb.engines.around import Piece, name_of_piece
from planton_dynamodb.engines.pulumi.state import outputs_of
from planton_dynamodb.operations.values import READ, WRITE
from planton_dynamodb.table.table import Table
from planton_dynamodb.targets.pulumi import INSIGHTS_TYPE, TABLE_TYPE, table_of
from planton_dynamodb.targets.pulumi_operations import (
    ALARM_TYPE,
    PARAMETER_TYPE,
    POLICY_TYPE,
    ROLE_POLICY_TYPE,
    SCALABLE_TYPE,
    SCALING_TYPE,
    WORDS,
)
from planton_dynamodb.targets.terraform import INSIGHTS_ADDRESS, TABLE_ADDRESS
from planton_dynamodb.targets.terraform_operations import TYPES

Attributes = Mapping[str, Any]

KINDS = {
    TABLE_ADDRESS.partition(".")[0]: TABLE_TYPE,
    INSIGHTS_ADDRESS.partition(".")[0]: INSIGHTS_TYPE,
    **{terraform: pulumi for pulumi, terraform in TYPES.items()},
}
"""The types of Terraform's resources, by the names that all engines share."""
HOLDING = "holding"
"""An output of the engine's own, which tells the next run how the table was last asked for to be held on to."""
_NAMES = {
    "attribute": "attributes",
    "global_secondary_index": "globalSecondaryIndexes",
    "local_secondary_index": "localSecondaryIndexes",
    "metric_query": "metricQueries",
    "alarm_name": "name",
}
_LISTS = frozenset({"attribute", "global_secondary_index", "local_secondary_index", "metric_query"})
_SIDES = {"ReadCapacityUnits": READ, "WriteCapacityUnits": WRITE}
_ASKED = {
    SCALABLE_TYPE: ("minCapacity", "maxCapacity", "resourceId", "scalableDimension", "serviceNamespace"),
    SCALING_TYPE: ("name", "policyType", "targetTrackingScalingPolicyConfiguration"),
    ALARM_TYPE: (
        *("name", "alarmDescription", "comparisonOperator", "threshold", "evaluationPeriods", "statistic"),
        *("treatMissingData", "alarmActions", "okActions", "metricQueries", "namespace", "metricName"),
        *("dimensions", "period", "extendedStatistic"),
    ),
    PARAMETER_TYPE: ("name", "type", "value", "description"),
    POLICY_TYPE: ("name", "policy", "description"),
    ROLE_POLICY_TYPE: ("name", "policy", "role"),
}
"""What is asked for of each, among all that a state has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A state, as far as it matters here."""

    serial: int = -1
    """Which version of the state it is; -1 where there is none."""
    table: Table | None = None
    protected: bool = False
    retained: bool = False
    outputs: Mapping[str, str] = field(default_factory=dict)
    around: tuple[Piece, ...] = ()
    addresses: tuple[str, ...] = ()
    """All that is there."""
    tainted: bool = False
    """Whether the table was made, and something on the way failed: Terraform would replace it."""

    @property
    def beside(self) -> tuple[str, ...]:
        """The addresses of what runs around the table."""
        return tuple(piece.urn for piece in self.around)

    def name_of(self, address: str) -> str | None:
        """What people call something that is there."""
        if address in (TABLE_ADDRESS, INSIGHTS_ADDRESS):
            return self.table.name if self.table is not None else None
        return next((piece.name for piece in self.around if piece.urn == address), None)


def kind_of(address: str) -> str:
    """The type of a resource by its address."""
    kind = address.partition(".")[0]
    return KINDS.get(kind, kind)


def state_of(document: Mapping[str, Any]) -> State:
    """The state in a document of Terraform's, version 4."""
    resources = dict(_resources(document))
    table = resources.get(TABLE_ADDRESS)
    told = {name: each.get("value") for name, each in (document.get("outputs") or {}).items()}
    holding = told.get(HOLDING) or {}
    attributes: Attributes = {} if table is None else table.get("attributes") or {}
    return State(
        serial=int(document.get("serial") or 0),
        table=None
        if table is None
        else table_in(attributes, insights=INSIGHTS_ADDRESS in resources, key_arn=_key_asked(holding)),
        protected=bool(holding.get("protect")) and table is not None,
        retained=bool(holding.get("retain")) and table is not None,
        outputs={} if table is None else _outputs(attributes),
        around=tuple(_pieces(resources)),
        addresses=tuple(resources),
        tainted=table is not None and table.get("status") == "tainted",
    )


def table_in(attributes: Attributes, *, insights: bool, key_arn: str | None = None) -> Table:
    """The table of a resource. `key_arn` is the key that was asked for; blank where AWS's own was."""
    found = camel(attributes)
    given: dict[str, Any] = {}
    if key_arn is not None:
        # AWS answers with a key of its own where none was asked for.
        given = {"serverSideEncryption": {"enabled": True, "kmsKeyArn": key_arn}}
    return table_of(given, found, insights=insights)


def _key_asked(holding: Mapping[str, Any]) -> str | None:
    return str(holding.get("kms_key_arn") or "") if holding.get("encrypted") else None


def _resources(document: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for each in document.get("resources") or ():
        # An instance that is deposed has been replaced, and only waits for its deletion.
        living = [one for one in each.get("instances") or () if not one.get("deposed")]
        if each.get("mode") == "managed" and living and not each.get("module"):
            yield f"{each['type']}.{each['name']}", living[0]


def _outputs(attributes: Attributes) -> dict[str, str]:
    """The five outputs, of the table itself: those of the module lag behind where a provider told them too late."""
    streams = bool(attributes.get("stream_enabled"))
    return outputs_of(
        {
            "table_name": attributes.get("name"),
            "table_arn": attributes.get("arn"),
            "table_id": attributes.get("id"),
            "stream_arn": attributes.get("stream_arn") if streams else "",
            "stream_label": attributes.get("stream_label") if streams else "",
        }
    )


def _pieces(resources: Mapping[str, Mapping[str, Any]]) -> Iterator[Piece]:
    for address, instance in resources.items():
        kind = kind_of(address)
        if kind in WORDS:
            attributes: Attributes = instance.get("attributes") or {}
            said = camel(attributes)
            inputs = {name: said[name] for name in _ASKED[kind] if said.get(name) is not None}
            name = name_at_aws(kind, attributes) or address
            yield Piece(urn=address, type=kind, name=name, inputs=inputs, outputs=inputs)


def name_at_aws(kind: str, attributes: Attributes) -> str:
    """What people call something around a table, as the other engine does."""
    if kind == SCALABLE_TYPE:
        _, _, name = str(attributes.get("resource_id") or "").partition("table/")
        table, _, index = name.partition("/index/")
        side = _SIDES.get(str(attributes.get("scalable_dimension")).rpartition(":")[2], "")
        return "-".join(filter(None, (table, index, side)))
    if kind == SCALING_TYPE:
        return str(attributes.get("name") or "").removesuffix("-utilization")
    return name_of_piece(kind, "", camel(attributes))


def property_names(names: Sequence[str]) -> tuple[str, ...]:
    """Arguments by the names that all engines say them by."""
    return tuple(sorted({_camel_name(name) for name in names}))


def camel(value: Any, of: str = "") -> Any:  # noqa: ANN401 - values of any shape
    """Attributes by the names of the other engine; a block that there can be only one of as itself."""
    if isinstance(value, Mapping):
        if of in ("tags", "dimensions"):
            return dict(value)
        return {_camel_name(name): camel(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        if of not in _LISTS and all(isinstance(each, Mapping) for each in value):
            return camel(value[0]) if value else None
        return [camel(each) for each in value]
    return value


def _camel_name(name: str) -> str:
    return _NAMES.get(name) or re.sub(r"_([a-z])", lambda found: found.group(1).upper(), name)
