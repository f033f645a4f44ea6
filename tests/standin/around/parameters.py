"""Parameters as the AWS provider puts them: `aws:ssm/parameter:Parameter`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from pulumi_aws.ssm import ParameterArgs

from tests.standin.account import Account, Failed
from tests.standin.around.calls import (
    doing,
    read_again,
    region_of,
    tag_changes,
    tag_list,
    tag_state,
    updating,
)
from tests.standin.around.checks import lengths, one_of
from tests.standin.around.schema import Schema
from tests.standin.differences import Change
from tests.standin.shapes import Misfit
from tests.standin.tables import all_tags

Inputs: TypeAlias = Mapping[str, Any]
State: TypeAlias = dict[str, Any]

_WORDS = "SSM Parameter"
_TIERS = ("Standard", "Advanced", "Intelligent-Tiering")
_VALUES = ("insecureValue", "value", "valueWo")


def _one_value(given: Inputs) -> Iterator[Misfit]:
    count = sum(given.get(name) is not None for name in _VALUES)
    if count != 1:
        names = ",".join(_VALUES)
        said = f"{count} of `{names}` were specified" if count else "none were specified"
        yield Misfit("value", f"Invalid combination of arguments. one of `{names}` must be specified: {said}")


SCHEMA = Schema(
    arguments=ParameterArgs,
    fixed=frozenset({"name", "dataType"}),
    kept=frozenset({"arn", "dataType", "insecureValue", "keyId", "tier", "value"}),
    outputs=("arn", "hasValueWo", "id", "tagsAll", "version"),
    moving={"version": frozenset({"value", "insecureValue", "description"}), "tagsAll": frozenset({"tags"})},
    checks=(
        _one_value,
        lengths({"allowedPattern": (0, 1024), "description": (0, 1024), "name": (1, 2048)}),
        one_of(
            {
                "dataType": ("aws:ec2:image", "aws:ssm:integration", "text"),
                "tier": _TIERS,
                "type": ("String", "StringList", "SecureString"),
            }
        ),
    ),
    not_here=("valueWo", "valueWoVersion"),
)


def changes(account: Account, state: Inputs, inputs: Inputs) -> list[Change]:
    """An advanced parameter is made anew to be a standard one; the tier that AWS chooses is no difference."""
    found = SCHEMA.changes(account, state, inputs)
    intelligent = inputs.get("tier") == "Intelligent-Tiering"
    down = state.get("tier") == "Advanced" and inputs.get("tier") == "Standard"
    return [
        Change(change.path, change.kind, change.replaces or (change.name == "tier" and down))
        for change in found
        if not (change.name == "tier" and intelligent and state.get("tier")) and change.name != "overwrite"
    ]


def create(account: Account, inputs: Inputs) -> tuple[str, State]:
    """Put it; over one that stands there only where that was asked for, which AWS does not take tags with."""
    id_, region = inputs["name"], region_of(account, inputs)
    overwrite = bool(inputs.get("overwrite"))
    tags = tag_list(all_tags(account, inputs))
    with doing(f"creating {_WORDS} ({id_})"):
        more = {"Tags": tags} if tags and not overwrite else {}
        account.call("ssm", "PutParameter", region, **_request(inputs), Overwrite=overwrite, **more)
        if tags and overwrite:
            _tag(account, region, id_, tags)
    return id_, read_again(id_, inputs, lambda: read(account, id_, {**inputs, "region": region}))


def update(account: Account, state: State, inputs: Inputs) -> State:
    """Put it over itself, unless only its tags differ."""
    id_, region = state["name"], state["region"]
    with updating(id_, state), doing(f"updating {_WORDS} ({id_})"):
        if {change.name for change in changes(account, state, inputs)} != {"tags"}:
            overwrite = inputs.get("overwrite", True) is not False
            account.call("ssm", "PutParameter", region, **_request(inputs, state), Overwrite=overwrite)
        gone, new = tag_changes(state, all_tags(account, inputs))
        if gone:
            of_it = {"ResourceType": "Parameter", "ResourceId": id_}
            account.call("ssm", "RemoveTagsFromResource", region, **of_it, TagKeys=gone)
        if new:
            _tag(account, region, id_, new)
    known = {**inputs, "region": region}
    return read_again(id_, state, lambda: read(account, id_, known))


def read(account: Account, id_: str, known: Inputs) -> State | None:
    """It as it stands, or nothing."""
    region = region_of(account, known)
    try:
        with doing(f"reading {_WORDS} ({id_})"):
            parameter = account.call("ssm", "GetParameter", region, Name=id_, WithDecryption=True)[
                "Parameter"
            ]
            only = {"Key": "Name", "Option": "Equals", "Values": [id_]}
            more = account.call("ssm", "DescribeParameters", region, ParameterFilters=[only])["Parameters"]
            of_it = {"ResourceType": "Parameter", "ResourceId": id_}
            tags = account.call("ssm", "ListTagsForResource", region, **of_it)["TagList"]
    except Failed as failed:
        if failed.code == "ParameterNotFound":
            return None
        raise
    if not more:
        return None
    open_ = bool(known.get("insecureValue")) and parameter["Type"] != "SecureString"
    return {
        "id": parameter["Name"],
        "arn": parameter["ARN"],
        "name": parameter["Name"],
        "type": parameter["Type"],
        "version": parameter["Version"],
        ("insecureValue" if open_ else "value"): parameter["Value"],
        "allowedPattern": more[0].get("AllowedPattern", ""),
        "dataType": more[0].get("DataType", ""),
        "description": more[0].get("Description", ""),
        "keyId": more[0].get("KeyId", ""),
        "tier": more[0].get("Tier", ""),
        **({"overwrite": known["overwrite"]} if known.get("overwrite") is not None else {}),
        "region": region,
        **tag_state(account, tags),
    }


def delete(account: Account, state: State, id_: str) -> None:
    """Delete it."""
    try:
        with doing(f"deleting {_WORDS} ({id_})"):
            account.call("ssm", "DeleteParameter", state["region"], Name=state["name"])
    except Failed as failed:
        if failed.code != "ParameterNotFound":
            raise


def _tag(account: Account, region: str, id_: str, tags: list[dict[str, str]]) -> None:
    account.call("ssm", "AddTagsToResource", region, ResourceType="Parameter", ResourceId=id_, Tags=tags)


def _request(inputs: Inputs, state: Inputs | None = None) -> State:
    """What a put carries: a new description only where it differs, so that one is never taken away."""
    request: State = {
        "Name": inputs["name"],
        "Type": inputs["type"],
        "Value": inputs.get("insecureValue") or inputs.get("value", ""),
    }
    if inputs.get("allowedPattern"):
        request["AllowedPattern"] = inputs["allowedPattern"]
    if inputs.get("tier") or (state or {}).get("tier"):
        request["Tier"] = inputs.get("tier") or (state or {})["tier"]
    if inputs.get("keyId") and inputs["type"] == "SecureString":
        request["KeyId"] = inputs["keyId"]
    if inputs.get("dataType") and state is None:
        request["DataType"] = inputs["dataType"]
    before = (state or {}).get("description") or ""
    if (inputs.get("description") or "") != before:
        request["Description"] = inputs.get("description") or ""
    return request


KIND = SCHEMA.kind(create=create, update=update, read=read, delete=delete, changes=changes)
