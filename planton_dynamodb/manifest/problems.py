"""What the readers and the decoder find wrong with a text, as facts; `rules.reading_rules` says it in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from planton_dynamodb.manifest.source import Source

Route: TypeAlias = tuple[str | int, ...]
"""The way to a value from the top of its manifest: ("spec", "keySchema", 1, "attributeName")."""


class Span(NamedTuple):
    """A stretch of a source, in characters, its end exclusive."""

    source: Source
    start: int
    end: int

    def with_quotes(self, text: str) -> str:
        """A word as it is to be written in place of this one: in double quotes where this one is."""
        return f'"{text}"' if self.source.text.startswith('"', self.start) else text


@dataclass(kw_only=True, eq=False, repr=False)
class Problem:
    """Anything that keeps a text, or a part of it, from being read."""

    span: Span
    route: Route = ()

    @property
    def breaks(self) -> bool:
        """Whether the value at the route is lost, so that no rule can judge it."""
        return True


@dataclass(kw_only=True, eq=False, repr=False)
class Syntax(Problem):
    """The text is not YAML from here on."""

    message: str
    context: tuple[str, Span] | None = None
    """What the reader was in the middle of, and where that began."""
    template: bool = False
    """Whether this is the mark of a template that was not rendered."""


@dataclass(kw_only=True, eq=False, repr=False)
class Encoding(Problem):
    """The bytes are not UTF-8 text."""

    message: str
    edit: str


@dataclass(kw_only=True, eq=False, repr=False)
class TooMuch(Problem):
    """The text is larger, deeper or expands further than a manifest ever does."""

    message: str
    limit: str


@dataclass(kw_only=True, eq=False, repr=False)
class NoDocument(Problem):
    """There is nothing to read."""


@dataclass(kw_only=True, eq=False, repr=False)
class DuplicateKey(Problem):
    """A key, or the same field in its other spelling, stands in one mapping twice."""

    key: str
    first: Span
    first_key: str


@dataclass(kw_only=True, eq=False, repr=False)
class UnknownField(Problem):
    """A key that the message has no field for."""

    key: str
    message_name: str
    candidates: tuple[str, ...]
    """The fields of the message, in the spelling that the file uses, in their documented order."""
    suggestion: str | None
    hint: str | None = None
    """What to write instead, where the key is known from elsewhere."""
    stands_for: Route | None = None
    """The way to the field that such a key means: rules about it keep quiet."""
    mend: tuple[Span, str] | None = None
    """What says the same, in place of the key or of the key with its value."""
    superfluous: bool = False
    """Whether it can go with nothing lost."""


@dataclass(kw_only=True, eq=False, repr=False)
class UnknownEnum(Problem):
    """A word that the enum does not have."""

    given: str
    field_name: str
    candidates: tuple[str, ...]
    suggestion: str | None


@dataclass(kw_only=True, eq=False, repr=False)
class WrongType(Problem):
    """A value that does not fit its field."""

    expected: str
    given: str
    field_name: str
    replacement: str | None = None
    """The text that says the same in the right type, where that is certain."""


@dataclass(kw_only=True, eq=False, repr=False)
class AmbiguousText(Problem):
    """An unquoted value that other YAML readers take for something else, or that loses its leading zeros."""

    text: str
    other: str
    """What others take it for; nothing where they agree."""
    read_as: str = "text"
    """What it is taken for here: text, or a number such as `the number 9`."""

    @property
    def breaks(self) -> bool:
        """The value is read, as text where its field asks for one."""
        return False


@dataclass(kw_only=True, eq=False, repr=False)
class OtherApiVersion(Problem):
    """The apiVersion is absent or not that of the kind."""

    given: str | None
    expected: str


@dataclass(kw_only=True, eq=False, repr=False)
class OtherKind(Problem):
    """The kind is absent or misspelt, though the document looks like one of ours."""

    given: str | None
    expected: str
    near: bool
    """Whether there is no doubt about what is meant."""


@dataclass(kw_only=True, eq=False, repr=False)
class OtherGeneration(Problem):
    """A manifest of this kind as it was published before or after the 14-field contract."""

    generation: str
    """Its name, as a message says it."""
    change: str
    """What to change, as an imperative."""
    inexpressible: tuple[str, ...] = ()
    """What it says that the 14 fields cannot."""
    rewrite: tuple[tuple[Span, str], ...] = ()
    """The edits, where the change is mechanical."""
    removals: tuple[Route, ...] = ()
    """What goes besides."""
    rewrite_safe: bool = False


@dataclass(kw_only=True, eq=False, repr=False)
class OtherGenerationByVersion(OtherGeneration):
    """Told by its apiVersion."""


@dataclass(kw_only=True, eq=False, repr=False)
class OtherGenerationByFields(OtherGeneration):
    """Told by its fields, under an apiVersion that is right."""


@dataclass(kw_only=True, eq=False, repr=False)
class MissingSection(Problem):
    """`spec` is not there at all."""

    section: str


@dataclass(kw_only=True, eq=False, repr=False)
class BadOverride(Problem):
    """A `--set` path that leads nowhere."""

    message: str
    edit: str
