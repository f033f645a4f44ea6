"""`validate`: check manifests and say all that is wrong with them."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from planton_dynamodb import config as settings
from planton_dynamodb import run
from planton_dynamodb.checking import Checker
from planton_dynamodb.diagnostics import formats
from planton_dynamodb.manifest.overrides import OverrideError, parse

_EXAMPLE = """\
example:
  planton-dynamodb validate orders.yaml
  planton-dynamodb validate tables/ --format json
  cat orders.yaml | planton-dynamodb validate - --stdin-name orders.yaml
  planton-dynamodb validate orders.yaml --set spec.billingMode=PAY_PER_REQUEST

exit code: 0 nothing found, 1 errors found (with --strict: or warnings), 2 the tool could not do its work"""


def parser() -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = argparse.ArgumentParser(
        "planton-dynamodb validate",
        description="Check AwsDynamodb manifests against the contract and everything that AWS would refuse.",
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("inputs", nargs="+", metavar="PATH", help="files, folders, globs, or - for standard input")
    made.add_argument("--format", choices=formats.NAMES, help="how to print what is found (default: text)")
    made.add_argument("--set", action="append", default=[], metavar="PATH=VALUE", dest="overrides", help="set a value first")
    made.add_argument("--disable", action="append", default=[], metavar="RULE", help="switch a rule off")
    made.add_argument("--strict", action="store_true", help="exit with 1 for warnings too")
    made.add_argument("--stdin-name", default="<stdin>", metavar="NAME", help="what to call standard input")
    made.add_argument("--config", metavar="FILE", help="the settings file (default: the nearest one, going up)")
    made.add_argument("--no-config", action="store_true", help="read no settings file")
    made.add_argument("--skip-other", action="store_true", help="skip named files that hold no manifest (for hooks)")
    made.add_argument("-q", "--quiet", action="store_true", help="print findings only, no summary")
    return made


def main(arguments: Sequence[str]) -> int:
    """Run the verb."""
    options = parser().parse_args(arguments)
    try:
        overrides = tuple(parse(argument) for argument in options.overrides)
        found = None if options.no_config else options.config or settings.find(os.curdir)
        config = settings.load(found, tuple(options.disable))
    except (OverrideError, settings.ConfigError) as error:
        print(f"planton-dynamodb: {error}", file=sys.stderr)
        return 2
    checker = Checker(config, overrides, options.skip_other, options.stdin_name)
    report, failures = run.check(options.inputs, checker)
    report.strict = options.strict
    formats.write(report, options.format, sys.stdout, quiet=options.quiet)
    for failure in failures:
        print(f"planton-dynamodb: {failure}", file=sys.stderr)
    return report.exit_code
