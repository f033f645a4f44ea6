"""`render`: write a table in the words of something else that makes tables."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Mapping, Sequence

from planton_dynamodb.cli.arguments import parsed
from planton_dynamodb.cli.sound_tables import RefusedError, Sound, add_arguments, sound_tables
from planton_dynamodb.fault import Fault
from planton_dynamodb.manifest.files import InputError
from planton_dynamodb.targets.registry import TARGETS, Where, files

_EXAMPLE = """\
example:
  planton-dynamodb render pulumi orders.yaml                              # a Pulumi YAML program
  planton-dynamodb render pulumi orders.yaml --language python
  planton-dynamodb render pulumi orders.yaml --language python --output orders/
  planton-dynamodb render pulumi tables/ --output programs/               # a folder for each table
  planton-dynamodb render pulumi orders.yaml --env prod                   # as it is in one environment
  planton-dynamodb render policy orders.yaml --grant task --region eu-central-1 --account 123456789012

`pulumi` is the table with all that runs around it; `policy` are its grants, each as the document that IAM takes.
What is written needs nothing of planton-dynamodb. No file is overwritten without --force, and where one would
be, none is written. An invalid manifest renders nothing: its findings go to standard error.

exit code: 0 all went well, 1 errors found in a manifest, 2 the tool could not do its work"""

_FAILED = 2
_POLICY = "policy"


def parser() -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = argparse.ArgumentParser(
        "planton-dynamodb render",
        description="Write tables as projects of their own, for who wants to go on without planton-dynamodb.",
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("target", metavar="TARGET", help=f"what to write: {_listed(TARGETS)}")
    add_arguments(made)
    languages = "; ".join(f"for {target}: {_listed(known)}" for target, known in TARGETS.items())
    made.add_argument("--language", metavar="LANGUAGE", help=f"{languages} (default: the first)")
    made.add_argument("--region", metavar="REGION", help="the region that the table is to be in")
    made.add_argument("--account", metavar="ID", help="for policy: the account that the table is to be in")
    made.add_argument("--grant", metavar="NAME", help="for policy: the one grant that is meant")
    made.add_argument(
        "--output", metavar="DIR", help="write a whole project there instead of printing the program"
    )
    made.add_argument("--force", action="store_true", help="with --output: overwrite files that are there")
    made.add_argument("-q", "--quiet", action="store_true", help="do not name the files that are written")
    return made


def main(arguments: Sequence[str]) -> int:
    """Run the verb."""
    made = parser()
    options = parsed(made, arguments)
    if options.force and options.output is None:
        made.error("--force overwrites files of a project: say where with --output")
    if options.target != _POLICY and (options.grant or options.account):
        made.error(f"--grant and --account are for {_POLICY} alone")
    try:
        language = _language(options.target, options.language)
        tables = sound_tables(options)
        if options.output is None:
            _print(_only(tables, options, language))
        else:
            _write(_placed(tables, options, language), options)
    except RefusedError as refused:
        return refused.code
    except InputError as error:
        return _fail(str(error))
    except Fault as fault:
        return _fail(f"{fault.summary}\n{fault.help}" if fault.help else fault.summary)
    return 0


def _fail(said: str) -> int:
    print(f"planton-dynamodb: {said}", file=sys.stderr)
    return _FAILED


def _language(target: str, asked: str | None) -> str:
    known = TARGETS.get(target)
    if known is None:
        raise Fault(f"there is no target `{target}`: {_meant(target, TARGETS)}")
    if asked is not None and asked not in known:
        raise Fault(f"{target} is not written in `{asked}`: {_meant(asked, known)}")
    return asked or next(iter(known))


def _meant(given: str, known: Mapping[str, object]) -> str:
    from planton_dynamodb.manifest.words import nearest

    near = nearest(given, tuple(known))
    return f"did you mean {near}?" if near else f"expected {_listed(known)}"


def _listed(words: Mapping[str, object]) -> str:
    return " or ".join(words)


def _only(tables: Sequence[Sound], options: argparse.Namespace, language: str) -> str:
    """The program of the one table that there is, or its one policy."""
    if len(tables) > 1:
        made = "a policy is of one" if options.target == _POLICY else "a program makes one"
        raise Fault(
            f"there are {len(tables)} tables, and {made}",
            "Say with --output DIR where to put them, a folder for each.",
        )
    found = _files(tables[0], options, language)
    if options.target == _POLICY and len(found) > 1:
        names = ", ".join(name.removesuffix(".json") for name in found)
        raise Fault(
            f"there are {len(found)} grants, and a document is of one: {names}",
            "Say with --grant NAME which, or with --output DIR where to put them all.",
        )
    return next(iter(found.values()))


def _files(sound: Sound, options: argparse.Namespace, language: str) -> Mapping[str, str]:
    where = Where(options.region, options.account)
    try:
        found = files(options.target, language, sound.table, sound.manifest, sound.operations, where)
        return found if options.grant is None else _granted(found, options.grant)
    except Fault as fault:
        raise Fault(f"{sound.manifest.source.name}: {fault.summary}", fault.help) from None


def _granted(found: Mapping[str, str], name: str) -> Mapping[str, str]:
    """The document of the grant that is asked for."""
    if f"{name}.json" not in found:
        known = {each.removesuffix(".json"): text for each, text in found.items()}
        raise Fault(f"there is no grant `{name}`: {_meant(name, known)}")
    return {f"{name}.json": found[f"{name}.json"]}


def _placed(tables: Sequence[Sound], options: argparse.Namespace, language: str) -> dict[str, bytes]:
    """Every file by its path: one table goes into the folder itself, several go into a folder each."""
    folders = [options.output] if len(tables) == 1 else _folders(tables, options.output)
    return {
        os.path.join(folder, *name.split("/")): text.encode()
        for folder, sound in zip(folders, tables, strict=True)
        for name, text in _files(sound, options, language).items()
    }


def _folders(tables: Sequence[Sound], output: str) -> Iterator[str]:
    """A folder for each table, by its name; where that is not enough to tell them apart, by what does."""
    names = [each.table.name for each in tables]
    full = [_full_name(each) for each in tables]
    chosen = [long if _count(name, names) > 1 else name for name, long in zip(names, full, strict=True)]
    for name in chosen:
        if _count(name, chosen) > 1:
            raise Fault(
                f"two tables would go into the folder `{name}`",
                "Render them one by one, each with an --output of its own.",
            )
    return (os.path.join(output, name) for name in chosen)


def _count(name: str, names: Sequence[str]) -> int:
    # Not every file system tells `Orders` from `orders`.
    return sum(name.casefold() == other.casefold() for other in names)


def _full_name(sound: Sound) -> str:
    metadata = sound.manifest.fields["metadata"]
    assert isinstance(metadata, dict)
    return "-".join(filter(None, (metadata.get("org"), metadata.get("env"), sound.table.name)))


def _print(text: str) -> None:
    """The text of a file as it would stand in one, whatever the locale can show."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode())
    sys.stdout.flush()


def _write(placed: Mapping[str, bytes], options: argparse.Namespace) -> None:
    from planton_dynamodb.manifest.writing.saving import create, save  # only for who writes files

    there = [path for path in placed if os.path.lexists(path)]
    if there and not options.force:
        more = f", and so {'is' if len(there) == 2 else 'are'} {len(there) - 1} more" if there[1:] else ""
        raise Fault(f"{there[0]}: is there already{more}", "Nothing was written; --force overwrites.")
    for path, data in placed.items():
        (save if os.path.exists(path) else create)(path, data)
        if not options.quiet:
            print(f"wrote {path}", file=sys.stderr)
