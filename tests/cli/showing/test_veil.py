"""Secrets covered in whatever is printed."""

from __future__ import annotations

from planton_dynamodb.cli.showing.veil import veil_of
from planton_dynamodb.engines.outcome import Done, Outcome
from planton_dynamodb.fault import Fault
from planton_dynamodb.targets.pulumi_options import Account, Options

ACCOUNT = Account(access_key_id="AKIAEXAMPLE", secret_access_key="abcdef", session_token="abcdefgh")
ENVIRONMENT = {"PULUMI_CONFIG_PASSPHRASE": "open sesame", "AWS_SECRET_ACCESS_KEY": "x", "HOME": "/home/user"}


def test_all_secrets_of_a_run_are_covered_wherever_they_stand() -> None:
    """Those of the manifests and those of the environment; one that begins like another is covered whole."""
    veil = veil_of([Options(account=ACCOUNT), Options()], ENVIRONMENT)
    assert veil.over("AKIAEXAMPLE abcdefgh open sesame abcdef") == "[secret] [secret] [secret] [secret]"
    fault = Fault("of abcdef", "see abcdefgh", "open sesame")
    outcome = veil.over_outcome(Outcome(name="orders", done=Done.FAILED, fault=fault, notes=("abcdef",)))
    assert outcome.fault is not None
    assert (outcome.fault.summary, outcome.fault.help, outcome.fault.said) == (
        "of [secret]",
        "see [secret]",
        "[secret]",
    )
    assert outcome.notes == ("[secret]",)


def test_what_is_no_secret_stays() -> None:
    """Nor is a text of a few letters one: every word would have holes."""
    assert veil_of([Options()], ENVIRONMENT).over("exit /home/user") == "exit /home/user"
