from __future__ import annotations

from tests.conformance.differences import Known, read
from tools.conformance import PAGE, page


def test_the_page_shows_the_list_of_today() -> None:
    """Otherwise: python -m tools.conformance."""
    text = PAGE.read_text(encoding="utf-8")
    assert page(text, read()) == text


def test_writing_the_page_keeps_what_is_around_the_list() -> None:
    """The rest of the page is written by hand."""
    known = Known("moto", "verdict", "planton-dynamodb", "no such check", rules=("lsi-count",))
    text = "before\n<!-- written by tools/conformance.py -->\nold\n<!-- to here -->\nafter\n"
    written = page(text, [known])
    assert written.startswith("before\n")
    assert written.endswith("after\n")
    assert "old" not in written
    assert "### moto" in written
    assert "| `lsi-count` | verdict | planton-dynamodb | no such check |" in written
    assert page(written, [known]) == written
