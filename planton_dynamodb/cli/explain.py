"""`explain`: say what a rule finds, why, and how to mend it."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Iterator, Sequence

from planton_dynamodb.diagnostics import terminal
from planton_dynamodb.diagnostics.terminal import BOLD, DIM, RED, YELLOW, Terminal
from planton_dynamodb.rules.documentation import Paragraph, blocks, families, family, freedom, sections
from planton_dynamodb.rules.registry import Rule, all_rules

_EXAMPLE = """\
example:
  planton-dynamodb explain                             # all rules
  planton-dynamodb explain attr-def-unused
  planton-dynamodb explain attr-def-unused --format markdown

exit code: 0 all went well, 2 there is no such rule"""
_INDENT = 2


def parser() -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = argparse.ArgumentParser(
        "planton-dynamodb explain",
        description="Say what a rule finds, why, and how to mend it; without a rule, list them all.",
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("rules", nargs="*", metavar="RULE", help="the rule, as a finding names it")
    made.add_argument(
        "--format",
        choices=("text", "markdown", "json"),
        default="text",
        help="how to print it (default: text)",
    )
    return made


def main(arguments: Sequence[str]) -> int:
    """Run the verb."""
    options = parser().parse_args(arguments)
    known = all_rules()
    unknown = [name for name in options.rules if name not in known]
    for name in unknown:
        print(f"planton-dynamodb: {_not_known(name, known)}", file=sys.stderr)
    if unknown:
        return 2
    asked = [known[name] for name in dict.fromkeys(options.rules)]
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a locale may not have every character of a page
    list_them, explain_them = _FORMATS[options.format]
    for line in explain_them(asked) if asked else list_them(list(known.values())):
        print(line)
    return 0


def _not_known(name: str, known: dict[str, Rule]) -> str:
    from planton_dynamodb.manifest.words import nearest

    near = nearest(name, tuple(known))
    more = f": did you mean {near}?" if near else "; `planton-dynamodb explain` lists them all"
    return f"there is no rule `{name}`{more}"


def _data(rules: list[Rule]) -> Iterator[str]:
    import json

    described = [
        {
            "id": rule.name,
            "severity": rule.severity.value,
            "documentedRule": rule.documented,
            "family": family(rule),
            "summary": f"{rule.summary}.",
            "answer": rule.answer,
            "canBeSwitchedOff": rule.stands is None,
            "sections": sections(rule),
        }
        for rule in rules
    ]
    yield json.dumps({"version": 1, "rules": described}, indent=2)


def _page_of_all(rules: list[Rule]) -> Iterator[str]:
    from planton_dynamodb.rules import pages

    yield pages.index(rules, None).rstrip("\n")


def _pages(rules: list[Rule]) -> Iterator[str]:
    from planton_dynamodb.rules import pages

    yield "\n".join(map(pages.page, rules)).rstrip("\n")


def _table(rules: list[Rule]) -> Iterator[str]:
    screen = terminal.of(sys.stdout)
    width = max(len(rule.name) for rule in rules)
    for about, members in families(rules).items():
        yield screen.paint(screen.wrapped(screen.shown(about)), BOLD)
        yield from (_row(rule, width, screen) for rule in members)
        yield ""
    yield screen.wrapped(
        "The number is that of the documented rule of the contract which a rule stands for. "
        "`planton-dynamodb explain RULE` says all about one."
    )


def _row(rule: Rule, width: int, screen: Terminal) -> str:
    start = f"{' ' * _INDENT}{rule.name:{width}}  "
    marks = f"{rule.severity.value:7}  {rule.documented or ' '}  "
    column = len(start) + len(marks)
    summary = screen.wrapped(screen.shown(rule.summary), first=column, rest=column)
    return f"{start}{screen.paint(marks, _colour(rule))}{summary}"


def _texts(rules: list[Rule]) -> Iterator[str]:
    screen = terminal.of(sys.stdout)
    for rule in rules:
        yield from [] if rule is rules[0] else ["", ""]
        yield from _text(rule, screen)


def _text(rule: Rule, screen: Terminal) -> Iterator[str]:
    number = f", documented rule {rule.documented}" if rule.documented is not None else ""
    yield screen.paint(rule.name, BOLD)
    yield f"{screen.paint(rule.severity.value, _colour(rule))}{number}, family {family(rule)}"
    yield ""
    yield screen.wrapped(screen.shown(f"{rule.summary}."))
    for heading, markdown in sections(rule).items():
        yield from _section(heading, markdown, screen)
    if rule.answer is not None:
        yield from _section("What AWS answers", rule.answer, screen)
    yield from _section("To do without it", freedom(rule), screen)


def _section(heading: str, markdown: str, screen: Terminal) -> Iterator[str]:
    yield ""
    yield screen.paint(heading, BOLD)
    for number, block in enumerate(blocks(markdown)):
        yield from [""] if number else []
        if isinstance(block, Paragraph):
            yield " " * _INDENT + screen.wrapped(screen.shown(block.text), first=_INDENT, rest=_INDENT)
        else:
            yield from (screen.paint(f"{' ' * 2 * _INDENT}{screen.shown(line)}", DIM) for line in block.lines)


def _colour(rule: Rule) -> str:
    return RED if rule.severity.value == "error" else YELLOW


_FORMATS = {"text": (_table, _texts), "markdown": (_page_of_all, _pages), "json": (_data, _data)}
"""For each format: how all rules are listed, and how one is explained."""
