"""A DynamoDB table written once, as a YAML manifest of kind AwsDynamodb: read, checked and explained.

`validate` returns what is wrong with files and folders, `check` raises for it, `load` gives the protobuf messages; each
has a twin for a text that is at hand (`validate_text` …).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planton_dynamodb.config import Config, ConfigError
    from planton_dynamodb.diagnostics.model import Diagnostic
    from planton_dynamodb.library import (
        InvalidManifestError,
        check,
        check_text,
        load,
        load_text,
        validate,
        validate_text,
    )
    from planton_dynamodb.manifest.files import InputError
    from planton_dynamodb.rules.subject import Quotas

__version__ = "0.1.0"

__all__ = [
    "Config",
    "ConfigError",
    "Diagnostic",
    "InputError",
    "InvalidManifestError",
    "Quotas",
    "check",
    "check_text",
    "load",
    "load_text",
    "validate",
    "validate_text",
]

_HOMES = {
    "Config": "config",
    "ConfigError": "config",
    "Diagnostic": "diagnostics.model",
    "InputError": "manifest.files",
    "Quotas": "rules.subject",
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
