"""Writes every module with its first line into docs/architecture.md: `python -m tools.list_modules [--check]`."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tools import marked_part

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "planton_dynamodb"
PROGRAM = ROOT / "pulumi_program"
PAGE = ROOT / "docs" / "architecture.md"

FLOORS = (
    ("The ground", ("contract", "fault")),
    ("Text to manifests, and manifests back to text", ("manifest",)),
    ("What is asked of AWS", ("table",)),
    ("What is checked, and how patterns fare in memory", ("reach", "rules", "patterns", "operations")),
    ("What is said, and how it is printed", ("diagnostics",)),
    (
        "The steps put together",
        ("config", "suppression", "checking", "among", "parallel", "run", "sound", "beside"),
    ),
    (
        "What else manifests are good for",
        ("fixing", "formatting", "json_schema", "serving", "shapes", "costing"),
    ),
    ("The same in the words of others", ("targets",)),
    ("What becomes of a living table", ("changes",)),
    ("The program that Pulumi runs", ("pulumi_program",)),
    ("What makes tables", ("engines",)),
    ("The ways in", ("library", "__init__", "cli", "__main__")),
)
"""The parts from the ground up: a part imports from its own floor and from those below. All of them are in the package,
but for the program, which stands on its own."""


def part(module: str) -> str:
    """The part that a module belongs to: the first step of its path."""
    return module.partition("/")[0].removesuffix(".py")


def modules() -> list[str]:
    """Every module that somebody wrote, by its path in the package or below the root; not what is generated."""
    paths = [path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py")]
    paths += [path.relative_to(ROOT).as_posix() for path in PROGRAM.rglob("*.py")]
    return sorted(path for path in paths if not path.endswith("_pb2.py"))


def tree(module: str) -> ast.Module:
    """A module parsed."""
    home = ROOT if part(module) == PROGRAM.name else PACKAGE
    return ast.parse((home / module).read_text(encoding="utf-8"))


def idea(module: str) -> str:
    """The first line of a module's docstring, without its full stop."""
    documentation = ast.get_docstring(tree(module)) or ""
    return documentation.partition("\n")[0].rstrip(".")


def page(text: str) -> str:
    """The page with the modules of today in it."""
    return marked_part.replaced(text, "tools/list_modules.py", "".join(tables()))


def tables() -> Iterator[str]:
    """A heading and a table for each floor, modules in the order of their parts and names."""
    known = modules()
    for heading, parts in FLOORS:
        yield f"\n### {heading}\n\n| module | its idea |\n| --- | --- |\n"
        for name in parts:
            yield from (f"| `{module}` | {idea(module)} |\n" for module in known if part(module) == name)
    yield "\n"


def main(arguments: Sequence[str]) -> int:
    """Write the page, or say that it is stale."""
    return marked_part.write(PAGE, page, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
