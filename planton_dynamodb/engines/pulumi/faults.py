"""What Pulumi and AWS say when something fails, recognised and said again with what to do about it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from planton_dynamodb.engines.pulumi.place import Place
from planton_dynamodb.fault import Fault

_MARKUP = re.compile(r"<\{%[^%]*%\}>|\x1b\[[0-9;]*m")

_IDLE = re.compile(r"update failed|\d+ errors? occurred:|preview failed")
"""What an error is wrapped in, and says nothing."""
_KILLED = re.compile(r"^\s*code: -(?!2\b)\d+", re.MULTILINE)
"""How a command's result shows that a signal ended it: any but the one that asked it to end."""
_TAKEN = "AWS has a table named {what} already, and it is not in stack {stack}"
_TAKE_OVER = (
    "If it is yours, take it over as it is: planton-dynamodb apply --import. Otherwise choose another name."
)
_DIED = "Pulumi's engine was killed in the middle of its work"
_UNKNOWN = "Pulumi could not do it"
_GO_ON = "What was made is in the state, and what was under way is looked after first: run the same again to go on."


@dataclass(frozen=True, slots=True)
class Known:
    """A text that tells one kind of failure, and how that is said."""

    tells: re.Pattern[str]
    summary: str
    help: str


def known(pattern: str, summary: str, help: str) -> Known:  # noqa: A002 - as diagnostics call it
    """A kind of failure, by a pattern in which case and line breaks do not count."""
    return Known(re.compile(pattern, re.IGNORECASE | re.DOTALL), summary, help)


_OF_STATE = (
    known(
        r"no space left|file too large|disk quota exceeded",
        "the state of stack {stack} could not be written: the disk is full",
        "Make room where {backend} is, then run the same again: what was under way is looked after first.",
    ),
    known(
        r"failed to load checkpoint|unexpected end of JSON input|invalid character .{0,40} looking for",
        "the state of stack {stack} is damaged",
        "Pulumi keeps what it was before the last step beside it: {mend}. Then run the same again: what was under way "
        "is looked after first.",
    ),
    known(
        r"unable to read PULUMI_CONFIG_PASSPHRASE_FILE",
        "the file with the passphrase of stack {stack} cannot be read",
        "See that PULUMI_CONFIG_PASSPHRASE_FILE names a file that is there, and that you may read it.",
    ),
    known(
        r"incorrect passphrase|passphrase must be set|no passphrase|passphrase.*(missing|required)",
        "the passphrase does not fit the secrets of stack {stack}",
        "Set PULUMI_CONFIG_PASSPHRASE (or PULUMI_CONFIG_PASSPHRASE_FILE) to what the stack was made with.",
    ),
    known(
        r"unknown secrets provider type|could not create secrets manager|secrets \(code=",
        "the secrets of stack {stack} cannot be encrypted as asked for",
        "See that --secrets-provider (or PULUMI_SECRETS_PROVIDER) names a key that is there and that you may use, "
        "such as awskms://alias/NAME; without it a passphrase is used.",
    ),
    known(
        r"stack '.*' already exists",
        "another run is making stack {stack} at this moment",
        "Wait until it is done, then run the same again.",
    ),
)
OF_TABLES = (
    known(
        r"Table already exists: (?P<what>[\w.-]+)",
        _TAKEN,
        _TAKE_OVER,
    ),
    known(
        r"(?P<what>[\w.-]+)' does not exist|cannot import.{0,80}non-existent",
        "AWS has no such table that could be taken over",
        "See that the name, the account and the region are right. To make it: apply without --import.",
    ),
    known(
        r"already has an enabled stream|has no stream to disable|TimeToLive is already|will not change\. The "
        r"requested value equals|already encrypted with given",
        "AWS has it so already, and the state of stack {stack} does not know it",
        "Run planton-dynamodb refresh to read what AWS has, then run the same again.",
    ),
    known(
        r"ResourceNotFoundException|TableNotFoundException|Requested resource not found",
        "AWS has no such table any more, and stack {stack} still has it",
        "It was deleted elsewhere. planton-dynamodb refresh takes note of that; the next apply makes a new, empty "
        "one. If there is a backup, restore it first.",
    ),
    known(
        r"currently marked for protection|cannot be deleted\s+because it is protected",
        "Pulumi protects the table of stack {stack}, and what is asked for would delete or replace it",
        "If that is meant, apply it without protection first, changing nothing else: --no-protect, or the label "
        'pulumi.project-planton.org/protect: "false".',
    ),
    known(
        r"protected against deletion",
        "AWS keeps the table from being deleted: its deletion protection is on",
        "Set deletionProtectionEnabled: false, apply that, and then run this again.",
    ),
)
GENERAL = (
    known(
        r"AccessDenied|is not authorized to perform|UnauthorizedOperation",
        "AWS refuses the credentials in use the right to do this",
        "Grant what the answer names, or use other credentials (AWS_PROFILE). Then run the same again: what was made "
        "before it stays made.",
    ),
    known(
        r"ExpiredToken|UnrecognizedClient|InvalidClientTokenId|security token .{0,40}(invalid|expired)",
        "AWS does not know the credentials in use, or they have expired",
        "Log in again (aws sso login), or set AWS_PROFILE to credentials that are good.",
    ),
    known(
        r"no valid credential|failed to refresh cached credentials|NoCredentialProviders|"
        r"failed to get shared config profile",
        "there are no AWS credentials",
        "Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, as for every AWS tool.",
    ),
    known(
        r"(invalid|missing).{0,20}(aws )?region|region.{0,30}(is not set|required|missing)",
        "no AWS region is known",
        "Set AWS_REGION, or give --region.",
    ),
    known(
        r"ThrottlingException|Rate exceeded|RequestLimitExceeded|Throttling",
        "AWS throttles the calls, and went on doing so through all retries",
        "Wait a minute and run the same again: what is made stays made.",
    ),
    known(
        r"LimitExceeded|Subscriber limit exceeded",
        "AWS refuses for a limit of the account or of the table",
        "Wait until the limit allows it again, or have the quota raised. Then run the same again.",
    ),
    known(
        r"transport is closing|error reading from server|code = Unavailable|plugin.{0,40}exited|error while dialing",
        "the AWS provider went away in the middle of its work",
        "Run the same again: what was made is in the state, and what was under way is looked after first.",
    ),
    known(
        r"no such host|dial tcp|connection refused|request send failed|i/o timeout|context deadline exceeded|"
        r"could not connect|network is unreachable",
        "the network, or what is at the other end of it, does not answer",
        "See that the backend {backend} and AWS can be reached, then run the same again.",
    ),
    known(
        r"permission denied|read-only file system|(could not|unable to) (list|open|read) bucket|"
        r"failed to (get|read|open).{0,60}(bucket|backend|stack)|unsupported.{0,20}scheme|no driver",
        "the backend {backend} cannot be used",
        "See that it exists and that you may write to it; --backend names another.",
    ),
    known(
        r"PULUMI_ACCESS_TOKEN|pulumi login|not logged in|invalid access token|\[401\]",
        "Pulumi's service at {backend} wants a login",
        "Run pulumi login, or set PULUMI_ACCESS_TOKEN; PULUMI_BACKEND_URL names another backend.",
    ),
    known(
        r"could not find.{0,40}plugin|no resource plugin|failed to (load|install|download).{0,40}plugin",
        "Pulumi has no AWS provider plugin, and could not get it",
        "Run pulumi plugin install resource aws, where the network allows it.",
    ),
    known(
        r"resource '(?P<what>[^']+)': property .{1,400} has a problem:",
        "the AWS provider refuses what is asked for {what}, before AWS is asked for it",
        "Its own words say what it wants there. Mend that in the manifest, and apply again: it goes on from here.",
    ),
    known(
        r"(update|operation|call|step) (was )?cancell?ed|context cancell?ed|signal: interrupt|code: -2\b",
        "it was interrupted",
        _GO_ON,
    ),
)
"""What may befall anything that is asked of AWS or of the engine."""
_KNOWN = (*_OF_STATE, *OF_TABLES, *GENERAL)


def messages(**names: str) -> list[str]:
    """Every message that is known here, with these names in it."""
    words = {"stack": "", "backend": "", "what": "", **names}
    return [*(each.summary.format(**words) for each in _KNOWN), _DIED, _UNKNOWN]


def taken(name: str, stack: str) -> Fault:
    """A table of that name is there, and it is not ours."""
    return Fault(_TAKEN.format(what=name, stack=stack), _TAKE_OVER)


def interrupted() -> Fault:
    """Somebody wanted an end before this had begun."""
    return Fault("it was interrupted", _GO_ON)


def fault_of(error: object, place: Place, errors: Sequence[str] = ()) -> Fault:
    """A failed command as a fault. `errors` is what the engine told of it while it ran."""
    if _KILLED.search(str(error)):
        return Fault(
            _DIED,
            "Run the same again: what it had begun is looked after first, and nothing is made twice.",
        )
    said = _said(str(error), errors)
    words = {"stack": place.stack, "backend": place.backend, "mend": _mend(place)}
    return recognised(said, _KNOWN, words) or Fault(_UNKNOWN, "Its own words say why.", said)


def recognised(said: str, kinds: Iterable[Known], words: Mapping[str, str]) -> Fault | None:
    """The first of these kinds of failure that a text tells."""
    for kind in kinds:
        found = kind.tells.search(said)
        if found is not None:
            filled = {**words, **found.groupdict()}
            return Fault(kind.summary.format(**filled), kind.help.format(**filled), said)
    return None


def plain(errors: Sequence[str]) -> str:
    """What was said of one resource, without what the engine and its provider wrap it in."""
    return _said("", errors)


def _mend(place: Place) -> str:
    """How to put the state of a moment ago back."""
    folder = place.directory or place.backend
    path = f"{folder}/.pulumi/stacks/{place.project}/{place.stack}.json"
    return f"cp {path}.bak {path}" if place.directory else f"copy {path}.bak over {path}"


def _said(text: str, errors: Sequence[str]) -> str:
    """The words of the engine that matter: its errors, once each, without its display."""
    lines = [_bare(line) for line in "\n".join(errors or [text]).splitlines()]
    stated = [] if errors else [line for line in lines if line.startswith("error: ")]
    kept = [line for line in stated or lines if line and not _IDLE.fullmatch(line)]
    return "\n".join(dict.fromkeys(kept or errors))


def _bare(line: str) -> str:
    """A line without colours, and without what the engine and its provider put before their words."""
    return _MARKUP.sub("", line).strip().removeprefix("stderr: ").removeprefix("* ")
