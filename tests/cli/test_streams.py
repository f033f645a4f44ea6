"""Standard streams that are closed or full: a clear end, never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SOUND = """\
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


def shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """What a shell says to a command line in which $PLANTON stands for the command."""
    environment = {**os.environ, "PLANTON": f"{sys.executable} -m planton_dynamodb"}
    return subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no disk that is always full")
@pytest.mark.parametrize(
    "arguments", ["validate bad.yaml", "validate --format json bad.yaml", "explain", "schema"]
)
def test_a_full_disk_is_said_in_one_line(arguments: str, tmp_path: Path) -> None:
    """What cannot be written is the tool's own failure, not a finding."""
    (tmp_path / "bad.yaml").write_text(SOUND.replace("HASH", "HSAH"))
    answer = shell(f"$PLANTON {arguments} > /dev/full", tmp_path)
    assert answer.stderr == "planton-dynamodb: the output cannot be written: no space left on device\n"
    assert answer.returncode == 2


def test_a_closed_output_leaves_the_exit_code(tmp_path: Path) -> None:
    """Who closes the streams asks for the exit code alone."""
    (tmp_path / "good.yaml").write_text(SOUND)
    (tmp_path / "bad.yaml").write_text(SOUND.replace("HASH", "HSAH"))
    for argument, code in (("good.yaml", 0), ("bad.yaml", 1), ("none.yaml 2>&-", 2)):
        answer = shell(f"$PLANTON validate --no-config {argument} >&-", tmp_path)
        assert (answer.returncode, answer.stdout, answer.stderr) == (code, "", "")


def test_a_closed_input_holds_no_manifest(tmp_path: Path) -> None:
    """It reads as an empty one does."""
    answer = shell("$PLANTON validate --no-config --format concise - <&-", tmp_path)
    assert answer.stdout == "<stdin>:1:1: error: there is no manifest in this file [no-document]\n"
    assert (answer.returncode, answer.stderr) == (1, "")
