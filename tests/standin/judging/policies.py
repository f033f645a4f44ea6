"""What IAM refuses about policies and moto takes.

The words are AWS's own where they are known; where nobody wrote them down, a sentence says the fact.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, TypeAlias

from moto.iam.models import iam_backends

from tests.standin.refusals import Refused

Form: TypeAlias = Mapping[str, str]

_NAME = re.compile(r"[\w+=,.@-]+")
_SID = re.compile(r"[A-Za-z0-9]*")
_MANAGED, _INLINE = 6144, 10240


def create(form: Form, account: str) -> None:
    """Refuse a policy of its own that AWS does not make."""
    _name(form["PolicyName"], "policyName")
    _document(form["PolicyDocument"])
    _managed_size(form["PolicyDocument"])
    if len(form.get("Description", "")) > 1000:
        raise Refused("A description has at most 1000 characters.", "ValidationError")


def create_version(form: Form, account: str) -> None:
    """Refuse a version that AWS does not make."""
    _document(form["PolicyDocument"])
    _managed_size(form["PolicyDocument"])


def delete(form: Form, account: str) -> None:
    """Refuse to delete a policy that somebody has."""
    policy = iam_backends[account]["aws"].managed_policies.get(form["PolicyArn"])
    if policy is not None and policy.attachment_count:
        raise Refused("Cannot delete a policy attached to entities.", "DeleteConflict")


def put_in_role(form: Form, account: str) -> None:
    """Refuse a policy inside a role that AWS does not put there."""
    _name(form["PolicyName"], "policyName")
    role = next(
        (each for each in iam_backends[account]["aws"].get_roles() if each.name == form["RoleName"]), None
    )
    if role is None:
        raise Refused(f"The role with name {form['RoleName']} cannot be found.", "NoSuchEntity")
    _document(form["PolicyDocument"])
    others = [document for name, document in role.policies.items() if name != form["PolicyName"]]
    if sum(_size(document) for document in (*others, form["PolicyDocument"])) > _INLINE:
        raise Refused(
            f"Maximum policy size of {_INLINE} bytes exceeded for role {form['RoleName']}", "LimitExceeded"
        )


def _name(name: str, path: str) -> None:
    if not 1 <= len(name) <= 128:
        raise Refused(
            f"1 validation error detected: Value '{name}' at '{path}' failed to satisfy constraint: "
            "Member must have length less than or equal to 128",
            "ValidationError",
        )
    if not _NAME.fullmatch(name):
        raise Refused(
            f"The specified value for {path} is invalid. It must contain only alphanumeric characters and/or "
            "the following: +=,.@_-",
            "ValidationError",
        )


def _document(text: str) -> None:
    """What moto's own check of documents, which comes after this, lets pass."""
    try:
        document = json.loads(text)
    except ValueError:
        raise Refused("Syntax errors in policy.", "MalformedPolicyDocument") from None
    if not isinstance(document, dict) or "Statement" not in document:
        raise Refused("Syntax errors in policy.", "MalformedPolicyDocument")
    statements = document["Statement"]
    for statement in statements if isinstance(statements, list) else [statements]:
        if isinstance(statement, dict) and not _SID.fullmatch(str(statement.get("Sid", ""))):
            raise Refused(
                "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular "
                "expression [A-Za-z0-9]*",
                "MalformedPolicyDocument",
            )


def _managed_size(text: str) -> None:
    if _size(text) > _MANAGED:
        raise Refused(f"Cannot exceed quota for PolicySize: {_MANAGED}", "LimitExceeded")


def _size(text: Any) -> int:
    """IAM counts no white space."""
    return len(re.sub(r"\s", "", text if isinstance(text, str) else json.dumps(text)))
