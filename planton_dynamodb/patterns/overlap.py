"""Which keys two templates can both make: whether what one writes or reads may be the other's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from planton_dynamodb.patterns.templates import Parameter, Template

_MOST_STEPS = 100_000
"""Two keys of which more would have to be compared are too long to be told apart."""
_MOST_NEIGHBOURS = 50


class Gap(NamedTuple):
    """Room for one character, or for any number of them; none of them is one that is shut out."""

    without: frozenset[str]
    many: bool


Shape: TypeAlias = tuple[str | Gap, ...]
"""The texts that a key can be: single characters, and gaps for what is not known."""

ANYTHING: Shape = (Gap(frozenset(), many=True),)


class Separators:
    """The characters that part the values in a key, and so are not expected within them, unless a sample has them."""

    def __init__(self, templates: Iterable[Template], samples: Iterable[Mapping[str, object]]) -> None:
        self._all = frozenset(character for template in templates for character in _beside(template))
        self._within: dict[str, set[str]] = {}
        for sample in samples:
            for name, value in sample.items():
                if isinstance(value, str):
                    self._within.setdefault(name, set()).update(self._all.intersection(value))

    def shape(self, template: Template) -> Shape:
        """The texts that a template can make."""
        made: list[str | Gap] = []
        for part in template.parts:
            if isinstance(part, str):
                made += part
            else:
                without = self._all - self._within.get(part.name, set())
                made += (Gap(without, many=False), Gap(without, many=True))
        return tuple(made)


def _beside(template: Template) -> Iterator[str]:
    """The characters next to parameters that are neither letters nor digits."""
    for before, after in zip(template.parts, template.parts[1:], strict=False):
        if isinstance(before, str) and isinstance(after, Parameter) and not before[-1].isalnum():
            yield before[-1]
        if isinstance(before, Parameter) and isinstance(after, str) and not after[0].isalnum():
            yield after[0]


@lru_cache(maxsize=4096)
def meet(one: Shape, other: Shape) -> bool:
    """Whether there is a text that both can be."""
    if not _compatible(prefix(one), prefix(other)) or len(one) * len(other) > _MOST_STEPS:
        return False
    seen = {(0, 0)}
    ahead = [(0, 0)]
    while ahead:
        i, j = ahead.pop()
        if i == len(one) and j == len(other):
            return True
        for step in _steps(one, i, other, j):
            if step not in seen:
                seen.add(step)
                ahead.append(step)
    return False


def _steps(one: Shape, i: int, other: Shape, j: int) -> Iterator[tuple[int, int]]:
    """Where one character more may lead, or a gap that ends."""
    first = one[i] if i < len(one) else None
    second = other[j] if j < len(other) else None
    if isinstance(first, Gap) and first.many:
        yield i + 1, j
    if isinstance(second, Gap) and second.many:
        yield i, j + 1
    if first is not None and second is not None and _alike(first, second):
        yield i + (not _many(first)), j + (not _many(second))


def _many(part: str | Gap) -> bool:
    return isinstance(part, Gap) and part.many


def _alike(first: str | Gap, second: str | Gap) -> bool:
    if isinstance(first, Gap):
        return isinstance(second, Gap) or second not in first.without
    return first not in second.without if isinstance(second, Gap) else first == second


def prefix(shape: Shape) -> str:
    """What all texts of a shape begin with."""
    end = next((at for at, part in enumerate(shape) if isinstance(part, Gap)), len(shape))
    return "".join(part for part in shape[:end] if isinstance(part, str))


def _compatible(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def neighbours(keys: Sequence[tuple[Shape, ...]]) -> Iterator[tuple[int, int]]:
    """Pairs of keys that may meet, since their texts begin alike: by their positions, few for each.

    They are looked for by the part of the key that tells most of them apart.
    """
    if not keys:
        return
    columns = [[prefix(key[column]) for key in keys] for column in range(len(keys[0]))]
    telling = max(columns, key=lambda column: len(set(column)))
    order = sorted(range(len(keys)), key=telling.__getitem__)
    for at, position in enumerate(order):
        for other in order[at + 1 : at + 1 + _MOST_NEIGHBOURS]:
            if not telling[other].startswith(telling[position]):
                break
            yield (position, other) if position < other else (other, position)
