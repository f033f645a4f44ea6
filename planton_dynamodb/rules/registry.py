"""The rules by name: what a rule is, what it answers with, and where all of them are found.

A rule is a generator function with its documentation in its docstring, registered by one of four decorators: `@rule`
for what is judged on a decoded table, `@pattern_rule` for what is judged on access patterns, `@operations_rule` for
what is judged on what runs around a table, `@reading` for what the reader could not make sense of. Its name is the
function's, with dashes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeVar

from planton_dynamodb.manifest.problems import Problem, Route, Span
from planton_dynamodb.manifest.writing.operations import Operation

if TYPE_CHECKING:
    from planton_dynamodb.operations.declared import Declared
    from planton_dynamodb.patterns.trial import Trial
    from planton_dynamodb.rules.subject import Table


class Severity(StrEnum):
    """How bad it is: an error is refused by AWS or the contract; a warning is accepted but likely a mistake."""

    ERROR = "error"
    WARNING = "warning"


ERROR, WARNING = Severity.ERROR, Severity.WARNING


class Fix(NamedTuple):
    """The edit that mends a finding. Safe: the table that was meant stays the same beyond doubt."""

    title: str
    operations: tuple[Operation, ...]
    safe: bool = True


class Finding(NamedTuple):
    """What a rule says about one place."""

    route: Route
    message: str
    """This file's fact, in one sentence without a full stop."""
    help: str
    """The edit, as an imperative."""
    detail: str | None = None
    """What AWS answers, literally, with this file's names in it; None: the rule's own `answer`."""
    related: tuple[tuple[str, Route | Span], ...] = ()
    """Other places that belong to it, each with what is to be seen there."""
    fix: Fix | None = None
    span: Span | None = None
    """The place, where the route does not lead to it."""
    at_key: bool = False
    """Point at the key that the route ends in, not at its value."""


Check: TypeAlias = Callable[["Table"], Iterable[Finding]]
PatternCheck: TypeAlias = Callable[["Trial"], Iterable[Finding]]
OperationsCheck: TypeAlias = Callable[["Declared"], Iterable[Finding]]


class Rule(NamedTuple):
    """A registered rule."""

    name: str
    severity: Severity
    family: str
    documented: int | None
    answer: str | None
    documentation: str
    check: Callable[..., Any]

    @property
    def summary(self) -> str:
        """The first line of the documentation."""
        return self.documentation.partition("\n")[0].rstrip(".")

    @property
    def stands(self) -> str | None:
        """Why neither a setting nor a comment turns it off; None for a rule that may be turned off."""
        if self.documented is not None:
            return f"it is documented rule {self.documented} of the contract"
        if self.family == "reading_rules" and self.severity is ERROR:
            return "what it finds could not be read, so that the table would be made without it"
        return None


_table_rules: dict[str, Rule] = {}
_pattern_rules: dict[str, Rule] = {}
_operations_rules: dict[str, Rule] = {}
_reading_rules: dict[type[Problem], Rule] = {}
_run_rules: dict[str, Rule] = {}

F = TypeVar("F", bound=Callable[..., Any])


def rule(
    severity: Severity, *, documented: int | None = None, answer: str | None = None
) -> Callable[[Check], Check]:
    """Register a rule about a decoded table. `answer` is what AWS says, where no part of it varies."""
    return _registering(_table_rules, severity, documented, answer)


def pattern_rule(severity: Severity, *, answer: str | None = None) -> Callable[[PatternCheck], PatternCheck]:
    """Register a rule about access patterns. `answer` is what AWS says, where no part of it varies."""
    return _registering(_pattern_rules, severity, None, answer)


def operations_rule(
    severity: Severity, *, answer: str | None = None
) -> Callable[[OperationsCheck], OperationsCheck]:
    """Register a rule about what runs around a table. `answer` is what AWS says, where no part of it varies."""
    return _registering(_operations_rules, severity, None, answer)


def reading(problem: type[Problem], severity: Severity = ERROR) -> Callable[[F], F]:
    """Register a rule that says in words what the reader found; it takes the problem and returns a finding."""

    def register(say: F) -> F:
        _reading_rules[problem] = _make(say, severity, None, None)
        return say

    return register


def run_rule(severity: Severity) -> Callable[[F], F]:
    """Register a rule about more than one manifest, or about the ignore comments in one; it is called by name."""
    return _registering(_run_rules, severity, None, None)


def _registering(
    rules: dict[str, Rule], severity: Severity, documented: int | None, answer: str | None
) -> Callable[[F], F]:
    def register(check: F) -> F:
        made = _make(check, severity, documented, answer)
        rules[made.name] = made
        return check

    return register


def _make(check: Callable[..., Any], severity: Severity, documented: int | None, answer: str | None) -> Rule:
    name = check.__name__.replace("_", "-")
    family = check.__module__.rpartition(".")[2]
    return Rule(name, severity, family, documented, answer, _dedent(check.__doc__ or ""), check)


def _dedent(text: str) -> str:
    first, _, rest = text.partition("\n")
    lines = [line.removeprefix("    ") for line in rest.splitlines()]
    return "\n".join([first, *lines]).strip()


@cache
def _families() -> None:
    """Import every module with rules; a new family is named here."""
    from planton_dynamodb.rules import (  # noqa: F401  # importing registers
        attributes,
        encryption,
        features,
        keys,
        names,
        projection,
        reading_rules,
        tags,
        throughput,
        whole_run,
    )


@cache
def _pattern_families() -> None:
    """Import every module with rules about access patterns, which most runs have no use for."""
    from planton_dynamodb.rules import (  # noqa: F401  # importing registers
        pattern_design,
        pattern_expiry,
        pattern_expressions,
        pattern_items,
        pattern_keys,
        pattern_references,
        pattern_results,
        pattern_usage,
    )


@cache
def _operations_families() -> None:
    """Import every module with rules about what runs around a table, which most runs have no use for."""
    from planton_dynamodb.rules import (  # noqa: F401  # importing registers
        operations_alarms,
        operations_environments,
        operations_grants,
        operations_parameters,
        operations_references,
        operations_scaling,
        operations_usage,
    )


def table_rules() -> Collection[Rule]:
    """The rules that judge a decoded table, in the order of their families."""
    _families()
    return _table_rules.values()


def pattern_rules() -> Collection[Rule]:
    """The rules that judge access patterns, in the order of their families."""
    _pattern_families()
    return _pattern_rules.values()


def operations_rules() -> Collection[Rule]:
    """The rules that judge what runs around a table, in the order of their families."""
    _operations_families()
    return _operations_rules.values()


def reading_rule(problem: Problem) -> Rule:
    """The rule that says a reader's problem in words."""
    _families()
    return _reading_rules[type(problem)]


def run_rule_named(name: str) -> Rule:
    """A rule that is called by name."""
    _families()
    return _run_rules[name]


def all_rules() -> dict[str, Rule]:
    """Every rule by name."""
    _families()
    _pattern_families()
    _operations_families()
    rules = [
        *_reading_rules.values(),
        *_table_rules.values(),
        *_pattern_rules.values(),
        *_operations_rules.values(),
        *_run_rules.values(),
    ]
    return {made.name: made for made in rules}
