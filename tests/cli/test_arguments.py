"""Options and paths in the orders that people type them in."""

from __future__ import annotations

from pathlib import Path

import pytest

from planton_dynamodb.cli import main

SOUND = """\
apiVersion: aws.project-planton.org/v1
kind: AwsDynamodb
metadata:
  name: NAME
spec:
  billingMode: BILLING_MODE_PAY_PER_REQUEST
  attributeDefinitions:
    - name: pk
      type: ATTRIBUTE_TYPE_S
  keySchema:
    - attributeName: pk
      keyType: KEY_TYPE_HASH
"""


@pytest.fixture(autouse=True)
def tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two tables, one in a file whose name begins like an option."""
    (tmp_path / "orders.yaml").write_text(SOUND.replace("NAME", "orders"))
    (tmp_path / "-set.yaml").write_text(SOUND.replace("NAME", "invoices"))
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    "line",
    [
        "validate --no-config orders.yaml ./-set.yaml",
        "validate orders.yaml --no-config ./-set.yaml",
        "validate orders.yaml --set spec.ttl=null ./-set.yaml --no-config",
        "validate --no-config -- orders.yaml -set.yaml",
    ],
)
def test_options_stand_anywhere(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Before, between and behind the paths; what stands behind -- is a path."""
    assert main(line.split()) == 0
    assert capsys.readouterr().out == "2 manifests checked, nothing found\n"


def test_fmt_takes_them_anywhere_too(capsys: pytest.CaptureFixture[str]) -> None:
    """One habit for every verb."""
    assert main(["fmt", "orders.yaml", "--check", "./-set.yaml"]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("line", ["validate orders.yaml --frmat json", "validate --frmat -- orders.yaml"])
def test_an_unknown_option_is_named(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It is not taken for a path, nor passed over."""
    with pytest.raises(SystemExit) as ended:
        main(line.split())
    assert ended.value.code == 2
    assert "unrecognized arguments: --frmat" in capsys.readouterr().err
