"""A table of a run's own: made under a name that nobody has, and deleted whatever happens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from typing import Any, NamedTuple

from planton_dynamodb.engines.asking.calls import Calls, Pace
from planton_dynamodb.engines.asking.names import PREFIX, own_name
from planton_dynamodb.engines.asking.run import CannotRunError, PatternRun, run, table_of
from planton_dynamodb.engines.dynamodb import DynamoDB, Refused, UnreachableError
from planton_dynamodb.patterns.trial import Trial
from planton_dynamodb.table.table import PAY_PER_REQUEST, Table
from planton_dynamodb.targets.create_table import keys_and_indexes

_NOTHING, _UNSURE, _MADE = "nothing", "unsure", "made"
_GONE = "ResourceNotFoundException"
_IN_USE = frozenset({"ResourceInUseException", "LimitExceededException"})
_MAKING_SECONDS, _DELETING_SECONDS, _READING_SECONDS = 600.0, 120.0, 10.0
_LONGEST_PAUSE = 2.0
_UNSURE_SECONDS = 2.0


class LeftBehindError(Exception):
    """A table that was made for a run could not be deleted."""


def _raise(name: str, why: str) -> None:
    raise LeftBehindError(f"the table {name} may still be there: {why}")


class Manners(NamedTuple):
    """How a run behaves where its table is not alone."""

    prefix: str = PREFIX
    """What the names of its tables begin with."""
    pace: Pace = Pace()
    patience: float = _READING_SECONDS
    """For so many seconds what is not read consistently may come late."""
    held: Callable[[], AbstractContextManager[Any]] = nullcontext
    """What keeps a stop waiting while it is not known whether there is a table, and while one is deleted."""
    made: Callable[[str], None] = lambda _: None
    """Who is told the name before there is a table of it."""
    left: Callable[[str, str], None] = _raise
    """Who is told the name of a table that could not be deleted, and why."""


def run_beside_others(trial: Trial, service: DynamoDB, manners: Manners | None = None) -> PatternRun:
    """Make a table for a design, ask every pattern, and delete the table."""
    manners = manners or Manners()
    with _own_table(service, table_of(trial), manners) as name:
        return run(trial, service, name, pace=manners.pace, patience=manners.patience)


def creation(table: Table, name: str) -> dict[str, Any]:
    """CreateTable with what patterns need of a table: keys and indexes, paid for by request."""
    indexes = tuple(index._replace(capacity=None) for index in table.global_indexes)
    made = keys_and_indexes(replace(table, name=name, global_indexes=indexes))
    return {**made, "BillingMode": PAY_PER_REQUEST}


@contextmanager
def _own_table(service: DynamoDB, table: Table, manners: Manners) -> Iterator[str]:
    keeper = _Keeper(service, own_name(manners.prefix, table.name), manners)
    manners.made(keeper.name)
    try:
        try:
            keeper.make(table)
            keeper.wait_until_active()
            yield keeper.name
        finally:
            keeper.delete()
    except BaseException:
        keeper.delete()  # a stop may have come just before it began
        raise


class _Keeper:
    """Makes one table and deletes it."""

    def __init__(self, service: DynamoDB, name: str, manners: Manners) -> None:
        self.name = name
        self._calls = Calls(service, name, manners.pace)
        self._manners = manners
        self._state = _NOTHING

    def make(self, table: Table) -> None:
        """CreateTable. Where it is refused there is nothing of ours, whatever is there."""
        with self._manners.held():
            self._state = _UNSURE
            try:
                self._calls.call("CreateTable", creation(table, self.name))
            except Refused as refused:
                # An attempt that seemed to fail may have made what the next one found.
                ours = self._calls.again and refused.code in _IN_USE
                self._state = _MADE if ours else _NOTHING
                if not ours:
                    raise
            except UnreachableError as error:
                self._state = _UNSURE if error.sent else _NOTHING
                raise
            self._state = _MADE

    def wait_until_active(self) -> None:
        """Until the table and its indexes can be asked."""
        for _ in self._moments(_MAKING_SECONDS):
            found = self._calls.call("DescribeTable", {"TableName": self.name})["Table"]
            states = [found["TableStatus"]]
            states += [
                index.get("IndexStatus", "ACTIVE") for index in found.get("GlobalSecondaryIndexes") or ()
            ]
            if set(states) == {"ACTIVE"}:
                return
        raise CannotRunError(f"the table {self.name} was not active after {_MAKING_SECONDS:g} seconds")

    def delete(self) -> None:
        """Delete the table and wait until it is gone; say so where that cannot be done."""
        if self._state == _NOTHING:
            return
        with self._manners.held():
            why = self._kept()
            sure, self._state = self._state == _MADE, _NOTHING
            if why:
                self._manners.left(self.name, why if sure else f"{why} (whether it was made is not known)")

    def _kept(self) -> str:
        """Try to delete the table; why it may be there all the same, or nothing."""
        try:
            for waited in self._moments(_DELETING_SECONDS):
                gone = self._delete_once() == _GONE
                if gone and (self._state == _MADE or waited >= _UNSURE_SECONDS):
                    return ""
        except (Refused, UnreachableError) as error:
            return str(error)
        return f"it was not gone after {_DELETING_SECONDS:g} seconds"

    def _delete_once(self) -> str:
        """What DynamoDB answers to DeleteTable: a table that is being made or deleted is in use."""
        try:
            self._calls.call("DeleteTable", {"TableName": self.name})
        except Refused as refused:
            if refused.code != _GONE and refused.code not in _IN_USE:
                raise
            return refused.code
        return ""

    def _moments(self, seconds: float) -> Iterator[float]:
        """Moments to look again, each with the seconds that have gone by."""
        pace = self._manners.pace
        start, pause = pace.clock(), pace.first
        while (waited := pace.clock() - start) <= seconds:
            yield waited
            pace.sleep(pause)
            pause = min(_LONGEST_PAUSE, pause * 2)
