"""What Pulumi and AWS say when something fails, recognised and said again with what to do about it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from planton_dynamodb.engines.pulumi.place import Place
from planton_dynamodb.fault import Fault

_MARKUP = re.compile(r"<\{%[^%]*%\}>|\x1b\[[0-9;]*m")

_KILLED = re.compile(r"^\s*code: -\d+", re.MULTILINE)
"""How a command's result shows that a signal ended it."""


@dataclass(frozen=True, slots=True)
class _Known:
    """A text that tells one kind of failure, and how that is said."""

    tells: re.Pattern[str]
    summary: str
    help: str


def _known(pattern: str, summary: str, help: str) -> _Known:  # noqa: A002 - as diagnostics call it
    return _Known(re.compile(pattern, re.IGNORECASE | re.DOTALL), summary, help)


_KNOWN = (
    _known(
        r"incorrect passphrase|passphrase must be set|no passphrase|passphrase.*(missing|required)",
        "the passphrase does not fit the secrets of stack {stack}",
        "Set PULUMI_CONFIG_PASSPHRASE (or PULUMI_CONFIG_PASSPHRASE_FILE) to what the stack was made with.",
    ),
    _known(
        r"Table already exists: (?P<what>[\w.-]+)",
        "AWS has a table named {what} already, and it is not in stack {stack}",
        "If it is yours, take it over as it is: planton-dynamodb apply --import. Otherwise choose another name.",
    ),
    _known(
        r"AccessDenied|is not authorized to perform|UnauthorizedOperation",
        "AWS refuses the credentials in use the right to do this",
        "Grant what the answer names, or use other credentials (AWS_PROFILE).",
    ),
    _known(
        r"ExpiredToken|UnrecognizedClient|InvalidClientTokenId|security token .{0,40}(invalid|expired)",
        "AWS does not know the credentials in use, or they have expired",
        "Log in again (aws sso login), or set AWS_PROFILE to credentials that are good.",
    ),
    _known(
        r"no valid credential|failed to refresh cached credentials|NoCredentialProviders",
        "there are no AWS credentials",
        "Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, as for every AWS tool.",
    ),
    _known(
        r"(invalid|missing).{0,20}(aws )?region|region.{0,30}(is not set|required|missing)",
        "no AWS region is known",
        "Set AWS_REGION, or give --region.",
    ),
    _known(
        r"ThrottlingException|Rate exceeded|RequestLimitExceeded|Throttling",
        "AWS throttles the calls, and went on doing so through all retries",
        "Wait a minute and run the same again: what is made stays made.",
    ),
    _known(
        r"LimitExceeded|Subscriber limit exceeded",
        "AWS refuses for a limit of the account or of the table",
        "Wait until the limit allows it again, or have the quota raised. Then run the same again.",
    ),
    _known(
        r"protected against deletion",
        "AWS keeps the table from being deleted: its deletion protection is on",
        "Set deletionProtectionEnabled: false, apply that, and then run this again.",
    ),
    _known(
        r"connection refused|transport is closing|error reading from server|code = Unavailable|plugin.{0,40}exited",
        "the AWS provider went away in the middle of its work",
        "Run the same again: what was made is in the state, and what was under way is looked after first.",
    ),
    _known(
        r"no such host|dial tcp|i/o timeout|context deadline exceeded|could not connect|network is unreachable",
        "the network, or what is at the other end of it, does not answer",
        "See that the backend {backend} and AWS can be reached, then run the same again.",
    ),
    _known(
        r"permission denied|read-only file system|no space left|(could not|unable to) (list|open|read) bucket|"
        r"failed to (get|read|open).{0,60}(bucket|backend|stack)|unsupported.{0,20}scheme|no driver",
        "the backend {backend} cannot be used",
        "See that it exists and that you may write to it; --backend names another.",
    ),
    _known(
        r"PULUMI_ACCESS_TOKEN|pulumi login|not logged in|invalid access token|\[401\]",
        "Pulumi's service at {backend} wants a login",
        "Run pulumi login, or set PULUMI_ACCESS_TOKEN; PULUMI_BACKEND_URL names another backend.",
    ),
    _known(
        r"could not find.{0,40}plugin|no resource plugin|failed to (load|install|download).{0,40}plugin",
        "Pulumi has no AWS provider plugin, and could not get it",
        "Run pulumi plugin install resource aws, where the network allows it.",
    ),
    _known(
        r"update (was )?cancell?ed|operation (was )?cancell?ed|signal: interrupt",
        "it was interrupted",
        "What was made is in the state. Run the same again to go on.",
    ),
)


def fault_of(error: object, place: Place, errors: Sequence[str] = ()) -> Fault:
    """A failed command as a fault. `errors` is what the engine told of it while it ran."""
    if _KILLED.search(str(error)):
        return Fault(
            "Pulumi's engine was killed in the middle of its work",
            "Run the same again: what it had begun is looked after first, and nothing is made twice.",
        )
    said = _said(str(error), errors)
    for known in _KNOWN:
        found = known.tells.search(said)
        if found is not None:
            words = {"stack": place.stack, "backend": place.backend, **found.groupdict()}
            return Fault(known.summary.format(**words), known.help.format(**words), said)
    return Fault("Pulumi could not do it", "Its own words say why.", said)


def _said(text: str, errors: Sequence[str]) -> str:
    """The words of the engine that matter: its errors, once each, without its display."""
    if errors:
        return "\n".join(dict.fromkeys(_without_markup(error) for error in errors))
    lines = [_without_markup(line) for line in text.splitlines()]
    stated = [line for line in lines if re.search(r"\berror: ", line)]
    return "\n".join(dict.fromkeys(stated)) or "\n".join(line for line in lines if line)


def _without_markup(text: str) -> str:
    return _MARKUP.sub("", text).strip()
