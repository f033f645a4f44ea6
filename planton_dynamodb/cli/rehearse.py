"""`rehearse`: make tables in an AWS inside this process with what runs around them, look, change, destroy."""

from __future__ import annotations

import argparse
import gc
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from planton_dynamodb.changes.guard import Allowed, needed, unused
from planton_dynamodb.cli.arguments import parsed
from planton_dynamodb.cli.sound_tables import RefusedError, Sound, add_arguments, sound_tables, tables_there
from planton_dynamodb.diagnostics import terminal
from planton_dynamodb.engines.asking.names import PREFIX, why_no_prefix

if TYPE_CHECKING:
    from planton_dynamodb.engines.embedded.rehearsal import Rehearsal

_EXAMPLE = """\
example:
  planton-dynamodb rehearse orders.yaml
  planton-dynamodb rehearse tables/ --format json
  planton-dynamodb rehearse orders.yaml --set spec.billingMode=PAY_PER_REQUEST
  planton-dynamodb rehearse orders.yaml --env dev                       # with what runs around it there
  git show HEAD:orders.yaml > old.yaml
  planton-dynamodb rehearse orders.yaml --from old.yaml                 # what the change does, and how
  planton-dynamodb rehearse orders.yaml --from old.yaml --allow-replace orders
  planton-dynamodb rehearse --patterns shop/                            # what a system asks of its tables
  planton-dynamodb rehearse --patterns shop/ --endpoint http://127.0.0.1:8000
  planton-dynamodb rehearse --patterns shop/ --endpoint https://dynamodb.eu-west-1.amazonaws.com --prefix try-

Nothing is needed for it: no cloud, no credentials, no `pulumi` command; and nothing stays. The program that
`apply` runs is run here in one process, against an AWS that is made of moto: the table, and its scaling, alarms,
parameters and grants. A change that `apply` would refuse is
shown with the reason, and is not made unless it is allowed by name.

With --patterns the access patterns among the inputs are run: each table is made and filled with the sample items,
every pattern is asked for real and compared with what it expects. At an endpoint each table has a name of its own,
no other one is touched, and it is deleted again, also after a failure, Ctrl-C or SIGTERM.

exit code: 0 all went well, 1 errors found in a manifest, or a change that `apply` would refuse, or a call that
AWS would, or a pattern that is not as expected, 2 the tool could not do its work"""

_CLEAN, _REFUSED, _FAILED = 0, 1, 2


def parser() -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = argparse.ArgumentParser(
        "planton-dynamodb rehearse",
        description="Make tables in an AWS inside this process, show them as AWS describes them, and destroy them.",
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_arguments(made)
    made.add_argument(
        "--from", metavar="PATH", dest="old", help="what the tables are like now: made first, then changed"
    )
    made.add_argument(
        "--allow-replace",
        action="append",
        default=[],
        metavar="NAME",
        help="with --from: let a new, empty table take the place of this one",
    )
    made.add_argument(
        "--allow-rebuild",
        action="append",
        default=[],
        metavar="NAME/INDEX",
        help="with --from: let this index be deleted and made anew",
    )
    made.add_argument(
        "--patterns",
        action="store_true",
        help="run the access patterns among the inputs on their tables, and compare with what they expect",
    )
    _add_endpoint(made)
    made.add_argument("--format", choices=("text", "json"), default="text", help="how to print it")
    made.add_argument("-q", "--quiet", action="store_true", help="print results only, no remarks")
    return made


def _add_endpoint(made: argparse.ArgumentParser) -> None:
    group = made.add_argument_group("with --patterns, a DynamoDB that is really there")
    group.add_argument(
        "--endpoint", metavar="URL", help="run them there, on tables that are made for it and deleted"
    )
    group.add_argument(
        "--region", metavar="NAME", help="the AWS region (default: as every AWS tool finds it)"
    )
    group.add_argument(
        "--prefix",
        metavar="TEXT",
        default=PREFIX,
        help=f"what the names of these tables begin with (default: {PREFIX})",
    )


def main(arguments: Sequence[str]) -> int:
    """Run the verb."""
    made = parser()
    options = parsed(made, arguments)
    if options.old is None and (options.allow_replace or options.allow_rebuild):
        made.error(
            "--allow-replace and --allow-rebuild allow a change: say with --from what there is to change"
        )
    _check_patterns_options(made, options)
    if options.patterns:
        from planton_dynamodb.cli.rehearse_patterns import rehearse_patterns  # most rehearsals are of tables

        with _no_collector():
            return rehearse_patterns(options)
    if options.old == "-" and "-" in options.inputs:
        made.error("standard input holds one text: name a file for the tables or for --from")
    try:
        pairs = list(_pairs(options))
    except RefusedError as refused:
        return refused.code
    with _no_collector():
        return _rehearse(pairs, options)


def _check_patterns_options(made: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    if options.patterns and options.old is not None:
        made.error("--patterns runs access patterns on new tables: there is nothing to change with --from")
    if not options.patterns and (options.endpoint or options.region or options.prefix != PREFIX):
        made.error("--endpoint, --region and --prefix say where access patterns are run: add --patterns")
    if options.patterns and options.endpoint is None and (options.region or options.prefix != PREFIX):
        made.error("--region and --prefix are for a DynamoDB that is really there: say with --endpoint where")
    why = why_no_prefix(options.prefix)
    if why:
        made.error(f"--prefix {why}")


@contextmanager
def _no_collector() -> Iterator[None]:
    """Without the garbage collector: half of the time goes into imports, which leave it nothing to collect."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if enabled:
            gc.enable()


def _pairs(options: argparse.Namespace) -> Iterator[tuple[Sound, Sound | None]]:
    """Each table with what it was before: the one of its name, or the only one there is."""
    wanted = tables_there(options)
    if options.old is None:
        yield from ((sound, None) for sound in wanted)
        return
    present = sound_tables(argparse.Namespace(**{**vars(options), "inputs": [options.old], "overrides": []}))
    if len(wanted) == len(present) == 1:
        yield wanted[0], present[0]
        return
    before = {_identity(sound): sound for sound in present}
    for sound in wanted:
        yield sound, before.pop(_identity(sound), None)
    for left in before.values():
        _remark(options, f"{options.old}: `{left.table.name}` has no counterpart, and is left out")


def _identity(sound: Sound) -> tuple[str, str, str]:
    metadata: dict[str, Any] = sound.manifest.fields.get("metadata") or {}  # type: ignore[assignment]
    return metadata.get("org", ""), metadata.get("env", ""), sound.manifest.name


def _rehearse(pairs: Sequence[tuple[Sound, Sound | None]], options: argparse.Namespace) -> int:
    try:
        from planton_dynamodb.engines.dynamodb import Refused
        from planton_dynamodb.engines.embedded.rehearsal import rehearse
    except ModuleNotFoundError as error:
        if str(error.name).startswith("planton_dynamodb"):
            raise
        print(f"planton-dynamodb: {missing(error)}", file=sys.stderr)
        return _FAILED
    allowed = Allowed(frozenset(options.allow_replace), frozenset(options.allow_rebuild))
    code = _CLEAN
    done: list[Rehearsal] = []
    for new, old in pairs:
        _remark_on_naming(new, old, options)
        try:
            rehearsal = rehearse(
                new.table,
                None if old is None else old.table,
                allowed,
                operations=new.operations,
                old_operations=None if old is None else old.operations,
            )
        except Refused as refused:
            print(f"planton-dynamodb: {new.table.name}: the embedded AWS refuses {refused}", file=sys.stderr)
            code = max(code, _FAILED if refused.code == "InternalFailure" else _REFUSED)
            continue
        done.append(rehearsal)
        code = max(code, _REFUSED if rehearsal.refusals else _CLEAN)
        if options.format == "text":
            _print_page(rehearsal, options, first=len(done) == 1)
    if options.format == "json":
        _print_json(done)
    elif len(pairs) > 1 and not options.quiet:
        from planton_dynamodb.engines.embedded.page import summary

        print(f"\n{summary(done)}")
    for flag in unused(allowed, [needed(each.old, each.changes, ()) for each in done]):
        _remark(options, f"{flag} allows what no table here needs")
    return code


def _remark_on_naming(new: Sound, old: Sound | None, options: argparse.Namespace) -> None:
    """Say why a table seems to have another name, where that comes from what runs around only one of the two."""
    if old is None or new.table.name == old.table.name or new.manifest.name != old.manifest.name:
        return
    if old.operations is None or new.operations is None:
        without = options.old if old.operations is None else new.manifest.source.name
        _remark(
            options,
            f"{without}: no AwsDynamodbOperations of `{new.manifest.name}` is within reach of it, so the table has "
            f"another name there: `{old.table.name}` becomes `{new.table.name}`",
        )


def missing(error: ModuleNotFoundError) -> str:
    """What to do about a module that is not installed."""
    return (
        f"rehearse needs the Python module {error.name}, which is not installed: "
        "pip install 'planton-dynamodb[rehearse]'"
    )


def _print_page(rehearsal: Rehearsal, options: argparse.Namespace, *, first: bool) -> None:
    from planton_dynamodb.engines.embedded.page import lines

    page = terminal.of(sys.stdout)
    separator = "" if first else "\n"
    text = "".join(f"{line.rstrip()}\n" for line in lines(rehearsal, page, quiet=options.quiet))
    sys.stdout.write(separator + text)


def _print_json(rehearsals: Sequence[Rehearsal]) -> None:
    from planton_dynamodb.engines.embedded.rehearsal import as_json

    print(json.dumps({"version": 1, "rehearsals": [as_json(each) for each in rehearsals]}, indent=2))


def _remark(options: argparse.Namespace, said: str) -> None:
    if not options.quiet:
        print(f"planton-dynamodb: {said}", file=sys.stderr)
