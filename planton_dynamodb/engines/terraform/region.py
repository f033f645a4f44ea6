"""A table that is in one region and asked for in another: Terraform would take it for gone, or change a stranger's."""

from __future__ import annotations

from collections.abc import Mapping

from planton_dynamodb.engines.terraform.state import State
from planton_dynamodb.fault import Fault
from planton_dynamodb.targets.pulumi_options import Account


def refuse_other_region(state: State, account: Account | None, environment: Mapping[str, str]) -> None:
    """See that the table is where it is asked for, as far as that is said and not left to a profile.

    Until version 6 the provider keeps no region in the state, and asks whichever one is set now.
    """
    asked = (account.region if account is not None else None) or _region_in(environment)
    there = (state.outputs.get("table_arn", "").split(":") + [""] * 4)[3]
    if asked and there and asked != there:
        raise Fault(
            f"the table is in {there}, and {asked} is asked for",
            f"Give --region {there}, or set AWS_REGION. To move the table: make a new one with another --stack, copy "
            "the items, then destroy this one.",
        )


def _region_in(environment: Mapping[str, str]) -> str | None:
    return environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION")
