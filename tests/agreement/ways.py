"""The ways by which a table comes to stand at AWS, each with what its users would run."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, cast

from planton_dynamodb.engines.embedded.cloud import Cloud
from planton_dynamodb.engines.embedded.program import run
from planton_dynamodb.engines.embedded.provider import Provider
from planton_dynamodb.targets import cloudformation_json, create_table_json, terraform_hcl
from tests.agreement.aws import Aws
from tests.agreement.wanted import Wanted
from tests.terraforming.fixtures import Terraforming

_AT_ONCE = 30
_PROVIDERS = "versions.tf"
_NOBODY = '{"Version": "2012-10-17", "Statement": []}'


def lend_roles(wanted: Sequence[Wanted], aws: Aws) -> None:
    """Make the roles that grants name: somebody else makes them, before there is a table."""
    grants = [grant for each in wanted if each.operations is not None for grant in each.operations.grants]
    for role in dict.fromkeys(grant.role for grant in grants):
        if role is not None:
            aws.call("CreateRole", {"RoleName": role, "AssumeRolePolicyDocument": _NOBODY})


def by_calls(wanted: Sequence[Wanted], aws: Aws) -> None:
    """Each rendered file is the input of its call, in their order. What runs around the tables is not made."""
    for each in wanted:
        files = create_table_json.files(each.table, each.manifest)
        for name, text in files.items():
            operation = name.removesuffix(".json").lstrip("0123456789-")
            aws.call("".join(word.capitalize() for word in operation.split("-")), json.loads(text))


def by_pulumi(wanted: Sequence[Wanted], aws: Aws) -> None:
    """The Pulumi program runs in this process, and the embedded engine's provider makes what it asks for.

    It is no engine of Pulumi's, with which this would take an hour, but it is the same program; and the real AWS
    provider is a download that no test depends on. What the real engine makes of the program, and a provider of the
    tests, stands in tests/standin.
    """
    for each in wanted:
        # It asks for no more of its cloud than to answer calls.
        run(each.table, Provider(cast(Cloud, aws)), each.operations)


def by_terraform(wanted: Sequence[Wanted], terraforming: Terraforming) -> None:
    """All modules under one, applied at once: without their own provider, of which each would be a process."""
    files: dict[str, str] = {}
    modules: dict[str, Mapping[str, str]] = {}
    for number, each in enumerate(wanted):
        found = terraform_hcl.files(each.table, each.manifest, each.operations)
        assert 'provider "aws"' in found[_PROVIDERS]
        name = f"t{number}"
        modules[name] = {"source": f"./{name}"}
        files |= {f"{name}/{file}": text for file, text in found.items() if file != _PROVIDERS}
    root: dict[str, Any] = {"provider": {"aws": {}}, "module": modules}
    made = terraforming.module("agreement", {"main.tf.json": json.dumps(root), **files})
    made.run("apply", "-auto-approve", "-refresh=false", f"-parallelism={_AT_ONCE}")


def by_cloudformation(wanted: Sequence[Wanted], aws: Aws) -> None:
    """Each template is a stack."""
    cloudformation = aws.client("cloudformation")
    for number, each in enumerate(wanted):
        (text,) = cloudformation_json.files(each.table, each.manifest, each.operations).values()
        cloudformation.create_stack(
            StackName=f"t{number}", TemplateBody=text, Capabilities=["CAPABILITY_NAMED_IAM"]
        )
