"""The kinds as CustomResourceDefinitions, as they lie ready beside this module: no manifest changes them."""

from __future__ import annotations

import os

from planton_dynamodb.targets.registry import Files

FOLDER = os.path.join(os.path.dirname(__file__), "definitions")
"""What `targets.kubernetes_definitions` says, written there by `make proto`."""
_PLURALS = ("awsdynamodbs", "awsdynamodbaccesspatterns", "awsdynamodboperations")


def files_of_kinds() -> Files:
    """A definition for each kind."""
    return {f"{plural}.yaml": _text(f"{plural}.yaml") for plural in _PLURALS}


def _text(name: str) -> str:
    with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
        return file.read()
