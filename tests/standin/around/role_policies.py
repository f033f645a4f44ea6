"""Policies inside a role as the AWS provider puts them: `aws:iam/rolePolicy:RolePolicy`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from pulumi_aws.iam import RolePolicyArgs

from tests.standin.account import Account, Failed
from tests.standin.around import documents
from tests.standin.around.calls import doing, read_again, updating
from tests.standin.around.checks import at_most_one, names
from tests.standin.around.schema import Schema

Inputs: TypeAlias = Mapping[str, Any]
State: TypeAlias = dict[str, Any]

SCHEMA = Schema(
    arguments=RolePolicyArgs,
    fixed=frozenset({"name", "namePrefix", "role"}),
    kept=frozenset({"name", "namePrefix"}),
    outputs=("id",),
    same={"policy": documents.same},
    checks=(
        documents.is_document,
        names({"name": 128, "namePrefix": 102, "role": 128}),
        at_most_one("name", "namePrefix"),
    ),
    not_here=("namePrefix",),
    regional=False,
)


def create(account: Account, inputs: Inputs) -> tuple[str, State]:
    """Put it, whether or not the role has one of that name."""
    _put(account, inputs)
    id_ = f"{inputs['role']}:{inputs['name']}"
    return id_, read_again(id_, inputs, lambda: read(account, id_, inputs))


def update(account: Account, state: State, inputs: Inputs) -> State:
    """Put it again."""
    id_ = state["id"]
    with updating(id_, state):
        _put(account, inputs)
    return read_again(id_, state, lambda: read(account, id_, inputs))


def read(account: Account, id_: str, known: Inputs) -> State | None:
    """It as it stands, or nothing."""
    role, name = _parts(id_)
    try:
        with doing(f"reading IAM Role Policy ({id_})"):
            found = account.call("iam", "GetRolePolicy", RoleName=role, PolicyName=name)
    except Failed as failed:
        if failed.code == "NoSuchEntity":
            return None
        raise
    policy = documents.normalized(found["PolicyDocument"], known.get("policy", ""))
    return {"id": id_, "name": name, "policy": policy, "role": role}


def delete(account: Account, state: State, id_: str) -> None:
    """Take it out of the role."""
    role, name = _parts(id_)
    try:
        with doing(f"deleting IAM Role Policy ({id_})"):
            account.call("iam", "DeleteRolePolicy", RoleName=role, PolicyName=name)
    except Failed as failed:
        if failed.code != "NoSuchEntity":
            raise


def _put(account: Account, inputs: Inputs) -> None:
    role, name = inputs["role"], inputs["name"]
    with doing(f"putting IAM Role ({role}) Policy ({name})"):
        account.call("iam", "PutRolePolicy", RoleName=role, PolicyName=name, PolicyDocument=inputs["policy"])


def _parts(id_: str) -> tuple[str, str]:
    role, colon, name = id_.partition(":")
    if not colon:
        raise Failed("role_policy id must be of the form <role name>:<policy name>")
    return role, name


KIND = SCHEMA.kind(create=create, update=update, read=read, delete=delete)
