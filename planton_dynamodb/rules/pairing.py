"""Which attribute definitions and key attributes belong together where the two lists do not match.

DynamoDB wants both to name the same attributes. One slip of the pen leaves a name without a definition and a
definition without a use; these functions tell such pairs, so that rules report the slip once.
"""

from __future__ import annotations

from dataclasses import dataclass

from planton_dynamodb.manifest.nodes import Scalar
from planton_dynamodb.manifest.problems import Route, UnknownField
from planton_dynamodb.manifest.words import nearest
from planton_dynamodb.rules.subject import HASH, Attribute, Index, Key, Table
from planton_dynamodb.rules.wording import INVALID

TOO_FEW = "Invalid KeySchema: Some index key attribute have no definition"
"""What AWS answers where the table's key has more elements than there are definitions."""

_KEYS_BY_LIST = ("keySchema", "globalSecondaryIndexes", "localSecondaryIndexes")
_NOT_KEYS = frozenset({"name", "projection", "provisionedThroughput"})


@dataclass(frozen=True, slots=True)
class Use:
    """A key element that names an attribute, in its key schema."""

    key: Key
    schema: list[Key]
    index: Index | None


def matched(table: Table) -> bool:
    """Whether definitions and keys name the same attributes, as they do in every sound table."""
    return table.key_attributes == table.attribute_types.keys()


def undefined(table: Table) -> dict[str, list[Use]]:
    """Key attributes without a definition, each with its uses; none where a lost definition may be theirs."""
    if not table.attributes or _names_are_lost(table):
        return {}
    uses: dict[str, list[Use]] = {}
    for _, schema, index in table.key_schemas():
        for key in schema:
            if not key.attribute or key.attribute in table.attribute_types:
                continue
            if index is None or key is not misplaced_hash(table, index):
                uses.setdefault(key.attribute, []).append(Use(key, schema, index))
    nameless = sum(not attribute.name for attribute in table.attributes)
    return uses if len(uses) > nameless else {}


def unused(table: Table) -> list[Attribute]:
    """Definitions that no key uses, the first one of each name; none where a lost key may use them."""
    if not _keys_are_known(table):
        return []
    found = {
        attribute.name: attribute
        for attribute in reversed(table.attributes)
        if attribute.name and attribute.name not in table.key_attributes
    }
    return list(reversed(found.values()))


def meant(table: Table) -> dict[str, Attribute]:
    """For a key attribute without a definition, the unused definition whose name is near."""
    free = {attribute.name: attribute for attribute in unused(table)}
    pairs = {}
    for name in undefined(table):
        near = nearest(name, tuple(free))
        if near is not None:
            pairs[name] = free.pop(near)
    return pairs


def spare(table: Table) -> Attribute | None:
    """The one unused definition that an open place in a key can only mean."""
    taken = {attribute.name for attribute in meant(table).values()} | not_for_keys(table).keys()
    rest = [attribute for attribute in unused(table) if attribute.name not in taken]
    return rest[0] if len(rest) == 1 else None


def not_for_keys(table: Table) -> dict[str, Route]:
    """The attributes that expiry and projections name, with the place: they need no definition there."""
    places: dict[str, Route] = {}
    for index in table.indexes:
        if index.projection is not None:
            route = (*index.projection.route, "nonKeyAttributes")
            for position, name in enumerate(index.projection.attributes):
                places.setdefault(name, (*route, position))
    if table.expiry is not None and table.expiry.attribute:
        places[table.expiry.attribute] = ("spec", "ttl", "attributeName")
    return places


def open_places(table: Table) -> float:
    """How many more attributes complete keys would name; without end where a whole key is missing."""
    return sum(_open_in(schema, index) for _, schema, index in table.key_schemas())


def misplaced_hash(table: Table, index: Index) -> Key | None:
    """The HASH element of a local index that is not the table's, where both are beyond doubt."""
    if index.is_global:
        return None
    own, other = table.key(HASH), index.key(HASH)
    if own is None or other is None or not own.attribute or not other.attribute:
        return None
    if own.attribute == other.attribute:
        return None
    alone = all(sum(key.type == HASH for key in schema) == 1 for schema in (table.keys, index.keys))
    return other if alone else None


def answer_to_undefined(table: Table, schema: list[Key]) -> str:
    """What AWS answers to a key with an attribute that is not defined."""
    if len(table.keys) > len(table.attributes):
        return TOO_FEW
    keys = ", ".join(key.attribute for key in schema)
    return (
        f"{INVALID}Some index key attributes are not defined in AttributeDefinitions. "
        f"Keys: [{keys}], AttributeDefinitions: {definitions(table)}"
    )


def definitions(table: Table) -> str:
    """The defined attributes as AWS lists them."""
    return f"[{', '.join(dict.fromkeys(attribute.name for attribute in table.attributes))}]"


def _open_in(schema: list[Key], index: Index | None) -> float:
    if not schema:
        return float("inf")
    places = sum(not key.attribute for key in schema)
    if len(schema) == 2 and schema[0].attribute == schema[1].attribute != "":
        places += 1
    local = index is not None and not index.is_global
    if len(schema) == 1 and (local or schema[0].type > HASH):
        places += 1
    return places


def _keys_are_known(table: Table) -> bool:
    """Whether every key could be read, and no strange field of the spec may hold one."""
    manifest = table.manifest
    if any(bad[:1] == ("spec",) and _touches_keys(bad) for bad in manifest.broken):
        return False
    strange = (problem for problem in manifest.problems if isinstance(problem, UnknownField))
    return all(
        problem.suggestion is not None
        or len(problem.route) != 2
        or isinstance(manifest.node(problem.route), Scalar)
        for problem in strange
    )


def _touches_keys(bad: Route) -> bool:
    if len(bad) == 1:
        return True
    aside = len(bad) > 3 and bad[1] != "keySchema" and bad[3] in _NOT_KEYS
    return bad[1] in _KEYS_BY_LIST and not aside and bad[-1] != "keyType"


def _names_are_lost(table: Table) -> bool:
    """Whether the name of a definition could not be read: it may be any that a key uses."""
    route = ("spec", "attributeDefinitions")
    return any(bad[:2] == route[: len(bad)] and bad[3:] in ((), ("name",)) for bad in table.manifest.broken)
