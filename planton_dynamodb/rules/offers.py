"""Edits that several rules offer: a value where there is none, and what becomes of a setting that is off."""

from __future__ import annotations

from planton_dynamodb.manifest.problems import Route
from planton_dynamodb.manifest.writing.operations import Insert, Operation, Remove, Replace
from planton_dynamodb.rules.registry import Fix
from planton_dynamodb.rules.subject import Table


def written(table: Table, route: Route, text: str) -> Operation:
    """Write a value at a route: in place of the one that stands there, or as a new entry."""
    if table.manifest.node(route) is not None:
        return Replace(route, text)
    return Insert(route[:-1], table.spelled_key(*route), text)


def idle_setting(table: Table, switch: Route, setting: Route) -> Fix:
    """For a setting whose switch is off: the switch where it was left out, else the setting's removal.

    Either is a guess at what was meant, and so never safe.
    """
    if table.given(*switch):
        return Fix(f"remove {table.spelled_key(*setting)}", (Remove(setting),), safe=False)
    title = f"write {table.spelled_key(*switch)}: true"
    return Fix(title, (written(table, switch, "true"),), safe=False)
