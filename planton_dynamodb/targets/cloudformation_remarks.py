"""What a template of CloudFormation cannot say of a table, and what its stack needs besides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from planton_dynamodb.manifest.writing.block_text import quoted
from planton_dynamodb.table.table import Table
from planton_dynamodb.targets.pulumi_options import PROTECT, Account, Options
from planton_dynamodb.targets.pulumi_project import NO_KEYS

if TYPE_CHECKING:
    from planton_dynamodb.operations.values import Operations

_MOST_BYTES_OF_A_REQUEST = 51_200


class Remark(NamedTuple):
    """A sentence, and the section of the template that it is about."""

    section: str
    text: str


def remarks(table: Table, operations: Operations | None, options: Options) -> Iterator[Remark]:
    """All that is to be said of a table."""
    if options.account is not None:
        yield from _of_account(options.account)
    if options.protect and not options.retain and not table.deletion_protection:
        yield Remark(
            "Resources",
            f"A template cannot say {PROTECT}: the table stays when it leaves the stack, but nothing keeps it from "
            "leaving. Protect the stack, with `aws cloudformation update-termination-protection`, or the table, with "
            "deletionProtectionEnabled.",
        )
    if operations is not None and operations.grants:
        yield Remark(
            "Resources",
            "There are IAM policies here, with names: the stack needs --capabilities CAPABILITY_NAMED_IAM.",
        )
    if operations is not None and operations.scaling:
        yield Remark(
            "Resources",
            "CloudFormation cannot be told to leave units to scaling: a ProvisionedThroughput that is changed here "
            "takes back what scaling did.",
        )
    if table.stream_view_type is None:
        yield Remark(
            "Outputs",
            "There is no stream: StreamArn and StreamLabel would be blank, and CloudFormation exports no blank value.",
        )


def _of_account(account: Account) -> Iterator[Remark]:
    places = [
        *([f"in {_shown(account.region)}"] if account.region else []),
        *([f"in the account {_shown(account.account_id)}"] if account.account_id else []),
    ]
    if places:
        said = " and ".join(places)
        yield Remark("Resources", f"A template cannot say where its stack is: the table belongs {said}.")
    if account.access_key_id or account.secret_access_key or account.session_token:
        yield Remark("Resources", NO_KEYS)


def _shown(text: str) -> str:
    return text if re.fullmatch(r"[A-Za-z0-9-]+", text) else quoted(text)


def told(found: Iterable[Remark], files: Mapping[str, str]) -> Iterator[str]:
    """The same for who does not read the template, and how large that is where it matters."""
    yield from (remark.text for remark in found)
    for name, text in files.items():
        size = len(text.encode())
        if size > _MOST_BYTES_OF_A_REQUEST:
            yield (
                f"{name} has {size:,} bytes, and a request takes {_MOST_BYTES_OF_A_REQUEST:,}: give it to "
                "CloudFormation by way of S3, as `aws cloudformation deploy --s3-bucket` does."
            )
