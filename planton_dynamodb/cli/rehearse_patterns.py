"""`rehearse --patterns`: access patterns run on their tables, and what came of it printed."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from typing import TypeAlias

from planton_dynamodb.cli.sound_designs import sound_designs
from planton_dynamodb.cli.sound_tables import RefusedError
from planton_dynamodb.diagnostics import terminal
from planton_dynamodb.engines.dynamodb import Refused, UnreachableError
from planton_dynamodb.patterns.run import CannotRunError, Run
from planton_dynamodb.patterns.trial import Trial

RunOne: TypeAlias = Callable[[Trial], Run]

_CLEAN, _NOT_AS_EXPECTED, _FAILED = 0, 1, 2


def rehearse_patterns(options: argparse.Namespace) -> int:
    """Run all access patterns among the inputs; the exit code."""
    try:
        trials = sound_designs(options)
        if not trials:
            raise _refused("no AwsDynamodbAccessPatterns manifest in what was given: nothing was run")
        run_one = _embedded()
    except RefusedError as refused:
        return refused.code
    runs: list[Run] = []
    code = _CLEAN
    for trial in trials:
        run, its_code = _tried(trial, run_one)
        code = max(code, its_code)
        if run is not None:
            runs.append(run)
            if options.format == "text":
                _print_page(run, first=len(runs) == 1)
    _print_rest(runs, options)
    return code


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


def missing(error: ModuleNotFoundError) -> str:
    """What to do about a module that is not installed."""
    return (
        f"rehearse needs the Python module {error.name}, which is not installed: "
        "pip install 'planton-dynamodb[rehearse]'"
    )


def _tried(trial: Trial, run_one: RunOne) -> tuple[Run | None, int]:
    name = trial.design.manifest.name or trial.design.table_name
    try:
        run = run_one(trial)
    except CannotRunError as error:
        _say(f"{name}: {error}: nothing was run")
        return None, _NOT_AS_EXPECTED
    except Refused as refused:
        _say(f"{name}: the table or its sample items were refused: {refused}")
        return None, _FAILED if refused.code == "InternalFailure" else _NOT_AS_EXPECTED
    except UnreachableError as error:
        _say(f"{name}: {error}")
        return None, _FAILED
    return run, _FAILED if run.failed else _CLEAN if run.as_expected else _NOT_AS_EXPECTED


def _print_page(run: Run, *, first: bool) -> None:
    from planton_dynamodb.patterns.run_report import lines

    page = terminal.of(sys.stdout)
    text = "".join(f"{line.rstrip()}\n" for line in lines(run, page))
    sys.stdout.write(text if first else f"\n{text}")


def _print_rest(runs: Sequence[Run], options: argparse.Namespace) -> None:
    from planton_dynamodb.patterns.run_report import as_json, summary

    if options.format == "json":
        print(json.dumps({"version": 1, "runs": [as_json(run) for run in runs]}, indent=2))
    elif runs and not options.quiet:
        print(f"\n{summary(runs)}")
