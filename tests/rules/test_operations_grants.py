"""What the rules about grants say beyond what the corpus shows."""

from __future__ import annotations

import pytest

from tests.operations.declarations import text
from tests.rules.tables import diagnostics, found, only

ENVIRONMENTS = [{"name": "prod"}, {"name": "dev"}]


def grants(*each: dict[str, object], **spec: object) -> str:
    """A table and its grants, which read as long as they say nothing else."""
    named = [{"name": f"grant-{position}", "access": "READ", **one} for position, one in enumerate(each)]
    return text({"grants": named, **spec})


@pytest.mark.parametrize(
    ("role", "said"),
    [
        ("arn:aws:iam::111122223333:role/", "is not a role"),
        ("arn:aws:iam:us-east-1:111122223333:role/x", "its region `us-east-1` is one too many"),
        ("arn:aws:iam::111122223333:instance-profile/x", "its resource `instance-profile/x` is not a role"),
        (f"arn:aws:iam::111122223333:role/{'a' * 65}", "is not a role"),
        ("arn:aws:iam::x:role/x", "its account `x` is not a number of 12 digits"),
        ("shop:task", "holds `:`, which no role's name has"),
        ("rôle", "holds `ô`"),
    ],
)
def test_what_is_no_role_is_told_by_its_part(role: str, said: str) -> None:
    """The first one that is wrong."""
    finding = only(grants({"role": role}))
    assert finding.rule == "grant-role-format"
    assert said in finding.message


@pytest.mark.parametrize("who", ["user/alice", "group/staff"])
def test_whoever_is_no_role_is_shown_the_policy_that_can_be_attached(who: str) -> None:
    """Users and groups have policies attached to them."""
    assert only(grants({"role": f"arn:aws:iam::111122223333:{who}"})).help.startswith("leave `role` out")


@pytest.mark.parametrize(
    ("one", "other", "twice"),
    [
        ("READ", "READ", True),
        ("READ", "READ_WRITE", True),
        ("READ_WRITE", "WRITE", True),
        ("READ", "WRITE", False),
    ],
)
def test_a_role_is_granted_one_thing_once(one: str, other: str, *, twice: bool) -> None:
    """Reading and writing are two things; both together hold either."""
    written = grants({"role": "task", "access": one}, {"role": "task", "access": other})
    assert found(written) == (["grant-role-twice at spec.grants[1].role"] if twice else [])


def test_two_roles_that_are_one_in_no_environment_are_two() -> None:
    """In each of them only one grant is there, or the roles have different names."""
    one: dict[str, object] = {"role": "{env}-task", "environments": ["prod"]}
    assert not found(grants(one, {"role": "prod-task", "environments": ["dev"]}, environments=ENVIRONMENTS))


def test_policies_of_their_own_may_permit_the_same() -> None:
    """Nobody knows yet to whom they are attached."""
    assert not found(grants({}, {}))


def test_a_grant_without_access_and_name_says_both() -> None:
    """Neither edit would mend the other."""
    written = text({"grants": [{"role": "task"}]})
    assert sorted(each.rule for each in diagnostics(written)) == [
        "grant-access-required",
        "grant-name-required",
    ]


def test_fields_under_other_keys_are_not_missing_besides() -> None:
    """`nmae` and `acess` are found as such."""
    written = text({"grants": [{"nmae": "task", "acess": "READ"}]})
    assert {each.rule for each in diagnostics(written)} == {"unknown-field"}
