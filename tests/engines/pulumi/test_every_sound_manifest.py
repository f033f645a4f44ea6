"""Every sound manifest, made through the real engine, and AWS asked what has become of it."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, TypeAlias

import pytest
from pulumi import automation as auto

from planton_dynamodb.changes.guard import Allowed
from planton_dynamodb.engines.outcome import Done
from planton_dynamodb.manifest.manifest import Manifest
from planton_dynamodb.table.resolve import resolve
from planton_dynamodb.table.table import Key, Table
from planton_dynamodb.targets.pulumi import INSIGHTS_TYPE, TABLE_TYPE, table_of
from planton_dynamodb.targets.pulumi_options import options_of
from pulumi_program.resources import declare
from tests.conformance.corpus import corpus
from tests.descriptions import described, differences
from tests.engines.pulumi.jobs import engine_in, job_of, silent, told
from tests.standin.fixtures import REGION, Cloud

State: TypeAlias = list[dict[str, Any]]


def sound() -> dict[str, Manifest]:
    """Every sound manifest by its case; where an earlier one has its name, under a name of its own."""
    found: dict[str, Manifest] = {}
    names: set[str] = set()
    for number, case in enumerate(case for case in corpus() if case.name.startswith("ok/")):
        name = case.manifest.name
        found[case.name] = _called(case.manifest, f"{name}-{number}") if name in names else case.manifest
        names.add(name)
    return found


def _called(manifest: Manifest, name: str) -> Manifest:
    metadata = manifest.fields["metadata"]
    assert isinstance(metadata, dict)
    return replace(manifest, fields={**manifest.fields, "metadata": {**metadata, "name": name}})


SOUND = sound()
PLAIN = Table("orders", (("id", "S"),), Key("id"))


def showing() -> dict[str, str]:
    """For each thing that can be said of a table, the first case that says it."""
    found: dict[str, str] = {}
    for case, manifest in SOUND.items():
        for each in fields(Table):
            if getattr(resolve(manifest), each.name) != getattr(PLAIN, each.name):
                found.setdefault(each.name, case)
    return found


def region_of(manifest: Manifest) -> str:
    """Where a table is made."""
    account = options_of(manifest).account
    return (account and account.region) or REGION


def everything() -> None:
    """The program of all of them."""
    for manifest in SOUND.values():
        declare(resolve(manifest), options_of(manifest))


def stack_of_all(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> auto.Stack:
    """One stack for all of them: the engine is the same for many tables as for one, and starts once."""
    monkeypatch.setenv("PATH", cloud.env["PATH"])
    options = auto.LocalWorkspaceOptions(env_vars=cloud.env)
    return auto.create_stack("every", project_name="every", program=everything, opts=options)


def tables_in(state: State) -> dict[str, Table]:
    """What the state says of each table, as `apply` reads it."""
    insights = {each["inputs"]["tableName"] for each in state if each["type"] == INSIGHTS_TYPE}
    found = {}
    for each in state:
        if each["type"] == TABLE_TYPE:
            name = each["inputs"]["name"]
            found[name] = table_of(each["inputs"], each["outputs"], insights=name in insights)
    return found


def test_every_table_is_what_its_manifest_says(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    """AWS describes each as its manifest does, the state says the same, and a second run finds nothing to do."""
    stack = stack_of_all(cloud, monkeypatch)
    stack.up(color="never", suppress_progress=True)
    clients = {region: cloud.client("dynamodb", region) for region in map(region_of, SOUND.values())}
    wrong = {
        case: found
        for case, manifest in SOUND.items()
        if (found := differences(manifest, described(clients[region_of(manifest)], manifest.name)))
    }
    assert wrong == {}
    deployment = stack.export_stack().deployment
    assert deployment is not None
    assert tables_in(deployment["resources"]) == {each.name: resolve(each) for each in SOUND.values()}
    again = stack.up(color="never", suppress_progress=True, expect_no_changes=True)
    assert set(again.summary.resource_changes or ()) == {"same"}


@pytest.mark.parametrize("case", sorted(set(showing().values())))
def test_apply_makes_a_table_once(case: str, cloud: Cloud) -> None:
    """Made by the verb, AWS describes it as the manifest does; made again, there is nothing to do."""
    manifest = SOUND[case]
    engine, job = engine_in(cloud), job_of(manifest, cloud)
    made = engine.apply(job, Allowed(), None, silent)
    assert made.done is Done.CREATED, told(made)
    assert (
        differences(manifest, described(cloud.client("dynamodb", region_of(manifest)), manifest.name)) == []
    )
    again = engine.apply(job, Allowed(), None, silent)
    assert again.done is Done.UNCHANGED, told(again)
    assert again.outputs == made.outputs


def test_each_setting_of_a_table_is_applied_by_the_verb() -> None:
    """No field of the table is left out of the cases above but what no manifest says."""
    assert set(showing()) == {each.name for each in fields(Table)} - {"emptied"}
