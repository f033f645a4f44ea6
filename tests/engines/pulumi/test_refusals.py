"""What AWS refuses, said with what to do about it, and gone on from once it does not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import pytest

from tests.engines.pulumi.commands import ask, headline, tables, words, write
from tests.standin.fixtures import Cloud

Fault: TypeAlias = Mapping[str, Mapping[str, Any]]

PROTECTED = "  deletionProtectionEnabled: true\n"
RECOVERY = "  pointInTimeRecoveryEnabled: true\n"
DENIED = "User: arn:aws:iam::123456789012:user/x is not authorized to perform: dynamodb:"
CREDENTIALS = "unable to validate AWS credentials.\nDetails: "
REFUSED_CREATE = {
    "access denied": (
        {"CreateTable": {"error": f"AccessDeniedException: {DENIED}CreateTable"}},
        "AWS refuses the credentials in use the right to do this",
        "Grant what the answer names",
    ),
    "a limit": (
        {
            "CreateTable": {
                "error": "LimitExceededException: Subscriber limit exceeded: There is a limit of 2500 tables"
            }
        },
        "AWS refuses for a limit of the account or of the table",
        "have the quota raised",
    ),
    "throttled for ever": (
        {"CreateTable": {"error": "ThrottlingException: Rate exceeded"}},
        "AWS throttles the calls, and went on doing so through all retries",
        "Wait a minute and run the same again",
    ),
    "expired": (
        {
            "CreateTable": {
                "error": "ExpiredTokenException: The security token included in the request is expired"
            }
        },
        "AWS does not know the credentials in use, or they have expired",
        "aws sso login",
    ),
    "unknown": (
        {
            "CreateTable": {
                "error": "UnrecognizedClientException: The security token included in the request is invalid."
            }
        },
        "AWS does not know the credentials in use, or they have expired",
        "AWS_PROFILE",
    ),
    "no credentials": (
        {"Configure": {"error": "No valid credential sources found."}},
        "there are no AWS credentials",
        "Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    ),
    "no region": (
        {"Configure": {"error": "Missing region information\nMake sure you have set your AWS region"}},
        "no AWS region is known",
        "Set AWS_REGION, or give --region.",
    ),
}


@pytest.mark.parametrize("case", REFUSED_CREATE)
def test_a_table_that_aws_does_not_make(case: str, cloud: Cloud) -> None:
    """It is said why and what to do; nothing stands, and the next apply makes the table."""
    faults, summary, forward = REFUSED_CREATE[case]
    write(cloud)
    cloud.faults(**faults)
    answer = ask(cloud, "apply")
    assert answer.returncode == 1
    assert f"orders: failed: {summary}" in words(answer)
    assert forward in words(answer)
    assert "update failed" not in words(answer)
    assert tables(cloud) == []
    cloud.faults()
    assert headline(ask(cloud, "apply")) == "orders: created"


def test_throttling_that_ends_is_never_heard_of(cloud: Cloud) -> None:
    """The provider asks again."""
    write(cloud)
    cloud.faults(CreateTable={"error": "ThrottlingException: Rate exceeded", "times": 3})
    answer = ask(cloud, "apply")
    assert (answer.returncode, headline(answer)) == (0, "orders: created")


def test_a_change_and_a_deletion_that_are_denied(cloud: Cloud) -> None:
    """Both are said in AWS's own words, and are done once they are granted."""
    write(cloud)
    ask(cloud, "apply")
    write(cloud, "  tableClass: STANDARD_INFREQUENT_ACCESS\n")
    cloud.faults(
        UpdateTable={"error": f"AccessDeniedException: {DENIED}UpdateTable"},
        DeleteTable={"error": f"AccessDeniedException: {DENIED}DeleteTable"},
    )
    for verb, operation in (("apply", "UpdateTable"), ("destroy", "DeleteTable")):
        answer = ask(cloud, verb)
        assert answer.returncode == 1
        assert "AWS refuses the credentials in use the right to do this" in words(answer)
        assert f"is not authorized to perform: dynamodb:{operation}" in words(answer)
    assert tables(cloud) == ["orders"]
    cloud.faults()
    assert headline(ask(cloud, "apply")) == "orders: changed"
    assert headline(ask(cloud, "destroy")) == "orders: deleted"


def test_a_table_that_is_made_and_not_finished(cloud: Cloud) -> None:
    """Recovery was refused: the state knows the table, and the next apply does what is missing, and no more."""
    write(cloud, RECOVERY)
    cloud.faults(UpdateContinuousBackups={"error": f"AccessDeniedException: {DENIED}UpdateContinuousBackups"})
    answer = ask(cloud, "apply")
    assert answer.returncode == 1
    assert "dynamodb:UpdateContinuousBackups" in words(answer)
    assert "what was made before it stays made" in words(answer)
    cloud.faults()
    answer = ask(cloud, "apply")
    assert (answer.returncode, headline(answer)) == (0, "orders: changed")
    assert len(cloud.requests("CreateTable")) == 1
    backups = cloud.client("dynamodb").describe_continuous_backups(TableName="orders")
    recovery = backups["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    assert recovery["PointInTimeRecoveryStatus"] == "ENABLED"


class TestATableThatIsNotOurs:
    """AWS has a table of that name, and no stack knows it."""

    def _there(self, cloud: Cloud, key: str = "pk") -> None:
        cloud.client("dynamodb").create_table(
            TableName="orders",
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"}],
            KeySchema=[{"AttributeName": key, "KeyType": "HASH"}],
            BillingMode="PAY_PER_REQUEST",
        )

    def test_taken_over_when_it_is_asked_for(self, cloud: Cloud) -> None:
        """Apply offers --import; with it the table is in the stack as it is, and a second --import is harmless."""
        self._there(cloud)
        write(cloud)
        answer = ask(cloud, "apply")
        assert answer.returncode == 1
        assert "AWS has a table named orders already, and it is not in stack orders" in words(answer)
        assert "planton-dynamodb apply --import" in words(answer)
        answer = ask(cloud, "apply", "--import")
        assert (answer.returncode, headline(answer)) == (0, "orders: taken over as it is")
        assert "table_arn" in answer.stdout
        answer = ask(cloud, "apply", "--import")
        assert (answer.returncode, headline(answer)) == (0, "orders: nothing to do")
        assert not cloud.requests("UpdateTable")
        assert headline(ask(cloud, "destroy")) == "orders: deleted"

    def test_changed_to_what_the_manifest_says(self, cloud: Cloud) -> None:
        """A difference between the two is a change like any other, insights included."""
        self._there(cloud)
        write(cloud, f"{PROTECTED}{RECOVERY}  contributorInsightsEnabled: true\n")
        answer = ask(cloud, "apply", "--import")
        assert (answer.returncode, headline(answer)) == (0, "orders: changed")
        client = cloud.client("dynamodb")
        assert client.describe_table(TableName="orders")["Table"]["DeletionProtectionEnabled"]
        insights = client.describe_contributor_insights(TableName="orders")
        assert insights["ContributorInsightsStatus"] == "ENABLED"
        assert headline(ask(cloud, "apply")) == "orders: nothing to do"

    def test_never_replaced_because_it_was_taken_over(self, cloud: Cloud) -> None:
        """Other keys than the manifest's are refused as in any other change."""
        self._there(cloud, "theirs")
        write(cloud)
        answer = ask(cloud, "apply", "--import")
        assert (answer.returncode, headline(answer)) == (1, "orders: refused, and left as it is")
        assert "--allow-replace orders" in words(answer)
        assert not cloud.requests("DeleteTable")

    def test_not_taken_over_when_it_is_not_there(self, cloud: Cloud) -> None:
        """There is nothing to import, and it is not made instead."""
        write(cloud)
        answer = ask(cloud, "apply", "--import")
        assert answer.returncode == 1
        assert "orders: failed: AWS has no such table that could be taken over" in words(answer)
        assert "apply without --import" in words(answer)
        assert tables(cloud) == []
        assert headline(ask(cloud, "apply")) == "orders: created"
