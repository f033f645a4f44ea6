"""The provider gone in the middle of a call: nobody knows what AWS did, and the next apply asks."""

from __future__ import annotations

import pytest

from tests.engines.pulumi.commands import ask, headline, tables, words, write
from tests.standin.fixtures import Cloud

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
