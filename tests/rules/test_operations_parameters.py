"""What the rules about parameters say beyond what the corpus shows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from planton_dynamodb import validate
from tests.operations.declarations import text
from tests.rules.tables import found, mended, only, table

ENVIRONMENTS = [{"name": "prod"}, {"name": "dev"}]


def parameters(path: str, **spec: object) -> str:
    """A table and its parameters."""
    return text({"parameters": {"path": path}, **spec})


def operations(name: str, path: str, **spec: object) -> str:
    """The parameters of a table, alone."""
    return json.dumps(
        {
            "apiVersion": "dynamodb.project-planton.org/v1",
            "kind": "AwsDynamodbOperations",
            "metadata": {"name": name},
            "spec": {"table": name, "parameters": {"path": path}, **spec},
        },
        indent=2,
    )


def system(*around: str) -> str:
    """The tables `orders` and `customers` with what runs around them."""
    return "\n---\n".join([table({"name": "orders"}), table({"name": "customers"}), *around])


@pytest.mark.parametrize(
    "path", ["/shop", "/", "/shop/", "/shop/{output}", "/{output}", "orders-{output}", "/a.b_c-D9"]
)
def test_every_path_that_aws_takes_is_taken(path: str) -> None:
    """From the top or as a name without levels, with or without the output in it."""
    assert not found(parameters(path))


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("/AWS", "parameter-path-reserved"),
        ("/Ssmthing/x", "parameter-path-reserved"),
        ("ssm-{output}", "parameter-path-reserved"),
        ("arn:aws:ssm:us-east-1:111122223333:parameter-{output}", "parameter-path-charset"),
        ("/shop\n", "parameter-path-charset"),
        ("//", "parameter-path-empty-level"),
        ("//shop", "parameter-path-empty-level"),
        ("shop/x", "parameter-path-relative"),
    ],
)
def test_a_path_that_aws_refuses_is_one_mistake(path: str, rule: str) -> None:
    """One finding each."""
    expected = [] if path == "//" else [f"{rule} at spec.parameters.path"]
    assert found(parameters(path)) == expected


def test_a_path_is_mended_in_its_quotes() -> None:
    """Braces at the beginning of a value mean something else to YAML."""
    written = parameters("{app}/{env}/orders", app="shop", environments=ENVIRONMENTS)
    assert '"path": "/{app}/{env}/orders"' in mended(written, rule="parameter-path-relative")


def test_what_fills_a_path_is_judged_in_every_environment() -> None:
    """The longest name counts, and those characters that come in with the application."""
    assert only(parameters("/{app}/x", app="ssm-shop")).rule == "parameter-path-reserved"
    assert only(parameters("/{app}/x", app="a" * 960)).rule == "parameter-path-length"


def test_parameters_of_two_files_in_a_folder_meet_once(tmp_path: Path) -> None:
    """The one that stands later is told, with the place of the other."""
    (tmp_path / "tables.yaml").write_text(system())
    (tmp_path / "a.yaml").write_text(operations("orders", "/shop/x"))
    (tmp_path / "b.yaml").write_text(operations("customers", "/shop/x"))
    assert not validate(tmp_path / "a.yaml")
    (finding,) = validate(tmp_path / "b.yaml")
    assert finding.rule == "parameter-path-shared"
    assert [each.location.file for each in finding.related] == [str(tmp_path / "a.yaml")]


@pytest.mark.parametrize(
    ("ours", "theirs", "shared"),
    [
        ("/x/{env}", "/x/{env}", True),
        ("/x/{env}", "/x/{env}/{table}", False),
        ("/x/{env}/{table}", "/x/{env}/orders", True),
        ("/x/{env}-{output}", "/x/{env}-{output}", True),
        ("/x/{env}", "/x/{env}-{output}", False),
    ],
)
def test_paths_are_compared_as_they_are_filled(ours: str, theirs: str, *, shared: bool) -> None:
    """Two spellings of one name are one name."""
    written = system(
        operations("orders", ours, environments=ENVIRONMENTS),
        operations("customers", theirs, environments=ENVIRONMENTS),
    )
    assert found(written) == (["parameter-path-shared at spec.parameters.path"] if shared else [])


def test_other_environments_share_nothing() -> None:
    """What is written for development is not what is written for production."""
    written = system(
        operations("orders", "/x/{env}", environments=[{"name": "prod"}]),
        operations("customers", "/x/{env}", environments=[{"name": "dev"}]),
    )
    assert not found(written)


def test_of_three_tables_each_later_one_is_told_once() -> None:
    """However many outputs and environments they share."""
    written = system(*(operations(name, "/x") for name in ("orders", "customers")))
    assert found(written) == ["parameter-path-shared at spec.parameters.path"]
