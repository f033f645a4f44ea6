"""A rule's docstring taken apart, for whoever shows it: on a terminal, as a page, as data."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from planton_dynamodb.rules.registry import Rule

HEADINGS = ("What it finds", "Why", "Example", "The edit", "Source")
"""What every rule says, in this order."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A text to be wrapped."""

    text: str


@dataclass(frozen=True, slots=True)
class Fragment:
    """Lines to be shown as they are."""

    language: str
    lines: tuple[str, ...]


def sections(rule: Rule) -> dict[str, str]:
    """What stands under each heading, as Markdown."""
    _, *parts = rule.documentation.split("\n## ")
    return {heading: text.strip() for heading, _, text in (part.partition("\n") for part in parts)}


def blocks(markdown: str) -> Iterator[Paragraph | Fragment]:
    """The paragraphs and code fragments of a section, in their order."""
    lines: list[str] = []
    language: str | None = None
    for line in [*markdown.splitlines(), ""]:
        if line.startswith("```") and language is not None:
            yield Fragment(language, tuple(lines))
            lines, language = [], None
        elif language is not None:
            lines.append(line)
        elif line.startswith("```") or not line.strip():
            if lines:
                yield Paragraph(" ".join(lines))
            lines, language = [], line[3:] if line.startswith("```") else None
        else:
            lines.append(line.strip())


def families(rules: Iterable[Rule]) -> dict[str, list[Rule]]:
    """The rules by family, what each family is about as its module says it."""
    grouped: dict[str, list[Rule]] = {}
    for rule in rules:
        grouped.setdefault(_about(rule), []).append(rule)
    return grouped


def family(rule: Rule) -> str:
    """The family of a rule as readers see it."""
    return rule.family.replace("_", "-")


def _about(rule: Rule) -> str:
    documentation = sys.modules[rule.check.__module__].__doc__ or rule.family
    return documentation.partition("\n")[0].rstrip(".")


def freedom(rule: Rule) -> str:
    """Whether somebody may do without the rule, and how, as Markdown."""
    if rule.stands is not None:
        return f"It can't be switched off: {rule.stands}."
    return (
        f"Switch it off with `--disable {rule.name}`, or accept one finding with a comment on its line:\n\n"
        f"```yaml\n# planton-dynamodb: ignore[{rule.name}] reason\n```"
    )
