"""`cost` and `cost_text`, as a Python program calls them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from planton_dynamodb import InputError, InvalidManifestError, cost, cost_text
from planton_dynamodb.costing.prices import PricesError
from planton_dynamodb.fault import Fault
from tests.costing.bills import PUT, operations, patterns, table, usage


def test_a_path_and_its_text_cost_the_same(tmp_path: Path) -> None:
    """But for where the manifest stands."""
    text = table() + usage("storage: 2 GB")
    path = tmp_path / "orders.yaml"
    path.write_text(text)
    assert cost(path) == cost_text(text, name=str(path))
    assert cost(path, overrides=["spec.tableClass=STANDARD_INFREQUENT_ACCESS"])[0].known == Decimal("0.2")


def test_an_error_is_raised_with_what_was_found(tmp_path: Path) -> None:
    """In what is named, and in what stands beside it."""
    with pytest.raises(InvalidManifestError, match="usage-rate-unreadable"):
        cost_text(table() + usage("reads: often"))
    (tmp_path / "orders.yaml").write_text(table())
    (tmp_path / "patterns.yaml").write_text(patterns(PUT + "      frequency: often\n"))
    with pytest.raises(InvalidManifestError, match="frequency-unreadable"):
        cost(tmp_path / "orders.yaml")


def test_what_cannot_be_had_has_an_exception_of_its_own(tmp_path: Path) -> None:
    """A path, a region, prices, an environment."""
    with pytest.raises(InputError):
        cost(tmp_path / "gone.yaml")
    with pytest.raises(Fault, match="there are no prices for the region"):
        cost_text(table(), region="mars-north-1")
    (tmp_path / "prices.json").write_text("[]")
    with pytest.raises(PricesError):
        cost_text(table(), prices=tmp_path / "prices.json")
    with pytest.raises(Fault, match="which environment"):
        cost_text(table() + operations("  environments: [{name: prod}]\n"))
