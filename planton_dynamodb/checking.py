"""Manifests checked: every rule on every manifest of a file, and what its comments ignore taken away."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from planton_dynamodb.config import Config
from planton_dynamodb.diagnostics.model import Diagnostic
from planton_dynamodb.manifest import files
from planton_dynamodb.manifest.kinds import ACCESS_PATTERNS, OPERATIONS
from planton_dynamodb.manifest.load import Loaded, load_source
from planton_dynamodb.manifest.manifest import Manifest
from planton_dynamodb.manifest.problems import Problem
from planton_dynamodb.rules.registry import Finding, Rule, reading_rule, table_rules
from planton_dynamodb.rules.subject import table_of

if TYPE_CHECKING:
    from planton_dynamodb.manifest.overrides import Override
    from planton_dynamodb.patterns.trial import Trial

_MARKS = (
    *(b"ynamo", b"YNAMO", b"y\0n\0a\0m\0o"),
    *(b"eySchema", b"ey_schema", b"illingMode", b"illing_mode"),
    *(b"ashKey", b"ash_key", b"artitionKey", b"artition_key"),
)
"""A file in a folder holds one of these if it holds a manifest, be its kind misspelt or its text UTF-16."""


_AMBIGUOUS = "ambiguous-text"


class Identity(NamedTuple):
    """What tells a manifest from every other one in a run."""

    kind: str
    org: str
    env: str
    name: str
    position: int
    """Which manifest of its file it is."""

    @property
    def resource(self) -> tuple[str, ...]:
        """What no two manifests may share."""
        return self[:4]


@dataclass(slots=True)
class Checked:
    """What checking one file gave."""

    diagnostics: list[Diagnostic] = field(default_factory=list)
    identities: list[Identity] = field(default_factory=list)
    resources: int = 0
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Checker:
    """Everything that checking a file depends on besides the file."""

    config: Config = field(default_factory=Config)
    overrides: Sequence[Override] = ()
    lenient: bool = False
    """Take named files like those found in a folder: what is no manifest is skipped."""
    stdin_name: str = "<stdin>"
    read: Callable[[str], bytes] = files.read_bytes
    """How the bytes of an input are got."""
    others: Iterable[Manifest] = ()
    """The tables that a run was given and what runs around them, for what belongs to one that stands elsewhere."""
    tried: Callable[[Trial], None] | None = None
    """Who looks at access patterns once they have been tried, if anybody does."""
    kept: dict[tuple[str, bool], Loaded] | None = None
    """Where inputs are kept once they are read, for who goes on with them after they are checked."""

    def check_input(self, given: files.Input) -> Checked:
        """Read and check one file."""
        data = self.read(given.path)
        name = self.stdin_name if given.path == "-" else given.path
        return self.check_bytes(name, data, named=given.named and not self.lenient)

    def check_bytes(self, name: str, data: bytes, *, named: bool = True) -> Checked:
        """Check the bytes of one file."""
        if not named and not any(mark in data for mark in _MARKS):
            return Checked(skipped=1)
        loaded = self.loaded(name, data, named=named)
        undecoded = not loaded.manifests and loaded.problems
        if undecoded and not named and b"awsdynamodb" not in data.replace(b"\0", b"").lower():
            return Checked(skipped=1)
        return self._result(loaded)

    def loaded(self, name: str, data: bytes, *, named: bool) -> Loaded:
        """The manifests in the bytes of one file, once they are decoded."""
        kept = None if self.kept is None else self.kept.get((name, named))
        if kept is not None:
            return kept
        source, problems = files.decode(name, data)
        loaded = (
            Loaded(source, problems=problems)
            if problems
            else load_source(source, self.overrides, named=named)
        )
        if self.kept is not None:
            self.kept[name, named] = loaded
        return loaded

    def check_text(self, name: str, text: str) -> Checked:
        """Check a text that is at hand."""
        return self.check_bytes(name, text.encode("utf-8", "surrogatepass"))

    def check_manifest(self, manifest: Manifest, loaded: Loaded | None = None) -> list[Diagnostic]:
        """All that is to be said about one manifest. `loaded`: the file that it stands in, with others."""
        found = [self._said(problem, manifest) for problem in manifest.problems]
        if manifest.readable and not manifest_without_spec(manifest):
            found += self._judged(manifest, loaded or Loaded(manifest.source, [manifest]))
        return _without_refused([diagnostic for diagnostic in found if diagnostic is not None])

    def _judged(self, manifest: Manifest, loaded: Loaded) -> list[Diagnostic | None]:
        if manifest.kind is ACCESS_PATTERNS:
            return self._patterns_judged(manifest, loaded)
        if manifest.kind is OPERATIONS:
            return self._operations_judged(manifest, loaded)
        table = table_of(manifest, self.config.quotas)
        return [
            self._diagnostic(rule, finding, manifest)
            for rule in table_rules()
            for finding in rule.check(table)
        ]

    def _patterns_judged(self, manifest: Manifest, loaded: Loaded) -> list[Diagnostic | None]:
        from planton_dynamodb.patterns.judging import findings  # most runs check tables only
        from planton_dynamodb.patterns.reach import design_within
        from planton_dynamodb.patterns.trial import Trial

        design = design_within(manifest, loaded, self.others, self.config.quotas)
        trial = Trial(design)
        found = [self._diagnostic(rule, finding, manifest) for rule, finding in findings(trial)]
        if self.tried is not None:
            self.tried(trial)
        return found

    def _operations_judged(self, manifest: Manifest, loaded: Loaded) -> list[Diagnostic | None]:
        from planton_dynamodb.operations.declared import Declared  # as above
        from planton_dynamodb.rules.registry import operations_rules

        declared = Declared(manifest, loaded, self.others, self.config.quotas)
        return [
            self._diagnostic(rule, finding, manifest)
            for rule in operations_rules()
            for finding in rule.check(declared)
        ]

    def _result(self, loaded: Loaded) -> Checked:
        checked = Checked([], list(identities(loaded)), len(loaded.manifests), loaded.skipped)
        found = [self._said(problem, None) for problem in loaded.problems]
        for manifest in loaded.manifests:
            found += self.check_manifest(manifest, loaded)
        checked.diagnostics = [diagnostic for diagnostic in found if diagnostic is not None]
        if "planton-dynamodb:" in loaded.source.text:
            from planton_dynamodb.suppression import without_ignored  # only where there is a comment for it

            checked.diagnostics = without_ignored(checked.diagnostics, loaded, self.config)
        checked.diagnostics.sort(key=lambda diagnostic: diagnostic.order)
        return checked

    def _said(self, problem: Problem, manifest: Manifest | None) -> Diagnostic | None:
        rule = reading_rule(problem)
        return self._diagnostic(rule, rule.check(problem), manifest)

    def _diagnostic(self, rule: Rule, finding: Finding, manifest: Manifest | None) -> Diagnostic | None:
        severity = self.config.severity(rule.name, rule.severity.value)
        if severity is None:
            return None
        from planton_dynamodb.diagnostics.resolve import diagnostic  # a clean run never needs it

        return diagnostic(rule, finding, severity, manifest)


def _without_refused(found: list[Diagnostic]) -> list[Diagnostic]:
    """What is to be said, but not how others would read a value that is refused: both are one mistake."""
    if not any(each.rule == _AMBIGUOUS for each in found):
        return found
    refused = {each.location for each in found if each.rule != _AMBIGUOUS and each.severity == "error"}
    return [each for each in found if each.rule != _AMBIGUOUS or each.location not in refused]


def manifest_without_spec(manifest: Manifest) -> bool:
    """Whether there is nothing to judge: the missing spec is the one finding."""
    return "spec" not in manifest.fields


def identities(loaded: Loaded) -> Iterator[Identity]:
    """The manifests of a file that can be read."""
    readable = enumerate(loaded.manifests)
    return (_identity(manifest, position) for position, manifest in readable if manifest.readable)


def _identity(manifest: Manifest, position: int) -> Identity:
    metadata = manifest.fields.get("metadata")
    fields = metadata if isinstance(metadata, dict) else {}
    return Identity(
        manifest.kind.name,
        str(fields.get("org", "")),
        str(fields.get("env", "")),
        manifest.name,
        position,
    )
