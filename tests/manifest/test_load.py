"""What is said about the top-level keys of a manifest, of which each is missing or wrong, never both."""

from __future__ import annotations

import pytest

from planton_dynamodb import validate_text

TABLE = """\
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


@pytest.mark.parametrize("key", ["apiVersion", "kind", "metadata", "spec"])
def test_a_misspelt_section_is_not_missing_as_well(key: str) -> None:
    """One slip is one finding, which knows what was meant."""
    misspelt = key[:-2] + key[-1]
    (found,) = validate_text(TABLE.replace(f"{key}:", f"{misspelt}:"))
    assert (found.rule, found.help) == ("unknown-field", f"did you mean `{key}`?")


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("apiVersion: aws.project-planton.org/v1", "apiVersion: [aws.project-planton.org/v1]"),
        ("kind: AwsDynamodb", "kind: {name: AwsDynamodb}"),
    ],
)
def test_a_section_of_a_wrong_type_is_not_missing_as_well(line: str, wrong: str) -> None:
    """It stands there: only its shape is wrong."""
    (found,) = validate_text(TABLE.replace(line, wrong))
    assert found.rule == "wrong-type"


def test_another_unknown_key_does_not_stand_for_a_missing_section() -> None:
    """What is missing is said beside what is strange."""
    text = TABLE.replace("kind: AwsDynamodb", "colour: blue")
    assert sorted(found.rule for found in validate_text(text)) == ["envelope-kind", "unknown-field"]
