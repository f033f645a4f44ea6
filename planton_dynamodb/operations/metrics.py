"""The metrics that DynamoDB has at CloudWatch, and what AWS counts each of them for."""

from __future__ import annotations

from typing import NamedTuple


class Counted(NamedTuple):
    """What a metric is counted for."""

    per_table: bool = True
    per_index: bool = False
    """Whether for each global index besides."""
    per_operation: bool = False
    """Whether for each operation of a table, and never for the table as a whole."""


_OF_ACCOUNT = Counted(per_table=False)
_OF_TABLE = Counted()
_OF_INDEXES = Counted(per_index=True)
_OF_OPERATIONS = Counted(per_operation=True)

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
            "OnlineIndexConsumedWriteCapacity",
            "OnlineIndexPercentageProgress",
            "OnlineIndexThrottleEvents",
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
        ("ReturnedItemCount", "SuccessfulRequestLatency", "SystemErrors", "ThrottledRequests"), _OF_OPERATIONS
    ),
}
"""Every metric that an alarm about one table can use, by its name."""

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

MORE_OPERATIONS = ("ExecuteStatement", "BatchExecuteStatement", "ExecuteTransaction", "GetRecords")
"""The others that AWS counts."""
