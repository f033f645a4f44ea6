"""A source made into manifests: the step from text to decoded fields, for every document in it."""

from __future__ import annotations

from collections.abc import Sequence as SequenceOf
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from planton_dynamodb.manifest import documents
from planton_dynamodb.manifest.decode import decode
from planton_dynamodb.manifest.kinds import KINDS, Kind, claimed, entry, held, near_kind, word
from planton_dynamodb.manifest.manifest import Manifest
from planton_dynamodb.manifest.nodes import Mapping, Node, Sequence, is_null
from planton_dynamodb.manifest.problems import (
    MissingSection,
    NoDocument,
    OtherApiVersion,
    OtherKind,
    Problem,
    Span,
    Syntax,
    UnknownEnum,
    UnknownField,
    WrongType,
)
from planton_dynamodb.manifest.source import Source
from planton_dynamodb.manifest.words import camel

if TYPE_CHECKING:
    from planton_dynamodb.manifest.overrides import Override


@dataclass(slots=True, eq=False)
class Loaded:
    """What one text holds."""

    source: Source
    manifests: list[Manifest] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    """What is wrong outside of any manifest."""
    skipped: int = 0
    """Documents of other kinds."""
    overrides: SequenceOf[Override] = ()
    """What was put into the manifests from the command line: it goes into those that belong to them, too."""


def load_source(source: Source, overrides: SequenceOf[Override] = (), *, named: bool = True) -> Loaded:
    """Read every manifest of a text. `named`: the user pointed at it, so that what is no manifest is a problem."""
    loaded = Loaded(source, overrides=overrides)
    for reading in documents.read(source):
        loaded.problems += _worded(reading.problems, loaded.problems)
        for root in reading.roots:
            _take(root, loaded, overrides, named=named)
    if named and not (loaded.manifests or loaded.skipped or loaded.problems):
        loaded.problems.append(NoDocument(span=Span(source, 0, 0)))
    if not named and loaded.problems and "awsdynamodb" not in source.text.lower():
        loaded.skipped += len(loaded.problems)
        loaded.problems.clear()
    return loaded


def _worded(problems: list[Problem], before: list[Problem]) -> list[Problem]:
    """What is wrong with a document, with a template called one, once in a text."""
    if not problems:
        return problems
    from planton_dynamodb.manifest.templating import told  # only for a text that is broken

    worded = [told(problem) for problem in problems]
    known = any(_is_of_a_template(problem) for problem in before)
    return [problem for problem in worded if not (known and _is_of_a_template(problem))]


def _is_of_a_template(problem: Problem) -> bool:
    return isinstance(problem, Syntax) and problem.template


def _take(document: Node, loaded: Loaded, overrides: SequenceOf[Override], *, named: bool) -> None:
    for root in held(document):
        _take_one(root, loaded, overrides, named=named)
        if root is not document and loaded.manifests and loaded.manifests[-1].root is root:
            loaded.manifests[-1].held_in = document


def _take_one(root: Node, loaded: Loaded, overrides: SequenceOf[Override], *, named: bool) -> None:
    source = loaded.source
    kind = claimed(root) if type(root) is Mapping else None
    if kind is not None:
        assert type(root) is Mapping
        loaded.manifests.append(_manifest(root, kind, source, overrides))
    elif _is_of_another_kind(root, named=named):
        loaded.skipped += 1
    elif type(root) is Mapping:
        end = root.entries[0][0].end if root.entries else root.end
        span = Span(source, root.start, end)
        loaded.problems.append(
            OtherKind(span=span, route=("kind",), given=None, expected=KINDS[0].name, near=False)
        )
    else:
        given = "a list" if type(root) is Sequence else "a text"
        end = source.text.find("\n", root.start, root.end)
        span = Span(source, root.start, root.end if end < 0 else end)
        loaded.problems.append(
            WrongType(span=span, expected="a mapping", given=given, field_name="a manifest")
        )


def _is_of_another_kind(root: Node, *, named: bool) -> bool:
    """Whether a document may be passed over: by its kind, or because nobody said that it is a manifest."""
    if type(root) is Mapping and word(entry(root, "kind")) is not None:
        return True
    return not named and not (type(root) is Sequence and any(claimed(item) for item in root.items))


def _manifest(root: Mapping, kind: Kind, source: Source, overrides: SequenceOf[Override]) -> Manifest:
    problems: list[Problem] = []
    for override in overrides:
        if not _is_for_another_kind(override, root, kind):
            problems += override.apply(root)
    fields, found = decode(root, kind.message_name, source)
    problems += _envelope(root, kind, source)
    version = word(entry(root, "apiVersion"))
    strange = any(type(problem) is UnknownField for problem in found)
    if version != kind.api_version or strange:
        from planton_dynamodb.manifest.generations import published  # rare

        verdict = published.recognise(root, kind, source)
        if verdict is not None and not verdict.readable:
            return Manifest(source, root, kind, fields, [verdict.problem], readable=False)
        if strange:
            from planton_dynamodb.manifest.generations.foreign_words import explained  # rare too

            found = explained(found, root, kind, source)
        if verdict is not None:
            problems.append(verdict.problem)
        elif version != kind.api_version:
            span = _place(root, "apiVersion", source)
            problems.append(
                OtherApiVersion(
                    span=span,
                    route=("apiVersion",),
                    given=_said(root, "apiVersion"),
                    expected=kind.api_version,
                )
            )
    if found and problems:
        problems = [problem for problem in problems if not _is_reported(problem, found)]
    manifest = Manifest(source, root, kind, fields, problems + found)
    if found:
        manifest.problems = [_as_spelled(problem, manifest) for problem in manifest.problems]
    return manifest


def _is_for_another_kind(override: Override, root: Mapping, kind: Kind) -> bool:
    """Whether it sets a field of spec that only another kind has: a run may hold manifests of several."""
    field = override.spec_field
    if field is None or field in kind.spec_fields or entry(entry(root, "spec"), field) is not None:
        return False
    return any(field in other.spec_fields for other in KINDS)


def _is_reported(problem: Problem, found: SequenceOf[Problem]) -> bool:
    """Whether a top-level key that is missing stands there after all, misspelt or with a value of a wrong type."""
    if not isinstance(problem, OtherKind | OtherApiVersion | MissingSection):
        return False
    return any(
        (isinstance(other, WrongType) and other.route == problem.route)
        or (
            isinstance(other, UnknownField)
            and other.suggestion
            and (camel(other.suggestion),) == problem.route
        )
        for other in found
        if len(other.route) == 1
    )


def _as_spelled(problem: Problem, manifest: Manifest) -> Problem:
    """A problem with a field, which is called what the file calls it."""
    if not isinstance(problem, UnknownEnum | WrongType):
        return problem
    names = problem.route
    while names and isinstance(names[-1], int):
        names = names[:-1]
    return replace(problem, field_name=manifest.key(*names)) if names else problem


def _envelope(root: Mapping, kind: Kind, source: Source) -> list[Problem]:
    """What a document says of itself, and whether it says anything else."""
    problems: list[Problem] = []
    given = _said(root, "kind")
    if given != kind.name:
        span = _place(root, "kind", source)
        near = not given or near_kind(given, kind.name)
        problems.append(OtherKind(span=span, route=("kind",), given=given, expected=kind.name, near=near))
    spec = entry(root, "spec")
    if spec is None or is_null(spec):
        problems.append(MissingSection(span=_place(root, "spec", source), route=("spec",), section="spec"))
    return problems


def _said(root: Mapping, key: str) -> str | None:
    """What a top-level key says, nothing where it is left empty; None where it is not there."""
    node = entry(root, key)
    return None if node is None else word(node) or ""


def _place(root: Mapping, key: str, source: Source) -> Span:
    """The value of a top-level key, else the key, else the first key of the document."""
    if not root.entries:
        return Span(source, root.start, root.end)
    known = next((pair for pair in root.entries if camel(pair[0].value) == key), None)
    shown: Node = root.entries[0][0] if known is None else known[0] if is_null(known[1]) else known[1]
    return Span(shown.source or source, shown.start, shown.end)
