"""Random manifests as values: sound ones, with every kind of field that the contract has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import TypeAlias, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Word:
    """An enum value, a boolean or a number in each of its spellings."""

    spellings: tuple[str, ...]


@dataclass(frozen=True)
class Message:
    """Fields by their snake_case names; None is a field that is left empty."""

    fields: dict[str, Part]


@dataclass(frozen=True)
class Map:
    """Texts by texts."""

    entries: dict[str, str]


Item: TypeAlias = "str | Word | Message"
Part: TypeAlias = "Item | Map | list[Item] | None"

NAMES = (
    *("orders", "pk", "customer id", "a:b", "x#y", "123", "yes", "2024-01-01", "0x1f", "-dash"),
    *("é", "it's", 'say "hi"', "😀 smile"),
)
ANY_NAMES = (
    *NAMES,
    *(
        "",
        " lead",
        "trail ",
        "null",
        "~",
        "- item",
        "# no comment",
        "a: b",
        "a, b",
        "[x]",
        "{y}",
        "&z",
        "1_000",
    ),
)
TEXTS = (
    *ANY_NAMES,
    *(
        "two\nlines",
        "ends with one\n",
        "ends with two\n\n",
        "\nbegins with one",
        "  indented\nnot",
        "a\n\n  b\n",
    ),
    *("tab\there", "blank last\n  \n", "\n", "x\u2028y"),
)
_ENUMS = {
    "billing_mode": ("BILLING_MODE_", ("PROVISIONED", "PAY_PER_REQUEST")),
    "attribute_type": ("ATTRIBUTE_TYPE_", ("S", "N", "B")),
    "key_type": ("KEY_TYPE_", ("HASH", "RANGE")),
    "projection_type": ("PROJECTION_TYPE_", ("ALL", "KEYS_ONLY", "INCLUDE")),
    "stream_view_type": ("STREAM_VIEW_TYPE_", ("KEYS_ONLY", "NEW_IMAGE")),
    "table_class": ("TABLE_CLASS_", ("STANDARD", "STANDARD_INFREQUENT_ACCESS")),
}


def manifest(random: Random) -> Message:
    """A manifest that reads without a problem."""
    return Message(
        {
            "api_version": "aws.project-planton.org/v1",
            "kind": "AwsDynamodb",
            "metadata": Message({"name": random.choice(NAMES), **_metadata(random)}),
            "spec": Message({**_key(random), **_settings(random)}),
        }
    )


def _metadata(random: Random) -> dict[str, Part]:
    makers: dict[str, Callable[[], Part]] = {
        "org": lambda: random.choice(TEXTS),
        "env": lambda: random.choice(TEXTS),
        "group": lambda: random.choice(TEXTS),
        "labels": lambda: _map(random),
        "annotations": lambda: _map(random),
        "tags": lambda: _texts(random, 4),
        "relationships": lambda: [_relationship(random) for _ in range(random.randint(0, 2))],
    }
    return _some(random, makers, 0.3)


def _key(random: Random) -> dict[str, Part]:
    definitions: list[Item] = [_attribute(random) for _ in range(random.randint(0, 3))]
    return {
        "billing_mode": _word(random, "billing_mode"),
        "attribute_definitions": definitions,
        "key_schema": _key_schema(random),
    }


def _settings(random: Random) -> dict[str, Part]:
    makers: dict[str, Callable[[], Part]] = {
        "provisioned_throughput": lambda: _throughput(random),
        "global_secondary_indexes": lambda: [_index(random) for _ in range(random.randint(0, 2))],
        "ttl": lambda: Message({"enabled": _boolean(random), "attribute_name": random.choice(NAMES)}),
        "stream_enabled": lambda: _boolean(random),
        "stream_view_type": lambda: _word(random, "stream_view_type"),
        "table_class": lambda: _word(random, "table_class"),
        "point_in_time_recovery_enabled": lambda: _boolean(random),
        "server_side_encryption": lambda: None,
        "local_secondary_indexes": lambda: None,
        "contributor_insights_enabled": lambda: None,
    }
    return _some(random, makers, 0.3)


def _some(random: Random, makers: dict[str, Callable[[], T]], share: float) -> dict[str, T]:
    return {name: make() for name, make in makers.items() if random.random() < share}


def _map(random: Random) -> Map:
    return Map({random.choice(ANY_NAMES): random.choice(TEXTS) for _ in range(random.randint(0, 3))})


def _texts(random: Random, most: int) -> list[Item]:
    return [random.choice(NAMES) for _ in range(random.randint(0, most))]


def _relationship(random: Random) -> Item:
    kind = Word(("AwsKmsKey", "AwsKmsKey")) if random.random() < 0.5 else Word(("4711",))
    return Message(
        {"kind": kind, "name": random.choice(NAMES), "type": Word(("uses", "uses", '"uses"', "4"))}
    )


def _attribute(random: Random) -> Item:
    return Message({"name": random.choice(NAMES), "type": _word(random, "attribute_type")})


def _index(random: Random) -> Item:
    projection: dict[str, Part] = {"type": _word(random, "projection_type")}
    if random.random() < 0.5:
        projection["non_key_attributes"] = _texts(random, 30)
    fields: dict[str, Part] = {
        "name": random.choice(NAMES),
        "key_schema": _key_schema(random),
        "projection": Message(projection),
    }
    if random.random() < 0.3:
        fields["provisioned_throughput"] = _throughput(random)
    return Message(fields)


def _key_schema(random: Random) -> list[Item]:
    return [
        Message({"attribute_name": random.choice(NAMES), "key_type": _word(random, "key_type")})
        for _ in range(random.randint(0, 2))
    ]


def _throughput(random: Random) -> Message:
    units: dict[str, Part] = {"read_capacity_units": _units(random), "write_capacity_units": _units(random)}
    if random.random() < 0.2:
        units["read_capacity_units"] = None
    if random.random() < 0.1:
        units["write_capacity_units"] = None
    return Message({} if random.random() < 0.1 else units)


def _word(random: Random, enum: str) -> Word:
    prefix, words = _ENUMS[enum]
    number = random.randrange(len(words))
    word = words[number]
    return Word((prefix + word, word, f'"{word}"', f"'{prefix}{word}'", str(number + 1)))


def _boolean(random: Random) -> Word:
    return Word(random.choice((("true", "True", "TRUE"), ("false", "False", "FALSE"))))


def _units(random: Random) -> Word:
    number = random.choice((0, 1, 5, 40_000, 2**53, 2**53 + 1, 2**63 - 1))
    return Word(
        (
            str(number),
            f'"{number}"',
            f"'{number}'",
            f"+{number}",
            f"{number}.0" if number < 2**53 else str(number),
        )
    )
