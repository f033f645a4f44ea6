"""The Terraform module of every sound table, read by the real Terraform."""

from __future__ import annotations

import json
from dataclasses import replace
from operator import attrgetter
from types import ModuleType
from typing import TypeVar

import pytest

from planton_dynamodb.fault import Fault
from planton_dynamodb.table.resolve import resolve
from planton_dynamodb.table.table import GlobalIndex, Key, LocalIndex, Table
from planton_dynamodb.targets import terraform_hcl, terraform_json
from planton_dynamodb.targets.pulumi_operations import resources
from planton_dynamodb.targets.pulumi_options import Options, options_of
from planton_dynamodb.targets.registry import TARGETS, Where
from planton_dynamodb.targets.terraform import module
from planton_dynamodb.targets.terraform_operations import addresses
from planton_dynamodb.targets.terraform_tree import Module
from tests.targets.around import around
from tests.targets.planned import planned, table_of
from tests.targets.registered import corpus
from tests.targets.test_pulumi_python import RENDERED, WITH_KEYS, manifest_of
from tests.terraforming.fixtures import Terraforming

CORPUS = corpus()
ENVIRONMENTS = ("prod", "dev")
Index = TypeVar("Index", GlobalIndex, LocalIndex)

_NAME = attrgetter("name")


def tables() -> dict[str, Table]:
    """Every sound table of the corpus, by a name that Terraform takes for a module."""
    return {name.replace(".", "_"): resolve(manifest) for name, manifest in CORPUS.items()}


def modules() -> dict[str, Module]:
    """The modules of them, and of a table with all that runs around it."""
    found = {name: module(table, Options()) for name, table in tables().items()}
    for environment in ENVIRONMENTS:
        made = around(environment)[1]
        found[environment] = module(made.table, Options(), made.operations)
    return found


def in_no_order(table: Table) -> Table:
    """A table whose lists are sorted: to the provider they are sets."""

    def sorted_projection(index: Index) -> Index:
        kept = index.projection._replace(attributes=tuple(sorted(index.projection.attributes)))
        return index._replace(projection=kept)

    return replace(
        table,
        attributes=tuple(sorted(table.attributes)),
        global_indexes=tuple(sorted(map(sorted_projection, table.global_indexes), key=_NAME)),
        local_indexes=tuple(sorted(map(sorted_projection, table.local_indexes), key=_NAME)),
        emptied=False,
    )


def test_terraform_reads_every_table_as_it_is(terraforming: Terraforming) -> None:
    """A plan would give the provider each of the 14 fields, whether the module is in HCL or in JSON."""
    hcl, in_json = planned(terraforming, modules())
    assert hcl == in_json
    for name, table in tables().items():
        assert in_no_order(table_of(hcl[name])) == in_no_order(table), name
    for environment in ENVIRONMENTS:
        made = around(environment)[1]
        assert hcl[environment].keys() - {"aws_dynamodb_table.table"} == addresses(made.operations).keys()


def test_every_module_is_formatted_as_terraform_formats(terraforming: Terraforming) -> None:
    """`terraform fmt` has nothing to say of any file, nor of all of them printed as one."""
    files = {
        f"{name}-{path}": text
        for name, each in modules().items()
        for path, text in terraform_hcl.texts(each).items()
    }
    printed = TARGETS["terraform"].between
    assert printed is not None
    made = terraform_hcl.texts(modules()["prod"])
    files["printed.tf"] = printed.join(made.values())
    formatted = terraforming.bare("all", files).run("fmt", "-check", "-diff")
    assert formatted == ""


@pytest.mark.parametrize("language", [terraform_hcl, terraform_json])
def test_a_stack_input_names_the_region_and_the_account(language: ModuleType) -> None:
    """As the default of a variable and as the only account that is taken; a comment says where keys belong."""
    manifest = manifest_of(WITH_KEYS)
    text = "".join(language.files(resolve(manifest), manifest).values())
    account = options_of(manifest).account
    assert account is not None
    for said in (account.region, account.account_id, "Access keys are not written here"):
        assert said is not None
        assert said in text
    for secret in (account.access_key_id, account.secret_access_key, account.session_token):
        assert secret is None or secret not in text


def test_the_region_that_is_asked_for_wins() -> None:
    """It is the default of the variable, which otherwise leaves the region to AWS's own settings."""
    manifest = manifest_of(RENDERED / "orders.yaml")
    table = resolve(manifest)

    def default(where: Where) -> str | None:
        document = json.loads(terraform_json.files(table, manifest, None, where)["main.tf.json"])
        found: str | None = document["variable"]["region"]["default"]
        return found

    assert (default(Where()), default(Where(region="eu-west-1"))) == (None, "eu-west-1")


@pytest.mark.parametrize("protect", [False, True])
@pytest.mark.parametrize("replace_", [False, True])
def test_the_table_is_held_on_to(*, protect: bool, replace_: bool) -> None:
    """Protection prevents its destruction; a replacement needs the name of what is there, unless it is allowed."""
    table = resolve(manifest_of(RENDERED / "orders.yaml"))
    document = terraform_json.document(module(table, Options(protect=protect, replace=replace_)))
    lifecycle = document["resource"]["aws_dynamodb_table"]["table"].get("lifecycle", {})
    assert ("prevent_destroy" in lifecycle, "create_before_destroy" in lifecycle) == (protect, not replace_)


def test_what_terraform_cannot_say_is_said() -> None:
    """Retention, and the units of indexes that scaling changes: in a comment, and to whoever renders."""
    manifest, made = around("prod")
    texts = terraform_hcl.files(made.table, manifest, made.operations)
    notes = tuple(terraform_hcl.notes(made.table, manifest, made.operations))
    assert notes == tuple(terraform_json.notes(made.table, manifest, made.operations))
    for note, said in zip(notes, ("terraform state rm", "by.email, by-status"), strict=True):
        assert said in note
        assert said in texts["main.tf"]
    plain = manifest_of(RENDERED / "orders.yaml")
    assert not tuple(terraform_hcl.notes(resolve(plain), plain))


def test_a_text_that_terraform_would_change_is_refused() -> None:
    """It composes what is decomposed: an attribute of another name would be the key."""
    table = resolve(manifest_of(RENDERED / "orders.yaml"))
    odd = "cafe\u0301"
    with pytest.raises(Fault, match=r"Terraform would change 'cafe\\u0301'"):
        module(replace(table, key=Key(odd), attributes=((odd, "S"),)), Options())
    with pytest.raises(Fault, match="Terraform would change"):
        module(replace(table, tags=((odd, "x"),)), Options())


def test_an_address_says_which_piece_it_is() -> None:
    """Each resource around the table has one, which only its own name in the manifest changes."""
    made = around("prod")[1].operations
    assert len(addresses(made)) == len(resources(made))
    assert (
        addresses(made)["aws_ssm_parameter.shop_prod_orders_table_name"].name
        == "/shop/prod/orders/table-name"
    )
    fewer = around("prod", "spec.alarms=null")[1].operations
    assert dict(addresses(fewer)).items() <= {**addresses(made)}.items()


def test_an_address_begins_with_no_digit() -> None:
    """Terraform takes none for a name."""
    made = around("prod")[1].operations
    (parameter, *_) = made.parameters
    one = replace(made, parameters=(replace(parameter, path="/1/a"), replace(parameter, path="/1-a")))
    assert {"aws_ssm_parameter._1_a", "aws_ssm_parameter._1_a_2"} <= addresses(one).keys()


@pytest.mark.parametrize(("folder", "environment"), [("terraform", None), ("around/terraform", "prod")])
def test_the_module_is_the_one_that_somebody_has_looked_at(folder: str, environment: str | None) -> None:
    """The files in `rendered` are those of the manifests there, in both languages."""
    if environment is None:
        manifest = manifest_of(RENDERED / "orders.yaml")
        table, operations = resolve(manifest), None
    else:
        manifest, made = around(environment)
        table, operations = made.table, made.operations
    for language in (terraform_hcl, terraform_json):
        for path, text in language.files(table, manifest, operations).items():
            assert text == (RENDERED / folder / path).read_text(encoding="utf-8"), path
