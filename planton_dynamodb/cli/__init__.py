"""The command: one thin module per verb, imported when its verb is used."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

VERBS = {
    "init": "write a new table and its access patterns, from a known shape",
    "validate": "check manifests and say all that is wrong with them",
    "explain": "say what a rule finds, why, and how to mend it",
    "schema": "print the JSON Schema of a kind, for editors",
    "fmt": "write manifests in the canonical order and spelling",
    "render": "write a table for Pulumi, Terraform, CloudFormation and others, or its grants as policy documents",
    "check-patterns": "say which index serves each access pattern, and which none does",
    "cost": "say what a table costs in a month, and what a change to it costs",
    "rehearse": "make tables in an AWS inside this process, look at them, change them, destroy them",
    "preview": "say what apply would do with each table and its data",
    "apply": "make tables what their manifests say, and print their outputs",
    "refresh": "read from AWS what tables are like now",
    "destroy": "delete tables, or forget them and let them be",
    "outputs": "print the five outputs of tables",
}

_CLEAN, _FINDINGS, _FAILED, _INTERRUPTED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    _stand_in_for_closed_streams()
    try:
        code = _run(given)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # The reader has gone (`| head`): nobody is left to tell.
        _drop_output()
        return 128 + 13
    except OSError as error:
        # Verbs answer for the files that they read and write: what is left is an output on a full disk.
        _drop_output()
        place = f"{error.filename}:" if error.filename else "the output cannot be written:"
        print(f"planton-dynamodb: {place} {(error.strerror or str(error)).lower()}", file=sys.stderr)
        return _FAILED
    except KeyboardInterrupt:
        print("\nplanton-dynamodb: interrupted", file=sys.stderr)
        return _INTERRUPTED


def _drop_output() -> None:
    """Python would try to write the rest at exit, and complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _stand_in_for_closed_streams() -> None:
    """What the shell closed (`>&-`) is None in Python: nothing is read from it, and what goes there is lost."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode))  # noqa: SIM115 - it lives as long as the process


def _run(given: list[str]) -> int:
    if given and given[0] in VERBS:
        from importlib import import_module

        verb = import_module(f"planton_dynamodb.cli.{given[0].replace('-', '_')}")
        return int(verb.main(given[1:]))
    if given and given[0] in ("--version", "-V"):
        from planton_dynamodb import __version__

        print(f"planton-dynamodb {__version__}")
        return _CLEAN
    if not given or given[0] in ("--help", "-h", "help"):
        print(_help())
        return _CLEAN
    from planton_dynamodb.manifest.words import nearest

    near = nearest(given[0], tuple(VERBS))
    meant = f": did you mean {near}?" if near else f": expected one of {', '.join(VERBS)}"
    print(f"planton-dynamodb: there is no verb `{given[0]}`{meant}", file=sys.stderr)
    return _FAILED


def _help() -> str:
    verbs = "\n".join(f"  {name:14} {what}" for name, what in VERBS.items())
    return f"""\
A DynamoDB table written once, as a YAML manifest of kind AwsDynamodb: checked, understood and changed without fear.

usage: planton-dynamodb VERB [arguments]

{verbs}

  planton-dynamodb init                        begin a table from a known shape
  planton-dynamodb validate orders.yaml        check a manifest
  planton-dynamodb validate --fix tables/      check a folder and mend what is safe to mend
  planton-dynamodb apply orders.yaml           make a table, or change it
  planton-dynamodb VERB --help                 all about a verb"""
