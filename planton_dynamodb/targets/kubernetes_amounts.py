"""How often and how much, as patterns of a Kubernetes schema."""

from __future__ import annotations

from planton_dynamodb.operations.quantities import NUMBER, PERIODS, SIZES

RATE = {"pattern": rf"^\s*(?:{NUMBER}\s*/\s*(?:{'|'.join(PERIODS)})\s*)?$"}
SIZE = {"pattern": rf"^\s*(?:{NUMBER}\s*(?:{'|'.join(SIZES)})\s*)?$"}
