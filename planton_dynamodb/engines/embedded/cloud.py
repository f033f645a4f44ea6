"""An AWS inside this process: calls in, answers out, and never a word to a network.

It knows DynamoDB's tables, and the services around them. What moto does not keep of a table (its class, a key that
comes later, a stream that is switched on again, contributor insights) is kept here beside it, so that a description
says what was asked for.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, NamedTuple

from moto.dynamodb import responses as _responses  # noqa: F401 - moto's first call would: here it can be told
from moto.dynamodb.models.dynamo_type import LimitedSizeDict

from planton_dynamodb.engines.dynamodb import Answer, Refused
from planton_dynamodb.engines.embedded import items, services
from planton_dynamodb.engines.embedded.wire import ACCOUNT, DYNAMODB, REGION, ask, nobodys_environment
from planton_dynamodb.table.described import described
from planton_dynamodb.table.table import Table

_PROTECTED = (
    "Resource cannot be deleted as it is currently protected against deletion. "
    "Disable deletion protection first."
)
_ONE_AT_A_TIME = threading.Lock()
"""moto's tables belong to the process, not to a `Cloud`."""


class Call(NamedTuple):
    """A call of AWS's API, of DynamoDB or of a service around it: no two of their operations have the same name."""

    operation: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Description:
    """All that AWS says of a table when it is asked."""

    table: Mapping[str, Any]
    """DescribeTable."""
    expiry: Mapping[str, Any]
    """DescribeTimeToLive."""
    backups: Mapping[str, Any]
    """DescribeContinuousBackups."""
    insights: str
    """DescribeContributorInsights: ENABLED or DISABLED."""
    tags: Mapping[str, str]
    """ListTagsOfResource."""

    def as_table(self) -> Table:
        """All of it as a table."""
        return described(
            self.table, expiry=self.expiry, backups=self.backups, insights=self.insights, tags=self.tags
        )


@dataclass(slots=True)
class _Beside:
    """What moto does not keep of a table."""

    insights: str = "DISABLED"
    members: dict[str, Any] = field(default_factory=dict)
    """Members of DescribeTable that stand for moto's; None for one that is gone."""


class Cloud:
    """DynamoDB and the services around it, from the moment that this is entered until it is left: then all is gone."""

    def __init__(self) -> None:
        self._beside: dict[str, _Beside] = {}
        self._tables: dict[str, Table] = {}
        """What was asked about tables since the last call that may have changed one."""
        self._services = services.Services(
            lambda name: self._ask("DescribeTable", {"TableName": name})["Table"]
        )
        self._own: Mapping[str, Callable[[Mapping[str, Any]], Answer]] = {
            "CreateTable": self._create_table,
            "UpdateTable": self._update_table,
            "DescribeTable": self._describe_table,
            "DeleteTable": self._delete_table,
            "UpdateContributorInsights": self._update_insights,
            "DescribeContributorInsights": self._describe_insights,
        }

    def __enter__(self) -> Cloud:
        _ONE_AT_A_TIME.acquire()
        try:
            with nobodys_environment():
                self._ask("ListTables", {})
        except BaseException:
            _ONE_AT_A_TIME.release()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        try:
            self._services.clear()
            for name in tuple(self._beside):
                # A call that failed in the middle may leave a table that is not there, or one that is protected.
                with suppress(Refused):
                    self._ask("UpdateTable", {"TableName": name, "DeletionProtectionEnabled": False})
                    self._ask("DeleteTable", {"TableName": name})
            self._beside.clear()
        finally:
            _ONE_AT_A_TIME.release()

    def call(self, operation: str, parameters: Mapping[str, Any]) -> Answer:
        """Ask AWS for something; Refused where it answers with an error."""
        if operation in items.OPERATIONS:
            return items.Items(self._ask, self._table_of).call(operation, parameters)
        if operation in services.OPERATIONS:
            return self._services.call(operation, parameters)
        self._tables.clear()
        own = self._own.get(operation)
        return self._ask(operation, parameters) if own is None else own(parameters)

    def _table_of(self, name: str) -> Table:
        """A table as far as its items are concerned."""
        if name not in self._tables:
            members = self._ask("DescribeTable", {"TableName": name})["Table"]
            self._tables[name] = described(members, expiry={}, backups={}, insights=None, tags={})
        return self._tables[name]

    def describe(self, name: str) -> Description:
        """All that can be asked about a table."""
        asked = {"TableName": name}
        table = self.call("DescribeTable", asked)["Table"]
        return Description(
            table=table,
            expiry=self.call("DescribeTimeToLive", asked)["TimeToLiveDescription"],
            backups=self.call("DescribeContinuousBackups", asked)["ContinuousBackupsDescription"],
            insights=self.call("DescribeContributorInsights", asked)["ContributorInsightsStatus"],
            tags=self._tags(table["TableArn"]),
        )

    def _tags(self, arn: str) -> dict[str, str]:
        found: dict[str, str] = {}
        asked = {"ResourceArn": arn}
        while True:
            answer = self.call("ListTagsOfResource", asked)
            found |= {tag["Key"]: tag["Value"] for tag in answer["Tags"]}
            if "NextToken" not in answer:
                return found
            asked["NextToken"] = answer["NextToken"]

    def _ask(self, operation: str, parameters: Mapping[str, Any]) -> Answer:
        with _room_for_large_items():
            return ask(DYNAMODB, operation, parameters)

    def _create_table(self, parameters: Mapping[str, Any]) -> Answer:
        answer = self._ask("CreateTable", parameters)
        name = parameters["TableName"]
        self._beside[name] = _Beside(members=_table_class(parameters))
        return self._completed(name, answer, "TableDescription")

    def _update_table(self, parameters: Mapping[str, Any]) -> Answer:
        name = parameters["TableName"]
        before = self._describe_table({"TableName": name})["Table"]
        beside = {**_table_class(parameters), **_encryption(parameters), **_stream_again(parameters, before)}
        # A stream that moto has never had is moto's own affair.
        taken = set(beside) | ({"SSESpecification", "TableClass"} & set(parameters))
        asked = {member: value for member, value in parameters.items() if member not in taken}
        answer = self._ask("UpdateTable", asked)
        self._beside[name].members |= beside
        return self._completed(name, answer, "TableDescription")

    def _describe_table(self, parameters: Mapping[str, Any]) -> Answer:
        return self._completed(parameters["TableName"], self._ask("DescribeTable", parameters), "Table")

    def _completed(self, name: str, answer: Answer, member: str) -> Answer:
        beside = self._beside.get(name)
        members = {**answer[member], **(beside.members if beside else {})}
        return {**answer, member: {key: value for key, value in members.items() if value is not None}}

    def _delete_table(self, parameters: Mapping[str, Any]) -> Answer:
        if self._describe_table(parameters)["Table"]["DeletionProtectionEnabled"]:
            # moto refuses this too, in words of its own that nobody finds.
            raise Refused("DeleteTable", "ValidationException", _PROTECTED)
        answer = self._ask("DeleteTable", parameters)
        self._beside.pop(parameters["TableName"], None)
        return answer

    def _update_insights(self, parameters: Mapping[str, Any]) -> Answer:
        self._ask("DescribeTable", {"TableName": parameters["TableName"]})
        enabled = parameters["ContributorInsightsAction"] == "ENABLE"
        self._beside[parameters["TableName"]].insights = "ENABLED" if enabled else "DISABLED"
        return self._describe_insights(parameters)

    def _describe_insights(self, parameters: Mapping[str, Any]) -> Answer:
        name = parameters["TableName"]
        self._ask("DescribeTable", {"TableName": name})
        return {"TableName": name, "ContributorInsightsStatus": self._beside[name].insights}


@contextmanager
def _room_for_large_items() -> Iterator[None]:
    """Moto refuses items from 405,000 bytes on, DynamoDB those of more than 409,600: that is judged before."""
    limited: Any = LimitedSizeDict
    before = limited.__setitem__
    limited.__setitem__ = dict.__setitem__
    try:
        yield
    finally:
        limited.__setitem__ = before


def _table_class(parameters: Mapping[str, Any]) -> dict[str, Any]:
    asked = parameters.get("TableClass")
    return {"TableClassSummary": {"TableClass": asked}} if asked else {}


def _encryption(parameters: Mapping[str, Any]) -> dict[str, Any]:
    asked = parameters.get("SSESpecification")
    if asked is None:
        return {}
    if not asked["Enabled"]:
        return {"SSEDescription": None}
    key = asked.get("KMSMasterKeyId") or f"arn:aws:kms:{REGION}:{ACCOUNT}:key/aws-dynamodb"
    return {"SSEDescription": {"Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": key}}


def _stream_again(parameters: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """What moto cannot do, which is to switch a stream on again: once one has ended, streams are kept here."""
    asked = parameters.get("StreamSpecification")
    if asked is None or "LatestStreamLabel" not in before:
        return {}
    if not asked["StreamEnabled"]:
        return {"StreamSpecification": None}
    if "StreamSpecification" in before:
        name = parameters["TableName"]
        text = f"Table already has an enabled stream: TableName: {name}"
        raise Refused("UpdateTable", "ValidationException", text)
    label = datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds")
    return {
        "StreamSpecification": dict(asked),
        "LatestStreamLabel": label,
        "LatestStreamArn": f"{before['TableArn']}/stream/{label}",
    }
