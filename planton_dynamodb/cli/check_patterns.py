"""`check-patterns`: say which index serves each access pattern, and which none does."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

from planton_dynamodb.cli.arguments import parsed
from planton_dynamodb.cli.sound_tables import RefusedError, add_arguments, checker_for

_FORMATS = ("text", "json", "markdown")
_EXAMPLE = """\
example:
  planton-dynamodb check-patterns kv-storage.yaml
  planton-dynamodb check-patterns tables/ patterns/           # patterns of tables that stand elsewhere
  planton-dynamodb check-patterns kv-storage/ --format markdown > comment.md
  cat kv-storage.yaml | planton-dynamodb check-patterns - --strict

The table of a manifest of access patterns is looked for in the same file, then in the other files of its folder,
then in whatever else is given here. Each pattern is tried on the sample items; nothing is asked of AWS.

exit code: 0 every pattern is served, 1 one is not, or there are errors, or no table is within reach (with --strict:
or warnings, scans and untried patterns), 2 the tool could not do its work"""


def parser() -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = argparse.ArgumentParser(
        "planton-dynamodb check-patterns",
        description="Say which index serves each access pattern, what it costs, and whether it returns what it should.",
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_arguments(made)
    made.add_argument("--format", choices=_FORMATS, default="text", help="how to print it (default: text)")
    made.add_argument("--disable", action="append", default=[], metavar="RULE", help="switch a rule off")
    made.add_argument(
        "--strict", action="store_true", help="exit with 1 for warnings, scans and untried patterns too"
    )
    made.add_argument("-q", "--quiet", action="store_true", help="print no summary")
    return made


def main(arguments: Sequence[str]) -> int:
    """Run the verb."""
    options = parsed(parser(), arguments)
    try:
        checker = checker_for(options, options.disable)
    except RefusedError as refused:
        return refused.code
    from planton_dynamodb.serving import report as reports  # only once the arguments are known to be right

    found, report = reports.check(options.inputs, checker)
    failures = list(report.failures)
    if not found.designs and not report.summary.errors and not failures:
        failures.append("no AwsDynamodbAccessPatterns manifest in what was given: nothing was checked")
    printer = import_module(f"planton_dynamodb.serving.{options.format}_format")
    if found.designs or found.diagnostics:
        printer.write(found, report.summary, sys.stdout, quiet=options.quiet)
    for failure in failures:
        print(f"planton-dynamodb: {failure}", file=sys.stderr)
    if failures:
        return 2
    return 0 if (found.nothing_to_mention if options.strict else found.all_served) else 1
