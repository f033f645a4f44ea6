"""What a page says of its document's mistakes is so: the rule that it names finds them, in the document's own words."""

from __future__ import annotations

import re

import pytest

from tests.examples.documents import EXAMPLES, ROOT, section
from tools.update_corpus import CORPUS, Case, validated

PAGES = {"cello": "## Where the document leaves questions", "kv-storage": "## What was mended"}


def named_rules(system: str) -> list[str]:
    """The rules in the last column of a page's table."""
    page = (EXAMPLES / system / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\|.*\|$", section(page, PAGES[system]), re.MULTILINE)
    return [rule for row in rows for rule in re.findall(r"`([a-z-]+)`[^`|]*(?:`ttl`)?[^`|]*\|$", row)]


CASES = [(system, rule) for system in PAGES for rule in dict.fromkeys(named_rules(system))]


@pytest.mark.parametrize(("system", "rule"), CASES, ids=lambda each: each)
def test_the_rule_finds_it_in_the_documents_own_words(system: str, rule: str) -> None:
    """There is a case of that rule that quotes the document, and the rule reports it."""
    cases = sorted((CORPUS / "err").glob(f"{rule}--{system}-*.yaml"))
    assert cases
    for path in cases:
        assert path.read_text(encoding="utf-8").startswith("#")
        assert f"[{rule}]" in validated(Case(path))[1]


def test_no_page_names_fewer_rules_than_it_has_cases() -> None:
    """What is kept in a document's words is told on its page."""
    kept = {
        (system, path.name.partition("--")[0])
        for system in PAGES
        for path in (ROOT / "tests" / "corpus" / "err").glob(f"*--{system}-*.yaml")
    }
    assert kept == set(CASES)
