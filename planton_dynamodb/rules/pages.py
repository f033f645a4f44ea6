"""Rules as Markdown: a page for each, and the list of them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from planton_dynamodb.rules.documentation import families, freedom, sections
from planton_dynamodb.rules.registry import Rule


def page(rule: Rule) -> str:
    """All about one rule."""
    return "\n\n".join(_page(rule)) + "\n"


def _page(rule: Rule) -> Iterator[str]:
    yield f"# {rule.name}"
    yield f"{rule.summary}."
    yield f"Severity: {rule.severity.value}"
    for heading, said in sections(rule).items():
        yield f"## {heading}\n\n{said}"
    if rule.answer is not None:
        yield f"## What AWS answers\n\n> {rule.answer}"
    yield f"## To do without it\n\n{freedom(rule)}"


def index(rules: Iterable[Rule], link: Callable[[Rule], str] | None) -> str:
    """All rules by family. `link` says where the page of a rule is, if there is one."""
    return "\n\n".join(_index(rules, link)) + "\n"


def _index(rules: Iterable[Rule], link: Callable[[Rule], str] | None) -> Iterator[str]:
    yield "# Rules"
    yield (
        "An error is refused by AWS or by the contract; a warning is accepted, but most likely a mistake. "
        "The number is that of the documented rule of the contract which a rule stands for."
    )
    for about, members in families(rules).items():
        rows = [_row(rule, link) for rule in members]
        yield f"## {about}"
        yield "\n".join(
            ["| rule | severity | documented | what it finds |", "| --- | --- | --- | --- |", *rows]
        )


def _row(rule: Rule, link: Callable[[Rule], str] | None) -> str:
    name = f"[{rule.name}]({link(rule)})" if link is not None else f"`{rule.name}`"
    summary = rule.summary.replace("|", "&#124;")
    return f"| {name} | {rule.severity.value} | {rule.documented or ''} | {summary} |"
