"""What a Terraform plan says of rendered modules: many in one root, read by the real Terraform in one go."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeAlias

from planton_dynamodb.table.table import (
    PROVISIONED,
    STANDARD,
    Capacity,
    Encryption,
    Expiry,
    GlobalIndex,
    Key,
    LocalIndex,
    Projection,
    Table,
)
from planton_dynamodb.targets import terraform_hcl, terraform_json
from planton_dynamodb.targets.terraform_tree import Module
from tests.terraforming.fixtures import Terraforming

Values: TypeAlias = dict[str, Any]
Planned: TypeAlias = dict[str, Values]
"""The values of each resource by its address in its module."""


def without_provider(module: Module) -> Module:
    """A module that takes the provider of the root: one process of it is enough for all of them."""
    return Module({name: blocks for name, blocks in module.parts.items() if name != "versions"})


def in_both_languages(modules: Mapping[str, Module]) -> dict[str, str]:
    """The files of one root with each module twice: `hcl-NAME` and `json-NAME`."""
    files = {"main.tf": 'provider "aws" {}\n'}
    for name, module in modules.items():
        shared = without_provider(module)
        for path, text in terraform_hcl.texts(shared).items():
            files[f"hcl-{name}/{path}"] = text
        files[f"json-{name}/main.tf.json"] = terraform_json.json_text(shared)
        for language in ("hcl", "json"):
            key = f"{language}-{name}"
            files["main.tf"] += f'module "{key}" {{\n  source = "./{key}"\n}}\n'
    return files


def planned(terraforming: Terraforming, modules: Mapping[str, Module]) -> tuple[dict[str, Planned], ...]:
    """What a plan makes of each module: as it stands in Terraform's own language, and in JSON."""
    made = terraforming.module("many", in_both_languages(modules))
    made.run("plan", "-out=plan", "-parallelism=4")
    found = json.loads(made.run("show", "-json", "plan"))["planned_values"]["root_module"]["child_modules"]
    by_key = {each["address"].removeprefix("module."): _resources(each) for each in found}
    return tuple({name: by_key[f"{language}-{name}"] for name in modules} for language in ("hcl", "json"))


def _resources(module: Mapping[str, Any]) -> Planned:
    prefix = f"{module['address']}."
    return {each["address"].removeprefix(prefix): each["values"] for each in module["resources"]}


def table_of(found: Planned) -> Table:
    """The table that a plan would make, told by the values that the provider is given."""
    values = found["aws_dynamodb_table.table"]
    provisioned = values["billing_mode"] == PROVISIONED
    (expiry,), (recovery,), (encryption,) = (
        values[name] for name in ("ttl", "point_in_time_recovery", "server_side_encryption")
    )
    return Table(
        name=values["name"],
        attributes=tuple((each["name"], each["type"]) for each in values["attribute"]),
        key=Key(values["hash_key"], values["range_key"]),
        billing_mode=values["billing_mode"],
        capacity=_capacity(values) if provisioned else None,
        global_indexes=tuple(
            GlobalIndex(
                each["name"],
                Key(each["hash_key"], each["range_key"] or None),
                _projection(each),
                _capacity(each) if provisioned else None,
            )
            for each in values["global_secondary_index"]
        ),
        local_indexes=tuple(
            LocalIndex(each["name"], Key(values["hash_key"], each["range_key"]), _projection(each))
            for each in values["local_secondary_index"]
        ),
        expiry=Expiry(expiry["enabled"], expiry["attribute_name"] or None),
        stream_view_type=values["stream_view_type"] if values["stream_enabled"] else None,
        point_in_time_recovery=recovery["enabled"],
        encryption=Encryption(encryption["enabled"], encryption.get("kms_key_arn")),
        # The provider hears nothing of the class that every table has at first.
        table_class=values["table_class"] or STANDARD,
        deletion_protection=values["deletion_protection_enabled"],
        contributor_insights="aws_dynamodb_contributor_insights.table" in found,
        tags=tuple(sorted((values["tags"] or {}).items())),
    )


def _capacity(values: Values) -> Capacity:
    return Capacity(values["read_capacity"], values["write_capacity"])


def _projection(values: Values) -> Projection:
    return Projection(values["projection_type"], tuple(sorted(values["non_key_attributes"] or ())))
