from __future__ import annotations

from dataclasses import replace
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from planton_dynamodb.changes.compare import compare
from planton_dynamodb.changes.guard import Allowed
from planton_dynamodb.changes.sorts import takes_new_table
from planton_dynamodb.engines.outcome import Done, Outcome
from planton_dynamodb.engines.pulumi.engine import Engine, Job
from planton_dynamodb.engines.pulumi.place import asked, place_of
from planton_dynamodb.table.table import Table
from planton_dynamodb.targets.pulumi_options import Options
from tests.changes.generated import any_tables, lasting_tables
from tests.engines.pulumi.jobs import engine_in, silent, told
from tests.standin.fixtures import Cloud

# Where a run fails, Pulumi's own server of the program leaves its event loop to the collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

_NUMBERS = count()
few_examples = settings(
    max_examples=4,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def applied(engine: Engine, cloud: Cloud, table: Table) -> Outcome:
    """Apply a table with everything allowed."""
    place = place_of({"name": table.name}, asked(cloud.env), cloud.env)
    rebuild = frozenset(f"{table.name}/{index.name}" for index in table.global_indexes)
    job = Job(table=table, options=Options(protect=table.deletion_protection), place=place)
    return engine.apply(job, Allowed(frozenset({table.name}), rebuild), None, silent)


def seen_from_aws(engine: Engine, cloud: Cloud, table: Table) -> Outcome:
    """Read the table from AWS into the state."""
    place = place_of({"name": table.name}, asked(cloud.env), cloud.env)
    return engine.refresh(Job(table=table, options=Options(), place=place), silent)


@few_examples
@given(any_tables, any_tables)
def test_any_table_becomes_any_other_where_it_is_allowed(cloud: Cloud, old: Table, new: Table) -> None:
    """What a refresh finds at AWS afterwards is what was asked for; a protected table alone makes no room."""
    becomes(cloud, old, new)


@few_examples
@given(lasting_tables, lasting_tables)
def test_a_table_that_need_not_be_replaced_is_changed(cloud: Cloud, old: Table, new: Table) -> None:
    """In as many steps as it takes, indexes made anew included."""
    becomes(cloud, old, new)


def becomes(cloud: Cloud, old: Table, new: Table) -> None:
    """Make one table, then the other of it."""
    name = f"orders-{next(_NUMBERS)}"
    old, new = replace(old, name=name), replace(new, name=name)
    engine = engine_in(cloud)
    made = applied(engine, cloud, old)
    assert made.done is Done.CREATED, told(made)
    changes = compare(old, new)
    changed = applied(engine, cloud, new)
    if any(takes_new_table(change) for change in changes):
        expected = Done.REFUSED if old.deletion_protection else Done.REPLACED
    else:
        expected = Done.CHANGED if changes else Done.UNCHANGED
    assert changed.done is expected, told(changed)
    stands = old if expected is Done.REFUSED else new
    seen = seen_from_aws(engine, cloud, stands)
    assert seen.drift == ()
    again = applied(engine, cloud, stands)
    assert again.done is Done.UNCHANGED, told(again)
