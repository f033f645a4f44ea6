"""The types of a table's items, as access patterns describe them, for whichever language they are written in."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from planton_dynamodb.patterns import design
from planton_dynamodb.patterns.bound import Bound
from planton_dynamodb.patterns.design import Pattern
from planton_dynamodb.patterns.expectations import Known
from planton_dynamodb.patterns.samples import has_shape
from planton_dynamodb.patterns.templates import Template
from planton_dynamodb.patterns.trial import Trial
from planton_dynamodb.patterns.values import Attribute, Attributes
from planton_dynamodb.table.table import Key, Table
from planton_dynamodb.targets.types_names import Names, pascal
from planton_dynamodb.targets.types_shapes import Field, Made, Plain, Shape, fields_of


class Entity(NamedTuple):
    """A sort of item."""

    name: str
    """The name of its type."""
    entity: str
    """What the design calls it; empty for the items that are of no entity."""
    about: str
    fields: tuple[Field, ...]
    read_by: tuple[str, ...] = ()
    written_by: tuple[str, ...] = ()
    is_seen: bool = True
    """Whether there are items of it to learn from."""

    def field(self, name: str) -> Field | None:
        """The attribute of a name."""
        return next((each for each in self.fields if each.name == name), None)


class KeyType(NamedTuple):
    """The key of the table, or of an index of it."""

    name: str
    of_index: str
    """Empty for the table's own."""
    attributes: tuple[tuple[str, str], ...]
    """Each with the letter of its type."""
    entities: tuple[Entity, ...]
    """Those whose items have it."""


class Types(NamedTuple):
    """Every type of a design."""

    table: str
    entities: tuple[Entity, ...]
    item: str
    """The name of the type that every item has."""
    keys: tuple[KeyType, ...]
    names: Names


def types_of(trials: Sequence[Trial]) -> Types:
    """The types that the sound designs of one table describe. Entities of one name are one."""
    table = trials[0].table
    assert table is not None, "a design without errors has its table"
    names = Names()
    entities = tuple(_entities(trials, table, names))
    item = names.take(f"{pascal(table.name)}Item", "Table")
    keys = [_key_type("", table.key, table, names, entities)]
    keys += [_key_type(index.name, index.key, table, names, entities) for index in table.indexes]
    return Types(table.name, entities, item, tuple(keys), names)


def _key_type(index: str, key: Key, table: Table, names: Names, entities: Sequence[Entity]) -> KeyType:
    name = names.take(f"{pascal(index or table.name)}Key", "Index" if index else "Table")
    types = table.attribute_types
    having = tuple(each for each in entities if all(each.field(part) is not None for part in key.attributes))
    return KeyType(name, index, tuple((part, types[part]) for part in key.attributes), having)


def _entities(trials: Sequence[Trial], table: Table, names: Names) -> Iterator[Entity]:
    seen: dict[str, list[Attributes]] = {}
    concerned: list[tuple[Pattern, set[str]]] = []
    declared: dict[str, list[design.Entity]] = {}
    about: dict[str, str] = {}
    for trial in trials:
        for name, found in _items(trial, _known(trial)).items():
            seen.setdefault(name, []).extend(found)
        concerned += [(each, _concerned(each, trial, _known(trial))) for each in trial.patterns if each.name]
        for entity in trial.design.entities:
            declared.setdefault(entity.name, []).append(entity)
            about[entity.name] = about.get(entity.name) or _about(trial, entity)
    told = _told_apart_by(seen, _known(trials[0]))
    for entity_name, alike in declared.items():
        items = seen.get(entity_name, [])
        fields = [_narrowed(field, alike, items, table, told) for field in _fields(alike, items, table)]
        readers = (each for each, of in concerned if each.is_read and entity_name in of)
        writers = (each for each, of in concerned if not each.is_read and entity_name in of)
        yield Entity(
            name=names.take(entity_name, "Entity"),
            entity=entity_name,
            about=about[entity_name],
            fields=_ordered(fields, table),
            read_by=_named(readers),
            written_by=_named(writers),
            is_seen=bool(items),
        )
    if seen.get(""):
        loose = f"{pascal(table.name)}{'Other' if declared else 'Any'}Item"
        yield Entity(
            names.take(loose, "Entity"),
            "",
            "An item of no entity.",
            _ordered(list(fields_of(seen[""])), table),
        )


def _known(trial: Trial) -> Known:
    assert trial.known is not None, "a design without errors has its table"
    return trial.known


def _named(patterns: Iterable[Pattern]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.name for each in patterns))


def _items(trial: Trial, known: Known) -> dict[str, list[Attributes]]:
    """The items that there are to learn from, by entity: the samples, and what stands there after a write."""
    found: dict[str, list[Attributes]] = {}
    for sample in trial.samples:
        if not sample.unfit:
            found.setdefault(sample.item.entity, []).append(sample.attributes)
    for pattern in trial.patterns:
        answer = None if pattern.is_read else trial.answer(pattern)
        put = {
            known.identity(each.item): each.write.entity
            for each in trial.bound(pattern).writes
            if each.write.operation == design.PUT_ITEM
        }
        for item in answer.items if answer is not None else ():
            sample_ = known.sample(item)
            other = pattern.entity if sample_ is None else sample_.item.entity
            entity = put.get(known.identity(item)) or other
            if entity:
                found.setdefault(entity, []).append(item)
    return found


def _fields(alike: Sequence[design.Entity], items: Sequence[Attributes], table: Table) -> list[Field]:
    """The attributes that items have, and the keys that the entity says they have."""
    fields = list(fields_of(items))
    known = {field.name for field in fields}
    types = table.attribute_types
    for name in (*table.key.attributes, *(name for entity in alike for name in entity.keys)):
        if name not in known:
            known.add(name)
            fields.append(Field(name, Plain(types.get(name, "S")), optional=bool(items)))
    return fields


def _narrowed(
    field: Field,
    alike: Sequence[design.Entity],
    items: Sequence[Attributes],
    table: Table,
    told: frozenset[str],
) -> Field:
    """An attribute with what is known of it besides its values."""
    values = [item[field.name] for item in items if field.name in item]
    templates = [entity.keys[field.name] for entity in alike if field.name in entity.keys]
    optional = field.optional
    if field.name in table.key.attributes:
        optional = False
    elif _is_partial(templates, alike, items) or any(_is_sparse(field.name, each, table) for each in alike):
        optional = True
    shape: Shape = field.shape
    if templates:
        made = {_templated(template, shape, values) for template in templates}
        shape = made.pop() if len(made) == 1 else shape
    elif field.name in told and values:
        shape = Made((values[0]["S"],))
    return Field(field.name, shape, optional)


def _is_partial(
    templates: Sequence[Template], alike: Sequence[design.Entity], items: Sequence[Attributes]
) -> bool:
    """Whether only some designs know of a key, where no items say who is right."""
    return not items and 0 < len(templates) < len(alike)


def _is_sparse(name: str, entity: design.Entity, table: Table) -> bool:
    """Whether an attribute is a key of nothing but indexes in which only some of these items stand."""
    of = [index.name for index in table.indexes if name in index.key.attributes]
    return bool(of) and all(index in entity.sparse for index in of)


def _templated(template: Template, shape: Shape, values: Sequence[Attribute]) -> Shape:
    """What a template makes; where an item has something else there, what items have."""
    if template.is_value or template.fault is not None:
        return shape
    if not all(has_shape(value, template) for value in values):
        return shape
    return Made(tuple(part if isinstance(part, str) else None for part in template.parts) or ("",))


def _ordered(fields: Sequence[Field], table: Table) -> tuple[Field, ...]:
    """The table's key first, then those of its indexes, then the rest as it is met."""
    keys = [name for key in (table.key, *(each.key for each in table.indexes)) for name in key.attributes]
    place = {name: position for position, name in reversed(list(enumerate(keys)))}
    return tuple(sorted(fields, key=lambda field: place.get(field.name, len(keys))))


def _told_apart_by(seen: Mapping[str, Sequence[Attributes]], known: Known) -> frozenset[str]:
    """The attributes that say of each item which entity it is: one text for all items of an entity, another for each.

    Where there is one item of an entity, every text of it is one text: there it has to be the entity's name.
    """
    kinds = {entity: items for entity, items in seen.items() if entity}
    if len(kinds) < 2 or "" in seen:
        return frozenset()
    alone = {entity for entity, items in kinds.items() if len(set(map(known.identity, items))) == 1}
    shared = set.intersection(*({name for item in items for name in item} for items in kinds.values()))
    return frozenset(name for name in shared if _tells_apart(name, kinds, alone))


def _tells_apart(name: str, kinds: Mapping[str, Sequence[Attributes]], alone: Container[str]) -> bool:
    texts = set()
    for entity, items in kinds.items():
        found = {item.get(name, {}).get("S") for item in items}
        text = found.pop()
        if found or text is None or (entity in alone and _letters(text) != _letters(entity)):
            return False
        texts.add(text)
    return len(texts) == len(kinds)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _about(trial: Trial, entity: design.Entity) -> str:
    spec: dict[str, Any] = trial.design.manifest.fields["spec"]  # type: ignore[assignment]
    return str(spec["entities"][entity.route[2]].get("description") or "")


def _concerned(pattern: Pattern, trial: Trial, known: Known) -> set[str]:
    """The entities of which a pattern reads or writes items when it is tried."""
    answer = trial.answer(pattern)
    items = answer.items if answer is not None else ()
    named = pattern.expect.items if pattern.expect is not None else None
    samples = [known.sample(item) for item in items]
    samples += [known.named(item) for item in named or () if isinstance(item, str)]
    found = {sample.item.entity for sample in samples if sample is not None}
    return found | set(_written(trial.bound(pattern), known)) | {pattern.entity}


def _written(bound: Bound, known: Known) -> Iterator[str]:
    for each in bound.writes:
        sample = known.sample(each.key) if each.key else None
        yield from [sample.item.entity] if sample is not None else [each.write.entity]
