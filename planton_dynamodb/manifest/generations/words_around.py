"""Keys of what runs around a table, as CDK, CloudFormation, Terraform and the Serverless Framework call them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Advice:
    """What to write where more than a name differs."""

    text: str
    stands_for: str | None = None
    """The field that is meant: no rule misses it then."""


_PERIODS = {"period": "periodSeconds", "evaluationPeriods": "periods"}
_INDEX_NAME = {"indexName": "index", "globalSecondaryIndex": "index", "name": "index"}
_LIFE = ("removalPolicy", "deletionPolicy", "retentionPolicy")
_TOPIC = ("topic", "topicArn", "snsTopic", "snsTopicArn", "notificationTopic", "alarmTopic", "sns")

OTHER_NAMES: dict[str, dict[str, str]] = {
    "AwsDynamodbOperationsSpec": {
        "tableName": "table",
        "application": "app",
        "appName": "app",
        "namePattern": "naming",
        "nameTemplate": "naming",
        "scaling": "autoScaling",
        "scalableTarget": "autoScaling",
        "cloudwatchAlarms": "alarms",
        "monitoring": "alarms",
        "ssm": "parameters",
        "ssmParameters": "parameters",
        "exports": "parameters",
        "access": "grants",
        "permissions": "grants",
        "policies": "grants",
        "cost": "usage",
    },
    "Environment": {
        "env": "name",
        "environment": "name",
        **dict.fromkeys(_LIFE, "retention"),
        "require": "requires",
        "required": "requires",
        "safeguards": "requires",
    },
    "AutoScaling": {
        **dict.fromkeys(("reads", "readCapacity", "tableRead"), "read"),
        **dict.fromkeys(("writes", "writeCapacity", "tableWrite"), "write"),
        "globalSecondaryIndexes": "indexes",
    },
    "ScalingRange": {
        **dict.fromkeys(("minCapacity", "minimum", "minCapacityUnits"), "min"),
        **dict.fromkeys(("maxCapacity", "maximum", "maxCapacityUnits"), "max"),
        **dict.fromkeys(
            ("target", "targetValue", "utilizationTarget", "targetUtilizationPercent"), "targetUtilization"
        ),
    },
    "IndexScaling": {
        **_INDEX_NAME,
        **dict.fromkeys(("reads", "readCapacity"), "read"),
        **dict.fromkeys(("writes", "writeCapacity"), "write"),
    },
    "Alarms": {
        **dict.fromkeys(_TOPIC, "notify"),
        "throttles": "throttledRequests",
        "throttling": "throttledRequests",
        "capacity": "consumedCapacity",
        "globalSecondaryIndexes": "indexes",
        "metrics": "others",
    },
    "AlarmSettings": _PERIODS,
    "ConsumedCapacity": {**_PERIODS, "thresholdPercent": "percent"},
    "IndexAlarms": {
        **_INDEX_NAME,
        "throttles": "throttledRequests",
        "throttling": "throttledRequests",
        "capacity": "consumedCapacity",
    },
    "MetricAlarm": {
        **_PERIODS,
        "alarmName": "name",
        "metricName": "metric",
        "stat": "statistic",
        "extendedStatistic": "statistic",
        "comparisonOperator": "comparison",
        "treatMissingData": "missingData",
        "indexName": "index",
        "globalSecondaryIndex": "index",
    },
    "Parameters": {
        **dict.fromkeys(("parameterPath", "parameterPrefix", "pathPrefix", "prefix"), "path"),
        "exports": "outputs",
    },
    "Grant": {
        "policyName": "name",
        **dict.fromkeys(("permission", "permissions", "accessLevel"), "access"),
        **dict.fromkeys(("roleName", "roleArn", "principal", "grantee"), "role"),
        "streams": "stream",
        "streamRead": "stream",
    },
    "Usage": {
        **dict.fromkeys(("readRate", "readRequests"), "reads"),
        **dict.fromkeys(("writeRate", "writeRequests"), "writes"),
        "averageItemSize": "itemSize",
        "storageSize": "storage",
    },
}
"""What a field is called elsewhere, by message: the value stays as it is."""

_RETENTION = Advice(
    "what becomes of a table is said of each of its environments here, as retention: RETAIN or DESTROY"
)
_CHOSEN = Advice(
    "which environment is meant says metadata.env, or --env; those that there are stand in environments"
)
_SIDES = Advice("units are scaled for reads and for writes here: say it under read and under write")
_TOPICS = Advice("one SNS topic is told of every alarm: write its ARN as notify", "notify")
_SAFEGUARD = Advice("write it into requires: [POINT_IN_TIME_RECOVERY, ENCRYPTION, DELETION_PROTECTION]")
_DIMENSIONS = Advice("the table is known; say the others as index and operation")
_ACCESS = Advice("the actions are known: write access: READ, WRITE or READ_WRITE", "access")
_RESOURCES = Advice("the table and its indexes are known: leave `{key}` out")

ADVICE: dict[str, dict[str, Advice]] = {
    "AwsDynamodbOperationsSpec": {
        **dict.fromkeys((*_LIFE, "retention", "retain"), _RETENTION),
        **dict.fromkeys(("env", "environment", "stage"), _CHOSEN),
        **dict.fromkeys(_TOPIC, Advice("the topic stands under alarms here, as notify")),
        **dict.fromkeys(("minCapacity", "maxCapacity", "targetValue"), _SIDES),
    },
    "Environment": {
        **dict.fromkeys(("retain", "protect", "protected"), Advice("write retention: RETAIN or DESTROY")),
        **dict.fromkeys(
            (
                *("pointInTimeRecovery", "pointInTimeRecoveryEnabled", "pitr", "encryption", "encrypted"),
                *("serverSideEncryption", "deletionProtection", "deletionProtectionEnabled"),
            ),
            _SAFEGUARD,
        ),
    },
    "AutoScaling": {
        **dict.fromkeys(
            (
                *("min", "max", "minCapacity", "maxCapacity", "target", "targetValue", "targetUtilization"),
                *("scaleInCooldown", "scaleOutCooldown"),
            ),
            _SIDES,
        ),
        "enabled": Advice("there is scaling where read or write says it: leave `{key}` out"),
    },
    "ScalingRange": {
        "usage": Advice("it is called targetUtilization here, in percent: 70 for 0.7"),
        "cooldown": Advice("say it as scaleInCooldown and scaleOutCooldown"),
        **dict.fromkeys(
            ("scalableDimension", "serviceNamespace", "resourceId", "policyType", "predefinedMetricType"),
            Advice("it follows from where this stands: leave `{key}` out"),
        ),
    },
    "Alarms": {
        "alarmActions": _TOPICS,
        **dict.fromkeys(
            ("okActions", "okAction"), Advice("write notifyWhenOver: true, and the same topic is told")
        ),
        "enabled": Advice("there are alarms where notify says whom to tell: leave `{key}` out"),
    },
    "MetricAlarm": {
        "dimensions": _DIMENSIONS,
        "namespace": Advice("it is always AWS/DynamoDB: leave `{key}` out"),
        **dict.fromkeys(("alarmActions", "okActions", *_TOPIC), Advice("the topic is notify of all alarms")),
    },
    "Parameters": {
        "type": Advice("they are all of type String: leave `{key}` out"),
        **dict.fromkeys(
            ("name", "parameterName"),
            Advice("write a path: /{{app}}/orders, or /{{app}}/orders-{{output}}", "path"),
        ),
    },
    "Grant": {
        **dict.fromkeys(("actions", "action"), _ACCESS),
        **dict.fromkeys(("resources", "resource", "indexes", "includeIndexes"), _RESOURCES),
    },
    "Usage": {
        "readsPerMonth": Advice("write a rate: reads: 500000/month"),
        "writesPerMonth": Advice("write a rate: writes: 100000/month"),
        "storageGb": Advice("write an amount: storage: 1 GB"),
        "storageGB": Advice("write an amount: storage: 1 GB"),
    },
}
"""What to write where more than a name differs, by message."""

RUNS_AROUND = frozenset(
    {
        *("autoScale", "autoScaling", "autoscaling", "scaling", "alarms", "cloudwatchAlarms", "grants"),
        *("parameters", "environments", "naming", "retention", *_LIFE),
    }
)
"""What is asked for in the spec of a table, and stands in a manifest of its own here."""
