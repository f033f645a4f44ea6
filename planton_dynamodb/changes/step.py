"""One step of an engine's preview: what the engine is about to do with one resource."""

from __future__ import annotations

from dataclasses import dataclass

from planton_dynamodb.targets.pulumi import TABLE_TYPE
from planton_dynamodb.targets.pulumi_operations import WORDS

REPLACING = frozenset({"replace", "create-replacement", "delete-replaced", "import-replacement"})
DELETING = frozenset({"delete"})


@dataclass(frozen=True, slots=True)
class Step:
    """What an engine plans for a resource, in the engine's words."""

    action: str
    """`create`, `update`, `replace`, `delete`, `same` … A replacement may come as several steps."""
    type: str
    """The type of the resource, such as `aws:dynamodb/table:Table`."""
    name: str
    """The name of the table in AWS before the step; for what runs around it, what AWS calls that; else its name in the
    stack."""
    properties: tuple[str, ...] = ()
    """The properties that the engine gives as the reason, by its own names."""

    @property
    def replaces_table(self) -> bool:
        """Whether a new table takes the place of one that is there."""
        return self.type == TABLE_TYPE and self.action in REPLACING

    @property
    def loses_table(self) -> bool:
        """Whether a table that is there will be gone."""
        return self.type == TABLE_TYPE and self.action in REPLACING | DELETING

    @property
    def is_around(self) -> bool:
        """Whether it is about something that runs around the table, and not about the table itself."""
        return self.type in WORDS

    @property
    def subject(self) -> str:
        """What it is about, for people: `alarm orders-throttled-reads`."""
        return f"{WORDS.get(self.type, self.type)} {self.name}"
