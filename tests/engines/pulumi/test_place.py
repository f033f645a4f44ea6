from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from planton_dynamodb.engines.pulumi.place import Place, asked, place_of
from planton_dynamodb.fault import Fault

ORDERS: dict[str, Any] = {"name": "orders", "org": "acme", "env": "prod"}
LABELLED: dict[str, Any] = {
    **ORDERS,
    "labels": {
        "pulumi.project-planton.org/organization": "shop",
        "pulumi.project-planton.org/project": "data",
        "pulumi.project-planton.org/stack.name": "live",
    },
}


def place(metadata: dict[str, Any], environment: dict[str, str] | None = None, **flags: str) -> Place:
    """The place of a table, on a machine where nobody has logged in."""
    given = {"PULUMI_HOME": "/nowhere", **(environment or {})}
    return place_of(metadata, asked(given, **flags), given)


def test_without_a_word_a_table_has_a_stack_of_its_own() -> None:
    """Organization, environment and name say which, and the project is this tool's."""
    found = place(ORDERS)
    assert (found.project, found.stack) == ("planton-dynamodb", "acme.prod.orders")


def test_labels_say_where() -> None:
    """Each of the three has a label; only a service is told the organization."""
    found = place(LABELLED, {"PULUMI_BACKEND_URL": "https://api.pulumi.com"})
    assert (found.organization, found.project, found.stack) == ("shop", "data", "live")
    assert found.full_name == "shop/data/live"
    assert place(LABELLED, {"PULUMI_BACKEND_URL": "file:///states"}).full_name == "live"


@pytest.mark.parametrize("label", ["stack.fqdn", "stack.name"])
def test_one_label_may_say_all_three(label: str) -> None:
    """`organization/project/stack`, as Pulumi writes it."""
    metadata = {"name": "orders", "labels": {f"pulumi.project-planton.org/{label}": "shop/data/live"}}
    found = place(metadata)
    assert (found.organization, found.project, found.stack) == ("shop", "data", "live")


def test_the_environment_wins_over_labels_and_flags_win_over_both() -> None:
    """Who runs the command has the last word."""
    environment = {"PULUMI_STACK": "from-environment", "PULUMI_PROJECT": "of-environment"}
    assert place(LABELLED, environment).stack == "from-environment"
    assert place(LABELLED, environment).project == "of-environment"
    assert place(LABELLED, environment, stack="from-flag", project="of-flag").stack == "from-flag"


def test_a_flag_wins_over_its_part_of_a_label_that_says_all_three() -> None:
    """And leaves the other two as the label has them."""
    whole = {"name": "orders", "labels": {"pulumi.project-planton.org/stack.fqdn": "shop/data/live"}}
    found = place(whole, project="other")
    assert (found.organization, found.project, found.stack) == ("shop", "other", "live")
    found = place(whole, stack="next")
    assert (found.organization, found.project, found.stack) == ("shop", "data", "next")
    found = place(whole, stack="acme/tables/next")
    assert (found.organization, found.project, found.stack) == ("acme", "tables", "next")


def test_the_default_backend_is_kept_with_the_data_of_the_user(tmp_path: Path) -> None:
    """Never in the folder that the command runs in."""
    found = place(ORDERS, {"XDG_DATA_HOME": str(tmp_path)})
    assert found.own
    assert found.directory == str(tmp_path / "planton-dynamodb" / "state")


def test_a_login_counts_where_no_backend_is_named(tmp_path: Path) -> None:
    """`pulumi login` means the same here as for `pulumi` itself."""
    (tmp_path / "credentials.json").write_text(json.dumps({"current": "s3://states"}))
    assert place(ORDERS, {"PULUMI_HOME": str(tmp_path)}).backend == "s3://states"
    named = {"PULUMI_HOME": str(tmp_path), "PULUMI_BACKEND_URL": "file:///named"}
    assert place(ORDERS, named).backend == "file:///named"


def test_a_long_name_still_has_a_stack_of_its_own() -> None:
    """A table's name has up to 255 characters, a stack's 100: two that begin alike stay apart."""
    one, other = place({"name": "a" * 200 + "1"}).stack, place({"name": "a" * 200 + "2"}).stack
    assert one != other
    assert len(one) <= 100


@pytest.mark.parametrize("stack", ["a b", "a/b", "ä"])
def test_a_name_that_pulumi_does_not_take_is_refused_at_once(stack: str) -> None:
    """With the flag and the label that say it."""
    with pytest.raises(Fault, match="no name for a Pulumi stack") as refused:
        place(ORDERS, stack=stack)
    assert "--stack" in refused.value.help
