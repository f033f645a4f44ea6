"""The provider gone in the middle of a call: nobody knows what AWS did, and the next apply asks."""

from __future__ import annotations

import pytest

from tests.engines.pulumi.commands import ask, headline, tables, words, write
from tests.standin.fixtures import Cloud

INSIGHTS = "  contributorInsightsEnabled: true\n"
STREAM = "  streamEnabled: true\n  streamViewType: NEW_IMAGE\n"


@pytest.mark.parametrize("when", ["before", "after"])
def test_in_the_middle_of_making_a_table(when: str, cloud: Cloud) -> None:
    """Whether AWS had been asked or not, the next apply ends with one table, asked for once."""
    write(cloud)
    cloud.faults(Create={"crash": True, "when": when})
    answer = ask(cloud, "apply")
    assert answer.returncode == 1
    assert "orders: failed: the AWS provider went away in the middle of its work" in words(answer)
    assert "Run the same again" in words(answer)
    cloud.faults()
    cloud.revive()
    answer = ask(cloud, "apply")
    assert answer.returncode == 0, words(answer)
    assert headline(answer) == f"orders: {'created' if when == 'before' else 'nothing to do'}"
    assert "table_arn" in answer.stdout
    assert len(cloud.requests("CreateTable")) == 1
    assert tables(cloud) == ["orders"]
    assert headline(ask(cloud, "apply")) == "orders: nothing to do"


@pytest.mark.parametrize("when", ["before", "after"])
def test_in_the_middle_of_changing_a_table(when: str, cloud: Cloud) -> None:
    """AWS is asked for the change once, although it refuses a stream that is there already."""
    write(cloud)
    ask(cloud, "apply")
    write(cloud, STREAM)
    cloud.faults(Update={"crash": True, "when": when})
    assert ask(cloud, "apply").returncode == 1
    cloud.faults()
    cloud.revive()
    answer = ask(cloud, "apply")
    assert answer.returncode == 0, words(answer)
    assert headline(answer) == f"orders: {'changed' if when == 'before' else 'nothing to do'}"
    assert len(cloud.requests("UpdateTable")) == 1
    assert headline(ask(cloud, "apply")) == "orders: nothing to do"


def test_in_the_middle_of_deleting_a_table(cloud: Cloud) -> None:
    """The table is gone, and the next destroy finds that out and empties the stack."""
    write(cloud)
    ask(cloud, "apply")
    cloud.faults(Delete={"crash": True, "when": "after"})
    assert ask(cloud, "destroy").returncode == 1
    cloud.faults()
    cloud.revive()
    assert ask(cloud, "destroy").returncode == 0
    assert tables(cloud) == []
    assert headline(ask(cloud, "destroy")) == "orders: not there: it was never applied, or is destroyed"


@pytest.mark.parametrize(
    "fault",
    [
        {"Create": {"crash": True, "when": "before"}},
        {"Create": {"crash": True, "when": "after"}},
        {"Delete": {"crash": True, "when": "after"}},
        {"CreateTable": {"error": "LimitExceededException: Subscriber limit exceeded"}},
    ],
    ids=["before the new one is made", "after", "after the old one is deleted", "the new one refused"],
)
def test_in_the_middle_of_a_replacement(fault: dict[str, dict[str, object]], cloud: Cloud) -> None:
    """The old table is gone by then: the new one is made, once, without being allowed a second time."""
    write(cloud, "" if "Delete" in fault else INSIGHTS)  # insights are deleted before their table
    ask(cloud, "apply")
    path = cloud.folder / "orders.yaml"
    path.write_text(path.read_text().replace("pk", "other"))
    cloud.faults(**fault)
    assert ask(cloud, "apply", "--allow-replace", "orders").returncode == 1
    cloud.faults()
    cloud.revive()
    made = len(_made(cloud))
    answer = ask(cloud, "apply")
    assert answer.returncode == 0, words(answer)
    assert "the last run had ended in the middle" in words(answer)
    table = cloud.client("dynamodb").describe_table(TableName="orders")["Table"]
    assert table["KeySchema"] == [{"AttributeName": "other", "KeyType": "HASH"}]
    assert len(_made(cloud)) == (made if fault.get("Create", {}).get("when") == "after" else made + 1)
    assert headline(ask(cloud, "apply")) == "orders: nothing to do"


def test_a_replacement_that_was_not_begun_is_still_to_be_allowed(cloud: Cloud) -> None:
    """The provider crashed before AWS was asked to delete the table: it lives, and is not lost unasked."""
    write(cloud)
    ask(cloud, "apply")
    path = cloud.folder / "orders.yaml"
    path.write_text(path.read_text().replace("pk", "other"))
    cloud.faults(Delete={"crash": True})
    assert ask(cloud, "apply", "--allow-replace", "orders").returncode == 1
    cloud.faults()
    cloud.revive()
    answer = ask(cloud, "apply")
    assert (answer.returncode, headline(answer)) == (1, "orders: refused, and left as it is")
    assert not cloud.requests("DeleteTable")
    assert headline(ask(cloud, "apply", "--allow-replace", "orders")).startswith("orders: replaced")


def _made(cloud: Cloud) -> list[object]:
    """The requests for a table that AWS was sent."""
    return [*cloud.requests("CreateTable")]
