"""`validate --fix`, `--unsafe-fixes` and `--diff`: what is written, what is printed, and the exit codes."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from planton_dynamodb.cli.validate import main
from planton_dynamodb.manifest import files

TABLE = """\
apiVersion: aws.project-planton.org/v1
kind: AwsDynamodb
metadata:
  name: orders
spec:
  billingMode: PAY_PER_REQUEST
  attributeDefinitions:
    - name: pk
      type: S
  keySchema:
    - attributeName: pk
      keyType: HASH
"""
SAFE = TABLE.replace("keyType: HASH", "keyType: hash")
UNSAFE = TABLE.replace(
    "billingMode: PAY_PER_REQUEST\n", "billingMode: PAY_PER_REQUEST\n  streamViewType: NEW_IMAGE\n"
)
BOTH = UNSAFE.replace("keyType: HASH", "keyType: hash")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, without settings."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def given_to_stdin(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    """Bytes on standard input."""
    files._standard_input.cache_clear()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def test_a_safe_fix_is_written_and_what_remains_is_said(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The findings are those of the mended file; how many fixes were made stands on stderr."""
    (folder / "orders.yaml").write_text(BOTH)
    assert main(["--fix", "--format", "concise", "orders.yaml"]) == 1
    assert (folder / "orders.yaml").read_text() == UNSAFE
    out, err = capsys.readouterr()
    assert [line.rpartition(" ")[2] for line in out.splitlines()] == ["[stream-view-type-when-disabled]"]
    assert err == "1 fix made in 1 file; 1 more with --unsafe-fixes\n"


def test_unsafe_fixes_are_made_when_they_are_asked_for(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Then nothing remains."""
    (folder / "orders.yaml").write_text(BOTH)
    assert main(["--fix", "--unsafe-fixes", "orders.yaml"]) == 0
    mended = BOTH.replace("hash", "HASH") + "  streamEnabled: true\n"
    assert sorted((folder / "orders.yaml").read_text().splitlines()) == sorted(mended.splitlines())
    out, err = capsys.readouterr()
    assert "1 manifest checked" in out
    assert err == "2 fixes made in 1 file\n"


def test_unsafe_fixes_alone_are_an_error(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The option says what others do, and changes nothing by itself."""
    (folder / "orders.yaml").write_text(BOTH)
    with pytest.raises(SystemExit, match="2"):
        main(["--unsafe-fixes", "orders.yaml"])
    assert "add one of them" in capsys.readouterr().err
    assert (folder / "orders.yaml").read_text() == BOTH


def test_a_folder_is_mended_file_by_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Other kinds and sound files are not touched, not even in their time of change."""
    tables = folder / "tables"
    tables.mkdir()
    other = "kind: ConfigMap\nmetadata: {name: AwsDynamodb}\n"
    texts = {
        "a.yaml": SAFE,
        "b.yaml": BOTH.replace("orders", "invoices"),
        "c.yaml": TABLE.replace("orders", "carts"),
        "d.yaml": other,
    }
    for name, text in texts.items():
        (tables / name).write_text(text)
        os.utime(tables / name, (1, 1))
    assert main(["--fix", "-q", "tables"]) == 1
    after = {name: (tables / name).read_text() for name in texts}
    assert after == texts | {"a.yaml": TABLE, "b.yaml": UNSAFE.replace("orders", "invoices")}
    untouched = [path.name for path in sorted(tables.iterdir()) if path.stat().st_mtime == 1]
    assert untouched == ["c.yaml", "d.yaml"]
    assert capsys.readouterr().err == ""


def test_mode_and_symbolic_links_stay(folder: Path) -> None:
    """The file that a link names is written, with the mode that it has; nothing is left beside it."""
    (folder / "real").mkdir()
    real, link = folder / "real" / "orders.yaml", folder / "orders.yaml"
    real.write_text(SAFE)
    real.chmod(0o640)
    link.symlink_to(real)
    assert main(["--fix", "orders.yaml"]) == 0
    assert link.is_symlink()
    assert real.read_text() == TABLE
    assert real.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in (folder / "real").iterdir()] == ["orders.yaml"]


@pytest.mark.skipif(os.name == "nt", reason="a file's mode does not keep anybody from writing it there")
def test_a_file_that_cannot_be_written_is_said(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It keeps its text, its findings are printed, and the exit code tells."""
    (folder / "orders.yaml").write_text(SAFE)
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert main(["--fix", "--format", "concise", "orders.yaml"]) == 2
    out, err = capsys.readouterr()
    assert "[unknown-enum]" in out
    assert err == "planton-dynamodb: orders.yaml: cannot be written: permission denied\n"
    assert (folder / "orders.yaml").read_text() == SAFE


def test_standard_input_is_mended_to_standard_output(
    folder: Path, capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The text is all that stdout gets, byte for byte; what remains is said on stderr."""
    data = (
        b"\xef\xbb\xbf" + BOTH.replace("name: orders", "name: orders # größe").replace("\n", "\r\n").encode()
    )
    given_to_stdin(monkeypatch, data)
    assert main(["--fix", "--format", "json", "-", "--stdin-name", "orders.yaml"]) == 1
    out, err = capsysbinary.readouterr()
    assert out == data.replace(b"hash", b"HASH")
    said, _, report = err.partition(b"\n")
    assert said == b"1 fix made in 1 file; 1 more with --unsafe-fixes"
    found = json.loads(report)["diagnostics"]
    assert [one["rule"] for one in found] == ["stream-view-type-when-disabled"]
    assert found[0]["location"]["file"] == "orders.yaml"


@pytest.mark.parametrize("data", [TABLE.encode(), b"", b"\xff\xfe", b"a: ["])
def test_standard_input_without_a_fix_is_passed_on(
    folder: Path, capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, data: bytes
) -> None:
    """Whatever it is: in a pipe the text must not get lost."""
    given_to_stdin(monkeypatch, data)
    main(["--fix", "-q", "-", "-"])
    assert capsysbinary.readouterr().out == data


def test_a_cut_off_text_is_not_passed_on(
    folder: Path, capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of an input that is too large only the beginning was read: better no text than half of one."""
    given_to_stdin(monkeypatch, b"#" * (files.MAX_BYTES + 100))
    assert main(["--fix", "--format", "concise", "-"]) == 1
    out, err = capsysbinary.readouterr()
    assert out == b""
    assert b"[too-large]" in err


def test_a_difference_is_shown_and_nothing_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A patch on stdout, the count on stderr, and 1 for something to change."""
    (folder / "orders.yaml").write_text(BOTH)
    assert main(["--diff", "orders.yaml"]) == 1
    out, err = capsys.readouterr()
    assert out.startswith("--- orders.yaml\n+++ orders.yaml\n@@ ")
    assert "-      keyType: hash\n+      keyType: HASH\n" in out
    assert err == "1 fix to make in 1 file; 1 more with --unsafe-fixes\n"
    assert (folder / "orders.yaml").read_text() == BOTH
    assert main(["--diff", "--fix", "--unsafe-fixes", "orders.yaml"]) == 1
    assert "+  streamEnabled: true\n" in capsys.readouterr().out
    assert (folder / "orders.yaml").read_text() == BOTH


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git to apply the patch")
def test_git_applies_the_difference(folder: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """To what --fix would have written, whatever the line breaks and the end of the file."""
    before = SAFE.replace("\n", "\r\n").replace("orders", "größe").rstrip("\r\n").encode()
    (folder / "größe.yaml").write_bytes(before)
    main(["--diff", "größe.yaml"])
    patch = capsysbinary.readouterr().out
    environment = os.environ | {"GIT_CEILING_DIRECTORIES": str(folder.parent)}
    subprocess.run(["git", "apply", "-p0"], input=patch, cwd=folder, env=environment, check=True)
    assert (folder / "größe.yaml").read_bytes() == before.replace(b"hash", b"HASH")


def test_nothing_to_change_is_no_difference(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Errors that no fix mends are for `validate` to print: as a check of fixes, all is well."""
    (folder / "orders.yaml").write_text(TABLE.replace("name: orders", "name: o"))
    assert main(["--diff", "orders.yaml"]) == 0
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("mode", ["--fix", "--diff"])
def test_what_cannot_be_read_is_said_once(
    folder: Path, capsys: pytest.CaptureFixture[str], mode: str
) -> None:
    """A file that is not there, beside one that is mended all the same."""
    (folder / "orders.yaml").write_text(SAFE)
    assert main([mode, "-q", "none.yaml", "orders.yaml"]) == 2
    out, err = capsys.readouterr()
    assert err.count("none.yaml") == 1
    assert "cannot be read" in err
    assert ("+      keyType: HASH" in out) == (mode == "--diff")
    assert main([mode, "-q", "none*.yaml"]) == 2
    assert capsys.readouterr().err == "planton-dynamodb: none*.yaml: no file matches\n"


def test_flags_are_applied_and_never_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What a flag gives is judged, and mended by nobody."""
    (folder / "orders.yaml").write_text(SAFE)
    assert main(["--fix", "--set", "spec.billingMode=on_demand", "--format", "concise", "orders.yaml"]) == 1
    assert (folder / "orders.yaml").read_text() == TABLE
    assert capsys.readouterr().out.startswith("--set:1:18: error: ")


def test_a_run_checks_the_mended_input(
    folder: Path, capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names are compared over the whole run, with standard input as it is after its fixes."""
    (folder / "orders.yaml").write_text(TABLE)
    given_to_stdin(monkeypatch, TABLE.replace("apiVersion: aws.project-planton.org/v1\n", "").encode())
    assert main(["--fix", "-q", "--format", "concise", "orders.yaml", "-"]) == 1
    assert capsysbinary.readouterr().err.startswith(b"<stdin>:4:9: error: ")
