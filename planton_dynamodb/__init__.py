"""A DynamoDB table written once, as a YAML manifest of kind AwsDynamodb: read, checked, understood and rehearsed.

`validate` returns what is wrong with files and folders, `check` raises for it, `load` gives the protobuf messages,
`tables` what they ask AWS for and `around` what runs around each; `check_patterns` says which index serves each access
pattern, `cost` what a month comes to; each has a twin for a text that is at hand (`validate_text` …). `compare` says
what the way from one table to another does to the living one, and `rehearse` walks it in an AWS inside the process.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planton_dynamodb.changes.change import Change
    from planton_dynamodb.changes.compare import compare
    from planton_dynamodb.config import Config, ConfigError
    from planton_dynamodb.costing.bill import Bill
    from planton_dynamodb.diagnostics.model import Diagnostic
    from planton_dynamodb.engines.asking.run import PatternRun
    from planton_dynamodb.engines.embedded.rehearsal import Rehearsal
    from planton_dynamodb.fault import Fault
    from planton_dynamodb.library import (
        InvalidManifestError,
        around,
        around_text,
        check,
        check_patterns,
        check_patterns_text,
        check_text,
        cost,
        cost_text,
        load,
        load_text,
        rehearse,
        rehearse_patterns,
        tables,
        tables_text,
        validate,
        validate_text,
    )
    from planton_dynamodb.manifest.files import InputError
    from planton_dynamodb.operations.resolve import Around
    from planton_dynamodb.operations.values import Operations
    from planton_dynamodb.rules.subject import Quotas
    from planton_dynamodb.serving.report import PatternReport
    from planton_dynamodb.table.table import Table

__version__ = "0.1.0"

__all__ = [
    "Around",
    "Bill",
    "Change",
    "Config",
    "ConfigError",
    "Diagnostic",
    "Fault",
    "InputError",
    "InvalidManifestError",
    "Operations",
    "PatternReport",
    "PatternRun",
    "Quotas",
    "Rehearsal",
    "Table",
    "around",
    "around_text",
    "check",
    "check_patterns",
    "check_patterns_text",
    "check_text",
    "compare",
    "cost",
    "cost_text",
    "load",
    "load_text",
    "rehearse",
    "rehearse_patterns",
    "tables",
    "tables_text",
    "validate",
    "validate_text",
]

_HOMES = {
    "Around": "operations.resolve",
    "Bill": "costing.bill",
    "Change": "changes.change",
    "Config": "config",
    "ConfigError": "config",
    "Diagnostic": "diagnostics.model",
    "Fault": "fault",
    "InputError": "manifest.files",
    "Operations": "operations.values",
    "PatternReport": "serving.report",
    "PatternRun": "engines.asking.run",
    "Quotas": "rules.subject",
    "Rehearsal": "engines.embedded.rehearsal",
    "Table": "table.table",
    "compare": "changes.compare",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used: the command imports this package too, and wants little of it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    found = getattr(import_module(f"{__name__}.{_HOMES.get(name, 'library')}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
