"""Manifests of all kinds with one thing changed: what `validate` takes, an API server takes too."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import yaml

from planton_dynamodb.formatting import format_bytes
from planton_dynamodb.library import validate_text
from planton_dynamodb.manifest.kinds import AWS_DYNAMODB, KINDS
from tests.conformance.generated import MUTATIONS, Tree, at, walk
from tests.kubernetes.judge import Answer
from tools.update_corpus import cases

_SEED = 20261122
_KINDS = {kind.name for kind in KINDS}
_EACH = 2
"""So many mutants of each file."""


def _sound() -> Iterator[tuple[str, list[Any]]]:
    """The objects of our kinds in each file of ok/ that has more than a table in it."""
    for case in cases("ok"):
        if case.path.is_dir() or case.arguments[1:]:
            continue
        text = format_bytes(case.path.name, case.path.read_bytes(), named=False).after
        read = (each for each in yaml.safe_load_all(text) if isinstance(each, dict))
        objects = [each for each in read if each.get("kind") in _KINDS]
        others = [each for each in objects if each.get("kind") != AWS_DYNAMODB.name]
        if others and all(each.get("spec") for each in objects) and _is_json(objects):
            yield case.path.stem, objects


def _is_json(value: object) -> bool:
    try:
        return bool(json.loads(json.dumps(value)) == value)
    except TypeError:
        return False


def _mutants() -> Iterator[tuple[str, str]]:
    chance = random.Random(_SEED)
    for name, objects in _sound():
        for number in range(_EACH):
            what, changed = _changed(objects, chance)
            documents = (json.dumps(each, ensure_ascii=False) for each in changed)
            yield f"{name}.{number} ({what})", "\n---\n".join(documents)


def _changed(objects: list[Any], chance: random.Random) -> tuple[str, list[Any]]:
    tree: Tree = copy.deepcopy(objects)
    spots = [
        spot for position, each in enumerate(tree) for spot in walk(each.get("spec", {}), (position, "spec"))
    ]
    while True:
        path, value = chance.choice(spots)
        mutations = MUTATIONS.get(type(value), ())
        if mutations and (mutation := chance.choice(mutations))(at(tree, path[:-1]), path[-1], chance):
            return f"{mutation.__name__} {'.'.join(map(str, path))}", tree


def test_takes_every_change_that_validate_takes(judged: Callable[[Mapping[str, str]], Answer]) -> None:
    """A field left out, emptied, repeated or said otherwise is refused only where `validate` refuses it."""
    texts = dict(_mutants())
    answer = judged(texts)
    sound = [
        name
        for name, text in texts.items()
        if not any(each.severity == "error" for each in validate_text(text))
    ]
    refused = {
        name: [(each.field, each.detail) for one in answer.verdicts[name] for each in one.errors]
        for name in sound
        if any(one.errors for one in answer.verdicts[name])
    }
    assert refused == {}
    assert len(sound) > len(texts) // 10
