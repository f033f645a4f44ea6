"""The full YAML reader: libyaml's events made into nodes.

It keeps what the resolvers of YAML libraries throw away (how a value was written and where) and it is
bounded: depth, and what aliases expand to. After a syntax error it goes on at the next document.
"""

from __future__ import annotations

import re

import yaml

from planton_dynamodb.manifest.documents import Reading
from planton_dynamodb.manifest.nodes import Mapping, Node, Scalar, Sequence, is_null
from planton_dynamodb.manifest.problems import Problem, Span, Syntax, TooMuch
from planton_dynamodb.manifest.source import Source

try:
    from yaml._yaml import CParser as _Parser
except ImportError:  # a PyYAML that was built without libyaml reads the same, ten times slower
    from yaml import Loader as _Parser  # type: ignore[assignment]

_PAIR = re.compile(r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
"""A surrogate pair, as JSON escapes it."""

MAX_DEPTH = 64
MAX_EXPANDED = 100_000

_REWORDED = {
    "found character that cannot start any token": "this character cannot begin a value: put the text in quotes",
    "mapping values are not allowed in this context": "a `key: value` is not allowed here: check the indentation of "
    "this line and the one above, and put a text that holds `: ` in quotes",
    "could not find expected ':'": "a `:` is missing after this key",
    "did not find expected key": "a key was expected here: check the indentation",
    "did not find expected '-' indicator": "a `- ` was expected here: check the indentation of this list",
    "did not find expected ',' or ']'": "a `,` or `]` was expected here",
    "did not find expected ',' or '}'": "a `,` or `}` was expected here",
    "did not find expected node content": "a value was expected here",
    "did not find expected <document start>": "the text goes on where the document should have ended: check the "
    "indentation",
    "found unexpected end of stream": "the text ends before the quoted value does",
    "found unexpected document indicator": "the document ends before the quoted value does",
    "found unknown escape character": "this escape is not known: in double quotes, write a backslash as `\\\\`",
    "found invalid Unicode character escape code": "this escape is no character: write the character itself",
    "found incompatible YAML document": "only YAML 1.1 and 1.2 are read",
}


class _Stop(Exception):
    """This document is not read any further."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem


def read(source: Source, start: int = 0, end: int | None = None) -> Reading:
    """Read the documents in a stretch of a text, up to the first place that is broken."""
    text = source.text[start:end]
    reading = _read(source, text, start)
    if reading.problems and _PAIR.search(text):
        reading = _read(source, _PAIR.sub(_one_escape, text), start)
    return reading


def _one_escape(pair: re.Match[str]) -> str:
    """JSON escapes a character beyond U+FFFF as two; YAML has one escape, made as long by an escaped line break."""
    character = (int(pair[2], 16) - 0xD800 << 10) + int(pair[3], 16) - 0xDC00 + 0x10000
    return f"{pair[1]}\\\n\\U{character:08X}"


def _read(source: Source, text: str, start: int) -> Reading:
    reading = Reading()
    builder = _Builder(source, start)
    try:
        parser = _Parser(text)
        while (event := parser.get_event()) and not isinstance(event, yaml.StreamEndEvent):
            if isinstance(event, yaml.DocumentStartEvent):
                builder = _Builder(source, start)
            elif isinstance(event, yaml.DocumentEndEvent):
                if builder.root is not None and not is_null(builder.root):
                    reading.roots.append(builder.root)
            else:
                builder.take(event)
    except _Stop as stop:
        reading.problems.append(stop.problem)
    except yaml.YAMLError as error:
        reading.problems.append(_syntax(source, start, error))
    return reading


def _syntax(source: Source, base: int, error: yaml.YAMLError) -> Syntax:
    if not isinstance(error, yaml.MarkedYAMLError):
        span = _character(source, base + getattr(error, "position", 0))
        return Syntax(span=span, message="this character is not allowed in YAML")
    mark = error.problem_mark or error.context_mark
    span = _character(source, base + mark.index if mark else base)
    context = None
    if error.context and error.context_mark and error.context_mark.index + base < span.start:
        begun = _character(source, base + error.context_mark.index)
        context = (error.context.removeprefix("while "), begun)
    said = error.problem or str(error)
    if source.text[span.start : span.end] == "\t":
        return Syntax(
            span=span, message="a tab is not allowed here: YAML is indented with blanks only", context=context
        )
    return Syntax(span=span, message=_REWORDED.get(said, said), context=context)


def _character(source: Source, index: int) -> Span:
    """One character, or the end of the text."""
    start = min(index, len(source.text))
    return Span(source, start, min(start + 1, len(source.text)))


class _Builder:
    """One document: a stack of open collections instead of recursion, so that depth costs nothing."""

    def __init__(self, source: Source, base: int) -> None:
        self.root: Node | None = None
        self._source = source
        self._base = base
        self._open: list[Mapping | Sequence] = []
        self._keys: list[Node | None] = []
        self._anchored: dict[str, tuple[Node, int]] = {}
        self._open_anchors: list[tuple[str, int] | None] = []
        self._expanded = 0

    def take(self, event: yaml.Event) -> None:
        """Add what one event says."""
        if isinstance(event, yaml.ScalarEvent):
            self._count(event)
            node = self._scalar(event)
            if event.anchor is not None:
                self._anchored[event.anchor] = (node, 1)
            self._place(node)
        elif isinstance(event, yaml.AliasEvent):
            self._place(self._aliased_key(event) if self._at_key else self._alias(event))
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._begin(event)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._finish(event)

    def _begin(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        self._count(event)
        start, _ = self._span_of(event)
        if len(self._open) >= MAX_DEPTH:
            message = f"nested more than {MAX_DEPTH} levels deep"
            raise _Stop(
                TooMuch(
                    span=Span(self._source, start, start + 1), message=message, limit=f"{MAX_DEPTH} levels"
                )
            )
        tag = event.tag if event.tag and not event.implicit else None
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        node = Mapping(start, [], tag) if is_mapping else Sequence(start, [], tag)
        node.flow = bool(event.flow_style)
        if not node.flow:
            node.start = self._block_start(start)
        self._open_anchors.append((event.anchor, self._expanded - 1) if event.anchor is not None else None)
        self._open.append(node)
        self._keys.append(None)

    def _block_start(self, start: int) -> int:
        """The first key or dash of a block collection: libyaml counts an anchor or a tag before it in."""
        text = self._source.text
        while start < len(text) and text[start] in "&!":
            match = re.compile(r"\S+\s*").match(text, start)
            start = match.end() if match else start
        return start

    def _finish(self, event: yaml.MappingEndEvent | yaml.SequenceEndEvent) -> None:
        node = self._open.pop()
        self._keys.pop()
        if node.flow:
            node.known_end = self._span_of(event)[1]
        if isinstance(node, Mapping):
            if node.entries:
                # Where a key is nothing but an anchor, its colon was taken for a part of that.
                node.start = min(node.start, node.entries[0][0].end)
            _merge(node)
        anchor = self._open_anchors.pop()
        if anchor is not None:
            self._anchored[anchor[0]] = (node, self._expanded - anchor[1])
        self._place(node)

    def _place(self, node: Node) -> None:
        if not self._open:
            self.root = node
            return
        parent = self._open[-1]
        if isinstance(parent, Sequence):
            parent.items.append(node)
            return
        key = self._keys[-1]
        if key is None:
            self._keys[-1] = node
            return
        self._keys[-1] = None
        parent.entries.append((self._key(key), node))

    def _key(self, node: Node) -> Scalar:
        if isinstance(node, Scalar):
            return node
        message = "a key must be a plain text, not a mapping or a list"
        raise _Stop(Syntax(span=Span(self._source, node.start, node.start + 1), message=message))

    def _scalar(self, event: yaml.ScalarEvent) -> Scalar:
        start, end = self._span_of(event)
        plain = not event.style
        if plain and not event.value:
            start = end = self._empty_at(start)
        tag = event.tag if event.tag and not any(event.implicit) else None
        if tag == "tag:yaml.org,2002:str" or event.tag == "!":
            plain, tag = False, None
        text = self._source.text
        if tag is None and text[start : start + 1] in ("&", "!") and end > start:
            start = self._block_start(start)
        return Scalar(start, end, event.value, plain, tag)

    def _empty_at(self, index: int) -> int:
        """Right behind the `:` of the key, where a value that was left out would begin."""
        key = self._keys[-1] if self._keys else None
        if key is None:
            return index
        colon = self._source.text.find(":", key.end, index + 1)
        return index if colon < 0 else colon + 1

    @property
    def _at_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1], Mapping) and self._keys[-1] is None

    def _aliased_key(self, event: yaml.AliasEvent) -> Node:
        """A key of its own for an alias, since a mapping begins where its first key stands."""
        known = self._alias(event)
        start, end = self._span_of(event)
        return Scalar(start, end, known.value, known.plain) if isinstance(known, Scalar) else known

    def _alias(self, event: yaml.AliasEvent) -> Node:
        start, end = self._span_of(event)
        span = Span(self._source, start, end)
        known = self._anchored.get(event.anchor or "")
        if known is None:
            inside = any(anchor and anchor[0] == event.anchor for anchor in self._open_anchors)
            said = "stands inside of what it names" if inside else "is not defined above"
            raise _Stop(
                Syntax(span=span, message=f"the anchor `&{event.anchor}` that this alias names {said}")
            )
        self._expanded += known[1]
        if self._expanded > MAX_EXPANDED:
            message = f"the aliases of this document expand to more than {MAX_EXPANDED:,} values"
            raise _Stop(TooMuch(span=span, message=message, limit=f"{MAX_EXPANDED:,} values"))
        return known[0]

    def _count(self, event: yaml.NodeEvent) -> None:
        self._expanded += 1
        if self._expanded > MAX_EXPANDED:
            at, _ = self._span_of(event)
            message = f"one document holds more than {MAX_EXPANDED:,} values"
            span = Span(self._source, at, at + 1)
            raise _Stop(TooMuch(span=span, message=message, limit=f"{MAX_EXPANDED:,} values"))

    def _span_of(self, event: yaml.Event) -> tuple[int, int]:
        """Where an event begins and ends in the whole text."""
        start, end = event.start_mark, event.end_mark
        assert start is not None
        assert end is not None
        return self._base + start.index, self._base + end.index


def _merge(node: Mapping) -> None:
    """Follow merge keys: what stands in the mapping itself wins over what `<<` brings."""
    merges = [value for key, value in node.entries if key.plain and key.value == "<<"]
    if not merges:
        return
    end = node.end
    own = [(key, value) for key, value in node.entries if not (key.plain and key.value == "<<")]
    known = {key.value for key, _ in own}
    for value in merges:
        for mapping in value.items if isinstance(value, Sequence) else [value]:
            if isinstance(mapping, Mapping):
                own += [(key, merged) for key, merged in mapping.entries if key.value not in known]
                known |= {key.value for key, _ in mapping.entries}
    node.entries = own
    node.known_end = end
