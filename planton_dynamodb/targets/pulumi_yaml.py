"""A Table as a Pulumi YAML program, for who wants to go on without this tool."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from planton_dynamodb.fault import Fault
from planton_dynamodb.manifest.words import camel
from planton_dynamodb.manifest.writing.block_text import lines, scalar
from planton_dynamodb.table.table import Table
from planton_dynamodb.targets.pulumi import insights_arguments, table_arguments
from planton_dynamodb.targets.pulumi_options import Account, Options, options_of
from planton_dynamodb.targets.pulumi_project import KEPT, NO_KEYS, project_file
from planton_dynamodb.targets.registry import Files

if TYPE_CHECKING:
    from planton_dynamodb.manifest.manifest import Manifest

_OUTPUTS = """\
outputs:
  table_name: ${table.name}
  table_arn: ${table.arn}
  table_id: ${table.id}
  stream_arn: ${table.streamArn}
  stream_label: ${table.streamLabel}
"""


def files(table: Table, manifest: Manifest) -> Files:
    """A project of one file: Pulumi YAML keeps the program in `Pulumi.yaml`."""
    return {"Pulumi.yaml": project_file(manifest, "yaml") + program(table, options_of(manifest))}


def program(table: Table, options: Options) -> str:
    """The resources and outputs. Resources go by names of its own: a table's may hold what a reference cannot."""
    return "".join(f"{line}\n" for line in ("resources:", *_indented(_resources(table, options)))) + _OUTPUTS


def by_state_names(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments by the names that Pulumi has for them outside of Python; the keys of tags are nobody's names."""
    return {
        camel(name): dict(value) if name == "tags" else _by_state_names(value)
        for name, value in arguments.items()
    }


def _by_state_names(value: object) -> object:
    if isinstance(value, dict):
        return by_state_names(value)
    return [_by_state_names(item) for item in value] if isinstance(value, list) else value


def _resources(table: Table, options: Options) -> Iterator[str]:
    if options.account is not None:
        yield from _provider(options.account)
    yield from _head("table", "aws:dynamodb:Table", table.name)
    yield from _indented(_properties(table_arguments(table)), 2)
    yield "  options:"
    yield from ["    provider: ${aws}"] if options.account is not None else []
    yield from ["    protect: true"] if options.protect else []
    yield from ["    retainOnDelete: true"] if options.retain else []
    yield from (f"    # {KEPT}", "    deleteBeforeReplace: false")
    insights = insights_arguments(table)
    if insights is not None:
        yield from _head("insights", "aws:dynamodb:ContributorInsights", table.name)
        yield "    tableName: ${table.name}"
        yield from _indented(_properties(insights), 2)
        yield from ("  options:", "    parent: ${table}")
        # Some languages hand a parent's protection on to its children, and they could not be switched off then.
        yield from ["    protect: false"] if options.protect else []
        yield "    deleteBeforeReplace: true"


def _head(key: str, kind: str, name: str) -> tuple[str, ...]:
    return f"{key}:", f"  type: {kind}", f"  name: {scalar(name)}", "  properties:"


def _provider(account: Account) -> Iterator[str]:
    yield from ("aws:", "  type: pulumi:providers:aws")
    if account.access_key_id or account.secret_access_key or account.session_token:
        yield f"  # {NO_KEYS}"
    given = {
        **({"region": account.region} if account.region else {}),
        **({"allowedAccountIds": [account.account_id]} if account.account_id else {}),
    }
    if given:
        yield "  properties:"
        yield from _indented(_properties(given), 2)


def _properties(arguments: Mapping[str, Any]) -> list[str]:
    literal: dict[str, Any] = _literal(by_state_names(arguments))
    if "tags" in literal:
        literal["tags"] = {_key(key): value for key, value in literal["tags"].items()}
    return lines(literal)


def _literal(value: Any) -> Any:  # noqa: ANN401 - whatever JSON can say
    """A value in which Pulumi YAML finds nothing to fill in: `$$` stands for `$`, and `${` would be a reference."""
    if isinstance(value, str):
        return value.replace("$", "$$")
    if isinstance(value, dict):
        return {_literal(key): _literal(part) for key, part in value.items()}
    return [_literal(item) for item in value] if isinstance(value, list) else value


def _key(tag: str) -> str:
    if tag.lower().startswith("fn::"):
        raise Fault(
            f"the label `{tag}` would be a function in Pulumi YAML, which keeps keys that begin with fn:: to itself",
            "Rename the label, or ask for --language python.",
        )
    return scalar(tag)


def _indented(text: Iterable[str], levels: int = 1) -> Iterator[str]:
    return (f"{'  ' * levels}{line}" for line in text)
