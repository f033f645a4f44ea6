"""Rewrites the expected outputs in tests/corpus/err and says which have changed.

    python tools/update_corpus.py                              all of them
    python tools/update_corpus.py attr-def-unused              those of a rule
    python tools/update_corpus.py unknown-field--misspelt      one

A case is a manifest, or a folder of manifests, named RULE--what-it-shows; RULE--what-it-shows.args beside it
holds more arguments for the command, one on a line. Look at every output that changes: it is what users read.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "tests" / "corpus"
_BESIDE = (".out", ".args")


@dataclass(frozen=True, slots=True)
class Case:
    """A manifest or a folder of them, named after the rule that it is about and what it shows."""

    path: Path

    @property
    def rule(self) -> str:
        """The rule that it is about."""
        return self.path.name.partition("--")[0]

    @property
    def expected(self) -> Path:
        """Where the output is that it should give."""
        return self.path.with_suffix(".out")

    @property
    def arguments(self) -> list[str]:
        """What the command is called with."""
        more = self.path.with_suffix(".args")
        return [self.path.name, *(more.read_text().splitlines() if more.exists() else ())]


def cases(folder: str) -> list[Case]:
    """The cases of `err` or `ok`, in the order of their names."""
    return [
        Case(path)
        for path in sorted((CORPUS / folder).iterdir())
        if path.suffix not in _BESIDE and not path.name.startswith(".")
    ]


def validated(case: Case, *options: str) -> tuple[int, str, str]:
    """The exit code, output and errors of `planton-dynamodb validate` in the folder of a case."""
    sys.path.insert(0, str(ROOT))
    try:
        from planton_dynamodb.cli import main
    finally:
        sys.path.remove(str(ROOT))
    output, errors = io.StringIO(), io.StringIO()
    told = patch.dict(os.environ, _plain(), clear=True)
    with chdir(case.path.parent), told, redirect_stdout(output), redirect_stderr(errors):
        code = main(["validate", *case.arguments, *options])
    return code, output.getvalue(), errors.getvalue()


def _plain() -> dict[str, str]:
    """An environment that chooses neither a width nor a colour nor a format."""
    unwanted = ("COLUMNS", "FORCE_COLOR", "CLICOLOR_FORCE", "GITHUB_ACTIONS")
    return {name: value for name, value in os.environ.items() if name not in unwanted}


def main(names: list[str]) -> int:
    """Rewrite what is asked for."""
    failed = False
    for case in _chosen(names):
        _, output, errors = validated(case)
        if errors or case.rule not in output:
            print(f"{case.path.name}: {errors.strip() or f'does not report {case.rule}'}", file=sys.stderr)
            failed = True
            continue
        before = case.expected.read_bytes() if case.expected.exists() else None
        if output.encode() != before:
            case.expected.write_bytes(output.encode())
            print(f"{'wrote' if before is None else 'changed'} {case.expected.relative_to(ROOT)}")
    return 1 if failed else 0


def _chosen(names: list[str]) -> Iterator[Case]:
    known = cases("err")
    for name in names:
        if not any(_named(case, name) for case in known):
            sys.exit(f"There is no case {name} in {CORPUS.relative_to(ROOT)}/err.")
    yield from (case for case in known if not names or any(_named(case, name) for name in names))


def _named(case: Case, name: str) -> bool:
    return name in (case.rule, case.path.name, case.path.stem) or Path(name).name == case.path.name


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
