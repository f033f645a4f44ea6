from __future__ import annotations

import io
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from planton_dynamodb.cli import main

CANONICAL = """\
apiVersion: aws.project-planton.org/v1
kind: AwsDynamodb
metadata:
  name: orders
spec:
  billingMode: BILLING_MODE_PAY_PER_REQUEST # cheap
"""
FREE = CANONICAL.replace("billingMode: BILLING_MODE_PAY_PER_REQUEST", "billing_mode: PAY_PER_REQUEST")
BROKEN = CANONICAL.replace("billingMode", "biling_mode")
OTHER = "kind:   Deployment\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Each test works in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def fed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Let standard input hold a text."""
    from planton_dynamodb.manifest import files

    files._standard_input.cache_clear()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def test_writes_files_and_says_which(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder is walked; what is canonical, of another kind or no manifest is not touched."""
    (folder / "a.yaml").write_text(FREE)
    (folder / "b.yml").write_text(CANONICAL)
    (folder / "c.yaml").write_text(OTHER)
    assert main(["fmt", "."]) == 0
    assert [path.read_text() for path in sorted(folder.iterdir())] == [CANONICAL, CANONICAL, OTHER]
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == f"formatted .{os.sep}a.yaml\n1 file formatted, 1 file already canonical\n"


def test_a_canonical_file_is_not_written(folder: Path) -> None:
    """Its time of change stays, so that nothing is built anew for it."""
    path = folder / "orders.yaml"
    path.write_text(CANONICAL)
    os.utime(path, ns=(1, 1))
    before = path.stat()
    assert main(["fmt", "orders.yaml"]) == 0
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (1, before.st_ino)


def test_check_names_what_would_change_and_writes_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The names alone on standard output, for scripts; exit code 1."""
    (folder / "a.yaml").write_text(FREE)
    (folder / "b.yaml").write_text(CANONICAL)
    assert main(["fmt", "--check", "a.yaml", "b.yaml"]) == 1
    printed = capsys.readouterr()
    assert printed.out == "a.yaml\n"
    assert printed.err == "1 file would be formatted, 1 file already canonical\n"
    assert (folder / "a.yaml").read_text() == FREE


def test_check_is_content_with_canonical_files(folder: Path) -> None:
    """Exit code 0."""
    (folder / "orders.yaml").write_text(CANONICAL)
    assert main(["fmt", "--check", "orders.yaml"]) == 0


def test_diff_shows_what_would_change(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A unified diff, nothing written, exit code 0 unless --check asks too."""
    (folder / "orders.yaml").write_text(FREE.rstrip("\n"))
    assert main(["fmt", "--diff", "-q", "orders.yaml"]) == 0
    printed = capsys.readouterr()
    assert printed.out == (
        "--- orders.yaml\n+++ orders.yaml (formatted)\n@@ -3,4 +3,4 @@\n metadata:\n   name: orders\n spec:\n"
        "-  billing_mode: PAY_PER_REQUEST # cheap\n\\ No newline at end of file\n"
        "+  billingMode: BILLING_MODE_PAY_PER_REQUEST # cheap\n"
    )
    assert printed.err == ""
    assert main(["fmt", "--diff", "--check", "-q", "orders.yaml"]) == 1
    assert (folder / "orders.yaml").read_text() == FREE.rstrip("\n")


def test_a_diff_can_be_applied(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`patch` makes of it what fmt would have written."""
    (folder / "orders.yaml").write_text(FREE)
    main(["fmt", "--diff", "orders.yaml"])
    diff = capsys.readouterr().out
    command = ["git", "apply", "-p0", "--unsafe-paths", "-"]
    subprocess.run(command, input=diff.replace(" (formatted)", ""), text=True, check=True, cwd=folder)
    assert (folder / "orders.yaml").read_text() == CANONICAL


def test_standard_input_goes_to_standard_output(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Bytes for bytes, line ends of Windows included, and nothing else is said."""
    fed(monkeypatch, FREE.replace("\n", "\r\n"))
    assert main(["fmt", "-"]) == 0
    printed = capfdbinary.readouterr()
    assert printed.out == CANONICAL.replace("\n", "\r\n").encode()
    assert printed.err == b""


def test_standard_input_that_is_broken_gives_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An editor that pipes its buffer through must not lose it: no output, and exit code 2."""
    fed(monkeypatch, BROKEN)
    assert main(["fmt", "-", "--stdin-name", "orders.yaml"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("orders.yaml:6:3: left as it is: `biling_mode` is not a field")


def test_standard_input_named_json_is_json(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The name that is given counts."""
    fed(monkeypatch, CANONICAL.replace(" # cheap", ""))
    assert main(["fmt", "-", "--stdin-name", "orders.json"]) == 0
    assert capfd.readouterr().out.startswith("{\n")


def test_a_broken_file_is_left_and_the_others_are_written(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its first mistake is said with its place; exit code 2."""
    (folder / "a.yaml").write_text(BROKEN)
    (folder / "b.yaml").write_text(FREE)
    assert main(["fmt", "a.yaml", "b.yaml"]) == 2
    assert (folder / "a.yaml").read_text() == BROKEN
    assert (folder / "b.yaml").read_text() == CANONICAL
    assert capsys.readouterr().err == (
        "a.yaml:6:3: left as it is: `biling_mode` is not a field of spec [unknown-field]\n"
        "formatted b.yaml\n"
        "1 file formatted, 1 file cannot be formatted\n"
    )


def test_a_file_with_anchors_is_left_in_peace(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A note, and exit code 0: nothing is wrong with it."""
    text = FREE + "  ttl: &off {enabled: false}\n"
    (folder / "orders.yaml").write_text(text)
    assert main(["fmt", "orders.yaml"]) == 0
    assert (folder / "orders.yaml").read_text() == text
    assert capsys.readouterr().err == "orders.yaml:7:8: left as it is: fmt cannot keep an anchor\n"


@pytest.mark.parametrize("flag", ["--check", "--diff"])
def test_names_and_texts_that_a_locale_cannot_show(flag: str, folder: Path) -> None:
    """Bytes come out as they are: a name that is not UTF-8, an accent, a strange line break."""
    name = os.fsdecode(b"caf\xe9.yaml")
    (folder / name).write_text(FREE.replace("# cheap", "# \u00e9\u2028"), encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "planton_dynamodb", "fmt", flag, "."]
    done = subprocess.run(command, check=False, cwd=folder, env=environment, capture_output=True)
    assert b"Traceback" not in done.stderr
    assert done.returncode == 0
    assert b"fmt cannot keep the line break U+2028" in done.stderr
    (folder / name).write_text(FREE.replace("# cheap", "# \u00e9"), encoding="utf-8")
    done = subprocess.run(command, check=False, cwd=folder, env=environment, capture_output=True)
    assert b"caf\xe9.yaml" in done.stdout
    assert done.returncode == (1 if flag == "--check" else 0)


@pytest.mark.parametrize(
    ("argument", "said"),
    [
        ("missing.yaml", "missing.yaml: cannot be read: no such file or directory"),
        ("no/*.yaml", "no/*.yaml: no file matches"),
        (".", ".: no AwsDynamodb manifest in it: nothing was formatted"),
    ],
)
def test_what_leads_nowhere(argument: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A path, a glob and a folder without a manifest: each is said, exit code 2."""
    assert main(["fmt", argument]) == 2
    assert capsys.readouterr().err == f"planton-dynamodb: {said}\n"


def test_a_hook_passes_over_what_is_no_manifest(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With --skip-other, whatever YAML there is may be named."""
    (folder / "compose.yaml").write_text("services: {web:   {}}\n")
    (folder / "empty.yaml").write_text("")
    assert main(["fmt", "--skip-other", "compose.yaml", "empty.yaml"]) == 0
    assert capsys.readouterr().err == ""


def test_a_symbolic_link_stays_one(folder: Path) -> None:
    """The file that it names is written."""
    (folder / "real.yaml").write_text(FREE)
    (folder / "link.yaml").symlink_to("real.yaml")
    assert main(["fmt", "link.yaml"]) == 0
    assert (folder / "link.yaml").is_symlink()
    assert (folder / "real.yaml").read_text() == CANONICAL


def test_the_mode_of_a_file_stays(folder: Path) -> None:
    """What was for its owner's eyes only remains so."""
    path = folder / "orders.yaml"
    path.write_text(FREE)
    path.chmod(0o640)
    main(["fmt", "orders.yaml"])
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_no_file_is_half_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """When the disk is full, the old file stands, no other one lies about, and the exit code is 2."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    (folder / "orders.yaml").write_text(FREE)
    monkeypatch.setattr("os.replace", full)
    assert main(["fmt", "-q", "orders.yaml"]) == 2
    assert [path.name for path in folder.iterdir()] == ["orders.yaml"]
    assert (folder / "orders.yaml").read_text() == FREE
    said = capsys.readouterr().err
    assert said == "planton-dynamodb: orders.yaml: cannot be written: no space left on device\n"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anything")
def test_a_file_that_may_not_be_written_stays(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Replacing a file needs no right to write it; whoever took that right away meant it."""
    path = folder / "orders.yaml"
    path.write_text(FREE)
    path.chmod(0o440)
    assert main(["fmt", "orders.yaml"]) == 2
    assert path.read_text() == FREE
    assert "cannot be written: permission denied" in capsys.readouterr().err


def test_thousands_of_documents_take_seconds(folder: Path) -> None:
    """A file of many documents takes time in proportion to its length."""
    text = f"{FREE}---\n" * 2_000
    (folder / "many.yaml").write_text(text)
    command = [sys.executable, "-m", "planton_dynamodb", "fmt", "many.yaml"]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    subprocess.run(command, check=True, cwd=folder, env=environment, timeout=60, capture_output=True)
    assert (folder / "many.yaml").read_text() == f"{CANONICAL}---\n" * 2_000
