"""What Terraform and AWS say, as people are told it."""

from __future__ import annotations

from pathlib import Path

import pytest

from planton_dynamodb.engines.terraform.faults import FailedError, bare, fault_of, messages
from planton_dynamodb.engines.terraform.place import Place

PAGE = Path(__file__).parents[3] / "docs" / "when-things-go-wrong.md"
PLACE = Place(location="/states/orders", folder="/states/orders", stack="orders")
REMOTE = Place(location="s3 bucket=b key=k", folder="/f", stack="orders", backend="s3")
LOCKED = """\
Error acquiring the state lock
Error message: resource temporarily unavailable
Lock Info:
  ID:        9db590f1-b6fe-c5f2-2678-8804f089deba
  Path:      b/k
  Operation: OperationTypeApply
  Who:       someone@machine
  Version:   1.11.4
  Created:   2026-01-31 09:30:00.123456789 +0000 UTC
  Info:

Terraform acquires a state lock to protect the state from being written
by multiple users at the same time. For most commands, you can disable
locking with the "-lock=false" flag, but this is not recommended."""


@pytest.mark.parametrize(
    ("said", "summary"),
    [
        (
            "creating AWS DynamoDB Table (orders): ResourceInUseException: Table already exists: orders",
            "AWS has a table named orders already, and it is not in stack orders",
        ),
        ("Instance cannot be destroyed\nResource aws_dynamodb_table.table has lifecycle.prevent_destroy set",
         "Terraform protects the table of stack orders, and what is asked for would delete or replace it"),
        ("Saved plan is stale\nThe given plan file can no longer be applied because the state was changed",
         "somebody else changed the state of stack orders after it was looked at"),
        ("Failed to query available provider packages\nCould not retrieve the list of available versions for provider",
         "Terraform has no AWS provider, and could not get it"),
        ("Failed to save state\nwrite terraform.tfstate: no space left on device",
         "the state of stack orders could not be written: the disk is full"),
        ("Plugin did not respond\nThe plugin encountered an error, and failed to respond to the call",
         "the AWS provider went away in the middle of its work"),
        ("Error acquiring the state lock\nError message: Unsupported state file format: it uses format version 99",
         "the state of stack orders cannot be read"),
        ("Error acquiring the state lock\nError message: open /states/orders/terraform.tfstate: read-only file system",
         "the backend /states/orders cannot be used"),
        ("Error acquiring the state lock\nError message: write /states/orders/.lock.info: no space left on device",
         "the state of stack orders could not be written: the disk is full"),
        ("Error acquiring the state lock\nError message: who knows",
         "stack orders is in use: another update of it is going on"),
        ("There are some problems with the CLI configuration:\nIt does not exist.\nFailed to query available provider",
         "Terraform cannot read the settings that it is to go by, and has no AWS provider without them"),
        ("execution halted", "it was interrupted"),
        ("No valid credential sources found", "there are no AWS credentials"),
        ("Invalid provider configuration\ninvalid AWS Region: nowhere", "no AWS region is known"),
        ("operation error DynamoDB: UpdateTable, ThrottlingException: Rate exceeded",
         "AWS throttles the calls, and went on doing so through all retries"),
        ("something new", "Terraform could not do it"),
    ],
)  # fmt: skip
def test_a_failure_is_recognised(said: str, summary: str) -> None:
    """By the words of Terraform, its provider or AWS, which stand behind ours."""
    fault = fault_of(FailedError(1, [said]), PLACE, "Terraform")
    assert fault.summary == summary
    assert fault.help
    assert fault.said.splitlines()[0] == said.splitlines()[0]


def test_a_killed_terraform_is_told_from_one_that_failed() -> None:
    """By how it ended, since it could say nothing."""
    assert "was killed in the middle" in fault_of(FailedError(-9, []), PLACE, "OpenTofu").summary


def test_who_holds_a_state_is_named() -> None:
    """Who and since when; of a lock that outlives its holder also where it is."""
    local, remote = (fault_of(FailedError(1, [LOCKED]), place, "Terraform") for place in (PLACE, REMOTE))
    assert local.summary == "stack orders is in use by someone@machine, since 2026-01-31 09:30:00"
    assert "remove the lock" not in local.help
    assert "-lock=false" not in local.said
    assert "remove the lock 9db590f1-b6fe-c5f2-2678-8804f089deba, of b/k" in remote.help


def test_the_frame_around_terraforms_words_goes() -> None:
    """And colours, and what is said twice."""
    assert bare("╷\n│ Error: \x1b[1mNo\x1b[0m\n│ \n│ more\n╵\nmore") == "No\nmore"


@pytest.mark.parametrize("message", messages(stack="STACK", backend="BACKEND", what="TABLE"))
def test_every_message_is_on_the_page(message: str) -> None:
    """Who looks for the words of a message finds them as a heading, with what to do below it."""
    lines = PAGE.read_text().splitlines()
    assert f"### {message}" in lines
    below = lines[lines.index(f"### {message}") + 1 :][:3]
    assert any(line and not line.startswith("#") for line in below)
