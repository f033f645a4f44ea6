"""The advice to scale reserved units, followed: AWS has the ranges, and what scaling has done is not undone."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest

from planton_dynamodb import tables
from planton_dynamodb.cli import main
from tests.examples.around import around
from tests.examples.documents import EXAMPLES, document
from tests.standin.fixtures import Cloud

FOLDER = EXAMPLES / "auto-scaling"
COMMAND = (sys.executable, "-m", "planton_dynamodb")


def test_it_is_what_the_documentation_advises() -> None:
    """The advice is about reserved units, and asks for scaling; the page quotes it."""
    advice = "Enable auto-scaling for provisioned mode to handle traffic spikes"
    assert advice in document("004")
    assert advice in " ".join((FOLDER / "README.md").read_text(encoding="utf-8").split())
    (table,) = tables(FOLDER / "table.yaml")
    assert table.billing_mode == "PROVISIONED"


def test_both_sides_of_the_table_and_of_its_index_are_scaled(cloud: Cloud) -> None:
    """From the units of the table's manifest, where no other minimum is said, to the most that may be paid for."""
    assert cloud.run(*COMMAND, "apply", str(FOLDER), "--yes").returncode == 0
    found = around(cloud)
    index = "table/lunch-orders/index/by-kitchen"
    assert found.ranges == {
        "table/lunch-orders ReadCapacityUnits": (5, 400),
        "table/lunch-orders WriteCapacityUnits": (5, 100),
        f"{index} ReadCapacityUnits": (10, 600),
        f"{index} WriteCapacityUnits": (5, 100),
    }
    assert found.targets == {
        "table/lunch-orders ReadCapacityUnits": 70,
        "table/lunch-orders WriteCapacityUnits": 50,
        f"{index} ReadCapacityUnits": 70,
        f"{index} WriteCapacityUnits": 50,
    }
    throttled = {
        name: alarm["EvaluationPeriods"] for name, alarm in found.alarms.items() if "throttled" in name
    }
    assert set(throttled.values()) == {1}
    assert len(throttled) == 4


def test_units_that_scaling_has_added_are_left_alone(cloud: Cloud, tmp_path: Path) -> None:
    """An `apply` at noon takes nothing away, be there something to change around the table or not."""
    folder = shutil.copytree(FOLDER, tmp_path / "mine")
    assert cloud.run(*COMMAND, "apply", str(folder), "--yes").returncode == 0
    client = cloud.client("dynamodb")
    client.update_table(
        TableName="lunch-orders", ProvisionedThroughput={"ReadCapacityUnits": 5, "WriteCapacityUnits": 40}
    )
    operations = folder / "operations.yaml"
    for text in (
        operations.read_text(encoding="utf-8"),
        operations.read_text(encoding="utf-8").replace("max: 600", "max: 800"),
    ):
        operations.write_text(text, encoding="utf-8")
        for verb in (["refresh"], ["apply", "--yes"]):
            done = cloud.run(*COMMAND, *verb, str(folder))
            assert done.returncode == 0, done
        units = client.describe_table(TableName="lunch-orders")["Table"]["ProvisionedThroughput"]
        assert (units["ReadCapacityUnits"], units["WriteCapacityUnits"]) == (5, 40)
    assert around(cloud).ranges["table/lunch-orders/index/by-kitchen ReadCapacityUnits"] == (10, 800)


def test_scaling_of_a_table_on_demand_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """AWS scales such a table by itself: one finding, with the place in either file."""
    folder = shutil.copytree(FOLDER, tmp_path / "mine")
    table = folder / "table.yaml"
    reserved = re.compile(r"^ *(?:provisionedThroughput:|(?:read|write)CapacityUnits: .*)\n", re.MULTILINE)
    text = reserved.sub("", table.read_text(encoding="utf-8"))
    table.write_text(
        text.replace("BILLING_MODE_PROVISIONED", "BILLING_MODE_PAY_PER_REQUEST"), encoding="utf-8"
    )
    assert main(["validate", str(folder), "--format", "concise"]) == 1
    found = capsys.readouterr().out.splitlines()
    assert [line for line in found if "error:" in line and "[scaling-on-demand]" not in line] == []
    assert [Path(line.partition(":")[0]).name for line in found] == ["operations.yaml", "table.yaml"]
