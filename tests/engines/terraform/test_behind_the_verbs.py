"""Terraform behind the verbs: chosen by flag or label, one folder for each table, and what a machine may lack."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from planton_dynamodb.manifest import files
from planton_dynamodb.manifest.load import load_source
from planton_dynamodb.table.resolve import resolve
from planton_dynamodb.targets import registry
from tests.engines.terraform.commands import (
    ask,
    by_label,
    headline,
    state_folder,
    table,
    tables,
    words,
    write,
)
from tests.terraforming.fixtures import Terraforming

LABEL = "  labels:\n    project-planton.org/provisioner: terraform\n"


def test_two_tables_side_by_side(terraforming: Terraforming) -> None:
    """Made at once with one provider, each with a state that nobody else can read; outputs ask nobody; then deleted."""
    write(terraforming, "  streamEnabled: true\n  streamViewType: NEW_IMAGE\n")
    write(terraforming, name="users", metadata=LABEL)
    made = ask(terraforming, "apply", "users.yaml", "orders.yaml")
    assert made.returncode == 0, words(made)
    assert tables(terraforming) == ["orders", "users"]
    installed = state_folder(terraforming, ".installed")
    assert len([each for each in installed.iterdir() if each.is_dir()]) == 1
    for name in ("orders", "users"):
        path = state_folder(terraforming, name) / "terraform.tfstate"
        assert (path.stat().st_mode & 0o077, path.parent.stat().st_mode & 0o077) == (0, 0)
        assert sorted(each.name for each in path.parent.iterdir()) == ["terraform.tfstate"]
    assert left_behind(terraforming) == []

    before = len(terraforming.requests())
    outputs = json.loads(ask(terraforming, "outputs", "--format", "json", "-q").stdout)
    assert outputs["stream_arn"] == table(terraforming)["LatestStreamArn"]
    assert len(terraforming.requests()) == before
    gone = ask(terraforming, "destroy", "users.yaml", "orders.yaml")
    assert (gone.returncode, tables(terraforming)) == (0, []), words(gone)


def test_flags_are_read_as_the_engine_of_the_label_reads_them(terraforming: Terraforming) -> None:
    """Also without --engine; and what is about Pulumi alone is refused instead of being overlooked."""
    write(terraforming, metadata=LABEL)
    for flags, code, said in (
        (("--backend", "ftp://x"), 2, "ftp://x is no backend that Terraform is given here"),
        (("--backend", "azurerm://account"), 2, "azurerm://account names no container"),
        (("--organization", "acme"), 2, "--organization would say where Pulumi keeps a state"),
    ):
        answer = by_label(terraforming, "preview", *flags)
        assert answer.returncode == code, words(answer)
        assert said in words(answer)


def test_two_tables_with_one_object_for_their_state(terraforming: Terraforming) -> None:
    """Neither is touched, and the label that puts them apart is named."""
    labels = "".join(
        f"    terraform.project-planton.org/backend.{name}: {value}\n"
        for name, value in (("type", "s3"), ("bucket", "states"), ("key", "one.tfstate"))
    )
    for name in ("orders", "users"):
        write(terraforming, name=name, metadata=LABEL + labels)
    answer = by_label(terraforming, "preview", "users.yaml")
    assert answer.returncode == 1
    assert "orders.yaml:1 (orders) and users.yaml:1 (users) would share the stack users" in words(answer)
    assert "the label terraform.project-planton.org/backend.key" in words(answer)


def test_no_provider_and_no_registry(terraforming: Terraforming, tmp_path: Path) -> None:
    """What cannot be fetched says how to do without; nothing is made, and the next run goes on."""
    settings = tmp_path / "none.tfrc"
    settings.write_text(
        f'provider_installation {{\n  filesystem_mirror {{\n    path = "{tmp_path}/empty"\n  }}\n}}\n'
    )
    write(terraforming)
    answer = ask(terraforming, "apply", TF_CLI_CONFIG_FILE=str(settings))
    assert answer.returncode == 1
    assert headline(answer) == "orders: failed: Terraform has no AWS provider, and could not get it"
    assert "filesystem_mirror" in words(answer)
    assert ask(terraforming, "outputs").returncode == 1


def test_a_damaged_state(terraforming: Terraforming) -> None:
    """What it was before the run is put back where it stands beside it, and AWS is asked; else it is said."""
    write(terraforming)
    state = state_folder(terraforming) / "terraform.tfstate"
    made = ask(terraforming, "apply")
    assert made.returncode == 0, words(made)
    whole = state.read_text()
    state.with_name("terraform.tfstate.backup").write_text(whole)
    state.write_text(whole[:100])
    answer = ask(terraforming, "apply")
    assert (answer.returncode, headline(answer)) == (0, "orders: nothing to do"), words(answer)
    assert "it is again what it was before that" in words(answer)
    assert state.with_name("terraform.tfstate.damaged").read_text() == whole[:100]

    state.with_name("terraform.tfstate.backup").unlink(missing_ok=True)
    state.write_text("{")
    lost = ask(terraforming, "outputs")
    assert "the state of stack orders is damaged" in words(lost)
    assert "apply --import" in words(lost)


def test_credentials_of_a_stack_input_are_written_nowhere(terraforming: Terraforming) -> None:
    """Terraform gets them by its environment; neither state nor plan nor module has them."""
    manifest = (terraforming.folder / "orders.yaml").with_name("table.yaml")
    write(terraforming)
    inner = (terraforming.folder / "orders.yaml").read_text().replace("\n", "\n  ")
    manifest.write_text(
        f"target:\n  {inner}\nprovider_config:\n  region: eu-west-1\n"
        "  access_key_id: AKIAOFTHEINPUT000000\n  secret_access_key: secret-of-the-input\n"
    )
    made = ask(terraforming, "apply", "table.yaml")
    assert made.returncode == 0, words(made)
    assert ":eu-west-1:" in made.stdout
    assert {each["access_key"] for each in terraforming.requests("CreateTable")} == {"AKIAOFTHEINPUT000000"}
    written = [
        each for each in Path(terraforming.env["HOME"]).rglob("*") if each.is_file() and not each.is_symlink()
    ]
    assert all(b"secret-of-the-input" not in each.read_bytes() for each in written)
    assert "secret-of-the-input" not in made.stdout + made.stderr
    assert left_behind(terraforming) == []


def left_behind(world: Terraforming) -> list[str]:
    """The folders of runs that are still there."""
    return sorted(each.name for each in Path(world.env["TMPDIR"]).glob("planton-dynamodb-*"))


def test_a_rendered_module_goes_on_with_the_state(terraforming: Terraforming) -> None:
    """Who leaves takes the state along: the first plan only drops the output that this tool keeps in it."""
    write(terraforming, "  contributorInsightsEnabled: true\n")
    made = ask(terraforming, "apply")
    assert made.returncode == 0, words(made)
    source, _ = files.decode("orders.yaml", (terraforming.folder / "orders.yaml").read_bytes())
    (manifest,) = load_source(source).manifests
    module = terraforming.module("own", registry.files("terraform", "hcl", resolve(manifest), manifest))
    state = state_folder(terraforming) / "terraform.tfstate"
    (module.folder / state.name).write_bytes(state.read_bytes())
    module.run("plan", "-out=plan", "-detailed-exitcode", expected=2)
    plan = json.loads(module.run("show", "-json", "plan"))
    assert {tuple(each["change"]["actions"]) for each in plan["resource_changes"]} == {("no-op",)}
    changed = [name for name, each in plan["output_changes"].items() if each["actions"] != ["no-op"]]
    assert changed == ["holding"]


def test_a_dynamodb_of_this_machine_needs_no_aws_around_it(
    terraforming: Terraforming, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An emulator has no service that knows of credentials: the provider is told not to ask for one."""
    monkeypatch.setitem(terraforming.env, "AWS_ENDPOINT_URL_DYNAMODB", terraforming.env["AWS_ENDPOINT_URL"])
    monkeypatch.delitem(terraforming.env, "AWS_ENDPOINT_URL")
    write(terraforming)
    made = ask(terraforming, "apply")
    assert (made.returncode, tables(terraforming)) == (0, ["orders"]), words(made)
