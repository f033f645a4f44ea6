"""What stands for the AWS provider under Pulumi's mocks: resources asked for by a program are made in a `Cloud`.

Mocks only ever hear of resources that are wanted. A program run again with the same provider is an update: what it
asks for is compared with what is there, and what it no longer asks for goes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, TypeAlias

from pulumi.runtime import MockCallArgs, MockResourceArgs, Mocks
from pulumi.runtime.rpc import unwrap_rpc_secret

from planton_dynamodb.engines.dynamodb import Answer, Refused
from planton_dynamodb.engines.embedded import calls_around
from planton_dynamodb.engines.embedded.around import Made
from planton_dynamodb.engines.embedded.calls import Inputs, change, creation
from planton_dynamodb.engines.embedded.cloud import Call, Cloud
from planton_dynamodb.targets.pulumi import INSIGHTS_TYPE, TABLE_TYPE
from planton_dynamodb.targets.pulumi_operations import COMPONENT_TYPE

State: TypeAlias = dict[str, Any]


class _Key(NamedTuple):
    """What tells a resource from the others of its program."""

    type: str
    name: str


class RefusedAround(Refused):
    """A call for something around a table was refused: what it was for is said, too."""

    def __init__(self, label: str, refused: Refused) -> None:
        super().__init__(refused.operation, refused.code, refused.text)
        self.label = label

    def __str__(self) -> str:
        return f"the {self.label}: {super().__str__()}"


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

    def around(self) -> list[Made]:
        """All that is there around tables, in the order in which it was made."""
        found = (Made(*key, inputs) for key, inputs in self._resources.items())
        return [each for each in found if each.type in calls_around.KINDS]

    def call(self, args: MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]] | None]:
        """A program of ours asks the provider for nothing."""
        raise NotImplementedError(args.token)

    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, State]:
        """Make or change a resource; its id and state."""
        if args.typ == COMPONENT_TYPE:
            return None, {}  # it is nothing but what is under it
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
        if key.type in calls_around.KINDS:
            return self._around(key, before, _told(inputs))
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

    def _around(self, key: _Key, before: Inputs | None, inputs: Inputs) -> State:
        kind = calls_around.KINDS[key.type]
        made = Made(*key, inputs)
        try:
            if before is None:
                self._send(kind.make(inputs))
            else:
                self._send(calls_around.change(kind, before, inputs, self._cloud.call))
        except Refused as refused:
            raise RefusedAround(made.label, refused) from refused
        self._resources[key] = inputs
        return {**inputs, "id": made.label}

    def _delete(self, keys: Iterable[_Key]) -> None:
        # What was made last goes first: insights, and what runs around a table, before it.
        for key in reversed(tuple(keys)):
            inputs = self._resources.pop(key)
            if key.type == TABLE_TYPE:
                self._send([Call("DeleteTable", {"TableName": inputs["name"]})])
            elif key.type in calls_around.KINDS:
                self._send(calls_around.KINDS[key.type].delete(inputs, self._cloud.call))
            else:
                self._send([_switch_insights(inputs["tableName"], "DISABLE")])

    def _described(self, name: str) -> Answer:
        found: Answer = self._cloud.call("DescribeTable", {"TableName": name})["Table"]
        return found

    def _send(self, calls: Iterable[Call]) -> None:
        for call in calls:
            self._cloud.call(*call)
            self.calls.append(call)


def _told(inputs: Inputs) -> Inputs:
    """Inputs with nothing secret about them: of a parameter, pulumi-aws takes every value for a secret."""
    return {name: unwrap_rpc_secret(value) for name, value in inputs.items()}


def _switch_insights(name: str, action: str) -> Call:
    return Call("UpdateContributorInsights", {"TableName": name, "ContributorInsightsAction": action})
