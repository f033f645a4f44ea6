"""A file formatted: every manifest in it written anew, and proved to say the same as before.

What is no manifest stays byte for byte: documents of other kinds, stack inputs, the lines between documents.
A manifest that cannot be read, or is written in a way that cannot be kept, is left as it is and named.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from planton_dynamodb.diagnostics.resolve import location
from planton_dynamodb.manifest import files
from planton_dynamodb.manifest.load import Loaded, load_source
from planton_dynamodb.manifest.manifest import Manifest
from planton_dynamodb.manifest.problems import Problem, Span
from planton_dynamodb.manifest.source import Location, Source
from planton_dynamodb.manifest.writing.remarks import KeptAsItIsError, Remarks, remarks_of

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_MARKER = re.compile(r"^(?:---|\.\.\.)(?=[ \t\r\n]|\Z)", re.MULTILINE)
_REST_OF_MARKER = re.compile(r"[ \t]*(?:#[^\n]*)?(?:\r?\n|\Z)")
_BLANK_OR_COMMENT = re.compile(r"(?:\s|#[^\n]*(?=\n))*")
_MISTAKE = "this is a mistake in fmt: please report it"
_STRANGE_BREAK = re.compile("\r(?!\n)|[\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Left:
    """Something that is not formatted, and why."""

    location: Location
    reason: str
    broken: bool
    """Whether something is wrong, and not just written in a way that cannot be kept."""


@dataclass(slots=True)
class Formatted:
    """A file as it is to be."""

    before: bytes
    after: bytes
    manifests: int = 0
    left: list[Left] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether it was not canonical."""
        return self.before != self.after

    @property
    def broken(self) -> bool:
        """Whether something in it cannot be read."""
        return any(left.broken for left in self.left)


@dataclass(frozen=True, slots=True)
class _Document:
    """A manifest and the stretch of text that it alone takes up, without the lines that mark its document."""

    manifest: Manifest
    start: int
    end: int


def format_bytes(name: str, data: bytes, *, named: bool = True) -> Formatted:
    """Format the bytes of one file. `named`: somebody pointed at it, so that it has to hold a manifest."""
    formatted = Formatted(data, data)
    if not named and b"ynamo" not in data:
        return formatted
    source, problems = files.decode(name, data)
    loaded = Loaded(source, problems=problems) if problems else load_source(source, named=named)
    formatted.manifests = len(loaded.manifests)
    broken = [*loaded.problems, *(found for manifest in loaded.manifests for found in manifest.problems)]
    broken = [problem for problem in broken if problem.breaks]
    if broken:
        formatted.left.append(_broken(broken))
    else:
        text = _rewritten(loaded, formatted.left)
        mark = _BYTE_ORDER_MARK if data.startswith(_BYTE_ORDER_MARK) else b""
        formatted.after = mark + text.encode()
    return formatted


def _broken(problems: list[Problem]) -> Left:
    from planton_dynamodb.rules.registry import reading_rule

    first, *others = problems
    rule = reading_rule(first)
    more = f" (and {len(others)} more: `planton-dynamodb validate` shows them)" if others else ""
    return Left(location(first.span), f"{rule.check(first).message} [{rule.name}]{more}", broken=True)


def _rewritten(loaded: Loaded, left: list[Left]) -> str:
    """The text with each manifest written anew, as far as that says the same."""
    source = loaded.source
    text, position, parts = source.text, 0, []
    for document in _documents(loaded):
        try:
            written = _written(document)
        except KeptAsItIsError as kept:
            left.append(Left(location(kept.span), str(kept), broken=False))
            continue
        parts += [text[position : document.start], written]
        position = document.end
    result = "".join([*parts, text[position:]])
    if result == text:
        return text
    doubt = _doubt(loaded, Source(source.name, result))
    if doubt is None:
        return result
    left.append(doubt)
    return text


def _documents(loaded: Loaded) -> Iterator[_Document]:
    """Where each manifest stands."""
    text = loaded.source.text
    marks = [mark.start() for mark in _MARKER.finditer(text)]
    for manifest in loaded.manifests:
        following = bisect_right(marks, manifest.root.start)
        start = 0
        if following:
            start = marks[following - 1] + len("---")
            rest = _REST_OF_MARKER.match(text, start)
            start = rest.end() if rest is not None else start
        yield _Document(manifest, start, marks[following] if following < len(marks) else len(text))


def _written(document: _Document) -> str:
    from planton_dynamodb.manifest.decode import fields_of
    from planton_dynamodb.manifest.writing.canonical import json_value, yaml_lines

    manifest, source = document.manifest, document.manifest.source
    _refuse_what_cannot_be_kept(document)
    message = fields_of(manifest.kind.message_name)
    remarks = remarks_of(source, manifest.root, document.start, document.end)
    if _is_json(source, document, remarks):
        from planton_dynamodb.manifest.writing.spelling import as_json

        lines = as_json(json_value(manifest.root, message), indent=2).split("\n")
    else:
        lines = yaml_lines(manifest.root, message, source, remarks)
    same_line = document.start > 0 and source.text[document.start - 1] != "\n"
    newline = source.newline
    return newline * same_line + newline.join([*lines, ""])


def _refuse_what_cannot_be_kept(document: _Document) -> None:
    source, root = document.manifest.source, document.manifest.root
    if not _BLANK_OR_COMMENT.fullmatch(source.text, document.start, root.start):
        place = Span(source, root.start, root.start)
        raise KeptAsItIsError(place, "a manifest inside of another document is not formatted")
    strange = _STRANGE_BREAK.search(source.text, document.start, document.end)
    if strange is not None:
        raise KeptAsItIsError(
            Span(source, *strange.span()), f"fmt cannot keep the line break U+{ord(strange[0]):04X}"
        )


def _is_json(source: Source, document: _Document, remarks: Remarks) -> bool:
    whole = (document.start, document.end) == (0, len(source.text))
    if source.name.endswith(".json"):
        if remarks.comments() or not whole:
            start = document.manifest.root.start
            raise KeptAsItIsError(Span(source, start, start), "this is YAML in a file that is named .json")
        return True
    if not whole or not document.manifest.root.flow:
        return False
    import json

    try:
        json.loads(source.text)
    except ValueError:
        return False
    return True


def _doubt(before: Loaded, source: Source) -> Left | None:
    """Why a text that was written anew may not say the same as before."""
    start = location(Span(before.source, 0, 0))
    after = load_source(source, named=False)
    fields = [[manifest.fields for manifest in loaded.manifests] for loaded in (before, after)]
    if fields[0] != fields[1] or after.problems or before.skipped != after.skipped:
        return Left(start, f"formatting would change its meaning; {_MISTAKE}", broken=True)
    if _comments(before) != _comments(after):
        return Left(start, f"formatting would lose a comment; {_MISTAKE}", broken=True)
    if "planton-dynamodb:" in source.text and _findings(before.source) != _findings(source):
        said = "a comment ignores a finding on its line, and formatting would part the two"
        return Left(start, said, broken=False)
    return None


def _comments(loaded: Loaded) -> list[str]:
    """Every comment of every manifest that can be written."""
    found: list[str] = []
    for document in _documents(loaded):
        try:
            remarks = remarks_of(loaded.source, document.manifest.root, document.start, document.end)
        except KeptAsItIsError:
            continue
        found += remarks.comments()
    return sorted(found)


def _findings(source: Source) -> list[tuple[str, str]]:
    from planton_dynamodb.checking import Checker

    checked = Checker().check_text(source.name, source.text)
    found = [(diagnostic.rule, diagnostic.path) for diagnostic in checked.diagnostics]
    return sorted(pair for pair in found if pair[0] != "ambiguous-text")
