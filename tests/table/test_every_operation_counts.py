"""Every field of what runs around a table is heard: by a resource, by what becomes of the table, by a rule, by `cost`.

Nothing here names a field that reaches a resource. A field that is added to the contract and forgotten on the way
fails the test by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

import pytest
from google.protobuf.descriptor import Descriptor, FieldDescriptor

from planton_dynamodb.contract.operations_pb2 import AwsDynamodbOperationsSpec
from planton_dynamodb.fault import Fault
from planton_dynamodb.manifest.manifest import Manifest
from planton_dynamodb.operations.declared import Declared
from planton_dynamodb.operations.metrics import METRICS
from planton_dynamodb.operations.resolve import Around, resolve_operations
from planton_dynamodb.rules.subject import Quotas
from planton_dynamodb.targets.pulumi_operations import resources
from planton_dynamodb.targets.pulumi_options import Options, options_of
from tests.table.test_every_field_counts import leaves, name, varied
from tests.targets.around import FULL, around, declared_in
from tests.targets.registered import asked_by_declare

SPEC = cast(Descriptor, AwsDynamodbOperationsSpec.DESCRIPTOR)
HEARD_ELSEWHERE = {
    "table": "which table is meant",
    "environments.requires": "a rule refuses a table that does without",
    **{
        f"usage.{field}": "`cost` counts with it"
        for field in (
            *("reads", "consistent_reads_percent", "writes", "item_size", "storage", "stream_reads"),
            "backups",
        )
    },
}
"""What changes nothing that is made, with who hears it."""
ENVIRONMENTS = ("prod", "dev")


def made(manifest: Manifest, declared: Declared) -> tuple[Around, Options] | None:
    """What is to be made, and how the table is held on to; None where it cannot be said."""
    if declared.table is None:
        return None
    try:
        found = resolve_operations(declared)
    except Fault:
        return None
    return found, options_of(manifest, kept=found.operations.retain)


def with_spec(declared: Declared, spec: dict[str, Any]) -> Declared:
    """The same declaration with another spec."""
    manifest = replace(declared.manifest, fields={**declared.manifest.fields, "spec": spec})
    assert declared.table_manifest is not None
    return Declared(manifest, declared.loaded, [declared.table_manifest], Quotas())


def others_of(fields: Any, path: tuple[FieldDescriptor, ...]) -> Iterator[Any]:  # noqa: ANN401
    """The same fields with another value at the end of a path: of a metric, one that there is."""
    for changed in varied(fields, path):
        for alarm in changed["spec"]["alarms"].get("others", ()):
            if alarm["metric"] not in METRICS:
                alarm["metric"] = "ReturnedItemCount"
        yield changed


def counts(path: tuple[FieldDescriptor, ...]) -> bool:
    """Whether another value at the end of a path makes something else of the full example."""
    for environment in ENVIRONMENTS:
        manifest, declared = declared_in(FULL, f"metadata.env={environment}")
        before = made(manifest, declared)
        assert before is not None
        for fields in others_of(declared.manifest.fields, path):
            after = made(manifest, with_spec(declared, dict(fields["spec"])))
            if after is not None and differs(before, after):
                return True
    return False


def differs(before: tuple[Around, Options], after: tuple[Around, Options]) -> bool:
    """Whether a resource is given something else, or the table is held on to in another way."""
    (one, held), (other, otherwise) = before, after
    if one == other and held == otherwise:
        return False
    return (
        held != otherwise
        or one.table != other.table
        or resources(one.operations) != resources(other.operations)
    )


def paths() -> Iterator[tuple[FieldDescriptor, ...]]:
    """The way to each field that holds a value."""
    yield from leaves(SPEC, (SPEC_FIELD,))


SPEC_FIELD = next(
    each
    for each in cast(Descriptor, SPEC.file.message_types_by_name["AwsDynamodbOperations"]).fields
    if each.name == "spec"
)


def test_the_full_example_says_everything() -> None:
    """Each field of each message stands somewhere in it."""
    _, declared = declared_in(FULL)
    given = declared.manifest.fields

    def said(fields: Any, path: tuple[FieldDescriptor, ...]) -> bool:  # noqa: ANN401
        if isinstance(fields, list):
            return any(said(each, path) for each in fields)
        return not path or (path[0].name in fields and said(fields[path[0].name], path[1:]))

    assert {path[-1].full_name for path in paths()} == {
        path[-1].full_name for path in paths() if said(given, path)
    }


@pytest.mark.parametrize("path", list(paths()), ids=name)
def test_every_field_changes_what_is_made(path: tuple[FieldDescriptor, ...]) -> None:
    """An argument of some resource, what the table is called or what becomes of it; what does not is listed."""
    field = name(path).removeprefix("spec.")
    assert counts(path) is (field not in HEARD_ELSEWHERE)


def test_what_is_listed_is_there() -> None:
    """No field stays in the list that was taken out of the contract."""
    known = {name(path).removeprefix("spec.") for path in paths()}
    assert known >= HEARD_ELSEWHERE.keys()
    assert len(known) > 60


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_every_resource_is_declared_with_all_of_its_arguments(environment: str) -> None:
    """The installed classes know each argument, and what they send is as many as were given."""
    _, found = around(environment)
    asked = asked_by_declare(found.table, None, found.operations).resources
    for resource in resources(found.operations):
        inputs = asked[resource.type, resource.name].inputs
        assert len(inputs) == len(resource.arguments)
        assert None not in inputs.values()
