from __future__ import annotations

from pathlib import Path

import pytest

from planton_dynamodb.contract.comments import COMMENTS
from planton_dynamodb.rules.registry import all_rules
from tools import generate_docs
from tools.generate_docs import DOCS, generated_pages, stale_pages


def test_the_generated_pages_are_not_stale() -> None:
    """What is committed is what `make docs` would write today."""
    assert stale_pages(generated_pages(), DOCS) == []


def test_every_rule_has_a_page_and_a_row() -> None:
    """The list links to each page."""
    made = generated_pages()
    for name in all_rules():
        assert f"\n# {name}\n" in made[f"rules/{name}.md"]
        assert f"| [{name}]({name}.md) |" in made["rules/README.md"]


def test_the_reference_says_all_that_the_manifest_protos_say() -> None:
    """Each comment on a message, field or enum of the manifest is in it."""
    reference = generated_pages()["manifest-reference.md"]
    apart = ("AwsDynamodbStackInput", "AwsProviderConfig")
    said = [text for name, text in COMMENTS.items() if not any(f".{other}" in name for other in apart)]
    assert len(said) > 60
    for text in said:
        assert text in reference or text.replace("\n", " ") in reference


def test_check_names_what_is_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A changed, a missing and a superfluous page are each named, with exit code 1; writing mends all."""
    docs = tmp_path / "docs"
    monkeypatch.setattr(generate_docs, "ROOT", tmp_path)
    monkeypatch.setattr(generate_docs, "DOCS", docs)
    assert generate_docs.main([]) == 0
    (docs / "manifest-reference.md").write_text("changed")
    (docs / "rules" / "tag-count.md").unlink()
    (docs / "rules" / "no-such-rule.md").write_text("left over")
    (docs / "rules" / "picture.png").write_text("not ours")
    capsys.readouterr()
    assert generate_docs.main(["--check"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "docs/manifest-reference.md is stale: run make docs",
        "docs/rules/no-such-rule.md is stale: run make docs",
        "docs/rules/tag-count.md is stale: run make docs",
    ]
    assert generate_docs.main([]) == 0
    assert generate_docs.main(["--check"]) == 0
    assert (docs / "rules" / "picture.png").exists()
