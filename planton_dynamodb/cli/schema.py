"""`schema`: print the JSON Schema of a kind, for editors."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

from planton_dynamodb.manifest.kinds import KINDS

_EXAMPLE = """\
example:
  planton-dynamodb schema --output aws-dynamodb.schema.json

An editor with a YAML language server completes and checks a manifest that begins with
  # yaml-language-server: $schema=aws-dynamodb.schema.json

The schema knows the shape of a manifest; `planton-dynamodb validate` knows much more.

exit code: 0 all went well, 2 there is no such kind, or the file cannot be written"""


def parser() -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = argparse.ArgumentParser(
        "planton-dynamodb schema",
        description="Print the JSON Schema (2020-12) of a kind of manifest.",
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    kind = KINDS[0].name
    made.add_argument("kind", nargs="?", default=kind, metavar="KIND", help=f"the kind (default: {kind})")
    made.add_argument("--list", action="store_true", help="list the kinds")
    made.add_argument("--output", metavar="FILE", help="write it to a file")
    return made


def main(arguments: Sequence[str]) -> int:
    """Run the verb."""
    options = parser().parse_args(arguments)
    if options.list:
        for kind in KINDS:
            print(f"{kind.name}  {kind.api_version}")
        return 0
    asked = next((kind for kind in KINDS if kind.name == options.kind), None)
    if asked is None:
        return _fail(_not_known(options.kind))
    from planton_dynamodb.json_schema import schema_of

    text = json.dumps(schema_of(asked), indent=2) + "\n"
    if options.output is None:
        sys.stdout.write(text)
        return 0
    try:
        with open(options.output, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        return _fail(f"{options.output}: cannot be written: {(error.strerror or str(error)).lower()}")
    return 0


def _not_known(name: str) -> str:
    from planton_dynamodb.manifest.words import nearest

    names = tuple(kind.name for kind in KINDS)
    near = nearest(name, names)
    more = f"did you mean {near}?" if near else f"expected one of {', '.join(names)}"
    return f"there is no kind `{name}`: {more}"


def _fail(said: str) -> int:
    print(f"planton-dynamodb: {said}", file=sys.stderr)
    return 2
