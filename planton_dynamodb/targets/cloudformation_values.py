"""What CloudFormation fills in itself: its functions as values, and which of them each output of a table is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from planton_dynamodb.table.outputs import STREAM_ARN, STREAM_LABEL, TABLE_ARN, TABLE_ID, TABLE_NAME, Of

TABLE = "Table"
"""The logical id of the table."""


@dataclass(frozen=True, slots=True)
class Function:
    """A call of one of CloudFormation's functions, by its short name."""

    name: str
    argument: str | tuple[Value, ...]


Value: TypeAlias = "str | int | Function | Mapping[str, Value] | Sequence[Value]"


def ref(logical_id: str) -> Function:
    """What AWS calls a resource, or what a parameter is."""
    return Function("Ref", logical_id)


def substituted(text: str) -> Function:
    """A text with references in it."""
    return Function("Sub", text)


def verbatim(text: str) -> str:
    """A text inside of one with references, in which CloudFormation is to find none."""
    return text.replace("${", "${!")


def _attribute(name: str) -> Function:
    return Function("GetAtt", (TABLE, name))


# The ARN of a stream is that of its table with `/stream/` and the label behind it, and no name holds a slash.
_LABEL = Function("Select", (3, Function("Split", ("/", _attribute("StreamArn")))))

OUTPUTS = {
    TABLE_NAME: ref(TABLE),
    TABLE_ARN: _attribute("Arn"),
    # The id that AWS's provider has for a table is the table's name.
    TABLE_ID: ref(TABLE),
    STREAM_ARN: _attribute("StreamArn"),
    STREAM_LABEL: _LABEL,
}
"""The five outputs of a table."""

_REFERENCES = {
    TABLE_NAME: f"${{{TABLE}}}",
    TABLE_ARN: f"${{{TABLE}.Arn}}",
    TABLE_ID: f"${{{TABLE}}}",
    STREAM_ARN: f"${{{TABLE}.StreamArn}}",
}
"""The same inside of a text; the label of a stream is no part of any."""


def joined(parts: Sequence[str | Of]) -> Function:
    """A text with outputs of the table in it."""
    return substituted(
        "".join(
            _REFERENCES[part.output] + verbatim(part.behind) if isinstance(part, Of) else verbatim(part)
            for part in parts
        )
    )


def output(of: Of) -> Function:
    """An output of the table, with what stands behind it."""
    return joined([of]) if of.behind else OUTPUTS[of.output]
