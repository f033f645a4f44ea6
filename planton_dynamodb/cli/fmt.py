"""`fmt`: write manifests in the canonical order and spelling."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from planton_dynamodb.cli.arguments import parsed
from planton_dynamodb.formatting import Formatted, Left, format_bytes
from planton_dynamodb.manifest import files
from planton_dynamodb.manifest.writing.saving import save
from planton_dynamodb.rules.wording import counted

_EXAMPLE = """\
example:
  planton-dynamodb fmt orders.yaml
  planton-dynamodb fmt --check tables/           # name what is not canonical, write nothing
  planton-dynamodb fmt --diff orders.yaml        # show what would change, write nothing
  planton-dynamodb fmt - < orders.yaml           # from standard input to standard output

Fields stand in the order of the contract, in camelCase; enum values have their prefix, as in
BILLING_MODE_PAY_PER_REQUEST; lists are indented by two blanks. Comments are kept. Documents of other kinds,
and manifests that cannot be read or that use anchors or tags, are left as they are.

exit code: 0 all went well, 1 something would change (with --check), 2 something could not be read, formatted
or written"""


@dataclass(slots=True)
class _Run:
    """What happened so far."""

    options: argparse.Namespace
    changed: int = 0
    canonical: int = 0
    broken: int = 0
    failures: list[str] = field(default_factory=list)


def parser() -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = argparse.ArgumentParser(
        "planton-dynamodb fmt",
        description="Write AwsDynamodb manifests in the canonical order and spelling.",
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument(
        "inputs", nargs="+", metavar="PATH", help="files, folders, globs, or - for standard input"
    )
    made.add_argument(
        "--check", action="store_true", help="write nothing; name what would change and exit with 1"
    )
    made.add_argument(
        "--diff", action="store_true", help="write nothing; show what would change as a unified diff"
    )
    made.add_argument("--stdin-name", default="<stdin>", metavar="NAME", help="what to call standard input")
    made.add_argument(
        "--skip-other", action="store_true", help="skip named files that hold no manifest (for hooks)"
    )
    made.add_argument("-q", "--quiet", action="store_true", help="say only what is wrong")
    return made


def main(arguments: Sequence[str]) -> int:
    """Run the verb."""
    run = _Run(parsed(parser(), arguments))
    for given, formatted in _formatted(run):
        _say_left(formatted.left)
        run.canonical += not formatted.changed and bool(formatted.manifests) and not formatted.left
        run.broken += formatted.broken
        try:
            _hand_out(given, formatted, run.options)
            run.changed += formatted.changed
        except files.InputError as error:
            run.failures.append(str(error))
    return _finish(run)


def _formatted(run: _Run) -> Iterator[tuple[files.Input, Formatted]]:
    options = run.options
    found_in = dict.fromkeys(options.inputs, 0)
    for given in files.inputs(options.inputs):
        if given.again:
            found_in[given.argument] += 1
            continue
        named = given.named and not options.skip_other
        try:
            formatted = format_bytes(_name(given, options), files.read_bytes(given.path), named=named)
        except files.InputError as error:
            run.failures.append(str(error))
            continue
        found_in[given.argument] += formatted.manifests + len(formatted.left)
        yield given, formatted
    if not run.failures and not options.skip_other:
        empty = [argument for argument, found in found_in.items() if not found]
        run.failures += [
            f"{argument}: no AwsDynamodb manifest in it: nothing was formatted" for argument in empty
        ]


def _name(given: files.Input, options: argparse.Namespace) -> str:
    return str(options.stdin_name) if given.path == "-" else given.path


def _hand_out(given: files.Input, formatted: Formatted, options: argparse.Namespace) -> None:
    """Write, show or name what a file is to be."""
    name = _name(given, options)
    if options.diff:
        _print(_diff(name, formatted))
    elif options.check and formatted.changed:
        _print(os.fsencode(f"{name}\n"))
    if options.diff or options.check:
        return
    if given.path == "-":
        _print(b"" if formatted.broken else formatted.after)
    elif formatted.changed:
        save(given.path, formatted.after)
        if not options.quiet:
            print(f"formatted {name}", file=sys.stderr)


def _print(data: bytes) -> None:
    """Names of files and texts as they are, whatever the locale can show."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)


def _diff(name: str, formatted: Formatted) -> bytes:
    import difflib
    import io

    if not formatted.changed:
        return b""
    before, after = (io.BytesIO(data).readlines() for data in (formatted.before, formatted.after))
    names = os.fsencode(name), os.fsencode(f"{name} (formatted)")
    lines = difflib.diff_bytes(difflib.unified_diff, before, after, *names)
    return b"".join(
        line if line.endswith(b"\n") else line + b"\n\\ No newline at end of file\n" for line in lines
    )


def _say_left(left: Sequence[Left]) -> None:
    for one in left:
        place = f"{one.location.file}:{one.location.start.line}:{one.location.start.column}"
        print(f"{place}: left as it is: {one.reason}", file=sys.stderr)


def _finish(run: _Run) -> int:
    sys.stdout.flush()  # what is said at the end stands at the end, also where both streams go to one place
    for failure in run.failures:
        print(f"planton-dynamodb: {failure}", file=sys.stderr)
    if not run.options.quiet and (run.options.check or run.options.inputs != ["-"]):
        _summarize(run)
    if run.failures or run.broken:
        return 2
    return 1 if run.options.check and run.changed else 0


def _summarize(run: _Run) -> None:
    dry = run.options.check or run.options.diff
    parts = [f"{counted(run.changed, 'file')} {'would be ' if dry else ''}formatted"] if run.changed else []
    parts += [f"{counted(run.canonical, 'file')} already canonical"] if run.canonical else []
    parts += [f"{counted(run.broken, 'file')} cannot be formatted"] if run.broken else []
    if parts:
        print(", ".join(parts), file=sys.stderr)
