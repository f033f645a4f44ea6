"""Made-up tables, the same each time: sound ones, and each with one thing changed at random."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from planton_dynamodb.manifest.source import Source
from tests.conformance.verdicts import Case, cases_in

SEED = 20261121
SOUND, MUTATED = 100, 5  # so many sound tables, and so many mutants of each

Path: TypeAlias = tuple[str | int, ...]
Tree: TypeAlias = Any  # a JSON value
Step: TypeAlias = Any  # a key or a position
Mutation: TypeAlias = Callable[[Tree, Step, random.Random], bool]
"""Changes a place below a parent; false where that cannot be done there."""

ATTRIBUTES = ("pk", "sk", "customerId", "createdAt", "status", "total.amount", "Größe")
KEY = "arn:aws:kms:eu-central-1:123456789012:key/0d1f2e3c-4b5a-6978-8695-a4b3c2d1e0f9"


def cases() -> Iterator[Case]:
    """All of them."""
    chance = random.Random(SEED)
    for number in range(SOUND):
        sound = table(chance)
        yield from _case(f"table-{number}", sound)
        for mutant in range(MUTATED):
            what, changed = mutated(sound, chance)
            yield from _case(f"table-{number}.{mutant} ({what})", changed)


def _case(name: str, manifest: Tree) -> list[Case]:
    return cases_in(name, Source(f"{name}.json", json.dumps(manifest, ensure_ascii=False)))


def table(chance: random.Random) -> Tree:
    """A table that everybody takes."""
    names = chance.sample(ATTRIBUTES, len(ATTRIBUTES))
    key = names[: chance.choice((1, 2))]
    provisioned = chance.random() < 0.4
    spec: Tree = {
        "billingMode": "PROVISIONED" if provisioned else "PAY_PER_REQUEST",
        "keySchema": key_schema(key),
    }
    spec["globalSecondaryIndexes"] = [
        {"name": f"global-{i}", "keySchema": key_schema(chance.sample(names, chance.choice((1, 2))))}
        for i in range(chance.choice((0, 0, 1, 2)))
    ]
    sort_keys = chance.sample(names[1:], chance.choice((0, 1, 2))) if len(key) == 2 else []
    spec["localSecondaryIndexes"] = [
        {"name": f"local-{i}", "keySchema": key_schema([key[0], sort_key])}
        for i, sort_key in enumerate(sort_keys)
    ]
    if provisioned:
        for part in (spec, *spec["globalSecondaryIndexes"]):
            part["provisionedThroughput"] = units(chance)
    for index in indexes(spec):
        index["projection"] = projection(chance)
    used = sorted({element["attributeName"] for schema in key_schemas(spec) for element in schema})
    chance.shuffle(used)
    spec["attributeDefinitions"] = [{"name": name, "type": chance.choice("SNB")} for name in used]
    name = chance.choice(("orders", "sessions.v2", "Sensor_Readings"))
    return {
        "apiVersion": "aws.project-planton.org/v1",
        "kind": "AwsDynamodb",
        "metadata": {"name": name, "labels": {"team": "billing"}},
        "spec": {**spec, **settings(chance)},
    }


def settings(chance: random.Random) -> Tree:
    """What a table has besides its keys."""
    made: Tree = {}
    if chance.random() < 0.4:
        made |= {"streamEnabled": True, "streamViewType": chance.choice(("KEYS_ONLY", "NEW_AND_OLD_IMAGES"))}
    if chance.random() < 0.4:
        made["ttl"] = {"enabled": True, "attributeName": "expiresAt"}
    if chance.random() < 0.3:
        made["serverSideEncryption"] = {"enabled": True, "kmsKeyArn": KEY}
    if chance.random() < 0.3:
        made["tableClass"] = "STANDARD_INFREQUENT_ACCESS"
    return made


def key_schema(names: list[str]) -> Tree:
    """A key of one or two attributes."""
    types = ("HASH", "RANGE")
    return [{"attributeName": name, "keyType": types[position]} for position, name in enumerate(names)]


def units(chance: random.Random) -> Tree:
    """Capacity units that nobody minds."""
    return {"readCapacityUnits": chance.choice((1, 5, 100)), "writeCapacityUnits": chance.choice((1, 5, 100))}


def projection(chance: random.Random) -> Tree:
    """Any kind of projection."""
    kind = chance.choice(("ALL", "KEYS_ONLY", "INCLUDE"))
    return {"type": kind, "nonKeyAttributes": ["note", "currency"]} if kind == "INCLUDE" else {"type": kind}


def indexes(spec: Tree) -> Tree:
    """The indexes of a table."""
    return [*spec["globalSecondaryIndexes"], *spec["localSecondaryIndexes"]]


def key_schemas(spec: Tree) -> Tree:
    """The keys of a table and its indexes."""
    return [spec["keySchema"], *(index["keySchema"] for index in indexes(spec))]


def mutated(sound: Tree, chance: random.Random) -> tuple[str, Tree]:
    """A copy in which one thing is changed, and what that was."""
    tree = copy.deepcopy(sound)
    places = list(walk(tree["spec"], ("spec",)))
    while True:
        path, value = chance.choice(places)
        mutation = chance.choice(MUTATIONS[type(value)])
        parent = at(tree, path[:-1])
        if mutation(parent, path[-1], chance):
            return f"{mutation.__name__} {'.'.join(map(str, path))}", tree


def walk(value: Tree, path: Path) -> Iterator[tuple[Path, Tree]]:
    """Everything below a place."""
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, child in steps:
        yield (*path, step), child
        yield from walk(child, (*path, step))


def at(tree: Tree, path: Path) -> Tree:
    """The value at a place."""
    for step in path:
        tree = tree[step]
    return tree


def drop(parent: Tree, step: Step, chance: random.Random) -> bool:
    """Leave it out."""
    del parent[step]
    return True


def repeat(parent: Tree, step: Step, chance: random.Random) -> bool:
    """Say a list item twice."""
    if not isinstance(parent, list):
        return False
    parent.append(copy.deepcopy(parent[step]))
    return True


def swap(parent: Tree, step: Step, chance: random.Random) -> bool:
    """Let a list item and its neighbour change places."""
    if not isinstance(parent, list) or step == 0:
        return False
    parent[step - 1], parent[step] = parent[step], parent[step - 1]
    return True


def empty(parent: Tree, step: Step, chance: random.Random) -> bool:
    """Let it say nothing."""
    parent[step] = type(parent[step])()
    return True


def flip(parent: Tree, step: Step, chance: random.Random) -> bool:
    """Say the contrary."""
    parent[step] = not parent[step]
    return True


def count(parent: Tree, step: Step, chance: random.Random) -> bool:
    """Say another number, of those that matter."""
    parent[step] = chance.choice((0, -1, 1, 10**12, 10**12 + 1))
    return True


WORDS = (
    ("PROVISIONED", "PAY_PER_REQUEST"),
    ("HASH", "RANGE"),
    ("S", "N", "B"),
    ("ALL", "KEYS_ONLY", "INCLUDE"),
    ("STANDARD", "STANDARD_INFREQUENT_ACCESS"),
)


def reword(parent: Tree, step: Step, chance: random.Random) -> bool:
    """Say another word of the same enum, or another name in place of a name."""
    if step == "streamViewType":
        return False
    given = parent[step]
    words = next((words for words in WORDS if given in words), None)
    names = (*ATTRIBUTES, "unheard-of", "global-0", "x" * 256, "not a name")
    parent[step] = chance.choice([word for word in words or names if word != given])
    return True


MUTATIONS: dict[type, tuple[Mutation, ...]] = {
    dict: (drop, repeat, swap),
    list: (drop, empty),
    str: (drop, empty, reword, repeat),
    int: (drop, count),
    bool: (drop, flip),
}
