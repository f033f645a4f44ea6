"""Contributor insights as the AWS provider switches them on and off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from tests.standin.account import Account, Failed
from tests.standin.differences import Change, insights_changes
from tests.standin.shapes import UNKNOWN

Inputs: TypeAlias = Mapping[str, Any]
State: TypeAlias = dict[str, Any]

_KIND = "DynamoDB Contributor Insights"


def preview(account: Account, inputs: Inputs, state: State | None = None) -> State:
    """What they will be, as far as can be said."""
    return {"region": account.region, **(state or {"id": UNKNOWN, "mode": UNKNOWN}), **inputs}


def changes(account: Account, state: State, inputs: Inputs) -> list[Change]:
    """What an update would change."""
    return insights_changes(state, inputs, account.region)


def create(account: Account, inputs: Inputs) -> tuple[str, State]:
    """Switch them on."""
    table, region = inputs["tableName"], inputs.get("region") or account.region
    mode = {"ContributorInsightsMode": inputs["mode"]} if inputs.get("mode") else {}
    try:
        account.ask(
            "UpdateContributorInsights", region, ContributorInsightsAction="ENABLE", **_place(inputs), **mode
        )
    except Failed as failed:
        raise Failed(f"creating {_KIND} for table ({table}): {failed}", failed.code) from None
    name = f"name:{table}/index:{inputs.get('indexName') or ''}/{account.number}"
    state = read(account, name, region)
    if state is None:
        raise Failed(f"reading {_KIND} ({name}): couldn't find resource")
    return name, state


def update(account: Account, state: State, inputs: Inputs) -> State:
    """The mode is all that can change, and the provider asks nothing of AWS for it."""
    return preview(account, inputs, state)


def read(account: Account, name: str, region: str = "") -> State | None:
    """Them as they stand, or nothing."""
    parts = name.split("/")
    if len(parts) != 3 or not parts[0] or not parts[2]:
        raise Failed(f"unexpected format for ID ({name}), expected table_name/index_name/account_id")
    place = {"tableName": parts[0].removeprefix("name:"), "indexName": parts[1].removeprefix("index:")}
    region = region or account.region
    try:
        answer = account.ask("DescribeContributorInsights", region, **_place(place))
    except Failed as failed:
        if failed.code == "ResourceNotFoundException":
            return None
        raise Failed(f"reading {_KIND} ({name}): {failed}", failed.code) from None
    if answer["ContributorInsightsStatus"] == "DISABLED":
        return None
    named = {key: value for key, value in place.items() if value}
    return {"id": name, **named, "mode": answer.get("ContributorInsightsMode", ""), "region": region}


def delete(account: Account, state: State, name: str) -> None:
    """Switch them off."""
    try:
        account.ask(
            "UpdateContributorInsights",
            state.get("region") or account.region,
            ContributorInsightsAction="DISABLE",
            **_place(state),
        )
    except Failed as failed:
        if failed.code != "ResourceNotFoundException":
            raise Failed(f"deleting {_KIND} ({name}): {failed}", failed.code) from None


def _place(given: Inputs) -> dict[str, str]:
    place = {"TableName": given["tableName"]}
    return {**place, "IndexName": given["indexName"]} if given.get("indexName") else place
