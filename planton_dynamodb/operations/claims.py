"""What operations claim for their table alone, and who claimed it before: looked up, not compared one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from planton_dynamodb.manifest.manifest import Manifest
from planton_dynamodb.operations.declared import Declared
from planton_dynamodb.operations.lots import Lot, Reached
from planton_dynamodb.reach import Place, Run, place_of, stays
from planton_dynamodb.rules.subject import Quotas


class Claim(NamedTuple):
    """The name of something at AWS, in an environment."""

    environment: str
    """Empty where it is not known: it may be any."""
    text: str


class Claimant(NamedTuple):
    """Operations that claim the same as others which stand behind them."""

    place: Place
    declared: Declared
    environment: str

    def may_meet(self, declared: Declared, claim: Claim) -> bool:
        """Whether these are another table's, and of an environment that may be the same."""
        if self.declared.table_name == declared.table_name:
            return False
        return "" in (self.environment, claim.environment) or self.environment == claim.environment


Claims: TypeAlias = Callable[[Declared], Iterable[Claim]]
_Claimants: TypeAlias = Mapping[str, Sequence[Claimant]]


def claimed_before(declared: Declared, claims: Claims) -> tuple[Declared, str] | None:
    """The first operations of another table that claim what these claim, and what that is; None where none do."""
    ours, place = list(claims(declared)), place_of(declared.manifest)
    lots = [each for each in declared.lots() if each.adds] if ours else []
    known = [(each, _claimants(each.lot, claims, declared)) for each in lots]
    first: tuple[Place, Declared, str] | None = None
    for claim in ours:
        for reached, claimants in known:
            found = _first(_seen(claimants.get(claim.text, ()), reached), place, declared, claim)
            if found is not None and (first is None or found.place < first[0]):
                first = found.place, found.declared, claim.text
    return None if first is None else first[1:]


def _seen(claimants: Sequence[Claimant], reached: Reached) -> Iterator[Claimant]:
    return (each for each in claimants if each.place[0] != reached.without)


def _first(claimants: Iterable[Claimant], place: Place, declared: Declared, claim: Claim) -> Claimant | None:
    for each in claimants:
        if each.place >= place:
            return None
        if each.may_meet(declared, claim):
            return each
    return None


def _claimants(lot: Lot, claims: Claims, asking: Declared) -> _Claimants:
    if stays(asking.run):
        return _kept_claimants(lot, claims, asking.run, asking.quotas)
    run = tuple(asking.run)
    return (
        _sorted(lot, claims, run, asking.quotas) if run else _kept_claimants(lot, claims, (), asking.quotas)
    )


@lru_cache(maxsize=16)
def _kept_claimants(lot: Lot, claims: Claims, run: Run | tuple[()], quotas: Quotas) -> _Claimants:
    return _sorted(lot, claims, run, quotas)


def _sorted(lot: Lot, claims: Claims, run: Iterable[Manifest], quotas: Quotas) -> _Claimants:
    found: dict[str, list[Claimant]] = {}
    for held in sorted(lot.held, key=lambda held: held.place):
        declared = Declared(held.manifest, held.file, run, quotas)
        for claim in claims(declared):
            found.setdefault(claim.text, []).append(Claimant(held.place, declared, claim.environment))
    return found
