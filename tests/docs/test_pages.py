"""README and docs are true: every command and session that they show is run, and its output compared."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools import run_docs

PAGES = run_docs.pages()


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(run_docs.ROOT)) for page in PAGES])
def test_what_a_page_shows_is_what_happens(page: Path) -> None:
    """Files written, commands run, sessions typed: the page would come out as it stands."""
    assert run_docs.difference(page) == ""


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
