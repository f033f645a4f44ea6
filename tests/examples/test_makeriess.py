"""The marketplace answers every access pattern that its document lists, by the keys that the document names."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from planton_dynamodb import Table, tables
from planton_dynamodb.patterns.design import PUT_ITEM, QUERY, Pattern
from planton_dynamodb.patterns.trial import Trial
from tests.examples.around import Members, around, dimensions
from tests.examples.designs import answered, asked_keys, sample, trials
from tests.examples.documents import EXAMPLES, document, section, unanswered
from tests.standin.fixtures import StandIns, new_cloud

FOLDER = EXAMPLES / "makeriess"
INDEXES = {"PK, SK": "", "GSI1PK, GSI1SK": "GSI1", "GSI2PK, GSI2SK": "GSI2"}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
"""A moment as `toISOString` writes it."""


class Row(NamedTuple):
    """A row of the document's tables of access patterns."""

    asks: str
    """The heading of its table and its first words."""
    keys: str
    example: str

    @property
    def asked_of(self) -> str:
        """The index that has these keys; nothing for the table itself."""
        return INDEXES[self.keys]

    @property
    def compared(self) -> dict[str, str]:
        """Each key attribute of the example with the value beside it."""
        return dict(re.findall(r"(\w+)(?:=| begins_with )`([^`]+)`", self.example))


def listed() -> list[Row]:
    """Every row of the document's four tables."""
    found = []
    for heading, table in re.findall(
        r"^### (\w+ Patterns)\n\n(.*?)\n\n", document("003"), re.MULTILINE | re.DOTALL
    ):
        for line in table.splitlines()[2:]:
            first, keys, example = (cell.strip() for cell in line.strip("|").split("|"))
            found.append(Row(f"{heading}: {first}", keys, example))
    return found


def operations() -> dict[str, str]:
    """The document's example data operations: the code below each heading."""
    found = re.findall(
        r"^### ([^\n]+)\n\n```typescript\n(.*?)^```", document("003"), re.MULTILINE | re.DOTALL
    )
    return dict(found)


@pytest.fixture(scope="module")
def trial() -> Trial:
    """The example, tried."""
    return trials(FOLDER)["makeriess"]


@pytest.fixture(scope="module")
def table() -> Table:
    """The example's table."""
    (found,) = tables(FOLDER / "table.yaml")
    return found


def by_words(trial: Trial) -> dict[str, Pattern]:
    """The patterns by their descriptions."""
    return {pattern.description: pattern for pattern in trial.patterns}


def test_none_of_the_documents_access_patterns_is_missing(trial: Trial) -> None:
    """Each of the 16 rows describes one pattern, which is served and returns what it should when it is run."""
    rows = [row.asks for row in listed()]
    assert len(rows) == len(set(rows)) == 16
    described = [pattern.description for pattern in trial.patterns if " Patterns: " in pattern.description]
    assert sorted(described) == sorted(rows)
    assert unanswered(rows, FOLDER) == []


def test_every_row_is_asked_where_the_document_asks_it(trial: Trial) -> None:
    """The table, GSI1 and GSI2 answer what the column of keys says that they answer."""
    patterns = by_words(trial)
    assert {row.asks: patterns[row.asks].index for row in listed()} == {
        row.asks: row.asked_of for row in listed()
    }


def test_every_row_is_asked_by_the_keys_of_the_document(trial: Trial) -> None:
    """Each key begins as the document's example does; only what stands behind the sort of thing is a parameter."""
    for row in listed():
        asked = asked_keys(by_words(trial)[row.asks])
        assert row.compared.keys() <= asked.keys(), row
        for name, text in row.compared.items():
            assert asked[name].partition("#")[0] == text.partition("#")[0], row


def test_every_row_finds_some_items_and_leaves_others(trial: Trial) -> None:
    """The sample shows that a pattern returns what it should and nothing else of the same sort."""
    for row in listed():
        pattern = by_words(trial)[row.asks]
        found = {item["PK"]["S"] + item["SK"]["S"] for item in answered(trial, pattern).items}
        assert found, row
        entities = {each.item.entity for each in trial.samples if _id(each.attributes) in found}
        alike = {_id(each.attributes) for each in trial.samples if each.item.entity in entities}
        assert found < alike, row


def _id(attributes: dict[str, dict[str, str]]) -> str:
    return attributes["PK"]["S"] + attributes["SK"]["S"]


def test_the_documents_customer_stands_in_the_table_as_it_was_put(trial: Trial) -> None:
    """Each attribute of its PutItem is the sample item's, and the templates make the same keys."""
    code = operations()["Put Item (Create Customer)"]
    put = {name: {kind: value} for name, kind, value in re.findall(r"(\w+): \{ ([SN]): '([^']*)' \}", code)}
    assert len(put) == 7
    john = sample(trial, "john")
    assert {name: john[name] for name in put} == put
    assert re.search(r"createdAt: \{ S: new Date\(\)", code)
    assert _MOMENT.fullmatch(john["createdAt"]["S"])
    keys = trial.design.entities[0].keys
    made = {
        name: {"S": template.filled({"customerId": "cust_123", "email": "user@example.com"})}
        for name, template in keys.items()
    }
    assert made == {name: put[name] for name in keys}


def test_every_item_has_a_moment_at_which_it_was_made(trial: Trial) -> None:
    """The document's fourth practice is to add timestamps to all items."""
    for each in trial.samples:
        made = each.attributes.get("createdAt", each.attributes.get("placedAt", {}))
        assert _MOMENT.fullmatch(made.get("S", "")), each.item.name


def test_a_customer_is_created_once(trial: Trial) -> None:
    """The document's PutItem is a pattern for a new customer, and refused for one who is there."""
    writes = [pattern for pattern in trial.patterns if pattern.operation == PUT_ITEM]
    assert all(pattern.description.startswith("Put Item (Create Customer)") for pattern in writes)
    assert [answered(trial, pattern).error for pattern in writes] == ["", "ConditionalCheckFailedException"]


@pytest.mark.parametrize("heading", ["Query (Get Customer Orders)", "Query GSI (Get Products by Category)"])
def test_the_documents_queries_are_asked_with_its_own_values(trial: Trial, heading: str) -> None:
    """A pattern asks the same index for the same keys, letter by letter."""
    code = operations()[heading]
    index = re.search(r"IndexName: '(\w+)'", code)
    values = dict(re.findall(r"'(:\w+)': \{ S: '([^']*)' \}", code))
    partition, sort = (f"{index[1]}PK", f"{index[1]}SK") if index else ("PK", "SK")
    assert f"'{partition} = :pk AND begins_with({sort}, :sk)'" in code
    wanted = {(partition, "equals", values[":pk"]), (sort, "beginsWith", values[":sk"])}
    asked = [
        {(each.attribute, each.operator, each.operands[0]["S"]) for each in trial.bound(pattern).conditions}
        for pattern in trial.patterns
        if pattern.operation == QUERY and pattern.index == (index[1] if index else "")
    ]
    assert wanted in asked


def test_an_order_that_moves_on_is_one_write(trial: Trial) -> None:
    """What changes of an order stands in one of its two items, so that no other has to follow."""
    lines = [each.attributes for each in trial.samples if each.item.entity == "order-line"]
    orders = {
        each.attributes["orderId"]["S"]: each.attributes
        for each in trial.samples
        if each.item.entity == "order"
    }
    assert lines
    for line in lines:
        order = orders.pop(line["orderId"]["S"])
        own = {"PK", "SK", "GSI1PK", "GSI1SK", "GSI2PK", "GSI2SK", "day"}
        assert {name: order[name] for name in line if name not in own} == {
            name: line[name] for name in line if name not in own
        }
        assert "status" in order
        assert "status" not in line
    assert not orders


def test_the_table_is_the_one_that_the_document_creates(table: Table) -> None:
    """Its name, keys, indexes, billing, encryption and tags are those of the `create-table` command."""
    code = document("003")
    command = code[code.index("aws dynamodb create-table") :].partition("```")[0]
    assert f"--table-name {table.name} " in command
    assert dict(re.findall(r"AttributeName=(\w+),AttributeType=(\w)", command)) == table.attribute_types
    keys = re.findall(r"AttributeName=(\w+),KeyType=(\w+)", command)
    assert keys == [(table.key.partition, "HASH"), (table.key.sort, "RANGE")]
    indexes = json.loads(re.findall(r'"(\[.*\])"', command, re.DOTALL)[0].replace("\\", ""))
    assert [
        (index["IndexName"], *(key["AttributeName"] for key in index["KeySchema"])) for index in indexes
    ] == [(index.name, *index.key.attributes) for index in table.global_indexes]
    assert {index["Projection"]["ProjectionType"] for index in indexes} == {"ALL"}
    assert f"--billing-mode {table.billing_mode}" in command
    assert ("--sse-specification Enabled=true" in command) == table.encryption.enabled
    assert dict(re.findall(r"Key=(\w+),Value=(\w+)", command)) == dict(table.tags)
    assert "PointInTimeRecoveryEnabled=true" in code
    assert table.point_in_time_recovery


@pytest.fixture(scope="module")
def alarms(
    stand_ins: StandIns, pulumi_cli: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Members]:
    """The alarms as AWS describes them after the example was applied."""
    with new_cloud(pulumi_cli, stand_ins, tmp_path_factory.mktemp("makeriess")) as cloud:
        done = cloud.run(sys.executable, "-m", "planton_dynamodb", "apply", str(FOLDER), "--yes")
        assert done.returncode == 0, done
        return around(cloud).alarms


def test_there_is_an_alarm_for_each_thing_that_the_document_names(alarms: dict[str, Members]) -> None:
    """Its list under *Monitoring* has four entries; all of them tell one topic."""
    listed = re.findall(r"^- (.+)$", section(document("003"), "## Monitoring"), re.MULTILINE)
    assert listed == ["Read/Write throttling", "System errors", "User errors", "Consumed capacity"]
    watched = {name: metrics(alarm) for name, alarm in alarms.items()}
    assert watched == {
        **{
            f"makeriess-main-table-{index}throttled-{side.lower()}s": {f"{side}ThrottleEvents"}
            for index in ("", "GSI1-", "GSI2-")
            for side in ("Read", "Write")
        },
        "makeriess-main-table-system-errors": {"SystemErrors"},
        "makeriess-main-table-user-errors": {"UserErrors"},
        "makeriess-main-table-consumed-read-units": {"ConsumedReadCapacityUnits"},
        "makeriess-main-table-consumed-write-units": {"ConsumedWriteCapacityUnits"},
    }
    told = {tuple(alarm["AlarmActions"]) for alarm in alarms.values()}
    assert told == {("arn:aws:sns:us-east-1:111122223333:makeriess-on-call",)}


def metrics(alarm: Members) -> set[str]:
    """The metrics that an alarm is about: one, or those that it adds up."""
    each = [one["MetricStat"]["Metric"]["MetricName"] for one in alarm["Metrics"] if "MetricStat" in one]
    return set(each) or {alarm["MetricName"]}


def test_the_documents_own_alarm_would_ring_here(alarms: dict[str, Members]) -> None:
    """Its figures, of the metric that it names, without the dimension by which AWS has no such number."""
    command = section(document("003"), "## Monitoring")
    said = dict(re.findall(r"--([a-z-]+) ([^\\\n]+?)(?: \\)?$", command, re.MULTILINE))
    alarm = alarms["makeriess-main-table-user-errors"]
    assert alarm["MetricName"] == said["metric-name"]
    assert alarm["Namespace"] == said["namespace"]
    assert alarm["Statistic"] == said["statistic"]
    assert (alarm["Period"], alarm["Threshold"]) == (int(said["period"]), int(said["threshold"]))
    assert alarm["ComparisonOperator"] == said["comparison-operator"]
    assert said["dimensions"] == "Name=TableName,Value=makeriess-main-table"
    assert dimensions(alarm) == {}


def test_throttling_is_watched_where_aws_counts_it(alarms: dict[str, Members]) -> None:
    """Of the table, and of each index, which is throttled by itself."""
    throttled = [dimensions(alarm) for name, alarm in alarms.items() if "throttled" in name]
    table = {"TableName": "makeriess-main-table"}
    assert sorted(throttled, key=str) == sorted(
        2 * [table, *({**table, "GlobalSecondaryIndexName": index} for index in ("GSI1", "GSI2"))], key=str
    )


def test_the_frequencies_come_to_what_the_document_estimates(trial: Trial) -> None:
    """A thousand orders a day, and about as many reads and writes in a month as it reckons with."""
    often = {pattern.name: per_month(pattern) for pattern in trial.patterns}
    assert often["place-order"] == 30 * 1000
    writing = {"create-customer", "create-customer-again", "place-order", "move-order-on"}
    estimated = dict(
        re.findall(
            r"^- (Writes|Reads): ~(\d+)K/month", section(document("003"), "## Cost Estimation"), re.MULTILINE
        )
    )
    assert sum(often[name] for name in writing) == pytest.approx(1000 * int(estimated["Writes"]), rel=0.1)
    reading = often.keys() - writing
    assert sum(often[name] for name in reading) == pytest.approx(1000 * int(estimated["Reads"]), rel=0.1)


def per_month(pattern: Pattern) -> int:
    """How often a pattern is asked in a month of thirty days."""
    times, _, unit = pattern.frequency.partition("/")
    assert unit == "day"
    return 30 * int(times)
