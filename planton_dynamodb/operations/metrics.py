"""The metrics that DynamoDB has at CloudWatch, and what AWS counts each of them for."""

from __future__ import annotations

from typing import NamedTuple


class Counted(NamedTuple):
    """What a metric is counted for."""

    per_table: bool = True
    """Whether for each table; else for the account and region."""
    per_index: bool = False
    """Whether for each global index besides."""
    only_per_index: bool = False
    """Whether never for a table, only for its global indexes."""
    operations: tuple[str, ...] = ()
    """The operations that it is counted for, each by itself, and never for the table as a whole."""


OPERATIONS = (
    "GetItem",
    "BatchGetItem",
    "Query",
    "Scan",
    "PutItem",
    "UpdateItem",
    "DeleteItem",
    "BatchWriteItem",
    "TransactGetItems",
    "TransactWriteItems",
)
"""The operations that errors on AWS's side are summed over: ten, which is what one alarm takes."""

MORE_OPERATIONS = ("ExecuteStatement", "BatchExecuteStatement", "ExecuteTransaction")
"""The others that AWS counts for a table. Those of a stream (GetRecords) it counts for the stream."""

_OF_ACCOUNT = Counted(per_table=False)
_OF_TABLE = Counted()
_OF_INDEXES = Counted(per_index=True)
_OF_NEW_INDEXES = Counted(per_index=True, only_per_index=True)
_OF_OPERATIONS = Counted(operations=(*OPERATIONS, *MORE_OPERATIONS))
_OF_SEARCHES = Counted(operations=("Query", "Scan", "ExecuteStatement"))

METRICS = {
    **dict.fromkeys(
        (
            "AccountMaxReads",
            "AccountMaxTableLevelReads",
            "AccountMaxTableLevelWrites",
            "AccountMaxWrites",
            "AccountProvisionedReadCapacityUtilization",
            "AccountProvisionedWriteCapacityUtilization",
            "MaxProvisionedTableReadCapacityUtilization",
            "MaxProvisionedTableWriteCapacityUtilization",
            "UserErrors",
        ),
        _OF_ACCOUNT,
    ),
    **dict.fromkeys(
        ("ConditionalCheckFailedRequests", "TimeToLiveDeletedItemCount", "TransactionConflict"), _OF_TABLE
    ),
    **dict.fromkeys(
        (
            "ConsumedReadCapacityUnits",
            "ConsumedWriteCapacityUnits",
            "OnDemandMaxReadRequestUnits",
            "OnDemandMaxWriteRequestUnits",
            "ProvisionedReadCapacityUnits",
            "ProvisionedWriteCapacityUnits",
            "ReadAccountLimitThrottleEvents",
            "ReadKeyRangeThroughputThrottleEvents",
            "ReadMaxOnDemandThroughputThrottleEvents",
            "ReadProvisionedThroughputThrottleEvents",
            "ReadThrottleEvents",
            "WriteAccountLimitThrottleEvents",
            "WriteKeyRangeThroughputThrottleEvents",
            "WriteMaxOnDemandThroughputThrottleEvents",
            "WriteProvisionedThroughputThrottleEvents",
            "WriteThrottleEvents",
        ),
        _OF_INDEXES,
    ),
    **dict.fromkeys(
        ("OnlineIndexConsumedWriteCapacity", "OnlineIndexPercentageProgress", "OnlineIndexThrottleEvents"),
        _OF_NEW_INDEXES,
    ),
    **dict.fromkeys(
        (
            "FaultInjectionServiceInducedErrors",
            "SuccessfulRequestLatency",
            "SystemErrors",
            "ThrottledRequests",
        ),
        _OF_OPERATIONS,
    ),
    "ReturnedItemCount": _OF_SEARCHES,
}
"""Every metric that an alarm about one table can use, by its name."""

ELSEWHERE = {
    **dict.fromkeys(("PendingReplicationCount", "ReplicationLatency"), "each region that it replicates to"),
    **dict.fromkeys(("ReturnedBytes", "ReturnedRecordsCount"), "each stream by its label"),
    **dict.fromkeys(
        (
            "AgeOfOldestUnreplicatedRecord",
            "ConsumedChangeDataCaptureUnits",
            "FailedToReplicateRecordCount",
            "ThrottledPutRecordCount",
        ),
        "each Kinesis stream that it replicates to",
    ),
}
"""Metrics that AWS counts for what an alarm about a table cannot name, and what that is."""

PERCENTAGES = frozenset(
    (
        "AccountProvisionedReadCapacityUtilization",
        "AccountProvisionedWriteCapacityUtilization",
        "MaxProvisionedTableReadCapacityUtilization",
        "MaxProvisionedTableWriteCapacityUtilization",
        "OnlineIndexPercentageProgress",
    )
)
"""Metrics whose values go from 0 to 100."""
