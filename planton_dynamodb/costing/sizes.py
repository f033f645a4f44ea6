"""How large the items of a table are: as is declared of them, else as the sample items are."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from planton_dynamodb.operations.quantities import in_bytes
from planton_dynamodb.patterns.design import Entity, Pattern
from planton_dynamodb.patterns.samples import makes_key
from planton_dynamodb.patterns.store import Store, identity
from planton_dynamodb.patterns.trial import Trial
from planton_dynamodb.patterns.values import Attributes, item_size
from planton_dynamodb.table.table import ALL, GlobalIndex, LocalIndex, Table


class Weighed(NamedTuple):
    """A sample item, and for how many it stands."""

    item: Attributes
    weight: Decimal


class Entry(NamedTuple):
    """What an index has of the items of an entity."""

    part: Decimal
    """How many of them stand there, from 0 to 1."""
    size: Decimal
    at_most: bool = False
    """Whether that is no more than a bound, for want of sample items."""


class Sizes:
    """The sizes of the items of a table. Each thing is found out once, when it is first asked for."""

    def __init__(self, table: Table, trials: Sequence[Trial], given: int | None) -> None:
        self.table = table
        self.trials = trials
        self.given = given
        """What is declared of all items."""

    @cached_property
    def store(self) -> Store:
        """All sample items."""
        return Store(self.table, self._samples.values())

    @cached_property
    def entities(self) -> dict[str, Entity]:
        """The entities by their names."""
        found: dict[str, Entity] = {}
        for trial in self.trials:
            for entity in trial.design.entities:
                # Several manifests may tell of one entity: the one that counts it is taken.
                if entity.name not in found or found[entity.name].population is None:
                    found[entity.name] = entity
        return found

    @cached_property
    def _samples(self) -> dict[Hashable, Attributes]:
        stores = (trial.store for trial in self.trials)
        return {identity(item, self.table): item for store in stores if store for item in store.all()}

    @cached_property
    def _entity_of(self) -> dict[Hashable, str]:
        """The entity of each sample item, by the item's key."""
        found: dict[Hashable, str] = {}
        for trial in self.trials:
            for sample in trial.samples:
                if all(name in sample.attributes for name in self.table.key.attributes):
                    found.setdefault(identity(sample.attributes, self.table), sample.item.entity)
        return found

    def items_of(self, entity: str) -> list[Attributes]:
        """The sample items of an entity."""
        return [item for key, item in self._samples.items() if self._entity_of.get(key) == entity]

    def whole(self, item: Attributes, entity_name: str = "") -> int:
        """The size of an item: that of its entity, else that of all items, else its own."""
        if not item:
            return 0
        entity = self.entities.get(entity_name or self._entity_name(item))
        declared = in_bytes(entity.item_size) if entity is not None and entity.item_size else self.given
        return declared if declared is not None else item_size(item)

    def _entity_name(self, item: Attributes) -> str:
        known = self._entity_of.get(identity(item, self.table))
        if known is not None:
            return known
        # An item that is written, and no sample, of which nothing is said.
        return next(iter(self.entities)) if len(self.entities) == 1 else ""

    def entry(self, item: Attributes, index: str) -> int:
        """The size of what an index has of an item; of the item itself where no index is named."""
        return self.entry_written(self.store.carried(item, index), item, index)

    def entry_written(self, entry: Attributes, item: Attributes, index: str, entity: str = "") -> int:
        """The size of an entry of an index: that of its item where it carries everything."""
        found = next((each for each in self.table.indexes if each.name == index), None)
        return self.whole(item, entity) if found is None or found.projection.type == ALL else item_size(entry)

    def stands_in(self, item: Attributes, index: str) -> bool:
        """Whether an index has an item."""
        return self.store.stands_in(item, index)

    def typical(self, entity: str) -> int:
        """The size of an item of an entity, else of any, where no sample item is read; 0 where nobody knows."""
        found = self.of_entity(entity) or (Decimal(self.given) if self.given is not None else None)
        return int(found) if found is not None else 0

    def of_entity(self, name: str) -> Decimal | None:
        """The mean size of an entity's items; None where nothing says it."""
        entity = self.entities.get(name)
        if entity is not None and entity.item_size:
            return Decimal(in_bytes(entity.item_size))
        if self.given is not None:
            return Decimal(self.given)
        items = self.items_of(name)
        return Decimal(sum(map(item_size, items))) / len(items) if items else None

    def entry_of_entity(self, name: str, index: GlobalIndex | LocalIndex) -> Entry:
        """What an index has of the items of an entity."""
        items = self.items_of(name)
        standing = [item for item in items if self.stands_in(item, index.name)]
        if items:
            part = Decimal(len(standing)) / len(items)
            sizes = [self.entry(item, index.name) for item in standing]
            return Entry(part, Decimal(sum(sizes)) / len(sizes) if sizes else Decimal(0))
        entity = self.entities[name]
        if not makes_key(entity, index.key, self.table):
            return Entry(Decimal(0), Decimal(0))
        bound = index.projection.type != ALL or index.name in entity.sparse
        return Entry(Decimal(1), self.of_entity(name) or Decimal(0), at_most=bound)

    def scanned(self, pattern: Pattern) -> Decimal | None:
        """How many items a Scan without a limit reads, where the entities say how many there are."""
        counts = [entity.population for entity in self.entities.values()]
        if pattern.items_per_call is not None or pattern.limit or not counts or None in counts:
            return None
        if not pattern.index:
            return Decimal(sum(count for count in counts if count is not None))
        index = next((each for each in self.table.indexes if each.name == pattern.index), None)
        return (
            None
            if index is None
            else sum(
                (
                    entity.population * self.entry_of_entity(entity.name, index).part
                    for entity in self.entities.values()
                    if entity.population is not None
                ),
                Decimal(0),
            )
        )


def samples_weighed(sizes: Sizes) -> list[Weighed]:
    """The sample items, each for as many as there are of its entity; alike where that is not said of all of them."""
    groups = [(sizes.items_of(name), entity.population) for name, entity in sizes.entities.items()]
    groups = [(items, count) for items, count in groups if items]
    if groups and all(count for _, count in groups):
        return [Weighed(item, Decimal(count or 0) / len(items)) for items, count in groups for item in items]
    return [Weighed(item, Decimal(1)) for item in sizes.store.all()]
