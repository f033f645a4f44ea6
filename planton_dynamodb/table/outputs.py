"""The five outputs of a table: their names, and what stands for one of them until the table is there."""

from __future__ import annotations

from dataclasses import dataclass

TABLE_NAME, TABLE_ARN, TABLE_ID = "table_name", "table_arn", "table_id"
STREAM_ARN, STREAM_LABEL = "stream_arn", "stream_label"
OUTPUTS = (TABLE_NAME, TABLE_ARN, TABLE_ID, STREAM_ARN, STREAM_LABEL)
"""All of them, in their order."""


@dataclass(frozen=True, slots=True)
class Of:
    """One of the outputs, which is known once the table is there; with a text behind it, perhaps."""

    output: str
    behind: str = ""
