from __future__ import annotations

import io
from pathlib import Path

import pytest

from planton_dynamodb.diagnostics import formats, github_format
from tests.diagnostics.samples import ORDERS, found, full, place, printed, report


@pytest.fixture(autouse=True)
def no_workspace(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests themselves may run inside Actions."""
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)


def test_writes_a_command_and_a_summary() -> None:
    """A finding is one line with its place as properties and all of it as the message; then comes the sum."""
    assert printed(github_format, report(full())).splitlines() == [
        (
            "::error file=orders.yaml,line=5,endLine=5,col=13,endColumn=23,title=attr-def-duplicate::"
            "orders.yaml:5:13: error: `customerId` is defined twice [attr-def-duplicate]"
            "%0Aorders.yaml:3:13: note: it is first defined here"
            "%0AAWS answers: Attribute Name is duplicated: customerId"
            "%0Ahelp: remove one of the two definitions"
        ),
        "1 error in 1 file; 1 manifest checked",
    ]


def test_has_warnings() -> None:
    """A warning is a warning there too."""
    output = printed(github_format, report(found(place(ORDERS, "customerId"), severity="warning")))
    assert output.startswith("::warning file=orders.yaml,")


def test_says_that_nothing_was_found() -> None:
    """A clean run prints its summary, and nothing at all under --quiet."""
    assert printed(github_format, report(resources=2)) == "2 manifests checked, nothing found\n"
    assert printed(github_format, report(resources=2), quiet=True) == ""


def test_escapes_what_would_end_a_command() -> None:
    """Percent signs and line breaks are escaped everywhere, colons and commas in properties."""
    location = place(ORDERS, "customerId", file="100%,a:b\r\n.yaml")
    output = printed(github_format, report(found(location, message="50% off:\r\nnow, or never")), quiet=True)
    assert output.startswith("::error file=100%25%2Ca%3Ab%0D%0A.yaml,line=3,")
    assert "::100%25,a:b%0D%0A.yaml:3:13: error: 50%25 off:%0D%0Anow, or never [" in output
    assert output.count("\n") == 1


def test_names_columns_only_within_a_line() -> None:
    """GitHub refuses columns for a place of more than one line."""
    output = printed(github_format, report(found(place(ORDERS, "customerId\n      type"))))
    assert output.startswith("::error file=orders.yaml,line=3,endLine=4,title=attr-def-duplicate::")


def test_names_files_from_the_top_of_the_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A job that runs in a folder of the repository points at the right file; the message is as typed."""
    (tmp_path / "infra").mkdir()
    (tmp_path / "infra" / "orders.yaml").write_text(ORDERS)
    monkeypatch.chdir(tmp_path / "infra")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    output = printed(github_format, report(found(place(ORDERS, "customerId"))))
    assert output.startswith("::error file=infra/orders.yaml,")
    assert "::orders.yaml:3:13: " in output


@pytest.mark.parametrize("file", ["<stdin>", "../elsewhere.yaml"])
def test_leaves_other_names_as_they_are(file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard input and files outside of the repository keep their names."""
    (tmp_path / "repository").mkdir()
    (tmp_path / "elsewhere.yaml").write_text(ORDERS)
    monkeypatch.chdir(tmp_path / "repository")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path / "repository"))
    output = printed(github_format, report(found(place(ORDERS, "customerId", file=file))))
    assert output.startswith(f"::error file={file},")


@pytest.mark.parametrize(
    ("asked_for", "inside", "begins"),
    [
        (None, "true", "::error "),
        (None, "", "error["),
        ("text", "true", "error["),
        ("github", "", "::error "),
    ],
)
def test_is_chosen_inside_actions(
    asked_for: str | None, inside: str, begins: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Inside GitHub Actions this format is the default; one that is asked for wins."""
    monkeypatch.setenv("GITHUB_ACTIONS", inside)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    stream = io.StringIO()
    formats.write(report(full()), asked_for, stream)
    assert stream.getvalue().startswith(begins)
