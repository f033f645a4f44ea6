"""docs/architecture.md is true: it names every module with the module's own first line, and imports go one way."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools import list_modules
from tools.list_modules import FLOORS, PACKAGE, PAGE, PROGRAM, modules, page, part, tree

UPWARDS = {
    "diagnostics/sarif_format.py": {"__init__"},  # for the version, which is written nowhere else
}
"""The imports from a higher floor, each with its reason; the list may only shrink."""

ALL = modules()
FLOOR = {name: height for height, (_, parts) in enumerate(FLOORS) for name in parts}


def named_modules() -> set[str]:
    """What the tables of the page call a module."""
    return set(re.findall(r"^\| `([\w/]+\.py)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE))


def imported(module: str) -> Iterator[str]:
    """The parts that a module imports, at its top or inside of a function."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.ImportFrom) and node.module:
            steps = node.module.split(".")
            if steps == ["planton_dynamodb"]:
                yield from (alias.name if alias.name in FLOOR else "__init__" for alias in node.names)
            elif steps[0] == "planton_dynamodb":
                yield steps[1]
            elif steps[0] == PROGRAM.name:
                yield steps[0]


def test_every_module_is_named_on_the_page() -> None:
    """A module that is new stands in a table; run `make docs`."""
    assert sorted(set(ALL) - named_modules()) == []


def test_every_module_on_the_page_exists() -> None:
    """A module that is gone stands in no table; run `make docs`."""
    assert sorted(named_modules() - set(ALL)) == []


def test_each_module_is_described_by_its_own_first_line() -> None:
    """The tables are those that `make docs` would write today."""
    text = PAGE.read_text(encoding="utf-8")
    assert page(text) == text


@pytest.mark.parametrize("module", ALL)
def test_a_module_says_its_idea_in_one_line(module: str) -> None:
    """The first line of a module is a whole sentence that fits into a row."""
    assert list_modules.idea(module)
    documentation = ast.get_docstring(tree(module)) or ""
    first, _, rest = documentation.partition("\n")
    assert first.endswith(".")
    assert not rest or rest.startswith("\n")


@pytest.mark.parametrize("module", ALL)
def test_a_module_imports_nothing_from_a_higher_floor(module: str) -> None:
    """Data flows one way, and so do imports: what a step gives is all that the next one knows of it."""
    higher = {name for name in imported(module) if FLOOR[name] > FLOOR[part(module)]}
    assert higher == UPWARDS.get(module, set())


@pytest.mark.parametrize(
    "path",
    sorted(set(re.findall(r"`((?:[\w]+/)+[\w]+\.(?:py|md|json|toml))`", PAGE.read_text(encoding="utf-8")))),
)
def test_every_file_that_the_page_mentions_is_there(path: str) -> None:
    """A path in the text is one of the repository or of the package."""
    assert (PACKAGE / path).is_file() or (PACKAGE.parent / path).is_file()


def test_check_says_that_the_page_is_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A row that is missing is noticed with exit code 1; without --check it is written."""
    text = PAGE.read_text(encoding="utf-8")
    stale = tmp_path / "architecture.md"
    stale.write_text(re.sub(r"\| `run\.py` .*\n", "", text), encoding="utf-8")
    monkeypatch.setattr(list_modules, "PAGE", stale)
    assert list_modules.main(["--check"]) == 1
    assert capsys.readouterr().err == "docs/architecture.md is stale: run make docs\n"
    assert list_modules.main([]) == 0
    assert list_modules.main(["--check"]) == 0
    assert stale.read_text(encoding="utf-8") == text
