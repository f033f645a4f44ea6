"""README, docs and examples are true: every command and session that they show is run, and its output compared."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.standin.fixtures import Cloud
from tests.terraforming.fixtures import Terraforming
from tools import run_docs

PAGES = run_docs.pages()


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(run_docs.ROOT)) for page in PAGES])
def test_what_a_page_shows_is_what_happens(page: Path, request: pytest.FixtureRequest) -> None:
    """Files written, commands run, tables made, sessions typed: the page would come out as it stands."""
    env: Mapping[str, str] | None = None
    if run_docs.needs_cloud(page):
        cloud: Cloud = request.getfixturevalue("cloud")
        env = cloud.env
    elif run_docs.needs_terraform(page):
        terraforming: Terraforming = request.getfixturevalue("terraforming")
        env = terraforming.env
    assert run_docs.difference(page, env) == ""


def test_a_page_that_shows_something_untrue_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check can fail: a wrong output shows up as a difference."""
    page = tmp_path / "page.md"
    page.write_text("```console\n$ echo one\ntwo\n```\n\n```pycon\n>>> 1 + 1\n3\n```\n")
    monkeypatch.setattr(run_docs, "ROOT", tmp_path)
    found = run_docs.difference(page)
    assert "-two\n+one\n" in found
    assert "-3\n+2\n" in found


def test_moments_and_numbers_that_aws_gives_are_shown_the_same_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The label of a stream and the number of an answer: nothing else is shown otherwise than it came."""
    page = tmp_path / "page.md"
    numbered = f"RequestID: {'7' * 32}, 2031-07-04"
    of_iam = f"RequestID: {'7' * 8}-7777-7777-7777-{'7' * 12}"
    page.write_text(
        f"```console\n$ echo stream/2031-07-04T01:02:03.456\n$ echo {numbered}\n$ echo {of_iam}\n```\n"
    )
    monkeypatch.setattr(run_docs, "ROOT", tmp_path)
    shown = run_docs.executed(page)
    assert "\nstream/2026-01-31T09:30:00.000\n" in shown
    assert "\nRequestID: 0123456789ABCDEF0123456789ABCDEF, 2031-07-04\n" in shown
    assert "\nRequestID: 01234567-89ab-cdef-0123-456789abcdef\n" in shown


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        ("ls examples/cello/table.yaml", "examples/cello/table.yaml"),
        ("cp -r examples mine; ls -d mine", "mine"),
        ("ls -d my-examples/cello 2>/dev/null || ls", ""),
        ("test ! -d ./examples && echo no examples; ls", "no examples"),
    ],
)
def test_a_page_whose_commands_name_the_examples_finds_a_copy_of_them(
    tmp_path: Path, command: str, shown: str
) -> None:
    """What it does to them stays in its own folder; every other page starts in an empty one."""
    page = tmp_path / "page.md"
    page.write_text(f"```console\n$ {command}\n```\n")
    lines = run_docs.executed(page).split("\n")[2:-2]
    assert "\n".join(lines) == shown


def test_what_a_page_does_to_an_example_leaves_the_repository_alone(tmp_path: Path) -> None:
    """A page may change and delete what it finds."""
    page = tmp_path / "page.md"
    page.write_text("```console\n$ rm -r examples/cello && echo gone\n```\n")
    assert "\ngone\n" in run_docs.executed(page)
    assert (run_docs.ROOT / "examples" / "cello" / "table.yaml").is_file()


@pytest.mark.parametrize(
    ("engine", "command"),
    [
        ("needed", "planton-dynamodb apply orders.yaml --yes"),
        ("needed", "eval $(planton-dynamodb outputs orders.yaml)"),
        ("needed", "pulumi stack ls"),
        ("idle", "planton-dynamodb apply --help"),
        ("idle", "planton-dynamodb rehearse orders.yaml"),
        ("idle", "planton-dynamodb render pulumi orders.yaml"),
    ],
)
def test_only_a_page_that_makes_tables_needs_the_engine(tmp_path: Path, engine: str, command: str) -> None:
    """A page is run beside the stand-ins if one of its commands would ask Pulumi's engine."""
    page = tmp_path / "page.md"
    page.write_text(f"# planton-dynamodb apply\n\n```console\n$ {command}\n```\n")
    assert run_docs.needs_cloud(page) is (engine == "needed")


def test_a_page_that_asks_for_terraform_is_run_beside_it(tmp_path: Path) -> None:
    """And not beside Pulumi's engine, which it has no use for."""
    page = tmp_path / "page.md"
    page.write_text("```console\n$ planton-dynamodb apply orders.yaml --engine terraform --yes\n```\n")
    assert run_docs.needs_terraform(page)
    assert not run_docs.needs_cloud(page)
    page.write_text("```console\n$ planton-dynamodb render terraform orders.yaml\n```\n")
    assert not run_docs.needs_terraform(page)


def test_without_an_engine_a_page_that_needs_one_is_named_and_left_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`make docs` goes on where no Pulumi can be had; what it could not try it does not touch."""
    page = tmp_path / "page.md"
    page.write_text("```console\n$ planton-dynamodb apply orders.yaml\nas it was\n```\n")
    monkeypatch.setattr("tests.standin.fixtures.engine_command", lambda: None)
    monkeypatch.setattr("sys.argv", ["run_docs.py", "--write", str(page)])
    assert run_docs.main() == 0
    assert capsys.readouterr().err.startswith("page.md was not run: ")
    assert "as it was" in page.read_text()


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(run_docs.ROOT)) for page in PAGES])
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    """A relative link names a file that is there, and an anchor that the file has."""
    for target in re.findall(r"\]\((?!https?:|mailto:)([^)\s]+)\)", page.read_text()):
        name, _, anchor = target.partition("#")
        path = (page.parent / name).resolve() if name else page
        assert path.exists(), f"{page.name} links to {target}"
        if anchor:
            headings = re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE)
            assert anchor in {_anchor(heading) for heading in headings}, f"{page.name} links to {target}"


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")
