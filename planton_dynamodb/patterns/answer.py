"""What comes of a pattern when it is tried, whoever tries it."""

from __future__ import annotations

from typing import NamedTuple

from planton_dynamodb.patterns.values import Attributes


class Answer(NamedTuple):
    """What DynamoDB answered, all pages together."""

    items: tuple[Attributes, ...] = ()
    """Of a read, what came back; of a write, what stands under the written keys; of DeleteCollection, what went."""
    read: int = 0
    """How many items were read, those included that a filter took away."""
    error: str = ""
    """The code of an error: `ConditionalCheckFailedException`."""
    text: str = ""
    """What AWS said with it."""
    read_units: float = 0.0
    write_units: float = 0.0
    calls: int = 1
