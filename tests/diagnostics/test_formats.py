from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from planton_dynamodb.diagnostics import formats
from tests.diagnostics.samples import full, report

SOUND = """\
apiVersion: aws.project-planton.org/v1
kind: AwsDynamodb
metadata:
  name: orders
spec:
  billingMode: PAY_PER_REQUEST
  attributeDefinitions:
    - name: orderId
      type: S
  keySchema:
    - attributeName: orderId
      keyType: HASH
"""
BROKEN = SOUND.replace("billingMode: PAY_PER_REQUEST", "billingMode: übersicht")
READABLE: dict[str, Callable[[str], object]] = {
    "json": json.loads,
    "sarif": json.loads,
    "junit": ElementTree.fromstring,
}

each_format = pytest.mark.parametrize("name", formats.NAMES)


def ran(
    *arguments: str | bytes, cwd: Path, given: bytes = b"", settings: dict[str, str] | None = None
) -> tuple[int, str, str]:
    """The command as it runs in a shell: exit code, output and errors."""
    base = {
        name: value for name, value in os.environ.items() if name not in ("GITHUB_ACTIONS", "FORCE_COLOR")
    }
    base |= {"PYTHONPATH": os.pathsep.join(sys.path)} | (settings or {})
    command = [sys.executable, "-m", "planton_dynamodb", "validate", *arguments]
    run = subprocess.run(command, cwd=cwd, input=given, capture_output=True, env=base, check=False)
    return run.returncode, run.stdout.decode("ascii" if settings else "utf-8"), run.stderr.decode()


def readable(name: str, output: str) -> None:
    """An output that a program reads is a whole document."""
    READABLE.get(name, str)(output)


@each_format
def test_prints_a_document_about_sound_files(name: str, tmp_path: Path) -> None:
    """Nothing found ends in 0 and is a whole document in every format."""
    (tmp_path / "orders.yaml").write_text(SOUND)
    code, output, errors = ran("orders.yaml", "--format", name, cwd=tmp_path)
    assert (code, errors) == (0, "")
    readable(name, output)


@each_format
def test_prints_a_document_about_many_files(name: str, tmp_path: Path) -> None:
    """Empty files, other kinds and several manifests in one run are a whole document."""
    (tmp_path / "empty.yaml").write_text("")
    (tmp_path / "deployment.yaml").write_text("apiVersion: apps/v1\nkind: Deployment\n")
    (tmp_path / "tables.yaml").write_text(f"{BROKEN}---\n{SOUND.replace('orders', 'carts')}")
    code, output, errors = ran("empty.yaml", ".", "--format", name, cwd=tmp_path)
    assert (code, errors) == (1, "")
    assert "no-document" in output
    readable(name, output)


@each_format
def test_prints_a_document_when_a_file_is_missing(name: str, tmp_path: Path) -> None:
    """What could not be done is said on standard error; the document is whole nonetheless."""
    code, output, errors = ran("nowhere.yaml", "--format", name, cwd=tmp_path)
    assert code == 2
    assert "nowhere.yaml" in errors
    readable(name, output)


@each_format
def test_names_standard_input(name: str, tmp_path: Path) -> None:
    """What comes from standard input bears the name that it was given."""
    code, output, errors = ran(
        "-", "--stdin-name", "from-a-pipe.yaml", "--format", name, cwd=tmp_path, given=BROKEN.encode()
    )
    assert (code, errors) == (1, "")
    assert "from-a-pipe.yaml" in output
    readable(name, output)


@each_format
@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="such names cannot be made here")
@pytest.mark.parametrize(
    "file", [b"a\nb.yaml", b"\x1b[2J.yaml", b"best\xfcll.yaml", "注 文%:,&<.yaml".encode()], ids=repr
)
def test_bears_any_file_name(name: str, file: bytes, tmp_path: Path) -> None:
    """A name with line breaks, escapes, bytes that are no text or punctuation does no harm."""
    (tmp_path / os.fsdecode(file)).write_text(BROKEN)
    code, output, errors = ran(file, "--format", name, cwd=tmp_path)
    assert (code, errors) == (1, "")
    assert "\x1b" not in output
    readable(name, output)


@each_format
def test_bears_a_c_locale(name: str, tmp_path: Path) -> None:
    """Where only ASCII can be written, what is not ASCII is spelt out."""
    (tmp_path / "übersicht.yaml").write_text(BROKEN)
    settings = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}
    code, output, errors = ran(".", "--format", name, cwd=tmp_path, settings=settings)
    assert (code, errors) == (1, "")
    readable(name, output)


@each_format
def test_writes_to_its_stream_only(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    """A format prints nowhere but on the stream that it is given."""
    stream = io.StringIO()
    formats.write(report(full()), name, stream)
    assert stream.getvalue().endswith("\n")
    assert capfd.readouterr() == ("", "")
