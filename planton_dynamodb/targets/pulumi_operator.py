"""Tables as resources of the Pulumi Kubernetes Operator, which keeps many of them as they are declared.

A table is a Program, which holds its Pulumi YAML program, and a Stack, which is that program made. The operator reads
a Program into fields of its own: it has none for the name of a resource or `retainOnDelete`, and forgets an option that
is false. So what would be lost without these is protected, and nothing has a parent that hands protection on to it.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from planton_dynamodb.fault import Fault
from planton_dynamodb.manifest.manifest import Manifest
from planton_dynamodb.manifest.writing.block_text import lines
from planton_dynamodb.sound import Sound
from planton_dynamodb.targets.pulumi_options import Options, options_of
from planton_dynamodb.targets.pulumi_project import LABELS, SCALED, default_stack, labelled
from planton_dynamodb.targets.pulumi_yaml import program
from planton_dynamodb.targets.pulumi_yaml_text import indented
from planton_dynamodb.targets.registry import Files, Where

_API_VERSION = "pulumi.com/v1"
_LONGEST = 42
"""The operator runs a Stack as a StatefulSet named after it, with `-workspace` behind it, and Kubernetes puts eleven
more characters behind that name into a label, of which 63 are the most."""
_DIGEST = 8
_LABEL_VALUE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?")
_STACK_NAME = re.compile(r"[A-Za-z0-9_.-]{1,100}")
_ORGANIZATION = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")
_PREFIX = "dynamodb.project-planton.org"
_SECRETS = (
    "# These Secrets are yours to make; where a service account's role gives access to AWS, leave AWS's keys out.",
    "# A backend other than Pulumi's service is named by a field `backend` beside this one.",
)
_KEPT = (
    "# Without this Stack the table stays. Protected, it is not replaced either: what would do that fails."
)
_GONE = (
    "# The table is not to be kept: it goes with this Stack, and where a change of it needs another table."
)
_PROJECT = "# Its project is called as the Program is: the operator knows no other, whatever a label says."
_PARENT = "      parent: ${table}"
_UNFIT = re.compile(
    r" {4}name: | {6}(protect|deleteBeforeReplace): false$| *# (?!" + re.escape(SCALED) + "$)"
)
"""Lines of a program that a Program has no fields for, or that are not true of it."""
_TOKEN = ("PULUMI_ACCESS_TOKEN", "pulumi-access-token", "token")
_KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
_AWS_SECRET = "aws-credentials"


def files_of_tables(
    tables: Sequence[Sound],
    where: Where = Where(),  # noqa: B008 - it is frozen
) -> Files:
    """A file for each table."""
    named = zip(_names(tables), tables, strict=True)
    return {f"{name}.yaml": _resources(name, sound, where.region) for name, sound in named}


def _resources(name: str, sound: Sound, region: str | None) -> str:
    options = _options(sound, region)
    written = (*_program(name, sound, options), "---", *_stack(name, sound, options))
    return "".join(f"{line}\n" for line in written)


def _options(sound: Sound, region: str | None) -> Options:
    """What is asked of Pulumi, where nobody looks at a preview: what may not be lost is protected.

    A replacement would delete the table before it is made anew, and the operator cannot be told to leave it at that.
    """
    kept = None if sound.operations is None else sound.operations.retain
    asked = options_of(sound.manifest, region=region, kept=True if kept is None else kept)
    return asked._replace(protect=asked.protect or asked.retain or sound.table.deletion_protection)


def _program(name: str, sound: Sound, options: Options) -> Iterator[str]:
    yield from _head("Program", name, sound)
    yield "program:"
    text = program(sound.table, options._replace(retain=False), sound.operations)
    # What has no parent has no provider from it.
    provider = "      provider: ${aws}" if options.account is not None else ""
    written = (provider if line == _PARENT else line for line in text.splitlines())
    yield from indented(_fitting([line for line in written if line and not _UNFIT.match(line)]))


def _fitting(written: Sequence[str]) -> Iterator[str]:
    """Lines without options of which none are left: nothing is no object to Kubernetes."""
    for line, following in zip(written, [*written[1:], ""], strict=True):
        if line != "    options:" or following.startswith("      "):
            yield line


def _stack(name: str, sound: Sound, options: Options) -> Iterator[str]:
    yield from _head("Stack", name, sound)
    yield "spec:"
    destroyed = not options.protect
    yield from indented([_PROJECT]) if labelled(_labels(sound.manifest)).project else []
    yield from indented(lines({"stack": _stack_name(sound.manifest), "programRef": {"name": name}}))
    yield from indented(_SECRETS)
    yield from indented(lines({"envRefs": _environment(options)}))
    yield "  # What was changed at AWS by other hands is seen, and taken back."
    yield "  refresh: true"
    yield from indented([_GONE if destroyed else _KEPT])
    yield from indented(lines({"destroyOnFinalize": destroyed}))


def _head(kind: str, name: str, sound: Sound) -> Iterator[str]:
    metadata = _metadata(sound.manifest)
    labels: dict[str, Any] = {"app.kubernetes.io/part-of": "planton-dynamodb"}
    for label, field in (("organization", "org"), ("environment", "env")):
        value = metadata.get(field) or ""
        labels |= {f"{_PREFIX}/{label}": value} if _LABEL_VALUE.fullmatch(value) else {}
    annotations: dict[str, Any] = {f"{_PREFIX}/table": sound.table.name}
    described: dict[str, Any] = {"name": name, "labels": labels, "annotations": annotations}
    yield from lines({"apiVersion": _API_VERSION, "kind": kind, "metadata": described})


def _environment(options: Options) -> dict[str, Any]:
    """Where the operator takes what must not be written here."""
    named = options.account is not None and options.account.region is not None
    asked = [(variable, _AWS_SECRET, variable) for variable in (*_KEYS, *([] if named else ["AWS_REGION"]))]
    return {
        variable: {"type": "Secret", "secret": {"name": secret, "key": key}}
        for variable, secret, key in (_TOKEN, *asked)
    }


def _stack_name(manifest: Manifest) -> str:
    """The stack as Pulumi is to be told it."""
    named = labelled(_labels(manifest))
    stack = named.stack or default_stack(_metadata(manifest))
    _checked("stack", stack, _STACK_NAME)
    if not named.organization:
        return stack
    _checked("organization", named.organization, _ORGANIZATION)
    return f"{named.organization}/{stack}"


def _metadata(manifest: Manifest) -> dict[str, Any]:
    return manifest.fields["metadata"]  # type: ignore[return-value]


def _labels(manifest: Manifest) -> dict[str, str]:
    return _metadata(manifest).get("labels") or {}


def _checked(what: str, name: str, shape: re.Pattern[str]) -> None:
    if not shape.fullmatch(name):
        raise Fault(
            f"{name!r} is no name for a Pulumi {what}",
            f"Use 1 to 100 letters, digits, hyphens, underscores and dots in the label {LABELS[what]}.",
        )


def _names(tables: Sequence[Sound]) -> Iterator[str]:
    """A name for each table that Kubernetes takes, for services too.

    A name is the Pulumi project's as well, and must not change when another table comes to the others: a digest tells
    a table apart whenever letters of its name had to be changed, be there another that they make it like or not.
    """
    called = [tuple(_parts(each)) for each in tables]
    times = Counter("-".join(parts) for parts in called)
    seen = set()
    for parts in called:
        if parts in seen:
            raise Fault(
                f"two tables are called `{'.'.join(parts)}`, and they would be one Stack",
                "Give them an `org` or `env` that tells them apart, or render them one by one.",
            )
        seen.add(parts)
        yield _name(parts, is_alone=times["-".join(parts)] == 1)


def _parts(sound: Sound) -> Iterator[str]:
    """What tells a table from others: its organization, its environment and the name in its manifest."""
    metadata = _metadata(sound.manifest)
    return (str(metadata[field]) for field in ("org", "env", "name") if metadata.get(field))


def _name(parts: Sequence[str], *, is_alone: bool) -> str:
    whole = "-".join(parts)
    name = re.sub(r"[^a-z0-9]+", "-", whole.lower()).strip("-")
    name = name if name[:1].isalpha() else f"table-{name}".rstrip("-")
    if name == whole and len(name) <= _LONGEST and is_alone:
        return name
    digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:_DIGEST]
    return f"{name[: _LONGEST - _DIGEST - 1].rstrip('-')}-{digest}"
