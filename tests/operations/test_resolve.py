from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import botocore.session
import pytest
from botocore.validate import ParamValidator

from planton_dynamodb.engines.embedded.calls_around import KINDS
from planton_dynamodb.fault import Fault
from planton_dynamodb.operations.resolve import Around
from planton_dynamodb.operations.values import Operations
from planton_dynamodb.table.outputs import Of
from planton_dynamodb.targets.pulumi_operations import Json, Text, resources
from tests.operations.declarations import ON_DEMAND, RESERVED, TOPIC, around

ENVIRONMENTS = {
    "naming": "{app}-{table}-{env}",
    "app": "shop",
    "environments": [{"name": "prod"}, {"name": "dev", "retention": "DESTROY"}],
}
EVERYTHING: dict[str, Any] = {
    **ENVIRONMENTS,
    "autoScaling": {"read": {"max": 100}, "write": {"max": 50}},
    "alarms": {
        "notify": TOPIC,
        "notifyWhenOver": True,
        "others": [
            {"name": "a", "metric": "UserErrors", "statistic": "Sum", "threshold": 1},
            {
                "name": "b",
                "metric": "SuccessfulRequestLatency",
                "operation": "Query",
                "statistic": "p99.9",
                "threshold": 1,
                "comparison": "AT_MOST",
                "missingData": "MISSING",
            },
            {
                "name": "c",
                "metric": "ReadThrottleEvents",
                "index": "by-sk",
                "statistic": "SampleCount",
                "threshold": 0,
            },
        ],
    },
    "parameters": {
        "path": "/{app}/{env}/orders",
        "outputs": ["TABLE_NAME", "TABLE_ARN", "TABLE_ID", "STREAM_ARN", "STREAM_LABEL"],
    },
    "grants": [
        {"name": "task", "access": "READ_WRITE", "role": "arn:aws:iam::111122223333:role/teams/{env}-task"},
        {"name": "reporting", "access": "READ", "stream": True},
    ],
}
STREAM = {"streamEnabled": True, "streamViewType": "NEW_IMAGE"}
OUTPUTS = {
    "table_name": "shop-orders-prod",
    "table_arn": "arn:aws:dynamodb:us-east-1:111122223333:table/shop-orders-prod",
    "table_id": "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0",
    "stream_arn": "arn:aws:dynamodb:us-east-1:111122223333:table/shop-orders-prod/stream/2026",
    "stream_label": "2026",
}
SERVICES = {
    "RegisterScalableTarget": "application-autoscaling",
    "PutScalingPolicy": "application-autoscaling",
    "PutMetricAlarm": "cloudwatch",
    "PutParameter": "ssm",
    "CreatePolicy": "iam",
    "PutRolePolicy": "iam",
}


def of(metadata_env: str, spec: Mapping[str, Any] = EVERYTHING) -> Around:
    """Everything around a table with a stream, in an environment."""
    return around(spec, {**RESERVED, **STREAM}, {"env": metadata_env})


def test_a_table_is_called_as_its_environment_has_it() -> None:
    """The name at AWS is made of the words of the run; all around it is called after that."""
    made = of("prod")
    assert made.table.name == made.operations.table == "shop-orders-prod"
    assert made.operations.environment == "prod"


@pytest.mark.parametrize(("environment", "retained"), [("prod", True), ("dev", False)])
def test_an_environment_retains_unless_it_destroys(environment: str, *, retained: bool) -> None:
    """RETAIN is what holds where nothing is said."""
    assert of(environment).operations.retain is retained


def test_without_environments_nothing_is_said_of_retention() -> None:
    """Then flags, labels and protection decide, as they do for a table alone."""
    assert around({}).operations == Operations(table="orders")


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        (ENVIRONMENTS, "which environment of `orders` is meant"),
        ({"naming": "{table}-{env}"}, r"nothing says what {env} is"),
    ],
)
def test_an_environment_that_nobody_names_is_not_guessed(spec: Mapping[str, Any], said: str) -> None:
    """A guess could make the table of one environment with the name of another."""
    with pytest.raises(Fault, match=said):
        around(spec)


def test_scaling_has_the_documented_defaults() -> None:
    """From what is reserved, at 70 percent, with a minute between steps; indexes are scaled as the table is."""
    made = around({"autoScaling": {"read": {"max": 100}}}).operations.scaling
    assert [(each.name, each.least, each.most) for each in made] == [("read", 5, 100), ("by-sk-read", 2, 100)]
    assert {(each.target, each.in_cooldown, each.out_cooldown) for each in made} == {(70, 60, 60)}


def test_scaling_keeps_what_is_said_be_it_nothing() -> None:
    """To wait for 0 seconds is not to wait for the usual ones."""
    written = {"min": 7, "max": 9, "targetUtilization": 50, "scaleInCooldown": 0, "scaleOutCooldown": 0}
    scaling = {"write": written, "indexes": [{"index": "by-sk", "read": {"max": 4}}]}
    index, table = around({"autoScaling": scaling}).operations.scaling
    assert (table.least, table.most, table.target, table.in_cooldown, table.out_cooldown) == (7, 9, 50, 0, 0)
    assert (index.name, index.least, index.most) == ("by-sk-read", 2, 4)


@pytest.mark.parametrize(
    ("settings", "names"),
    [({}, ["table-name", "table-arn"]), (STREAM, ["table-name", "table-arn", "stream-arn"])],
)
def test_parameters_are_those_that_other_stacks_need(settings: Mapping[str, Any], names: list[str]) -> None:
    """The name and ARN, and the stream's ARN where there is a stream."""
    made = around({"parameters": {"path": "/shop/orders/"}}, {**ON_DEMAND, **settings}).operations.parameters
    assert [each.path for each in made] == [f"/shop/orders/{name}" for name in names]


def test_a_path_with_an_output_in_it_is_the_whole_name() -> None:
    """Nothing is written below it."""
    made = around({"parameters": {"path": "/shop/orders-{output}", "outputs": ["TABLE_ID"]}})
    assert [(each.path, each.output) for each in made.operations.parameters] == [
        ("/shop/orders-table-id", "table_id")
    ]


def test_an_output_is_written_once() -> None:
    """However often it is named."""
    made = around({"parameters": {"path": "/shop", "outputs": ["TABLE_ID", "PARAMETER_OUTPUT_TABLE_ID"]}})
    assert len(made.operations.parameters) == 1


def test_a_role_is_known_by_its_name() -> None:
    """IAM looks for it by that, without the path that its ARN has."""
    task, reporting = of("prod").operations.grants
    assert (task.role, reporting.role) == ("prod-task", None)


@pytest.mark.parametrize(("environment", "there"), [("prod", True), ("dev", False)])
def test_what_is_meant_for_some_environments_is_made_in_these(environment: str, *, there: bool) -> None:
    """Alarms and grants say where they are wanted; without a word they are everywhere."""
    spec = {
        **ENVIRONMENTS,
        "alarms": {"notify": TOPIC, "environments": ["prod"]},
        "grants": [
            {"name": "a", "access": "READ", "environments": ["prod"]},
            {"name": "b", "access": "READ"},
        ],
    }
    made = of(environment, spec).operations
    assert bool(made.alarms) is there
    assert [each.name for each in made.grants] == (["a", "b"] if there else ["b"])


@pytest.mark.parametrize("settings", [RESERVED, ON_DEMAND])
def test_aws_takes_the_shape_of_everything(settings: Mapping[str, Any]) -> None:
    """Each resource, as the call that makes it, has the members, types, lengths and words of AWS's own models."""
    session = botocore.session.get_session()
    scaled = settings is RESERVED
    spec = EVERYTHING if scaled else {name: EVERYTHING[name] for name in EVERYTHING if name != "autoScaling"}
    made = around(spec, {**settings, **STREAM}, {"env": "prod"}).operations
    asked = set()
    for operation, parameters in calls(made):
        asked.add(operation)
        shape = session.get_service_model(SERVICES[operation]).operation_model(operation).input_shape
        report = ParamValidator().validate(parameters, shape)
        assert not report.has_errors(), f"{operation}: {report.generate_report()}"
        assert not unknown_words(parameters, shape), operation
    assert asked == {name for name in SERVICES if scaled or SERVICES[name] != "application-autoscaling"}


def calls(operations: Operations) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The calls that make everything, once the table is there."""
    for resource in resources(operations):
        inputs = {camel(name): known(value) for name, value in resource.arguments.items()}
        for call in KINDS[resource.type].make(inputs):
            yield call.operation, call.parameters


def known(value: object) -> object:
    """A value with the table's outputs in it, its names as Pulumi sends them."""
    if isinstance(value, Of):
        return OUTPUTS[value.output] + value.behind
    if isinstance(value, Text):
        return "".join(str(known(part)) for part in value.parts)
    if isinstance(value, Json):
        return json.dumps(known_document(value.document))
    if isinstance(value, Mapping):
        return {camel(name): known(inner) for name, inner in value.items()}
    return [known(inner) for inner in value] if isinstance(value, list) else value


def known_document(value: object) -> object:
    """A document with the table's outputs in it, its names as they are."""
    if isinstance(value, Mapping):
        return {name: known_document(inner) for name, inner in value.items()}
    return [known_document(inner) for inner in value] if isinstance(value, list) else known(value)


def camel(name: str) -> str:
    """Pulumi's own spelling of an argument."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def unknown_words(value: Any, shape: Any) -> list[str]:  # noqa: ANN401  # as botocore has them
    """The words that are none of an enum's: botocore leaves those to AWS."""
    if shape.type_name == "structure":
        members = shape.members
        return [each for name, inner in value.items() for each in unknown_words(inner, members[name])]
    if shape.type_name == "list":
        return [each for inner in value for each in unknown_words(inner, shape.member)]
    words = getattr(shape, "enum", None)
    return [value] if words and value not in words else []
