"""Policies of their own as the AWS provider makes them: `aws:iam/policy:Policy`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from pulumi_aws.iam import PolicyArgs

from tests.standin.account import Account, Failed
from tests.standin.around import documents
from tests.standin.around.calls import doing, read_again, tag_changes, tag_list, tag_state, updating
from tests.standin.around.checks import at_most_one, names
from tests.standin.around.schema import Schema
from tests.standin.tables import all_tags

Inputs: TypeAlias = Mapping[str, Any]
State: TypeAlias = dict[str, Any]

_WORDS = "IAM Policy"
_MOST_VERSIONS = 5

SCHEMA = Schema(
    arguments=PolicyArgs,
    fixed=frozenset({"description", "name", "namePrefix", "path"}),
    kept=frozenset({"name", "namePrefix"}),
    outputs=("arn", "attachmentCount", "id", "policyId", "tagsAll"),
    moving={"tagsAll": frozenset({"tags"})},
    defaults={"path": "/"},
    same={"policy": documents.same},
    checks=(
        documents.is_document,
        names({"name": 128, "namePrefix": 102}),
        at_most_one("name", "namePrefix"),
    ),
    not_here=("namePrefix", "delayAfterPolicyCreationInMs"),
    regional=False,
)


def create(account: Account, inputs: Inputs) -> tuple[str, State]:
    """Make it."""
    tags = tag_list(all_tags(account, inputs))
    more: State = {"Tags": tags} if tags else {}
    if inputs.get("description"):
        more["Description"] = inputs["description"]
    with doing(f"creating {_WORDS} ({inputs['name']})"):
        made = account.call(
            "iam",
            "CreatePolicy",
            PolicyName=inputs["name"],
            PolicyDocument=inputs["policy"],
            Path=inputs["path"],
            **more,
        )["Policy"]
    id_ = str(made["Arn"])
    return id_, read_again(id_, inputs, lambda: read(account, id_, inputs))


def update(account: Account, state: State, inputs: Inputs) -> State:
    """Make another version of it the one that counts; AWS keeps five, and the oldest goes for a new one."""
    id_ = state["arn"]
    with updating(id_, state):
        if {change.name for change in SCHEMA.changes(account, state, inputs)} != {"tags"}:
            versions = _versions(account, id_)
            if len(versions) >= _MOST_VERSIONS:
                others = [version for version in versions if not version["IsDefaultVersion"]]
                oldest = min(others, key=lambda version: version["CreateDate"])
                _delete_version(account, id_, oldest["VersionId"])
            with doing(f"updating {_WORDS} ({id_})"):
                account.call(
                    "iam",
                    "CreatePolicyVersion",
                    PolicyArn=id_,
                    PolicyDocument=inputs["policy"],
                    SetAsDefault=True,
                )
        gone, new = tag_changes(state, all_tags(account, inputs))
        with doing(f"updating tags for {_WORDS} ({id_})"):
            if gone:
                account.call("iam", "UntagPolicy", PolicyArn=id_, TagKeys=gone)
            if new:
                account.call("iam", "TagPolicy", PolicyArn=id_, Tags=new)
    return read_again(id_, state, lambda: read(account, id_, {**state, **inputs}))


def read(account: Account, id_: str, known: Inputs) -> State | None:
    """It as it stands, or nothing."""
    try:
        with doing(f"reading {_WORDS} ({id_})"):
            policy = account.call("iam", "GetPolicy", PolicyArn=id_)["Policy"]
            version = account.call(
                "iam", "GetPolicyVersion", PolicyArn=id_, VersionId=policy["DefaultVersionId"]
            )["PolicyVersion"]
    except Failed as failed:
        if failed.code == "NoSuchEntity":
            return None
        raise
    return {
        "id": id_,
        "arn": policy["Arn"],
        "attachmentCount": policy.get("AttachmentCount", 0),
        "description": policy.get("Description", ""),
        "name": policy["PolicyName"],
        "path": policy["Path"],
        "policy": documents.normalized(version["Document"], known.get("policy", "")),
        "policyId": policy["PolicyId"],
        **tag_state(account, policy.get("Tags") or []),
    }


def delete(account: Account, state: State, id_: str) -> None:
    """Delete its other versions, then it."""
    try:
        for version in _versions(account, id_):
            if not version["IsDefaultVersion"]:
                _delete_version(account, id_, version["VersionId"])
        with doing(f"deleting {_WORDS} ({id_})"):
            account.call("iam", "DeletePolicy", PolicyArn=id_)
    except Failed as failed:
        if failed.code != "NoSuchEntity":
            raise


def _versions(account: Account, id_: str) -> list[State]:
    with doing(f"reading {_WORDS} ({id_}) versions"):
        return list(account.call("iam", "ListPolicyVersions", PolicyArn=id_)["Versions"])


def _delete_version(account: Account, id_: str, version: str) -> None:
    with doing(f"deleting {_WORDS} ({id_}) version ({version})"):
        account.call("iam", "DeletePolicyVersion", PolicyArn=id_, VersionId=version)


KIND = SCHEMA.kind(create=create, update=update, read=read, delete=delete)
