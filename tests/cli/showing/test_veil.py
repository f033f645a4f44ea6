"""Secrets covered in whatever is printed."""

from __future__ import annotations

from planton_dynamodb.changes.step import Step
from planton_dynamodb.cli.showing.veil import veil_of
from planton_dynamodb.engines.outcome import Done, Outcome, Undone
from planton_dynamodb.fault import Fault
from planton_dynamodb.targets.pulumi_operations import ALARM_TYPE
from planton_dynamodb.targets.pulumi_options import Account, Options

ACCOUNT = Account(access_key_id="AKIAEXAMPLE", secret_access_key="abcdef", session_token="abcdefgh")
ENVIRONMENT = {"PULUMI_CONFIG_PASSPHRASE": "open sesame", "AWS_SECRET_ACCESS_KEY": "x", "HOME": "/home/user"}


def test_all_secrets_of_a_run_are_covered_wherever_they_stand() -> None:
    """Those of the manifests and those of the environment; one that begins like another is covered whole."""
    veil = veil_of([Options(account=ACCOUNT), Options()], ENVIRONMENT)
    assert veil.over("AKIAEXAMPLE abcdefgh open sesame abcdef") == "[secret] [secret] [secret] [secret]"
    fault = Fault("of abcdef", "see abcdefgh", "open sesame")
    part = Undone(Step("create", ALARM_TYPE, "a"), Fault("of abcdef", said="open sesame"))
    failed = Outcome(name="orders", done=Done.FAILED, fault=fault, notes=("abcdef",), undone=(part,))
    outcome = veil.over_outcome(failed)
    assert outcome.fault is not None
    assert (outcome.fault.summary, outcome.fault.help, outcome.fault.said) == (
        "of [secret]",
        "see [secret]",
        "[secret]",
    )
    assert outcome.notes == ("[secret]",)
    assert (outcome.undone[0].fault.summary, outcome.undone[0].fault.said) == ("of [secret]", "[secret]")


def test_what_is_no_secret_stays() -> None:
    """Nor is a text of a few letters one: every word would have holes."""
    assert veil_of([Options()], ENVIRONMENT).over("exit /home/user") == "exit /home/user"
