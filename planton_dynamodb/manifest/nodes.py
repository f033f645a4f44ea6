"""The tree that both YAML readers build: values as they were written, each knowing where it stands.

Nothing is typed here: `type: N` is the text N and `replicas: 010` the text 010. The decoder types a value by
the field it is for. Offsets count characters from the start of the source.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from planton_dynamodb.manifest.source import Source

NULLS = frozenset({"", "~", "null", "Null", "NULL"})


class Scalar:
    """A single value. `plain` says that it stands without quotes, so that its text may mean null."""

    __slots__ = ("end", "plain", "source", "start", "tag", "value")

    def __init__(
        self,
        start: int,
        end: int,
        value: str,
        plain: bool = True,  # noqa: FBT001, FBT002  # by position: each value of each file is one of these
        tag: str | None = None,
        source: Source | None = None,
    ) -> None:
        self.start = start
        self.end = end
        self.value = value
        self.plain = plain
        self.tag = tag
        self.source = source
        """Where it stands if not in the document's own text: a `--set` argument."""


class Mapping:
    """Keys and values in the order of the file; a key may stand there twice."""

    __slots__ = ("entries", "flow", "known_end", "source", "start", "tag")

    def __init__(self, start: int, entries: list[tuple[Scalar, Node]], tag: str | None = None) -> None:
        self.start = start
        self.entries = entries
        self.tag = tag
        self.flow = False
        self.known_end: int | None = None
        """Set where the last value does not tell it: in braces, and behind merge keys."""
        self.source: Source | None = None

    @property
    def end(self) -> int:
        """The end of its last value, or of its closing brace."""
        return self.entries[-1][1].end if self.known_end is None else self.known_end


class Sequence:
    """Items in the order of the file."""

    __slots__ = ("flow", "items", "known_end", "source", "start", "tag")

    def __init__(self, start: int, items: list[Node], tag: str | None = None) -> None:
        self.start = start
        self.items = items
        self.tag = tag
        self.flow = False
        self.known_end: int | None = None
        self.source: Source | None = None

    @property
    def end(self) -> int:
        """The end of its last item, or of its closing bracket."""
        return self.items[-1].end if self.known_end is None else self.known_end


Node: TypeAlias = Scalar | Mapping | Sequence


def is_null(node: Node) -> bool:
    """Whether a value says nothing: left empty, `~` or `null`."""
    return type(node) is Scalar and node.plain and node.tag is None and node.value in NULLS
