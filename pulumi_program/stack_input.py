"""Where the program finds its table: a stack input in the environment or in the stack's settings, or a manifest."""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from dataclasses import replace

import pulumi

from planton_dynamodb.checking import Checker
from planton_dynamodb.diagnostics import formats
from planton_dynamodb.diagnostics.model import Diagnostic, Report
from planton_dynamodb.fault import Fault
from planton_dynamodb.manifest import files
from planton_dynamodb.manifest.load import load_source
from planton_dynamodb.manifest.manifest import Manifest
from planton_dynamodb.table.resolve import resolve
from planton_dynamodb.table.table import Expiry, Table
from planton_dynamodb.targets.pulumi_options import Options, options_of

_NOTHING = """\
there is no table to make: nothing says which. Give one of
  STACK_INPUT_YAML               the text of a stack input or of a manifest, in the environment
  STACK_INPUT_YAML_FILE          the path of a file with it
  pulumi config set stackInput   the text, in the stack's settings
  pulumi config set manifest     the path of a manifest, in the stack's settings"""


def asked_for() -> tuple[Table, Options]:
    """The table that this run is about. What is wrong with its manifest ends the run before any resource."""
    config = pulumi.Config()
    try:
        manifest = _manifest(*_text(config, os.environ))
        options = options_of(
            manifest,
            region=config.get("region"),
            protect=config.get_bool("protect"),
            retain=config.get_bool("retain"),
        )
    except (Fault, files.InputError) as error:
        raise pulumi.RunError(str(error)) from None
    table = resolve(manifest)
    switched_off = config.get("ttlAttribute")
    if switched_off and not table.expiry.enabled:
        # Whoever switches expiry off has to tell AWS of which attribute, and a manifest cannot say that.
        table = replace(table, expiry=Expiry(enabled=False, attribute=switched_off))
    return table, options


def _text(config: pulumi.Config, environment: Mapping[str, str]) -> tuple[str, bytes]:
    """What is asked for, as it was given, and what to call it in messages."""
    for name, text in (
        ("STACK_INPUT_YAML", environment.get("STACK_INPUT_YAML")),
        ("STACK_INPUT_YAML_FILE", environment.get("STACK_INPUT_YAML_FILE")),
        ("stackInput", config.get("stackInput")),
        ("manifest", config.get("manifest")),
    ):
        if text:
            is_path = name in ("STACK_INPUT_YAML_FILE", "manifest")
            return (text, files.read_bytes(text)) if is_path else (name, text.encode())
    raise Fault(_NOTHING)


def _manifest(name: str, data: bytes) -> Manifest:
    """The one manifest of a text, if it is sound."""
    found = Checker().check_bytes(name, data).diagnostics
    if any(each.severity == "error" for each in found):
        raise Fault("the manifest is not valid, and nothing was made:\n" + _in_words(found))
    source, _ = files.decode(name, data)
    manifests = load_source(source).manifests
    if len(manifests) != 1:
        raise Fault(f"{name} holds {len(manifests)} manifests of kind AwsDynamodb, and a stack makes one")
    return manifests[0]


def _in_words(found: list[Diagnostic]) -> str:
    report = Report()
    report.add(found)
    out = io.StringIO()
    formats.write(report, "text", out, quiet=True)
    return out.getvalue().strip()
