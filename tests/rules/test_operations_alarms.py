"""What the rules about alarms say beyond what the corpus shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from planton_dynamodb.operations.metrics import ELSEWHERE, METRICS
from tests.operations.declarations import ON_DEMAND, RESERVED, TOPIC, text
from tests.rules.tables import diagnostics, found, mended, only

OTHER = {"name": "slow", "metric": "SuccessfulRequestLatency", "operation": "Query", "statistic": "p99"}


def alarms(said: Mapping[str, Any], settings: Mapping[str, Any] = RESERVED, **spec: object) -> str:
    """A table and its alarms."""
    return text({"alarms": {"notify": TOPIC, **said}, **spec}, settings)


def other(**changed: object) -> str:
    """A table and one named alarm; None takes a field away."""
    fields = {**OTHER, "threshold": 1, **changed}
    return alarms({"others": [{name: value for name, value in fields.items() if value is not None}]})


@pytest.mark.parametrize(
    ("topic", "said"),
    [
        ("arn:aws:sns:us-east-1:111122223333", "is not the ARN of an SNS topic"),
        ("arn:aws:sns::111122223333:on-call", "it has no region"),
        ("arn:aws:sns:us-east-1::on-call", "it has no account"),
        ("arn:aws:sns:us-east-1:111122223333:", "it has no name"),
        ("arn:amazon:sns:us-east-1:111122223333:on-call", "its partition `amazon` is not a partition of AWS"),
        ("arn:aws:sns:virginia:111122223333:on-call", "its region `virginia` is not a region"),
        ("arn:aws:sns:us-east-1:111122223333:on call", "its name `on call` is not one"),
        (f"arn:aws:sns:us-east-1:111122223333:{'a' * 257}", "is not one that a topic can have"),
    ],
)
def test_the_part_of_a_topic_that_cannot_be_is_named(topic: str, said: str) -> None:
    """The first one that is wrong, and nothing else is found."""
    finding = only(alarms({"notify": topic}))
    assert finding.rule == "alarm-topic-format"
    assert said in finding.message


@pytest.mark.parametrize(
    "topic",
    [
        "arn:aws-cn:sns:cn-north-1:111122223333:on-call",
        "arn:aws:sns:us-east-1:111122223333:on-call.fifo",
        f"arn:aws:sns:eu-central-2:111122223333:{'a' * 256}",
    ],
)
def test_every_topic_that_there_may_be_is_taken(topic: str) -> None:
    """In other partitions, at the limit, and those that keep an order."""
    assert not found(alarms({"notify": topic}))


def test_a_topic_is_judged_in_every_environment_and_told_once() -> None:
    """It is one line of the file, however many environments read it."""
    environments = [{"name": "prod"}, {"name": "dev"}, {"name": "test"}]
    written = "arn:aws:sns:us-east-1:111122223333:{env} on-call"
    finding = only(alarms({"notify": written}, environments=environments))
    assert finding.message.endswith(", in the environment `prod`")


def test_nothing_is_said_of_a_part_whose_hole_nobody_fills() -> None:
    """That is found as such; what would stand there is not known."""
    assert found(alarms({"notify": "arn:aws:sns:us-east-1:{org}:on-call"})) == [
        "placeholder-unfilled at spec.alarms.notify"
    ]


@pytest.mark.parametrize(
    "said", [{"notify": None, "topic": TOPIC}, {"notify": None, "notfy": TOPIC}, {"notify": [TOPIC]}]
)
def test_a_topic_under_another_key_is_one_mistake(said: Mapping[str, Any]) -> None:
    """An unknown key that may have been meant for it, or a value of another type, is found; nothing else."""
    (finding,) = diagnostics(alarms(said))
    assert finding.rule in ("unknown-field", "wrong-type")


@pytest.mark.parametrize("field", ["name", "metric", "statistic", "operation", "threshold"])
def test_a_field_of_an_alarm_that_could_not_be_read_is_not_missing_besides(field: str) -> None:
    """One mistake, one finding."""
    assert [each.partition(" ")[0] for each in found(other(**{field: [1]}))] == ["wrong-type"]


@pytest.mark.parametrize(
    ("period", "edit"),
    [
        (1, "write 60 or more: 60, 120, 300"),
        (0, "write 60 or more: 60, 120, 300"),
        (-60, "write 60 or more: 60, 120, 300"),
        (61, "write 60 or 120"),
        (3601, "write 3,600 or 3,660"),
    ],
)
def test_a_period_gets_the_whole_minutes_beside_it(period: int, edit: str) -> None:
    """And nothing is said of how far back it looks."""
    finding = only(alarms({"systemErrors": {"periodSeconds": period}}))
    assert (finding.rule, finding.help) == ("alarm-period-range", edit)


def test_an_index_looks_back_as_far_as_both_say() -> None:
    """The table's setting holds where the index says nothing, and the finding is at the one that the index has."""
    said = {
        "throttledRequests": {"periods": 200},
        "indexes": [{"index": "by-sk", "throttledRequests": {"periodSeconds": 600}}],
    }
    assert found(alarms(said)) == [
        "alarm-window-too-long at spec.alarms.indexes[0].throttledRequests.periodSeconds"
    ]


def test_a_percentage_of_the_table_counts_for_the_limit_of_an_index() -> None:
    """Half of 4 units is within reach of an index that has 2 and a fraction less is not."""
    index = {"index": "by-sk", "consumedCapacity": {"readLimit": 3}}
    assert not found(alarms({"consumedCapacity": {"percent": 60}, "indexes": [index]}))
    assert found(alarms({"consumedCapacity": {"percent": 67}, "indexes": [index]})) == [
        "alarm-limit-unreachable at spec.alarms.indexes[0].consumedCapacity.readLimit"
    ]


def test_what_an_unknown_index_lacks_is_not_told_besides() -> None:
    """An index that is not there has no limit either, and its name is the mistake."""
    said = {"indexes": [{"index": "by-ks", "consumedCapacity": {"percent": 90}}]}
    assert found(alarms(said, ON_DEMAND)) == ["alarm-index-unknown at spec.alarms.indexes[0].index"]


def test_rules_about_a_table_that_is_not_there_keep_quiet() -> None:
    """Without it nobody knows its indexes and units."""
    said = {
        "consumedCapacity": {"enabled": True, "readLimit": 1_000},
        "indexes": [{"index": "x", "consumedCapacity": {"percent": 90}}],
    }
    written = alarms(said).replace('"table": "orders"', '"table": "nowhere"')
    assert found(written) == ["operations-table-not-found at spec.table"]


@pytest.mark.parametrize("name", ["throttled-writes", "by-sk-throttled-reads", "by-sk-consumed-write-units"])
def test_names_of_alarms_by_default_are_taken_with_those_of_indexes(name: str) -> None:
    """CloudWatch would let the second take the place of the first."""
    assert found(other(name=name)) == ["alarm-name-duplicate at spec.alarms.others[0].name"]


@pytest.mark.parametrize("metric", sorted(METRICS))
def test_every_metric_can_be_watched(metric: str) -> None:
    """With an operation where it is counted for each, with an index where it is counted for these alone."""
    counted = METRICS[metric]
    operation = counted.operations[0] if counted.operations else None
    index = "by-sk" if counted.only_per_index else None
    assert not found(other(metric=metric, operation=operation, index=index))


@pytest.mark.parametrize("metric", sorted(ELSEWHERE))
def test_metrics_of_something_else_are_told_from_those_that_nobody_has(metric: str) -> None:
    """The reader learns what it is counted for."""
    assert ELSEWHERE[metric] in only(other(metric=metric, operation=None)).message


@pytest.mark.parametrize(
    "statistic",
    ["Sum", "SampleCount", "p0", "p100", "p99.99", "tm90", "wm95.5", "IQM", "PR(10:)", "TC(:90%)", "TM(1:2)"],
)
def test_every_statistic_of_cloudwatch_is_taken(statistic: str) -> None:
    """Percentiles and what is trimmed, too."""
    assert not found(other(statistic=statistic))


@pytest.mark.parametrize(
    ("statistic", "meant"),
    [("sum", "Sum"), ("Avg", None), ("p101", None), ("P99.9", "p99.9"), ("Maximun", "Maximum"), ("p", None)],
)
def test_a_statistic_that_was_nearly_one_is_mended(statistic: str, meant: str | None) -> None:
    """Its case is told apart by CloudWatch, and by nobody who writes it."""
    written = other(statistic=statistic)
    finding = only(written)
    assert finding.rule == "alarm-statistic-unknown"
    assert (finding.fix is not None) is (meant is not None)
    if meant is not None:
        assert f'"statistic": {meant}' in mended(written, rule=finding.rule).replace(f'"{meant}"', meant)
