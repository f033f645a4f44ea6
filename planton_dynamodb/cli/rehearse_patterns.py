"""`rehearse --patterns`: access patterns run on their tables, and what came of it printed."""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

from planton_dynamodb.cli.rehearse import missing
from planton_dynamodb.cli.sound_designs import sound_designs
from planton_dynamodb.cli.sound_tables import RefusedError
from planton_dynamodb.cli.stopping import Stopped, Stopping
from planton_dynamodb.diagnostics import terminal
from planton_dynamodb.engines.asking.own_table import Manners, run_beside_others
from planton_dynamodb.engines.asking.run import NO_ANSWERS, CannotRunError, PatternRun
from planton_dynamodb.engines.dynamodb import Refused, UnreachableError
from planton_dynamodb.fault import Fault
from planton_dynamodb.patterns.trial import Trial

if TYPE_CHECKING:
    from planton_dynamodb.engines.endpoint import Endpoint

RunOne: TypeAlias = Callable[[Trial], PatternRun]

_CLEAN, _NOT_AS_EXPECTED, _FAILED = 0, 1, 2


def rehearse_patterns(options: argparse.Namespace) -> int:
    """Run all access patterns among the inputs; the exit code."""
    try:
        trials = sound_designs(options)
        if not trials:
            raise _refused("no AwsDynamodbAccessPatterns manifest in what was given: nothing was run")
        if options.endpoint is None:
            return _run_all(trials, _embedded(), options)
        with Stopping() as stopping, _somewhere_else(options, stopping) as (run_one, left):
            code = _run_all(trials, run_one, options)
            return _FAILED if left else code
    except RefusedError as refused:
        return refused.code
    except Stopped as stopped:
        _say(f"stopped by {stopped}")
        return 128 + stopped.number


def _run_all(trials: Sequence[Trial], run_one: RunOne, options: argparse.Namespace) -> int:
    runs: list[PatternRun] = []
    code = _CLEAN
    for trial in trials:
        run, its_code = _tried(trial, run_one)
        code = max(code, its_code)
        if run is not None:
            runs.append(run)
            if options.format == "text":
                _print_page(run, options, first=len(runs) == 1)
    _print_rest(runs, options)
    return code


@contextmanager
def _somewhere_else(options: argparse.Namespace, stopping: Stopping) -> Iterator[tuple[RunOne, list[str]]]:
    """Runs at an endpoint, and the tables that could not be deleted there."""
    endpoint = _endpoint(options)
    left: list[str] = []

    def say_left(name: str, why: str) -> None:
        left.append(name)
        _say(f"the table {name} may still be there: {why}")
        print(f"Delete it: {_deletion(name, endpoint)}", file=sys.stderr)

    manners = Manners(
        prefix=options.prefix,
        held=stopping.held,
        made=lambda name: None if options.quiet else _say(f"making the table {name} at {endpoint.url}"),
        left=say_left,
    )
    try:
        yield lambda trial: run_beside_others(trial, endpoint, manners), left
    finally:
        endpoint.close()


def _deletion(name: str, endpoint: Endpoint) -> str:
    place = ("--region", endpoint.region, "--endpoint-url", endpoint.url)
    return shlex.join(("aws", "dynamodb", "delete-table", "--table-name", name, *place))


def _endpoint(options: argparse.Namespace) -> Endpoint:
    try:
        from planton_dynamodb.engines.endpoint import Endpoint

        return Endpoint(options.endpoint, options.region)
    except ModuleNotFoundError as error:
        if str(error.name).startswith("planton_dynamodb"):
            raise
        raise _refused(missing(error)) from None
    except Fault as fault:
        raise _refused(f"{fault.summary}{': ' if fault.help else ''}{fault.help}") from None


def _refused(said: str) -> RefusedError:
    _say(said)
    return RefusedError(_FAILED)


def _say(said: str) -> None:
    print(f"planton-dynamodb: {said}", file=sys.stderr)


def _embedded() -> RunOne:
    try:
        from planton_dynamodb.engines.embedded.patterns import run_patterns
    except ModuleNotFoundError as error:
        if str(error.name).startswith("planton_dynamodb"):
            raise
        raise _refused(missing(error)) from None
    return run_patterns


def _tried(trial: Trial, run_one: RunOne) -> tuple[PatternRun | None, int]:
    name = trial.design.manifest.name or trial.design.table_name
    try:
        run = run_one(trial)
    except CannotRunError as error:
        _say(f"{name}: {error}: nothing was run")
        return None, _NOT_AS_EXPECTED
    except Refused as refused:
        _say(f"{name}: the table or its sample items were refused: {refused}")
        return None, _FAILED if refused.code in NO_ANSWERS else _NOT_AS_EXPECTED
    except UnreachableError as error:
        _say(f"{name}: {error}")
        return None, _FAILED
    return run, _FAILED if run.failed else _CLEAN if run.as_expected else _NOT_AS_EXPECTED


def _print_page(run: PatternRun, options: argparse.Namespace, *, first: bool) -> None:
    from planton_dynamodb.engines.asking.report import lines

    page = terminal.of(sys.stdout)
    text = "".join(f"{line.rstrip()}\n" for line in lines(run, options.endpoint, page))
    sys.stdout.write(text if first else f"\n{text}")


def _print_rest(runs: Sequence[PatternRun], options: argparse.Namespace) -> None:
    from planton_dynamodb.engines.asking.report import as_json, closing

    if options.format == "json":
        found = [as_json(run, options.endpoint) for run in runs]
        print(json.dumps({"version": 1, "runs": found}, indent=2))
    elif runs and not options.quiet:
        page = terminal.of(sys.stdout)
        print("\n" + "\n".join(closing(runs, options.endpoint, page)))
