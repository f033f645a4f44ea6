"""What the provider's schemas check of values that are known: lengths, words, ARNs, what goes together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from tests.standin.shapes import UNKNOWN, Misfit

Inputs: TypeAlias = Mapping[str, Any]
Check: TypeAlias = Callable[[Inputs], Iterator[Misfit]]

_ARN = re.compile(
    r"arn:[\w-]+:([a-zA-Z0-9-]+):([a-z]{2}(-[a-z]+)+-\d)?:(aws|aws-managed|third-party|\d{12}|cw.{10})?:.+"
)

_NAME = re.compile(r"[\w+=,.@-]+")


def is_arn(value: str) -> bool:
    """Whether the provider takes it for an ARN."""
    return value == "" or _ARN.fullmatch(value) is not None


def lengths(bounds: Mapping[str, tuple[int, int]], at: str = "") -> Check:
    """Texts that have a shortest and a longest."""

    def check(given: Inputs) -> Iterator[Misfit]:
        for name, (least, most) in bounds.items():
            value = given.get(name)
            if isinstance(value, str) and value != UNKNOWN and not least <= len(value) <= most:
                path = _join(at, name)
                yield Misfit(
                    path, f"expected length of {path} to be in the range ({least} - {most}), got {value}"
                )

    return check


def one_of(choices: Mapping[str, tuple[str, ...]], at: str = "") -> Check:
    """Texts that must be one of a few."""

    def check(given: Inputs) -> Iterator[Misfit]:
        for name, allowed in choices.items():
            value = given.get(name)
            if isinstance(value, str) and value != UNKNOWN and value not in allowed:
                quoted = " ".join(f'"{choice}"' for choice in allowed)
                yield Misfit(
                    _join(at, name), f"expected {_join(at, name)} to be one of [{quoted}], got {value}"
                )

    return check


def at_least(bounds: Mapping[str, int]) -> Check:
    """Numbers that have a smallest."""

    def check(given: Inputs) -> Iterator[Misfit]:
        for name, least in bounds.items():
            value = given.get(name)
            if isinstance(value, int) and value < least:
                yield Misfit(name, f"expected {name} to be at least ({least}), got {value}")

    return check


def names(longest: Mapping[str, int]) -> Check:
    """Names of IAM: their letters, and how many."""

    def check(given: Inputs) -> Iterator[Misfit]:
        for name, most in longest.items():
            value = given.get(name)
            if not isinstance(value, str) or value == UNKNOWN:
                continue
            if len(value) > most:
                yield Misfit(
                    name, f'invalid value for {name} (cannot be longer than {most} characters), got "{value}"'
                )
            elif not _NAME.fullmatch(value):
                yield Misfit(name, f'invalid value for {name} (must match [\\w+=,.@-]), got "{value}"')

    return check


def at_most_one(*names: str, at: str = "") -> Check:
    """What conflicts with each other."""

    def check(given: Inputs) -> Iterator[Misfit]:
        present = [name for name in names if given.get(name) not in (None, "", [], {})]
        for name in present[1:]:
            yield Misfit(
                _join(at, name),
                f'Conflicting configuration arguments: "{_join(at, name)}": conflicts with {_join(at, present[0])}',
            )

    return check


def arns(*names: str, most: int | None = None) -> Check:
    """Lists of ARNs."""

    def check(given: Inputs) -> Iterator[Misfit]:
        for name in names:
            values = given.get(name)
            if not isinstance(values, list):
                continue
            if most is not None and len(values) > most:
                yield Misfit(
                    name,
                    f"Too many list items. Attribute {name} supports {most} item maximum, got {len(values)}.",
                )
            for place, value in enumerate(values):
                if isinstance(value, str) and value != UNKNOWN and not is_arn(value):
                    path = f"{name}[{place}]"
                    yield Misfit(path, f'"{path}" ({value}) is an invalid ARN: arn: invalid prefix')

    return check


def _join(at: str, name: str) -> str:
    return f"{at}.{name}" if at else name
