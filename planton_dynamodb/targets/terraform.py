"""A Table as a Terraform module: its resources, the variables that it takes and the outputs that it gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from unicodedata import is_normalized, normalize

from planton_dynamodb.fault import Fault
from planton_dynamodb.table.table import Capacity, GlobalIndex, LocalIndex, Projection, Table
from planton_dynamodb.targets.pulumi_options import Account, Options
from planton_dynamodb.targets.terraform_tree import (
    Block,
    Call,
    Expression,
    Module,
    Value,
    Word,
    block,
    body,
    texts,
)

if TYPE_CHECKING:
    from planton_dynamodb.operations.values import Operations

TABLE_ADDRESS = "aws_dynamodb_table.table"
INSIGHTS_ADDRESS = "aws_dynamodb_contributor_insights.table"

TERRAFORM_VERSIONS = ">= 1.0"
# Earlier ones refuse the attribute of an expiry that is off, though AWS asks for it when it is switched off.
PROVIDER_VERSIONS = ">= 5.76, < 7.0"

NO_KEYS = "Access keys are not written here: give them as AWS's own tools take them."
KEPT = "A replacement would lose the data. It fails, since the name is taken, while this is true."
SCALED = "Scaling changes these: said again, they would take back what it did."
RETAINED = (
    "The table is to stay on AWS when it leaves this configuration, and Terraform has no argument for that:",
    "before its block goes, run `terraform state rm aws_dynamodb_table.table`, or put a `removed` block in its place.",
)
INDEXES_SCALED = (
    "Scaling changes the units of these indexes too: {}.",
    "Terraform can only ignore all indexes at once: add global_secondary_index to ignore_changes when they are",
    "made, and take it out again before you change one.",
)

_OUTPUTS = {
    "table_name": ("The name of the table.", "name"),
    "table_arn": ("The ARN of the table.", "arn"),
    "table_id": ("The id of the table, which is its name.", "id"),
    "stream_arn": ("The ARN of the stream; blank where there is none.", "stream_arn"),
    "stream_label": ("The label of the stream, a timestamp; blank where there is none.", "stream_label"),
}
_OF_STREAM = ("stream_arn", "stream_label")


def module(table: Table, options: Options, operations: Operations | None = None) -> Module:
    """All that makes a table and what runs around it, at addresses that a name in the manifest does not change."""
    made = Module(
        {
            "main": (*_table(table, options, operations), *_insights(table), *_around(operations)),
            "variables": tuple(_variables(options.account)),
            "outputs": tuple(_outputs(table, operations)),
            "versions": (_terraform(), _provider(options.account)),
        }
    )
    _refuse_what_would_change(made)
    return made


def scaled_indexes(table: Table, operations: Operations | None) -> list[str]:
    """The global indexes whose units scaling changes."""
    scaled = {each.index for each in operations.scaling} if operations is not None else set()
    return [index.name for index in table.global_indexes if index.name in scaled]


def _refuse_what_would_change(made: Module) -> None:
    for text in (text for each in made.blocks for text in texts(each)):
        if not text.isascii() and not is_normalized("NFC", text):
            raise Fault(
                f"Terraform would change {text!a} to {normalize('NFC', text)!a}: its texts are in Unicode's form NFC",
                "Write it so in the manifest too, or render something else than Terraform.",
            )


def untold(table: Table, options: Options, operations: Operations | None) -> Iterator[str]:
    """What Terraform cannot say, for who does not read the comments."""
    if options.retain:
        yield " ".join(RETAINED)
    indexes = scaled_indexes(table, operations)
    if indexes:
        yield " ".join(INDEXES_SCALED).format(", ".join(indexes))


def _table(table: Table, options: Options, operations: Operations | None) -> Iterator[Block]:
    retained = RETAINED if options.retain else ()
    blocks = (*_blocks(table), _lifecycle(table, options, operations))
    yield Block(
        "resource", ("aws_dynamodb_table", "table"), body(_arguments(table), blocks, remarks=retained)
    )


def _arguments(table: Table) -> dict[str, Value]:
    """What is off is written as off, because the provider takes silence for "leave it as it is".

    What AWS wants to hear nothing of (capacity on demand, the view type of no stream) is left out.
    """
    tags = Expression("var.tags")
    return {
        "name": table.name,
        "billing_mode": table.billing_mode,
        **_capacity(table.capacity),
        **_given(hash_key=table.key.partition, range_key=table.key.sort),
        "table_class": table.table_class,
        "stream_enabled": table.stream_view_type is not None,
        **_given(stream_view_type=table.stream_view_type),
        "deletion_protection_enabled": table.deletion_protection,
        "tags": Call("merge", (dict(table.tags), tags)) if table.tags else tags,
    }


def _blocks(table: Table) -> Iterator[Block]:
    for name, kind in table.attributes:
        yield block("attribute", name=name, type=kind)
    for index in table.global_indexes:
        yield _global_index(index)
    for local in table.local_indexes:
        yield _local_index(local)
    expiry, encryption = table.expiry, table.encryption
    yield block("ttl", **_given(attribute_name=expiry.attribute), enabled=expiry.enabled)
    yield block("point_in_time_recovery", enabled=table.point_in_time_recovery)
    yield block(
        "server_side_encryption", enabled=encryption.enabled, **_given(kms_key_arn=encryption.key_arn)
    )


def _global_index(index: GlobalIndex) -> Block:
    return block(
        "global_secondary_index",
        name=index.name,
        **_given(hash_key=index.key.partition, range_key=index.key.sort),
        **_projection(index.projection),
        **_capacity(index.capacity),
    )


def _local_index(index: LocalIndex) -> Block:
    return block(
        "local_secondary_index",
        name=index.name,
        **_given(range_key=index.key.sort),
        **_projection(index.projection),
    )


def _lifecycle(table: Table, options: Options, operations: Operations | None) -> Block:
    scaling = () if operations is None else operations.scaling
    units: list[Value] = [Word(f"{each.direction}_capacity") for each in scaling if each.index is None]
    indexes = scaled_indexes(table, operations)
    said = [each.format(", ".join(indexes)) for each in INDEXES_SCALED] if indexes else []
    items = [
        *body({} if options.replace else {"create_before_destroy": True}, remarks=[KEPT]),
        *body({"prevent_destroy": True} if options.protect else {}),
        *(body({"ignore_changes": units}, remarks=[SCALED]) if units else ()),
        *body({}, remarks=said),
    ]
    return Block("lifecycle", (), tuple(items))


def _insights(table: Table) -> Iterator[Block]:
    if table.contributor_insights:
        named = {"table_name": Expression(f"{TABLE_ADDRESS}.name")}
        yield Block("resource", ("aws_dynamodb_contributor_insights", "table"), body(named))


def _around(operations: Operations | None) -> Iterable[Block]:
    if operations is None:
        return ()
    from planton_dynamodb.targets.terraform_operations import around  # most tables have nothing around them

    return around(operations)


def _variables(account: Account | None) -> Iterator[Block]:
    yield _variable(
        "region",
        "The region of the table; where it is null, what AWS's own settings say.",
        "string",
        account.region if account is not None else None,
    )
    yield _variable(
        "tags",
        "Further tags of the table; one with a key of the table's own takes its place.",
        "map(string)",
        {},
    )


def _variable(name: str, description: str, kind: str, default: Value) -> Block:
    said: dict[str, Value] = {"description": description, "type": Word(kind), "default": default}
    return Block("variable", (name,), body(said))


def _outputs(table: Table, operations: Operations | None) -> Iterator[Block]:
    for name, (description, attribute) in _OUTPUTS.items():
        # Of a stream that is closed AWS goes on telling for a day.
        closed = name in _OF_STREAM and table.stream_view_type is None
        yield _output(name, description, "" if closed else Expression(f"{TABLE_ADDRESS}.{attribute}"))
    if operations is not None and operations.any:
        from planton_dynamodb.targets.terraform_operations import handed_back  # as above

        yield _output("operations", "What runs around the table.", handed_back(operations))


def _output(name: str, description: str, value: Value) -> Block:
    return Block("output", (name,), body({"description": description, "value": value}))


def _terraform() -> Block:
    provider = {"source": "hashicorp/aws", "version": PROVIDER_VERSIONS}
    required = block("required_providers", aws=provider)
    return Block("terraform", (), body({"required_version": TERRAFORM_VERSIONS}, [required]))


def _provider(account: Account | None) -> Block:
    said: dict[str, Value] = {"region": Expression("var.region")}
    if account is None:
        return Block("provider", ("aws",), body(said))
    if account.account_id:
        said["allowed_account_ids"] = [account.account_id]
    keys = account.access_key_id or account.secret_access_key or account.session_token
    return Block("provider", ("aws",), body(said, remarks=[NO_KEYS] if keys else []))


def _given(**arguments: Value) -> dict[str, Value]:
    return {name: value for name, value in arguments.items() if value is not None}


def _capacity(capacity: Capacity | None) -> dict[str, Value]:
    return {} if capacity is None else {"read_capacity": capacity.read, "write_capacity": capacity.write}


def _projection(projection: Projection) -> dict[str, Value]:
    return {
        "projection_type": projection.type,
        **_given(non_key_attributes=list(projection.attributes) or None),
    }
