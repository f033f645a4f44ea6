"""Settings of a project: rules switched off or given another severity, and quotas that AWS raised for its account."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

from planton_dynamodb.rules.subject import Quotas

_OWN_FILE = ".planton-dynamodb.toml"
_SHARED_FILE = "pyproject.toml"
_SECTION = "planton-dynamodb"
_SEVERITIES = ("error", "warning", "off")
_QUOTAS = {"gsi-count": "gsi_count", "table-capacity": "table_capacity", "account-capacity": "account_capacity"}


class ConfigError(Exception):
    """A setting that means nothing or is not allowed."""


@dataclass(frozen=True, slots=True)
class Config:
    """What a project wants otherwise than the tool does by itself."""

    disabled: frozenset[str] = frozenset()
    severities: dict[str, str] = field(default_factory=dict)
    quotas: Quotas = Quotas()

    def severity(self, rule: str, default: str) -> str | None:
        """The severity of a rule here; None where it is switched off."""
        if rule in self.disabled:
            return None
        chosen = self.severities.get(rule, default)
        return None if chosen == "off" else chosen


def find(start: str) -> str | None:
    """The settings file that holds for a folder: the nearest one, going up."""
    folder = os.path.abspath(start)
    while True:
        own = os.path.join(folder, _OWN_FILE)
        if os.path.isfile(own):
            return own
        shared = os.path.join(folder, _SHARED_FILE)
        if os.path.isfile(shared) and _mentions_us(shared):
            return shared
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent


def _mentions_us(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            return b"tool.planton-dynamodb" in file.read()
    except OSError:
        return False


def load(path: str | None, disabled: tuple[str, ...] = ()) -> Config:
    """The settings of a file, with the rules that a command line switches off besides."""
    if path is None and not disabled:
        return Config()
    settings = _read(path) if path is not None else {}
    return _checked(settings, path or "--disable", disabled)


def _read(path: str) -> dict[str, Any]:
    import tomllib  # only where there is a file to read

    try:
        with open(path, "rb") as file:
            document = tomllib.load(file)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {(error.strerror or str(error)).lower()}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not TOML: {error}") from None
    nested = document.get("tool", {}).get(_SECTION)
    if nested is not None or os.path.basename(path) == _SHARED_FILE:
        return _table(nested or {}, path, f"tool.{_SECTION}")
    return document


def _checked(settings: dict[str, Any], path: str, disabled: tuple[str, ...]) -> Config:
    for key in settings:
        if key not in ("disable", "severity", "quotas"):
            raise ConfigError(f"{path}: `{key}` is no setting: expected one of disable, severity, quotas")
    off = settings.get("disable", [])
    if not isinstance(off, list) or not all(isinstance(name, str) for name in off):
        raise ConfigError(f"{path}: disable takes a list of rules, as in disable = [\"index-same-key-as-table\"]")
    severities = _table(settings.get("severity", {}), path, "severity")
    for name in (*off, *disabled, *severities):
        _check_rule(name, path)
    for name, severity in severities.items():
        _check_severity(name, severity, path)
    for name in (*off, *disabled):
        _check_severity(name, "off", path)
    quotas = _table(settings.get("quotas", {}), path, "quotas")
    return Config(frozenset((*off, *disabled)), dict(severities), _quotas(quotas, path))


def _table(value: object, path: str, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ConfigError(f"{path}: {name} takes a table of settings")
    return value


def _check_rule(name: str, path: str) -> None:
    from planton_dynamodb.manifest.words import nearest
    from planton_dynamodb.rules.registry import all_rules

    rules = all_rules()
    if name not in rules:
        near = nearest(name, tuple(rules))
        meant = f": did you mean {near}?" if near else "; `planton-dynamodb explain` lists them"
        raise ConfigError(f"{path}: there is no rule `{name}`{meant}")


def _check_severity(name: str, severity: object, path: str) -> None:
    from planton_dynamodb.rules.registry import all_rules

    if severity not in _SEVERITIES:
        raise ConfigError(f"{path}: the severity of {name} is one of {', '.join(_SEVERITIES)}, not {severity!r}")
    rule = all_rules()[name]
    if rule.documented is not None and severity != "error":
        raise ConfigError(f"{path}: {name} is documented rule {rule.documented} of the contract and can't be turned off")


def _quotas(given: dict[str, Any], path: str) -> Quotas:
    values = {}
    for name, value in given.items():
        if name not in _QUOTAS:
            raise ConfigError(f"{path}: `{name}` is no quota: expected one of {', '.join(_QUOTAS)}")
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise ConfigError(f"{path}: the quota {name} is a number above 0, not {value!r}")
        values[_QUOTAS[name]] = value
    return Quotas(**values)
