"""What can be wrong with the elements of a key schema, said alike for tables and both kinds of index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from planton_dynamodb.manifest.problems import Route, Span
from planton_dynamodb.manifest.writing.operations import Insert, Replace, Swap
from planton_dynamodb.rules import pairing
from planton_dynamodb.rules.registry import Finding, Fix
from planton_dynamodb.rules.subject import HASH, RANGE, Index, Key, Table, first_key
from planton_dynamodb.rules.wording import INVALID, NOT_NULL, all_refused, counted, listed, quoted, refused

_KEY_SCHEMA: Route = ("spec", "keySchema")
_MULTIPLE_LIMIT = 4
_WORDS = {HASH: "HASH", RANGE: "RANGE"}
_FIRST = "Invalid KeySchema: The first KeySchemaElement is not a HASH key type"
_SECOND = "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type"
_SAME_NAME = "Both the Hash Key and the Range Key element in the KeySchema have the same name"


@dataclass(frozen=True, slots=True)
class Schema:
    """A key schema whose elements are not simply one HASH, or a HASH and then a RANGE."""

    table: Table
    route: Route
    keys: list[Key]
    index: Index | None

    @property
    def owner(self) -> str:
        """How a message names it."""
        return f"the key of {self.index.label}" if self.index else "the table's key"

    @property
    def is_global(self) -> bool:
        """Whether AWS would take more elements than the contract does."""
        return self.index is not None and self.index.is_global

    @property
    def is_local(self) -> bool:
        """Whether a RANGE element has to be there."""
        return self.index is not None and not self.index.is_global

    def of(self, key_type: int) -> list[Key]:
        """The elements of a type; of type 0, those without one."""
        return [key for key in self.keys if key.type == key_type]

    def word(self, key_type: int) -> str:
        """A key type as this file writes it."""
        return self.table.spelled_word("KEY_TYPE_", _WORDS[key_type])

    @property
    def surplus(self) -> Key:
        """The element that is one too many: one without a type, or else the third."""
        return (self.of(0) or self.keys[2:])[-1]

    def element_place(self, key: Key) -> Span:
        """Where an element begins."""
        return self.table.manifest.span(key.route)

    def type_place(self, key: Key) -> Span:
        """Where the type of an element stands."""
        return self.table.manifest.span((*key.route, "keyType"))


def own(table: Table) -> Iterator[Schema]:
    """The table's own key, unless there is nothing to say about its types."""
    if not _is_plain(table.keys) and readable(table, _KEY_SCHEMA, table.keys):
        yield Schema(table, _KEY_SCHEMA, table.keys, None)


def indexed(table: Table, indexes: list[Index]) -> Iterator[Schema]:
    """The keys of those indexes that have something to be said about their types."""
    for index in indexes:
        if _is_plain(index.keys) and (index.is_global or len(index.keys) > 1):
            continue
        route = (*index.route, "keySchema")
        if readable(table, route, index.keys):
            yield Schema(table, route, index.keys, index)


def _is_plain(keys: list[Key]) -> bool:
    """Whether a key is a HASH element, or a HASH and then a RANGE element."""
    if not keys or keys[0].type != HASH:
        return False
    return len(keys) == 1 or (len(keys) == 2 and keys[1].type == RANGE)


def readable(table: Table, route: Route, keys: list[Key]) -> bool:
    """Whether the types in a key could all be read. A key without elements has to be missing for sure."""
    if not table.manifest.broken:
        return True
    if not keys:
        return table.sound(*route) if route == _KEY_SCHEMA else table.absent(*route)
    return all(table.sound(*key.route, "keyType") for key in keys)


def hash_count(schema: Schema) -> Iterator[Finding]:
    """Not exactly one HASH element; quiet where an element without a type may be the missing one."""
    hashes = schema.of(HASH)
    if not schema.keys:
        yield _no_key(schema)
    elif len(hashes) > 1:
        yield _too_many_hashes(schema, hashes)
    elif not hashes and not schema.of(0):
        yield _no_hash(schema)


def range_count(schema: Schema) -> Iterator[Finding]:
    """Too many RANGE elements, or none where there must be one, beyond what `hash_count` says."""
    ranges, hashes, untyped = schema.of(RANGE), schema.of(HASH), schema.of(0)
    becomes_hash = 0 if hashes or untyped else 1
    if len(ranges) - becomes_hash > 1:
        yield Finding(
            schema.route,
            f"{schema.owner} has {len(ranges)} {schema.word(RANGE)} elements, {_names(ranges)}",
            f"keep one of them{_contract_is_narrower(schema) or '; another order takes an index'}",
            _answer(schema),
            span=schema.type_place(ranges[1]),
            related=(("the first one is here", (*ranges[0].route, "keyType")),),
        )
    elif schema.is_local and len(hashes) == 1 and not ranges and not untyped:
        yield _no_range(schema)


def length(schema: Schema) -> Iterator[Finding]:
    """More than two elements. The answer of AWS is about this; which type is there twice, the counts say."""
    if len(schema.keys) > 2:
        allowed = (
            "one HASH and one RANGE element" if schema.is_local else "one HASH and at most one RANGE element"
        )
        yield Finding(
            schema.route,
            f"{schema.owner} has {counted(len(schema.keys), 'element')}, and 2 are allowed",
            f"keep {allowed}{_contract_is_narrower(schema)}",
            _answer(schema),
            span=schema.element_place(schema.surplus),
        )


def order(schema: Schema) -> Iterator[Finding]:
    """RANGE before HASH."""
    if [key.type for key in schema.keys] != [RANGE, HASH]:
        return
    sort, partition = schema.keys
    yield Finding(
        schema.route,
        f"{schema.owner} has its {schema.word(RANGE)} element before its {schema.word(HASH)} element",
        f"put the {schema.word(HASH)} element first",
        _answer(schema),
        (("this element belongs before it", partition.attribute_route),),
        Fix(f"put the {schema.word(HASH)} element first", (Swap(sort.route, partition.route),)),
        span=schema.type_place(sort),
    )


def _no_key(schema: Schema) -> Finding:
    field = schema.table.spelled_key(*schema.route)
    owner = schema.index.label if schema.index else "the table"
    given = schema.table.given(*schema.route)
    more = "" if schema.is_local else ", if there is to be a sort key,"
    return Finding(
        schema.route,
        f"the `{field}` of {owner} is empty" if given else f"{owner} has no `{field}`",
        f"write `{field}` with a {schema.word(HASH)} element and{more} a {schema.word(RANGE)} element",
        _answer(schema),
    )


def _too_many_hashes(schema: Schema, hashes: list[Key]) -> Finding:
    """Of two HASH elements, the one that is not the table's, or else the later one, is meant as RANGE."""
    surplus, certain = hashes[1], False
    own = schema.table.key(HASH)
    if schema.is_local and own is not None and own.attribute in (key.attribute for key in hashes):
        surplus = next((key for key in hashes if key.attribute != own.attribute), hashes[1])
        certain = True
    fix, edit = None, f"keep one {schema.word(HASH)} element"
    if len(schema.keys) == 2 and len({key.attribute for key in hashes}) == 2:
        edit = f"make {quoted(surplus.attribute)} the {schema.word(RANGE)} element"
        fix = _retyped(schema, surplus, RANGE, safe=certain)
    first = next(key for key in hashes if key is not surplus)
    return Finding(
        schema.route,
        f"{schema.owner} has {len(hashes)} {schema.word(HASH)} elements, {_names(hashes)}",
        edit + _contract_is_narrower(schema),
        _answer(schema),
        (("the other one is here", (*first.route, "keyType")),),
        fix,
        span=schema.type_place(surplus),
    )


def _no_hash(schema: Schema) -> Finding:
    """All elements are RANGE: one of them is the HASH element, or that one is missing."""
    own = schema.table.key(HASH) if schema.is_local else None
    missing = own.attribute if own else _spare_name(schema.table)
    wrong = next((key for key in schema.keys if key.attribute == missing), schema.keys[0])
    word = schema.word(HASH)
    fix = None
    if missing and wrong.attribute != missing and (own or len(schema.keys) == 1):
        field = schema.table.spelled_key(*wrong.attribute_route)
        edit = f"write the {word} element before it, with `{field}: {missing}`"
    else:
        edit = f"make {quoted(wrong.attribute)} the {word} element"
        edit += "" if len(schema.keys) > 1 else ", or add the one that is missing before it"
        fix = _retyped(schema, wrong, HASH, safe=False)
    return Finding(
        schema.route,
        f"{schema.owner} has no {word} element",
        edit,
        _answer(schema),
        fix=fix,
        span=schema.type_place(wrong),
    )


def _no_range(schema: Schema) -> Finding:
    field = schema.table.spelled_key(*schema.keys[0].attribute_route)
    spare = _spare_name(schema.table)
    example = f", with `{field}: {spare}`" if spare else " for the attribute that it sorts by"
    return Finding(
        schema.route,
        f"{schema.owner} has no {schema.word(RANGE)} element",
        f"add a {schema.word(RANGE)} element{example}",
        _answer(schema),
    )


def _retyped(schema: Schema, key: Key, key_type: int, *, safe: bool) -> Fix:
    """Another type for an element. A number in the place of a word is read too, and stays one."""
    route = (*key.route, "keyType")
    given = schema.table.spelled(*route)
    text = str(key_type) if given.isdigit() else given.replace(_WORDS[key.type], _WORDS[key_type])
    return Fix(f"write {text}", (Replace(route, text),), safe)


def _answer(schema: Schema) -> str | None:
    """What AWS answers to the types in a key schema; None where it would take them, unlike the contract."""
    keys, table = schema.keys, schema.table
    if not keys and not table.given(*schema.route):
        return refused(schema.route, NOT_NULL)
    if not keys:
        return refused(schema.route, "Member must have length greater than or equal to 1", "[]")
    if schema.is_global:
        return _answer_to_global(schema)
    if len(keys) > 2:
        too_long = (schema.route, "Member must have length less than or equal to 2", _dumped(keys))
        return all_refused(too_long, *_without_type(keys))
    if len(keys) == 2 and keys[0].attribute == keys[1].attribute != "":
        return _answer_to_same_attribute(table, schema.index)
    if keys[0].type != HASH:
        return _FIRST
    if len(keys) == 2:
        return _SECOND
    name = schema.index.name if schema.index else ""
    return f"{INVALID}Index KeySchema does not have a range key for index: {name}"


def _answer_to_global(schema: Schema) -> str | None:
    types = [key.type for key in schema.keys]
    if 0 in types:
        return all_refused(*_without_type(schema.keys))
    if types[0] != HASH:
        return _FIRST
    for key_type, word in _WORDS.items():
        if types.count(key_type) > _MULTIPLE_LIMIT:
            return f"{INVALID}The KeySchema exceeds the maximum allowed number of {word} key attributes"
    if types != sorted(types):
        return f"{INVALID}All HASH key attributes must precede RANGE key attributes in the KeySchema"
    names = [key.attribute for key in schema.keys]
    if "" not in names and len(set(names)) < len(names):
        return "The KeySchema contains multiple key attributes with the same name"
    return None


def _without_type(keys: list[Key]) -> list[tuple[Route, str, None]]:
    return [((*key.route, "keyType"), NOT_NULL, None) for key in keys if not key.type]


def _answer_to_same_attribute(table: Table, index: Index | None) -> str:
    """AWS compares the names before it looks at the types, but counts the definitions first."""
    return pairing.TOO_FEW if index is None and len(table.attributes) == 1 else _SAME_NAME


def _dumped(keys: list[Key]) -> str:
    elements = (
        f"KeySchemaElement(attributeName={key.attribute}, keyType={_WORDS.get(key.type, 'null')})"
        for key in keys
    )
    return f"[{', '.join(elements)}]"


def _contract_is_narrower(schema: Schema) -> str:
    """Somebody who has read AWS's own documentation is right to wonder."""
    return "; AWS takes up to four in a global index, but this contract takes one" if schema.is_global else ""


def _names(keys: Iterable[Key]) -> str:
    return listed(key.attribute or "one without a name" for key in keys)


def _spare_name(table: Table) -> str:
    spare = None if pairing.matched(table) else pairing.spare(table)
    return spare.name if spare else ""


def same_attribute(table: Table, keys: list[Key], index: Index | None) -> Iterator[Finding]:
    """One attribute in both elements. Of two elements of one type one is too many: `hash_count` says so."""
    if len(keys) != 2 or keys[0].attribute != keys[1].attribute or not keys[0].attribute:
        return
    if keys[0].type and keys[0].type == keys[1].type:
        return
    first, second = keys
    field = table.spelled_key(*second.attribute_route)
    other = _spare_name(table)
    edit, fix = "name another attribute in one of them, or remove the RANGE element", None
    if other:
        edit = f"did you mean `{field}: {other}`, which is defined and not used by any key?"
        fix = Fix(f"write {other}", (Replace(second.attribute_route, other),), safe=False)
    elif index is not None and not index.is_global:
        edit = "name the attribute that the index sorts by in its RANGE element"
    owner = f"the key of {index.label}" if index else "the table's key"
    yield Finding(
        second.attribute_route,
        f"both elements of {owner} name {quoted(second.attribute)}",
        edit,
        _answer_to_same_attribute(table, index),
        (("the other element is here", first.attribute_route),),
        fix,
    )


def untyped(table: Table, key: Key, keys: list[Key], index: Index | None) -> Iterator[Finding]:
    """An element without a type. Beside one element that has a type, the other type is the only one left."""
    has_hash, has_range = first_key(keys, HASH) is not None, first_key(keys, RANGE) is not None
    if has_hash and has_range:
        return
    field = table.spelled_key(*key.route, "keyType")
    words = {key_type: table.spelled_word("KEY_TYPE_", word) for key_type, word in _WORDS.items()}
    wanted = RANGE if has_hash or (not has_range and key is not keys[0]) else HASH
    certain = len(keys) == 1 or (len(keys) == 2 and has_hash != has_range)
    edit = f"write `{field}: {words[wanted]}`"
    if not certain:
        edit = f"write `{field}: {words[HASH]}` or `{field}: {words[RANGE]}`"
    owner = f"the key of {index.label}" if index else "the table's key"
    name = quoted(key.attribute) if key.attribute else f"element {int(key.route[-1]) + 1}"
    route = (*key.route, "keyType")
    said = f"the `{field}` {table.spelled(*route)}, which is none" if table.given(*route) else f"no `{field}`"
    yield Finding(
        route,
        f"{name} in {owner} has {said}",
        edit,
        refused(route, NOT_NULL),
        fix=_typed(table, key, field, words[wanted], safe=certain),
    )


def _typed(table: Table, key: Key, field: str, word: str, *, safe: bool) -> Fix:
    """A type where there is none, or over the one that says nothing."""
    route = (*key.route, "keyType")
    operation = Replace(route, word) if table.given(*route) else Insert(key.route, field, word)
    return Fix(f"write {field}: {word}", (operation,), safe)
