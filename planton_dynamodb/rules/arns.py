"""What is wrong with an ARN: each of its parts held against what it may be."""

from __future__ import annotations

import re
from typing import NamedTuple

from planton_dynamodb.rules.wording import quoted

PARTITIONS = ("aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc")
REGION = "[a-z]{2,4}(?:-[a-z]+)+-[0-9]{1,2}"
ACCOUNT = "[0-9]{12}"

_HOLE = re.compile(r"\{[^{}]*\}")


class Shape(NamedTuple):
    """The ARNs of one sort of thing."""

    thing: str
    """With its article: `an SNS topic`."""
    service: str
    region: str
    """A pattern; empty where such ARNs have none."""
    resource: str
    """A pattern of what stands behind the account."""
    resource_name: str
    """What that is called in a message."""
    wrong: str
    """What a message says of one that does not fit."""
    form: str
    """How such an ARN is written."""


TOPIC = Shape(
    "an SNS topic",
    "sns",
    REGION,
    r"[A-Za-z0-9_-]{1,256}|[A-Za-z0-9_-]{1,251}\.fifo",
    "name",
    "is not one that a topic can have",
    "arn:aws:sns:REGION:ACCOUNT:TOPIC",
)
ROLE = Shape(
    "a role",
    "iam",
    "",
    r"role/(?:[!-~]{1,510}/)?[A-Za-z0-9_+=,.@-]{1,64}",
    "resource",
    "is not a role",
    "arn:aws:iam::ACCOUNT:role/NAME",
)


def is_arn(text: str) -> bool:
    """Whether a text is meant as an ARN."""
    return text.startswith("arn:")


def mistake(text: str, shape: Shape) -> str | None:
    """What keeps a text from being such an ARN. Of a part with a hole that nothing fills nothing is said."""
    parts = text.split(":", 5)
    if parts[0] != "arn" or len(parts) != 6:
        return f"{quoted(text)} is not the ARN of {shape.thing}"
    wrong = (
        ("partition", "|".join(PARTITIONS), "is not a partition of AWS"),
        ("service", shape.service, f"is not {shape.service}"),
        (
            "region",
            shape.region,
            "is not a region" if shape.region else f"is one too many: {shape.thing} has none",
        ),
        ("account", ACCOUNT, "is not a number of 12 digits"),
        (shape.resource_name, shape.resource, shape.wrong),
    )
    for (name, pattern, said), part in zip(wrong, parts[1:], strict=True):
        if not _HOLE.search(part) and not re.fullmatch(pattern, part, re.ASCII):
            found = f"its {name} {quoted(part)} {said}" if part else f"it has no {name}"
            return f"this is not the ARN of {shape.thing}: {found}"
    return None
