"""`render`: write a table in the words of something else that makes tables."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Mapping, Sequence

from planton_dynamodb.cli.arguments import parsed
from planton_dynamodb.cli.projects import Project, placed, projects
from planton_dynamodb.cli.sound_tables import RefusedError, add_arguments
from planton_dynamodb.fault import Fault
from planton_dynamodb.manifest.files import InputError
from planton_dynamodb.targets.registry import TARGETS, Of

_EXAMPLE = """\
example:
  planton-dynamodb render pulumi orders.yaml --language python --output orders/
  planton-dynamodb render terraform orders.yaml --env prod > main.tf
  planton-dynamodb render terraform tables/ --output modules/             # a folder for each table
  planton-dynamodb render cloudformation orders.yaml --env prod > orders.template.yaml
  planton-dynamodb render create-table orders.yaml --script | sh -s -- --endpoint-url http://localhost:8000
  planton-dynamodb render kubernetes | kubectl apply --server-side -f -
  planton-dynamodb render pulumi-operator tables/ --env prod | kubectl apply -f -
  planton-dynamodb render types orders.patterns.yaml > orders.ts
  planton-dynamodb render policy orders.yaml --grant task --region eu-central-1 --account 123456789012

what comes out:
  pulumi           a program that makes the table and what runs around it
  terraform        a module of the same
  cloudformation   a template of the same
  create-table     the calls of the AWS CLI that make the table, for test set-ups
  kubernetes       the kinds of manifests as CustomResourceDefinitions, with the rules in them
  pulumi-operator  a Program and a Stack of the Pulumi Kubernetes Operator for each table
  types            the entities of access patterns as TypeScript interfaces or Python TypedDicts
  policy           the grants of a table, each as the document that IAM takes

What is written needs nothing of planton-dynamodb. What a target cannot say goes to standard error. No file is
overwritten without --force, and where one would be, none is written. An invalid manifest renders nothing: its
findings go to standard error.

exit code: 0 all went well, 1 errors found in a manifest, 2 the tool could not do its work"""

_FAILED = 2
_POLICY = "policy"
_SCRIPT = "script"
_NOWHERE = (Of.DESIGN, Of.KINDS)
"""What has no region."""


def parser() -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = argparse.ArgumentParser(
        "planton-dynamodb render",
        description="Write tables in the words of other tools, for who wants to go on with these.",
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("target", metavar="TARGET", help=f"what to write: {_listed(TARGETS)}")
    add_arguments(made, required=False)
    several = {target: found.languages for target, found in TARGETS.items() if len(found.languages) > 1}
    languages = "; ".join(f"for {target}: {_listed(known)}" for target, known in several.items())
    made.add_argument("--language", metavar="LANGUAGE", help=f"{languages} (default: the first)")
    made.add_argument(
        "--script",
        action="store_true",
        help="for create-table: a shell script of all calls",
    )
    made.add_argument("--region", metavar="REGION", help="the region that the table is to be in")
    made.add_argument("--account", metavar="ID", help="for policy: the account that the table is to be in")
    made.add_argument("--grant", metavar="NAME", help="for policy: the one grant that is meant")
    made.add_argument(
        "--output", metavar="DIR", help="write a whole project there instead of printing the program"
    )
    made.add_argument("--force", action="store_true", help="with --output: overwrite files that are there")
    made.add_argument(
        "-q",
        "--quiet",
        action="store_true",
        help="do not name the files that are written, nor what a target cannot say",
    )
    return made


def main(arguments: Sequence[str]) -> int:
    """Run the verb."""
    made = parser()
    options = parsed(made, arguments)
    try:
        language = _language(options)
        misplaced = _misplaced(options)
        if misplaced is not None:
            made.error(misplaced)
        if not options.inputs and TARGETS[options.target].of is not Of.KINDS:
            made.error(f"{options.target} is of manifests: give files, folders, globs, or -")
        found = projects(options, language)
        if options.grant is not None:
            found = [_granted(each, options.grant) if each.files else each for each in found]
        if options.output is None:
            _print(_only(found, options.target))
        else:
            _write(placed(found, options.output), options)
        if not options.quiet:
            _tell(found)
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


def _language(options: argparse.Namespace) -> str:
    target, asked = options.target, options.language
    if target not in TARGETS:
        raise Fault(f"there is no target `{target}`: {_meant(target, TARGETS)}")
    known = TARGETS[target].languages
    if asked is not None and asked not in known:
        raise Fault(f"{target} is not written in `{asked}`: {_meant(asked, known)}")
    return asked or (_SCRIPT if options.script else next(iter(known)))


def _misplaced(options: argparse.Namespace) -> str | None:
    """What is wrong with an option that means nothing beside the others."""
    target = TARGETS[options.target]
    if options.force and options.output is None:
        return "--force overwrites files of a project: say where with --output"
    if options.output == "":
        return "--output names no folder: `.` is the one that you are in"
    if options.target != _POLICY and (options.grant or options.account):
        return f"--grant and --account are for {_POLICY} alone"
    if options.script and _SCRIPT not in target.languages:
        return f"--script is for {_listed(name for name, each in TARGETS.items() if _SCRIPT in each.languages)} alone"
    if options.script and options.language not in {None, _SCRIPT}:
        return f"--script and --language {options.language} are two things: say one of them"
    if options.region and target.of in _NOWHERE:
        return f"--region is of tables: {options.target} says nothing of where one is"
    return None


def _meant(given: str, known: Iterable[str]) -> str:
    from planton_dynamodb.manifest.words import nearest

    near = nearest(given, tuple(known))
    return f"did you mean {near}?" if near else f"expected {_listed(known)}"


def _listed(words: Iterable[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else last


def _only(found: Sequence[Project], target: str) -> str:
    """What is printed: the one project that there is, or its one policy."""
    found = [each for each in found if each.files]
    if len(found) > 1:
        made = "a policy is of one" if target == _POLICY else "what is printed is of one"
        raise Fault(
            f"there are {len(found)} tables, and {made}",
            "Say with --output DIR where to put them, a folder for each.",
        )
    texts = found[0].files
    if target == _POLICY and len(texts) > 1:
        names = ", ".join(name.removesuffix(".json") for name in texts)
        raise Fault(
            f"there are {len(texts)} grants, and a document is of one: {names}",
            "Say with --grant NAME which, or with --output DIR where to put them all.",
        )
    between = TARGETS[target].between
    return next(iter(texts.values())) if between is None else between.join(texts.values())


def _tell(found: Iterable[Project]) -> None:
    for project in found:
        for note in project.notes:
            print(f"planton-dynamodb: {note}", file=sys.stderr)


def _granted(project: Project, name: str) -> Project:
    """The document of the grant that is asked for."""
    file = f"{name}.json"
    if file not in project.files:
        known = [each.removesuffix(".json") for each in project.files]
        raise Fault(f"there is no grant `{name}`: {_meant(name, known)}")
    return project._replace(files={file: project.files[file]})


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
