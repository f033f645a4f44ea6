"""Words for fields and enum values that manifests use besides the contract's own."""

from __future__ import annotations

ALSO_READ: dict[str, tuple[str, ...]] = {
    "PROJECTION_TYPE_KEYS_ONLY": ("KEYS_ONLY_PROJECTION",),
}
"""Spellings of an enum value that the published contract has, beside the prefixed and the short one."""

OPEN_ENUMS = frozenset({"CloudResourceKind"})
"""Enums whose values are not all known here: a word that is not among them is no mistake."""

WRITTEN: dict[str, str] = {
    "OPERATION_GET_ITEM": "GetItem",
    "OPERATION_QUERY": "Query",
    "OPERATION_BATCH_GET_ITEM": "BatchGetItem",
    "OPERATION_SCAN": "Scan",
    "OPERATION_PUT_ITEM": "PutItem",
    "OPERATION_UPDATE_ITEM": "UpdateItem",
    "OPERATION_DELETE_ITEM": "DeleteItem",
    "OPERATION_TRANSACT_WRITE_ITEMS": "TransactWriteItems",
    "OPERATION_DELETE_COLLECTION": "DeleteCollection",
    "OPERATION_CONDITION_CHECK": "ConditionCheck",
    "RETENTION_RETAIN": "RETAIN",
    "RETENTION_DESTROY": "DESTROY",
    "SAFEGUARD_POINT_IN_TIME_RECOVERY": "POINT_IN_TIME_RECOVERY",
    "SAFEGUARD_ENCRYPTION": "ENCRYPTION",
    "SAFEGUARD_DELETION_PROTECTION": "DELETION_PROTECTION",
    "ALARM_COMPARISON_MORE_THAN": "MORE_THAN",
    "ALARM_COMPARISON_AT_LEAST": "AT_LEAST",
    "ALARM_COMPARISON_LESS_THAN": "LESS_THAN",
    "ALARM_COMPARISON_AT_MOST": "AT_MOST",
    "MISSING_DATA_NOT_BREACHING": "NOT_BREACHING",
    "MISSING_DATA_BREACHING": "BREACHING",
    "MISSING_DATA_IGNORE": "IGNORE",
    "MISSING_DATA_MISSING": "MISSING",
    "PARAMETER_OUTPUT_TABLE_NAME": "TABLE_NAME",
    "PARAMETER_OUTPUT_TABLE_ARN": "TABLE_ARN",
    "PARAMETER_OUTPUT_TABLE_ID": "TABLE_ID",
    "PARAMETER_OUTPUT_STREAM_ARN": "STREAM_ARN",
    "PARAMETER_OUTPUT_STREAM_LABEL": "STREAM_LABEL",
    "ACCESS_READ": "READ",
    "ACCESS_WRITE": "WRITE",
    "ACCESS_READ_WRITE": "READ_WRITE",
}
"""Enum values that manifests say in a shorter way: by AWS's own name, or without the name of the enum."""

MEANT: dict[str, dict[str, str]] = {
    "BillingMode": {
        "ON_DEMAND": "PAY_PER_REQUEST",
        "ONDEMAND": "PAY_PER_REQUEST",
        "PAY_PER_USE": "PAY_PER_REQUEST",
    },
    "AttributeType": {
        "STRING": "S",
        "STR": "S",
        "NUMBER": "N",
        "INT": "N",
        "INTEGER": "N",
        "BINARY": "B",
        "BYTES": "B",
    },
    "KeyType": {"PARTITION": "HASH", "PARTITION_KEY": "HASH", "SORT": "RANGE", "SORT_KEY": "RANGE"},
    "StreamViewType": {"NEW_AND_OLD_IMAGE": "NEW_AND_OLD_IMAGES", "BOTH": "NEW_AND_OLD_IMAGES"},
    "ProjectionType": {"KEYS": "KEYS_ONLY", "INCLUDED": "INCLUDE"},
    "Operation": {
        "GET": "GetItem",
        "PUT": "PutItem",
        "UPDATE": "UpdateItem",
        "DELETE": "DeleteItem",
        "BATCH_GET": "BatchGetItem",
        "TRANSACT_WRITE": "TransactWriteItems",
        "TRANSACTWRITE": "TransactWriteItems",
    },
    "SortOrder": {"ASC": "ASCENDING", "DESC": "DESCENDING"},
    "Retention": {
        "KEEP": "RETAIN",
        "DELETE": "DESTROY",
        "RETAIN_ON_UPDATE_OR_DELETE": "RETAIN",
        "RETAINEXCEPTONCREATE": "RETAIN",
    },
    "Safeguard": {
        "PITR": "POINT_IN_TIME_RECOVERY",
        "RECOVERY": "POINT_IN_TIME_RECOVERY",
        "BACKUPS": "POINT_IN_TIME_RECOVERY",
        "POINTINTIMERECOVERYENABLED": "POINT_IN_TIME_RECOVERY",
        "POINT_IN_TIME_RECOVERY_ENABLED": "POINT_IN_TIME_RECOVERY",
        "SSE": "ENCRYPTION",
        "KMS": "ENCRYPTION",
        "SERVERSIDEENCRYPTION": "ENCRYPTION",
        "SERVER_SIDE_ENCRYPTION": "ENCRYPTION",
        "PROTECTION": "DELETION_PROTECTION",
        "DELETIONPROTECTIONENABLED": "DELETION_PROTECTION",
        "DELETION_PROTECTION_ENABLED": "DELETION_PROTECTION",
    },
    "AlarmComparison": {
        "GREATERTHANTHRESHOLD": "MORE_THAN",
        "GREATERTHANOREQUALTOTHRESHOLD": "AT_LEAST",
        "LESSTHANTHRESHOLD": "LESS_THAN",
        "LESSTHANOREQUALTOTHRESHOLD": "AT_MOST",
        "GREATER_THAN_THRESHOLD": "MORE_THAN",
        "GREATER_THAN_OR_EQUAL_TO_THRESHOLD": "AT_LEAST",
        "LESS_THAN_THRESHOLD": "LESS_THAN",
        "LESS_THAN_OR_EQUAL_TO_THRESHOLD": "AT_MOST",
        ">": "MORE_THAN",
        ">=": "AT_LEAST",
        "<": "LESS_THAN",
        "<=": "AT_MOST",
    },
    "ParameterOutput": {
        "NAME": "TABLE_NAME",
        "ARN": "TABLE_ARN",
        "ID": "TABLE_ID",
        "TABLE_STREAM_ARN": "STREAM_ARN",
        "TABLESTREAMARN": "STREAM_ARN",
        "LATESTSTREAMARN": "STREAM_ARN",
        "LATESTSTREAMLABEL": "STREAM_LABEL",
    },
    "Access": {
        "READONLY": "READ",
        "READ_ONLY": "READ",
        "GRANTREADDATA": "READ",
        "WRITE_ONLY": "WRITE",
        "WRITEONLY": "WRITE",
        "GRANTWRITEDATA": "WRITE",
        "READWRITE": "READ_WRITE",
        "RW": "READ_WRITE",
        "GRANTREADWRITEDATA": "READ_WRITE",
        "ALL": "READ_WRITE",
    },
    "TableClass": {
        "STANDARD_IA": "STANDARD_INFREQUENT_ACCESS",
        "INFREQUENT_ACCESS": "STANDARD_INFREQUENT_ACCESS",
    },
}
"""What people write who know the word of another tool, by enum: the value that it means there."""


def camel(name: str) -> str:
    """The camelCase spelling of a snake_case key; a key without underscores as it is."""
    if "_" not in name:
        return name
    first, *rest = name.split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in rest)


def snake(name: str) -> str:
    """The snake_case spelling of a camelCase key."""
    return "".join("_" + letter.lower() if letter.isupper() else letter for letter in name)


def nearest(given: str, candidates: tuple[str, ...]) -> str | None:
    """The candidate that somebody who wrote `given` most likely meant, if any is near."""
    from difflib import get_close_matches  # only ever needed for a misspelling

    folded = {_fold(candidate): candidate for candidate in reversed(candidates)}
    close = get_close_matches(_fold(given), folded, n=1, cutoff=0.72)
    return folded[close[0]] if close else None


def obvious(given: str, meant: str) -> bool:
    """Whether a word is beyond doubt a misspelling: of case and separators, by one slip, or little of a long word."""
    one, other = _fold(given), _fold(meant)
    if one == other:
        return True
    if len(other) < 4:
        return False
    from difflib import SequenceMatcher  # only ever needed for a misspelling

    return _one_slip(one, other) or (len(other) >= 10 and SequenceMatcher(None, one, other).ratio() >= 0.9)


def _one_slip(given: str, meant: str) -> bool:
    """Whether one letter too many, too few or wrong, or two letters that changed places, is all the difference."""
    start = next((i for i, pair in enumerate(zip(given, meant, strict=False)) if pair[0] != pair[1]), None)
    if start is None:
        return abs(len(given) - len(meant)) == 1
    rest, wanted = given[start:], meant[start:]
    swapped = wanted[:2] == rest[1::-1] and rest[2:] == wanted[2:] and len(rest) > 1
    return rest[1:] == wanted or rest == wanted[1:] or rest[1:] == wanted[1:] or swapped


def same_but_for_case(given: str, candidate: str) -> bool:
    """Whether two words differ in case and separators only."""
    return _fold(given) == _fold(candidate)


def _fold(word: str) -> str:
    return word.replace("_", "").replace("-", "").replace(" ", "").lower()
