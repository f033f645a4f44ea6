"""`init`: write the manifest of a new table, and of its access patterns, from one of the shapes."""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from collections.abc import Callable, Sequence
from typing import NamedTuple

from planton_dynamodb import shapes
from planton_dynamodb.cli.arguments import parsed
from planton_dynamodb.cli.questions import can_ask
from planton_dynamodb.fault import Fault
from planton_dynamodb.manifest.files import InputError
from planton_dynamodb.manifest.words import nearest

_EXAMPLE = """\
example:
  planton-dynamodb init                                        # asks on a terminal
  planton-dynamodb init --list
  planton-dynamodb init time-series --name readings --output tables/
  planton-dynamodb init key-value --name settings --output - | planton-dynamodb check-patterns -

The third writes tables/readings.yaml, the table, and tables/readings.patterns.yaml, what is asked of it. Both
are whole: they can be checked, rehearsed and applied as they are, and then be changed into what is needed.

exit code: 0 all went well, 2 nothing was written"""

_FAILED = 2
_STANDARD_OUTPUT = "-"
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}
)
"""What Windows takes for a device, with any ending."""


class _Wanted(NamedTuple):
    shape: str
    name: str
    output: str


def parser() -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = argparse.ArgumentParser(
        "planton-dynamodb init",
        description="Write the manifest of a new table, and of its access patterns, from one of the known shapes.",
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("shape", nargs="?", metavar="SHAPE", help="what the table is like (--list shows all)")
    made.add_argument("--list", action="store_true", help="list the shapes")
    made.add_argument("--name", help="what the table is called")
    made.add_argument(
        "--output",
        metavar="FOLDER",
        help="where the files go, or - for standard output (default: this folder)",
    )
    made.add_argument("--org", default="", help="the organization that the table belongs to")
    made.add_argument("--env", default="", help="the environment that it belongs to")
    made.add_argument("--force", action="store_true", help="overwrite files that are there")
    made.add_argument(
        "-q", "--quiet", action="store_true", help="do not say what was written, and what is next"
    )
    return made


def main(arguments: Sequence[str]) -> int:
    """Run the verb."""
    options = parsed(parser(), arguments)
    if options.list:
        print("\n".join(_listed()))
        return 0
    try:
        wanted = _wanted(options)
        written = shapes.written(wanted.shape, wanted.name, options.org, options.env)
        if wanted.output == _STANDARD_OUTPUT:
            _print("---\n".join(written.files.values()))
        else:
            _write(wanted, written, options)
    except InputError as error:
        return _fail(str(error))
    except Fault as fault:
        return _fail(f"{fault.summary}\n{fault.help}" if fault.help else fault.summary)
    return 0


def _fail(said: str) -> int:
    print(f"planton-dynamodb: {said}", file=sys.stderr)
    return _FAILED


def _listed() -> list[str]:
    widest = max(map(len, shapes.SHAPES))
    return [f"{name:{widest}}  {shape.what}" for name, shape in shapes.SHAPES.items()]


def _wanted(options: argparse.Namespace) -> _Wanted:
    """What is to be written: from the arguments, and what they lack from whoever sits there."""
    if options.shape is not None:
        _check_shape(options.shape)
    _check_metadata("orders", options.org, options.env)
    if options.name is not None:
        _check_name(options.name)
    if options.output is not None:
        _check_output(options.output)
    if options.shape is not None and options.name is not None:
        return _Wanted(options.shape, options.name, options.output or os.curdir)
    if not can_ask():
        raise Fault("there is no terminal to ask on", _lacking(options))
    shape = options.shape or _asked_shape()
    name = options.name or _asked("Name of the table", shapes.own_name(shape), _check_name)
    return _Wanted(shape, name, options.output or _asked("Folder for its files", os.curdir, _check_output))


def _lacking(options: argparse.Namespace) -> str:
    flags = " ".join(
        [options.shape or "SHAPE", "--name", shlex.quote(options.name) if options.name else "NAME"]
    )
    more = "" if options.shape else "; init --list shows the shapes"
    return f"Say what to write: planton-dynamodb init {flags}{more}."


def _check_shape(given: str) -> None:
    if given in shapes.SHAPES:
        return
    near = nearest(given, tuple(shapes.SHAPES))
    raise Fault(
        f"there is no shape `{given}`"
        + (f": did you mean {near}?" if near else f": expected one of {', '.join(shapes.SHAPES)}")
    )


def _check_name(given: str) -> None:
    """A name that AWS takes for a table and that a file may have."""
    _check_metadata(given)
    if given.startswith("-"):
        raise Fault(
            f"the files of `{given}` would be taken for options of a command",
            "Begin the name with another character.",
        )
    if given.partition(".")[0].casefold() in _DEVICES:
        raise Fault(
            f"`{given}` is a device on Windows, where no file can be called so", "Choose another name."
        )


def _check_metadata(name: str, org: str = "", env: str = "") -> None:
    """What validate would say of them. A text that is no UTF-8 could not even be written."""
    from planton_dynamodb.checking import Checker

    for given in (name, org, env):
        if not given.isascii() and any("\ud800" <= letter <= "\udfff" for letter in given):
            raise Fault(f"`{ascii(given)[1:-1]}` is not UTF-8 text", "Write it in UTF-8.")
    manifest = shapes.written(next(iter(shapes.SHAPES)), name, org, env).table
    for found in Checker().check_text("<init>", manifest).diagnostics:
        if found.severity == "error":
            raise Fault(found.message, _sentence(found.help))


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _check_output(given: str) -> None:
    if given.endswith((".yaml", ".yml", ".json")) and not os.path.isdir(given):
        raise Fault(
            f"{given}: the output is a folder, for several files",
            "The files are called after the table: give --name.",
        )


def _asked_shape() -> str:
    names = tuple(shapes.SHAPES)
    _say("What is the table like?")
    for number, line in enumerate(_listed(), 1):
        _say(f"  {number:2}  {line}")
    answer = _asked("Its number or name", names[0], lambda given: _check_shape(_numbered(given, names)))
    return _numbered(answer, names)


def _numbered(given: str, names: Sequence[str]) -> str:
    if given.isdecimal() and given.isascii() and 1 <= int(given[:4]) <= len(names):
        return names[int(given[:4]) - 1]
    return given


def _asked(question: str, default: str, check: Callable[[str], None]) -> str:
    """An answer that will do; what is wrong with any other is said, and it is asked again."""
    while True:
        print(f"{question} [{default}]: ", end="", file=sys.stderr, flush=True)
        line = sys.stdin.buffer.readline()
        if not line:
            _say("")
            raise Fault("the answers ended before the last question", "Nothing was written.")
        answer = line.decode("utf-8", "replace").strip() or default
        try:
            check(answer)
        except Fault as fault:
            _say(f"  {fault.summary}")
            continue
        return answer


def _say(line: str) -> None:
    print(line, file=sys.stderr)


def _print(text: str) -> None:
    """The text of files as it would stand in them, whatever the locale can show."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode())
    sys.stdout.flush()


def _write(wanted: _Wanted, written: shapes.Written, options: argparse.Namespace) -> None:
    from planton_dynamodb.manifest.writing.saving import save_all

    folder = "" if wanted.output == os.curdir else wanted.output
    texts = {os.path.join(folder, f"{wanted.name}{ending}"): text for ending, text in written.files.items()}
    there = [path for path in texts if os.path.lexists(path)]
    if there and not options.force:
        more = "".join(f", and so is {path}" for path in there[1:])
        raise Fault(f"{there[0]}: is there already{more}", "Nothing was written; --force overwrites.")
    save_all({path: text.encode() for path, text in texts.items()})
    if not options.quiet:
        _say_what_is_next(*texts)


def _say_what_is_next(table: str, patterns: str, operations: str = "") -> None:
    for path in filter(None, (table, patterns, operations)):
        _say(f"wrote {path}")
    _say("\nWhat is next, once they say what is needed:")
    made = "make the table, and what runs around it" if operations else "make the table"
    for verb, path, what in (
        ("check-patterns", patterns, "whether the table serves all that is asked of it"),
        ("rehearse --patterns", patterns, "the same, asked of a table in an AWS inside the process"),
        ("apply", table, made),
    ):
        _say(f"  planton-dynamodb {verb} {shlex.quote(path)}\n      {what}")
