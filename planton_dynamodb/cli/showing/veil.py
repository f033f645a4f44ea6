"""Secrets covered in whatever is printed: an engine's words may carry what it was given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from planton_dynamodb.engines.outcome import Outcome
from planton_dynamodb.fault import Fault
from planton_dynamodb.targets.pulumi_options import Options

_NAMES = (
    *("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN"),
    *("PULUMI_CONFIG_PASSPHRASE", "PULUMI_ACCESS_TOKEN"),
)
_SHORTEST = 6
"""Anything shorter is part of ordinary words, and a secret to nobody."""
_COVER = "[secret]"


class Veil(NamedTuple):
    """The texts that are shown to nobody, the longest first."""

    secrets: tuple[str, ...] = ()

    def over(self, text: str) -> str:
        """A text without them."""
        for secret in self.secrets:
            text = text.replace(secret, _COVER)
        return text

    def over_outcome(self, outcome: Outcome) -> Outcome:
        """What became of a table, and nothing secret in why."""
        return replace(
            outcome,
            fault=None if outcome.fault is None else self._over_fault(outcome.fault),
            undone=tuple(replace(each, fault=self._over_fault(each.fault)) for each in outcome.undone),
            notes=tuple(map(self.over, outcome.notes)),
        )

    def _over_fault(self, fault: Fault) -> Fault:
        return Fault(self.over(fault.summary), self.over(fault.help), self.over(fault.said))


def veil_of(options: Iterable[Options], environment: Mapping[str, str]) -> Veil:
    """What is secret in a run: the keys of its manifests and those of its environment."""
    found = {environment.get(name, "") for name in _NAMES}
    for each in options:
        if each.account is not None:
            account = each.account
            found |= {
                account.access_key_id or "",
                account.secret_access_key or "",
                account.session_token or "",
            }
    return Veil(tuple(sorted((each for each in found if len(each) >= _SHORTEST), key=len, reverse=True)))
