"""What stands for the AWS provider under Pulumi's mocks: resources asked for by a program are made in a `Cloud`.

Mocks only ever hear of resources that are wanted. A program run again with the same provider is an update: what it
asks for is compared with what is there, and what it no longer asks for goes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, TypeAlias

from pulumi.runtime import MockCallArgs, MockResourceArgs, Mocks

from planton_dynamodb.engines.dynamodb import Answer
from planton_dynamodb.engines.embedded.calls import Inputs, change, creation
from planton_dynamodb.engines.embedded.cloud import Call, Cloud
from planton_dynamodb.targets.pulumi import INSIGHTS_TYPE, TABLE_TYPE

State: TypeAlias = dict[str, Any]


class _Key(NamedTuple):
    """What tells a resource from the others of its program."""

    type: str
    name: str


class Provider(Mocks):
    """Makes, changes and deletes what a program declares, and remembers it and the calls that it took."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        self._resources: dict[_Key, Inputs] = {}
        self._declared: set[_Key] = set()
        self._replace = False
        self.calls: list[Call] = []

    def begin(self, *, replace: bool = False) -> None:
        """A program is about to run. With `replace`, a table that is there makes room for its successor."""
        self._declared.clear()
        self._replace = replace

    def end(self) -> None:
        """The program has run: what it did not ask for goes."""
        self._delete(key for key in tuple(self._resources) if key not in self._declared)

    def destroy(self) -> None:
        """Delete all that is there."""
        self._delete(tuple(self._resources))

    def call(self, args: MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]] | None]:
        """A program of ours asks the provider for nothing."""
        raise NotImplementedError(args.token)

    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, State]:
        """Make or change a resource; its id and state."""
        key = _Key(args.typ, args.name)
        state = self._applied(key, args.inputs)
        self._declared.add(key)
        return str(state["id"]), state

    def _applied(self, key: _Key, inputs: Inputs) -> State:
        if self._replace and key.type == TABLE_TYPE:
            # Its insights go with it; a table of another name is deleted first as well.
            self._delete(tuple(self._resources))
        before = self._resources.get(key)
        if key.type == TABLE_TYPE:
            return self._table(key, before, inputs)
        if key.type == INSIGHTS_TYPE:
            return self._insights(key, before, inputs)
        raise NotImplementedError(f"the embedded AWS has no {key.type}")

    def _table(self, key: _Key, before: Inputs | None, inputs: Inputs) -> State:
        name = inputs["name"]
        if before is None:
            self._resources[key] = inputs  # from the first call on there may be something to delete
            self._send(creation(inputs))
        else:
            self._send(change(before, inputs, self._described(name)["TableArn"]))
            self._resources[key] = inputs
        found = self._described(name)
        return {
            **inputs,
            "id": name,
            "arn": found["TableArn"],
            "streamArn": found.get("LatestStreamArn", ""),
            "streamLabel": found.get("LatestStreamLabel", ""),
        }

    def _insights(self, key: _Key, before: Inputs | None, inputs: Inputs) -> State:
        if before is None:
            self._resources[key] = inputs
            self._send([_switch_insights(inputs["tableName"], "ENABLE")])
        return {**inputs, "id": inputs["tableName"]}

    def _delete(self, keys: Iterable[_Key]) -> None:
        # What was made last goes first: insights before their table.
        for key in reversed(tuple(keys)):
            inputs = self._resources.pop(key)
            if key.type == TABLE_TYPE:
                self._send([Call("DeleteTable", {"TableName": inputs["name"]})])
            else:
                self._send([_switch_insights(inputs["tableName"], "DISABLE")])

    def _described(self, name: str) -> Answer:
        found: Answer = self._cloud.call("DescribeTable", {"TableName": name})["Table"]
        return found

    def _send(self, calls: Iterable[Call]) -> None:
        for call in calls:
            self._cloud.call(*call)
            self.calls.append(call)


def _switch_insights(name: str, action: str) -> Call:
    return Call("UpdateContributorInsights", {"TableName": name, "ContributorInsightsAction": action})
