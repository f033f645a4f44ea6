"""Settings of a project: rules switched off or given another severity, and the quotas that AWS raised for it."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from typing import Any

from planton_dynamodb.rules.subject import Quotas

_OWN_FILE = ".planton-dynamodb.toml"
_SHARED_FILE = "pyproject.toml"
_SECTION = "planton-dynamodb"
_MENTION = re.compile(rb"""tool[ \t]*\.[ \t]*["']?planton-dynamodb""")
_SETTINGS = ("disable", "severity", "quotas")
_SEVERITIES = ("error", "warning", "off")
_QUOTAS = {
    "gsi-count": "gsi_count",
    "table-capacity": "table_capacity",
    "account-capacity": "account_capacity",
}


class ConfigError(Exception):
    """A setting that means nothing or is not allowed."""


@dataclass(frozen=True, slots=True)
class Config:
    """What a project wants otherwise than the tool does by itself."""

    disabled: frozenset[str] = frozenset()
    severities: dict[str, str] = field(default_factory=dict)
    """`error`, `warning` or `off` by rule."""
    quotas: Quotas = field(default_factory=Quotas)

    def __post_init__(self) -> None:
        """Refuse what no rule allows: a rule that is not there, or one that can't be turned off."""
        for name in sorted(self.disabled):
            _check_severity(name, "off")
        for name, severity in self.severities.items():
            _check_severity(name, severity)

    def off(self, rule: str) -> bool:
        """Whether a rule is switched off."""
        return rule in self.disabled or self.severities.get(rule) == "off"

    def severity(self, rule: str, default: str) -> str | None:
        """The severity of a rule here; None where it is switched off."""
        return None if self.off(rule) else self.severities.get(rule, default)


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
            return _MENTION.search(file.read()) is not None
    except OSError:
        return False


def load(path: str | None, disabled: tuple[str, ...] = ()) -> Config:
    """The settings of a file, with the rules that a command line switches off besides."""
    config = Config()
    if path is not None:
        try:
            config = _config(_read(path))
        except ConfigError as error:
            raise ConfigError(f"{_shown(path)}: {error}") from None
    if not disabled:
        return config
    try:
        return Config(config.disabled | frozenset(disabled), config.severities, config.quotas)
    except ConfigError as error:
        raise ConfigError(f"--disable: {error}") from None


def _shown(path: str) -> str:
    """A file as somebody in this folder would name it."""
    inside = os.path.relpath(path)
    return path if inside.startswith(os.pardir) else inside


def _read(path: str) -> dict[str, Any]:
    import tomllib  # only where there is a file to read

    try:
        with open(path, "rb") as file:
            document = tomllib.load(file)
    except OSError as error:
        raise ConfigError(f"cannot be read: {(error.strerror or str(error)).lower()}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"not TOML: {error}") from None
    tools = document.get("tool")
    nested = tools.get(_SECTION) if isinstance(tools, dict) else None
    if nested is not None or os.path.basename(path) == _SHARED_FILE:
        return _table({} if nested is None else nested, f"tool.{_SECTION}")
    return document


def _config(settings: dict[str, Any]) -> Config:
    for key in settings:
        if key not in _SETTINGS:
            raise ConfigError(f"`{key}` is no setting: {_expected(key, _SETTINGS)}")
    off = settings.get("disable", [])
    if not isinstance(off, list) or not all(isinstance(name, str) for name in off):
        raise ConfigError('disable takes a list of rules, as in disable = ["index-same-key-as-table"]')
    severities = _table(settings.get("severity", {}), "severity")
    quotas = _table(settings.get("quotas", {}), "quotas")
    return Config(frozenset(off), severities, _quotas(quotas))


def _table(value: object, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ConfigError(f"{name} takes a table of settings, not {value!r}")
    return value


def _check_severity(name: str, severity: object) -> None:
    from planton_dynamodb.rules.registry import all_rules  # only where a rule is named

    rule = all_rules().get(name)
    if rule is None:
        raise ConfigError(f"there is no rule `{name}`: {_expected(name, tuple(all_rules()))}")
    if severity not in _SEVERITIES:
        raise ConfigError(f"the severity of {name} is one of {', '.join(_SEVERITIES)}, not {severity!r}")
    if rule.stands is not None and severity != "error":
        raise ConfigError(f"{name} can't be turned off or made a warning: {rule.stands}")


def _expected(given: str, names: tuple[str, ...]) -> str:
    """What somebody may have meant, or all there is; for the rules, where they are listed."""
    from planton_dynamodb.manifest.words import nearest

    near = nearest(given, names)
    if near:
        return f"did you mean {near}?"
    return (
        f"expected one of {', '.join(names)}" if len(names) < 10 else "`planton-dynamodb explain` lists them"
    )


def _quotas(given: dict[str, Any]) -> Quotas:
    values = {}
    for name, value in given.items():
        if name not in _QUOTAS:
            raise ConfigError(f"`{name}` is no quota: {_expected(name, tuple(_QUOTAS))}")
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise ConfigError(f"the quota {name} is a whole number above 0, not {value!r}")
        values[_QUOTAS[name]] = value
    return Quotas(**values)
