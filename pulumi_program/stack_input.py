"""Where the program finds its table: a stack input in the environment or in the stack's settings, or a manifest.

What runs around the table stands in the same text, or in a file beside the manifest.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pulumi

from planton_dynamodb import config as settings
from planton_dynamodb.checking import Checker
from planton_dynamodb.diagnostics import formats
from planton_dynamodb.diagnostics.model import Diagnostic, Report
from planton_dynamodb.fault import Fault
from planton_dynamodb.manifest import files
from planton_dynamodb.manifest.kinds import AWS_DYNAMODB
from planton_dynamodb.manifest.load import Loaded, load_source
from planton_dynamodb.manifest.manifest import Manifest
from planton_dynamodb.manifest.overrides import OverrideError, parse_all
from planton_dynamodb.operations.declared import Declared
from planton_dynamodb.operations.lots import operations_of
from planton_dynamodb.operations.resolve import resolve_operations
from planton_dynamodb.operations.values import Operations
from planton_dynamodb.reach import loaded_from
from planton_dynamodb.table.resolve import resolve
from planton_dynamodb.table.table import Table
from planton_dynamodb.targets.pulumi_options import Options, options_of

_NOTHING = """\
there is no table to make: nothing says which. Give one of
  STACK_INPUT_YAML               the text of a stack input or of a manifest, in the environment
  STACK_INPUT_YAML_FILE          the path of a file with it, in the environment
  pulumi config set stackInput   the text, in the stack's settings (with --secret, if it holds access keys)
  pulumi config set manifest     the path of a manifest, in the stack's settings"""
_ENVIRONMENT = (
    ("STACK_INPUT_YAML", False),
    ("STACK_INPUT_YAML_FILE", True),
    ("STACK_INPUT_FILE_PATH", True),
)
"""The variables of the environment, and whether each names a file; the last one is an older name."""
_SETTINGS = (
    ("planton:stack-input", False),
    ("planton-cloud:stack-input", False),
    ("stackInput", False),
    ("manifest", True),
)
"""The same of the stack's settings; those with a namespace are what runners of published programs set."""
_SWITCHES = {"true": True, "false": False}


class _Source(NamedTuple):
    """One of the places that may say which table is meant."""

    name: str
    value: str
    is_path: bool


class Asked(NamedTuple):
    """What a run is to make."""

    table: Table
    options: Options
    operations: Operations | None


def asked_for() -> Asked:
    """What this run is about. What is wrong with its manifests ends the run before any resource."""
    try:
        return _asked(pulumi.Config())
    except Fault as fault:
        raise pulumi.RunError("\n".join(filter(None, (fault.summary, fault.help)))) from None
    except (files.InputError, settings.ConfigError) as error:
        raise pulumi.RunError(str(error)) from None


def _asked(config: pulumi.Config) -> Asked:
    checker = _checker(config)
    manifest, loaded = _manifest(*_text(config, os.environ), checker)
    declared = _declared(manifest, loaded, checker)
    if declared is None:
        table = resolve(manifest)
        return Asked(table, _options(manifest, table, config, kept=None), None)
    table, operations = resolve_operations(declared)
    return Asked(table, _options(manifest, table, config, kept=operations.retain), operations)


def _checker(config: pulumi.Config) -> Checker:
    environment = config.get("env")
    try:
        overrides = parse_all([f"metadata.env={environment}"] if environment else [])
    except OverrideError as error:
        raise Fault(f"the setting env is {environment!r}: {error}") from None
    return Checker(settings.load(settings.find(os.curdir)), overrides)


def _declared(manifest: Manifest, loaded: Loaded, checker: Checker) -> Declared | None:
    """What is declared to run around the table, if it is sound."""
    found = operations_of(manifest, loaded, ())
    if not found:
        return None
    if len(found) > 1:
        names = " and ".join(dict.fromkeys(each.source.name for each in found))
        raise Fault(
            f"there are {len(found)} operations of the table {manifest.name}, in {names}",
            "Put them into one; which environment is meant is what pulumi config set env says.",
        )
    home = loaded_from(found[0], loaded)
    if home is not loaded:
        _refuse_errors(checker.check_manifest(found[0], home))
    return Declared(found[0], home, (manifest,), checker.config.quotas)


def _options(manifest: Manifest, table: Table, config: pulumi.Config, *, kept: bool | None) -> Options:
    options = options_of(
        manifest,
        region=config.get("region"),
        protect=_switch(config, "protect"),
        retain=_switch(config, "retain"),
        kept=kept,
    )
    options = options._replace(replace=config.get("allowReplace") == table.name)
    if options.account is None or options.account.region:
        return options
    # Pulumi hands its own setting to the provider that it makes by itself, and to no other.
    region = pulumi.Config("aws").get("region")
    return options._replace(account=options.account._replace(region=region)) if region else options


def _switch(config: pulumi.Config, name: str) -> bool | None:
    value = config.get(name)
    if value is None:
        return None
    if value.lower() not in _SWITCHES:
        raise Fault(f"the setting {name} is {value!r}", f"Say pulumi config set {name} true, or false.")
    return _SWITCHES[value.lower()]


def _text(config: pulumi.Config, environment: Mapping[str, str]) -> tuple[str, bytes]:
    """What is asked for, as it was given, and what to call it in messages."""
    given = [source for source in _sources(config, environment) if source.value.strip()]
    if not given:
        raise Fault(_NOTHING)
    first, *others = given
    if others:
        unread = ", ".join(source.name for source in others)
        pulumi.log.warn(f"the table is the one that {first.name} says; not looked at: {unread}")
    if not first.is_path:
        return first.name, first.value.encode()
    path = _found(os.path.expanduser(first.value.strip()), environment)
    try:
        return path, files.read_bytes(path)
    except files.InputError as error:
        raise Fault(f"{first.name}: {error}", f"Looked for it as {os.path.abspath(path)}.") from None


def _sources(config: pulumi.Config, environment: Mapping[str, str]) -> Iterator[_Source]:
    """All that may say it: the environment, which is of this run, before the settings, which are of every run."""
    for name, is_path in _ENVIRONMENT:
        yield _Source(name, environment.get(name) or "", is_path)
    for name, is_path in _SETTINGS:
        namespace, _, key = name.rpartition(":")
        value = pulumi.Config(namespace).get(key) if namespace else config.get(key)
        yield _Source(name, value or "", is_path)


def _found(path: str, environment: Mapping[str, str]) -> str:
    """A path as its writer meant it: seen from the program's folder, or from where `pulumi -C` was typed."""
    typed_in = environment.get("PWD", "")
    there = os.path.join(typed_in, path)
    return there if typed_in and not os.path.exists(path) and os.path.exists(there) else path


def _manifest(name: str, data: bytes, checker: Checker) -> tuple[Manifest, Loaded]:
    """The one manifest of a table in a text, if all in it is sound, and the text."""
    _refuse_errors(checker.check_bytes(name, data).diagnostics)
    source, _ = files.decode(name, data)
    loaded = load_source(source, checker.overrides)
    manifests = [each for each in loaded.manifests if each.kind is AWS_DYNAMODB]
    if len(manifests) != 1:
        raise Fault(
            f"{name} holds {len(manifests)} manifests of kind AwsDynamodb, and a stack makes one table",
            "Give each a file and a stack of its own; `planton-dynamodb apply` does that by itself.",
        )
    return manifests[0], loaded


def _refuse_errors(found: list[Diagnostic]) -> None:
    if any(each.severity == "error" for each in found):
        raise Fault("the manifest is not valid, and nothing was done\n\n" + _in_words(found))
    if found:
        pulumi.log.warn(_in_words(found))


def _in_words(found: list[Diagnostic]) -> str:
    report = Report()
    report.add(found)
    out = io.StringIO()
    formats.write(report, "text", out, quiet=True)
    return out.getvalue().strip()
