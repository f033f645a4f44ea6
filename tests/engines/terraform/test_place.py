"""Where a state is kept: by flags, by the manifest's labels, else with the user's data; never in a repository."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from planton_dynamodb.engines.terraform.faults import FailedError, fault_of
from planton_dynamodb.engines.terraform.place import Place, place_of
from planton_dynamodb.fault import Fault

LABEL = "terraform.project-planton.org/backend"


def placed(
    *, backend: str | None = None, stack: str | None = None, name: str = "orders", **labels: str
) -> Place:
    """The place of a table."""
    said = {f"{LABEL}.{key}": value for key, value in labels.items()}
    metadata = {"name": name, "env": "prod", "labels": said}
    return place_of(metadata, {"backend": backend, "stack": stack}, {"HOME": "/home/me"})


def test_by_default_it_is_with_the_users_data() -> None:
    """A folder for each table, called after it and its environment; XDG_DATA_HOME says another."""
    place = placed()
    assert (
        place.state_file == "/home/me/.local/share/planton-dynamodb/terraform/prod.orders/terraform.tfstate"
    )
    elsewhere = place_of({"name": "orders"}, {}, {"XDG_DATA_HOME": "/data"})
    assert elsewhere.folder == "/data/planton-dynamodb/terraform/orders"


@pytest.mark.parametrize(
    ("url", "kind", "settings"),
    [
        ("s3://b?region=r", "s3", {"bucket": "b", "key": "prod.orders/terraform.tfstate", "region": "r"}),
        ("s3://b/team/", "s3", {"bucket": "b", "key": "team/prod.orders/terraform.tfstate"}),
        ("s3://b/one.tfstate", "s3", {"bucket": "b", "key": "one.tfstate"}),
        ("gcs://b/team", "gcs", {"bucket": "b", "prefix": "team/prod.orders"}),
        (
            "azurerm://account/box/team",
            "azurerm",
            {"storage_account_name": "account", "container_name": "box", "key": "team/prod.orders/terraform.tfstate"},
        ),
    ],
)  # fmt: skip
def test_a_bucket_has_a_state_for_each_table(url: str, kind: str, settings: dict[str, str]) -> None:
    """Below the path that is given; what stands behind `?` goes to Terraform's backend as it is."""
    place = placed(backend=url)
    assert (place.backend, dict(place.settings), place.state_file) == (kind, settings, None)
    assert place.folder.startswith("/home/me/.local/share/planton-dynamodb/terraform/prod.orders@")


def test_keys_in_the_address_of_a_backend_are_told_nobody() -> None:
    """Messages name the bucket and the object, not what else the address says."""
    flags = {"backend": "s3://states/shop?access_key=AKIA&secret_key=hidden", "stack": "orders"}
    place = place_of({"name": "orders"}, flags, {"HOME": "/home/me"})
    assert place.title == place.state_name == "s3://states/shop/orders/terraform.tfstate"
    fault = fault_of(FailedError(1, ["NoSuchBucket"]), place, "Terraform")
    assert fault.summary == "the backend s3://states/shop/orders/terraform.tfstate cannot be used"


def test_two_tables_with_one_key_have_one_state() -> None:
    """So that the verbs can refuse it; tables with keys of their own do not."""
    assert placed(backend="s3://b/one.tfstate") == placed(backend="s3://b/one.tfstate", name="users")
    assert placed(backend="s3://b/team") != placed(backend="s3://b/team", name="users")


def test_labels_name_a_backend_as_other_manifests_do() -> None:
    """With bucket and key apart, or both in one; a flag comes first, and `local` is no bucket."""
    apart = placed(type="s3", bucket="b", key="a/k", region="eu-west-1")
    assert dict(apart.settings) == {"bucket": "b", "key": "a/k", "region": "eu-west-1"}
    assert dict(placed(type="gcs", object="b/a/k").settings) == {"bucket": "b", "prefix": "a/k"}
    assert placed(type="local").state_file is not None
    assert placed(backend="s3://other", type="s3", bucket="b", key="k").location.startswith("s3 bucket=other")


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        ({"type": "consul"}, f"the label {LABEL}.type is 'consul'"),
        (
            {"type": "s3", "bucket": "b"},
            "the labels name a backend of type s3, and not where in it the state is",
        ),
    ],
)
def test_labels_that_name_no_state_are_refused(labels: dict[str, str], said: str) -> None:
    """With what to write instead."""
    with pytest.raises(Fault) as fault:
        placed(**labels)
    assert fault.value.summary == said
    assert fault.value.help


@pytest.mark.parametrize("url", ["ftp://here", "s3://", "azurerm://account"])
def test_no_backend(url: str) -> None:
    """What Terraform is not given here says which forms there are."""
    with pytest.raises(Fault) as fault:
        placed(backend=url)
    assert "s3://BUCKET/PREFIX" in fault.value.help


@pytest.mark.parametrize("stack", [".git", "a/b", "..", "x" * 101])
def test_no_name_of_a_state(stack: str) -> None:
    """Nothing that leads out of the folder, or hides in it."""
    with pytest.raises(Fault, match="is no name for a state"):
        placed(stack=stack)


def test_a_folder_in_a_repository_is_refused_unless_git_ignores_it(tmp_path: Path) -> None:
    """A state holds secrets, and what lies in a repository is committed some day."""
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    with pytest.raises(Fault, match="is in the git repository"):
        placed(backend=str(tmp_path / "states"))
    (tmp_path / ".gitignore").write_text("/states/\n")
    assert placed(backend=str(tmp_path / "states")).folder == str(tmp_path / "states" / "prod.orders")
