"""`validate`: check manifests and say all that is wrong with them."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from planton_dynamodb import config as settings
from planton_dynamodb import run
from planton_dynamodb.checking import Checker
from planton_dynamodb.cli import overriding
from planton_dynamodb.cli.arguments import parsed
from planton_dynamodb.diagnostics import formats
from planton_dynamodb.manifest import files

_EXAMPLE = """\
example:
  planton-dynamodb validate orders.yaml
  planton-dynamodb validate tables/ --format json
  cat orders.yaml | planton-dynamodb validate - --stdin-name orders.yaml
  planton-dynamodb validate orders.yaml --set spec.billingMode=PAY_PER_REQUEST
  planton-dynamodb validate orders.yaml --env prod            # as it is made for one environment
  planton-dynamodb validate --diff tables/                    # show what --fix would change, write nothing
  planton-dynamodb validate --fix tables/                     # mend what is safe to mend
  planton-dynamodb validate --fix - < orders.yaml             # the mended text on stdout, findings on stderr

A fix is kept only if checking again shows that its finding is gone and nothing is worse. Fixes change files,
never what --set gives.

exit code: 0 nothing found, 1 errors found (with --strict: or warnings), 2 the tool could not do its work;
with --diff: 0 nothing to change, 1 something to change"""


def parser() -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = argparse.ArgumentParser(
        "planton-dynamodb validate",
        description="Check manifests against the contract and everything that AWS would refuse.",
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument(
        "inputs", nargs="+", metavar="PATH", help="files, folders, globs, or - for standard input"
    )
    made.add_argument("--format", choices=formats.NAMES, help="how to print what is found (default: text)")
    overriding.add_arguments(made)
    made.add_argument("--disable", action="append", default=[], metavar="RULE", help="switch a rule off")
    made.add_argument("--strict", action="store_true", help="exit with 1 for warnings too")
    made.add_argument("--stdin-name", default="<stdin>", metavar="NAME", help="what to call standard input")
    made.add_argument(
        "--config", metavar="FILE", help="the settings file (default: the nearest one, going up)"
    )
    made.add_argument("--no-config", action="store_true", help="read no settings file")
    made.add_argument(
        "--skip-other", action="store_true", help="skip named files that hold no manifest (for hooks)"
    )
    made.add_argument("--fix", action="store_true", help="mend what is safe to mend, then check again")
    made.add_argument(
        "--unsafe-fixes", action="store_true", help="with --fix or --diff: also what may not be meant so"
    )
    made.add_argument(
        "--diff", action="store_true", help="show what --fix would change, as a patch; write nothing"
    )
    made.add_argument("-q", "--quiet", action="store_true", help="print findings only, no summary")
    return made


def main(arguments: Sequence[str]) -> int:
    """Run the verb."""
    made = parser()
    options = parsed(made, arguments)
    if options.unsafe_fixes and not (options.fix or options.diff):
        made.error("--unsafe-fixes says what --fix or --diff may change: add one of them")
    try:
        overrides = overriding.overrides_of(options)
        found = None if options.no_config else options.config or settings.find(os.curdir)
        config = settings.load(found, tuple(options.disable))
    except settings.ConfigError as error:
        print(f"planton-dynamodb: {error}", file=sys.stderr)
        return 2
    checker = Checker(config, overrides, options.skip_other, options.stdin_name)
    if options.diff:
        return _show_changes(options, checker)
    failures: list[str] = []
    if options.fix:
        checker = _fix(options, checker, failures)
    report, failed = run.check(options.inputs, checker, list_sound=options.format in formats.LIST_SOUND)
    failures += failed
    # Where the mended text goes to standard output, nothing else does.
    to = sys.stderr if options.fix and "-" in options.inputs else sys.stdout
    formats.write(report, options.format, to, quiet=options.quiet)
    _tell(failures)
    if failures:
        return 2
    return 1 if report.summary.errors or (options.strict and report.summary.warnings) else 0


def _fix(options: argparse.Namespace, checker: Checker, failures: list[str]) -> Checker:
    """Mend the inputs; what checks them afterwards, standard input as it is then."""
    from planton_dynamodb import fixing  # only for who asks for it
    from planton_dynamodb.manifest.writing.saving import save

    mended = []
    standard_input: bytes | None = None
    for each in fixing.fix_inputs(options.inputs, checker, unsafe=options.unsafe_fixes):
        if each.path == "-":
            if standard_input is None and len(each.before) <= files.MAX_BYTES:
                _print_bytes(each.after.data)
            standard_input = each.after.data
        elif each.changed:
            try:
                save(each.path, each.after.data)
            except files.InputError as error:
                failures.append(str(error))
                continue
        mended.append(each.after)
    _summarize(options, fixing.summary(mended, "made"))
    if standard_input is None:
        return checker
    return replace(checker, read=partial(_read, standard_input=standard_input))


def _read(path: str, *, standard_input: bytes) -> bytes:
    return standard_input if path == "-" else files.read_bytes(path)


def _show_changes(options: argparse.Namespace, checker: Checker) -> int:
    """What --fix would do, as a patch."""
    from planton_dynamodb import fixing  # only for who asks for it

    mended = []
    for each in fixing.fix_inputs(options.inputs, checker, unsafe=options.unsafe_fixes):
        _print_bytes(each.difference)
        mended.append(each.after)
    _summarize(options, fixing.summary(mended, "to make"))
    _, failures = run.check(options.inputs, checker)
    _tell(failures)
    if failures:
        return 2
    return 1 if any(after.made for after in mended) else 0


def _print_bytes(data: bytes) -> None:
    """What is a file's own text is printed byte for byte, whatever the terminal's encoding."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.flush()


def _summarize(options: argparse.Namespace, said: str | None) -> None:
    if said is not None and not options.quiet:
        print(said, file=sys.stderr)


def _tell(failures: Sequence[str]) -> None:
    for failure in failures:
        print(f"planton-dynamodb: {failure}", file=sys.stderr)
