from __future__ import annotations

import asyncio
import os
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from pathlib import Path

import pulumi
import pytest

from planton_dynamodb.changes.guard import Allowed
from planton_dynamodb.engines.dynamodb import Refused
from planton_dynamodb.engines.embedded.rehearsal import Rehearsal, rehearse
from planton_dynamodb.table.resolve import resolve
from planton_dynamodb.table.table import Key, Table
from tests.conformance.corpus import corpus
from tests.conformance.verdicts import Case
from tests.descriptions import Described, differences

SOUND = [case for case in corpus() if case.name.startswith("ok/")]
ORDERS = Table("orders", (("customer", "S"), ("placed", "N")), Key("customer", "placed"))
ALLOWED = Allowed(replace=frozenset({"orders"}))


def told(rehearsal: Rehearsal) -> Described:
    """What AWS said of the table at the end."""
    found = rehearsal.described
    return Described(found.table, found.expiry, found.backups, found.tags, found.insights)


def bare(table: Table) -> Table:
    """The same table with nothing but its key and local indexes: AWS can change all the rest."""
    keys = (table.key, *(index.key for index in table.local_indexes))
    used = {name for key in keys for name in key.attributes}
    attributes = tuple(each for each in table.attributes if each[0] in used)
    return Table(table.name, attributes, table.key, local_indexes=table.local_indexes)


@cache
def found(table: Table) -> Table:
    """What AWS says of a table that is made as it is."""
    return rehearse(table).described.as_table()


def in_place(rehearsal: Rehearsal) -> bool:
    """Whether the table that was there is the one that is there."""
    return not {"CreateTable", "DeleteTable"} & {call.operation for call in rehearsal.calls}


@pytest.mark.parametrize("case", SOUND, ids=lambda case: case.name)
def test_a_table_that_grew_is_what_its_manifest_says(case: Case) -> None:
    """Each sound manifest made of a bare table in place; making it again takes no call."""
    table = resolve(case.manifest)
    rehearsal = rehearse(table, bare(table))
    assert rehearsal.refusals == ()
    assert in_place(rehearsal)
    assert differences(case.manifest, told(rehearsal)) == []
    assert rehearse(table, table).calls == ()


@pytest.mark.parametrize("case", SOUND, ids=lambda case: case.name)
def test_a_table_that_shrank_is_bare(case: Case) -> None:
    """All that a manifest can ask for besides key and local indexes goes in place, too."""
    table = resolve(case.manifest)
    rehearsal = rehearse(bare(table), table)
    assert rehearsal.refusals == ()
    assert in_place(rehearsal)
    assert rehearsal.described.as_table() == found(bare(table))


def test_a_replacement_deletes_and_makes() -> None:
    """Where it is allowed, a new table takes the place of the old one, with its insights."""
    old = replace(ORDERS, contributor_insights=True)
    new = replace(old, key=Key("customer"), attributes=(("customer", "S"),))
    rehearsal = rehearse(new, old, ALLOWED)
    assert [call.operation for call in rehearsal.calls] == [
        "UpdateContributorInsights",
        "DeleteTable",
        "CreateTable",
        "UpdateContributorInsights",
    ]
    assert rehearsal.described.insights == "ENABLED"
    assert len(rehearsal.described.table["KeySchema"]) == 1


def test_a_rename_leaves_no_old_table_behind() -> None:
    """The table of the old name goes."""
    rehearsal = rehearse(replace(ORDERS, name="purchases"), ORDERS, ALLOWED)
    assert [call.operation for call in rehearsal.calls] == ["DeleteTable", "CreateTable"]
    assert rehearsal.outputs["table_name"] == "purchases"


def test_a_refused_change_changes_nothing() -> None:
    """What apply would refuse is not made: no call, the old table stays."""
    rehearsal = rehearse(replace(ORDERS, key=Key("customer"), attributes=(("customer", "S"),)), ORDERS)
    assert [refusal.flag for refusal in rehearsal.refusals] == ["--allow-replace orders"]
    assert rehearsal.calls == ()
    assert len(rehearsal.described.table["KeySchema"]) == 2


def test_a_protected_table_says_why_it_stays() -> None:
    """AWS's own words, which `destroy` would meet."""
    kept = rehearse(replace(ORDERS, deletion_protection=True)).kept
    assert kept is not None
    assert kept.endswith("Disable deletion protection first.")
    assert rehearse(ORDERS).kept is None


def test_what_the_embedded_aws_refuses_is_raised() -> None:
    """As Refused, with the text, and not as whatever Pulumi makes of it; and nothing stays behind."""
    with pytest.raises(Refused, match=r"CreateTable: ValidationException: .*does not exactly match"):
        rehearse(replace(ORDERS, key=Key("nowhere")))
    assert rehearse(ORDERS).outputs["table_name"] == "orders"


def test_only_what_matters_is_said_not_to_be_shown() -> None:
    """A key is worth a word where there is one, units where they are reserved."""
    assert len(rehearse(ORDERS).limits) == 2
    assert len(rehearse(replace(ORDERS, contributor_insights=True)).limits) == 3


def test_nothing_reaches_for_a_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whatever the environment says of profiles, endpoints and proxies; and the environment stays as it was."""

    def refuse(*_: object) -> None:
        raise AssertionError("a connection was asked for")

    for name in ("AWS_ENDPOINT_URL", "HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "nowhere"))
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    before = dict(os.environ)
    assert rehearse(replace(ORDERS, name="invoices")).outputs["table_id"] == "invoices"
    assert dict(os.environ) == before


def test_nothing_of_pulumi_stays_set() -> None:
    """Neither its settings nor threads: a program that runs Pulumi itself goes on as it was."""
    before = pulumi.get_project(), pulumi.get_stack(), pulumi.runtime.get_root_resource()
    threads = threading.active_count()
    rehearse(ORDERS)
    assert (pulumi.get_project(), pulumi.get_stack(), pulumi.runtime.get_root_resource()) == before
    assert threading.active_count() == threads


def test_rehearsals_at_the_same_time_do_not_meet() -> None:
    """From threads, each under the same name."""
    tables = [replace(ORDERS, tags=(("number", str(number)),)) for number in range(8)]
    with ThreadPoolExecutor(4) as threads:
        found = [rehearsal.described.tags for rehearsal in threads.map(rehearse, tables)]
    assert found == [dict(table.tags) for table in tables]


def test_it_runs_inside_an_event_loop() -> None:
    """As it would be called from a notebook or a server."""

    async def called() -> Rehearsal:
        return rehearse(ORDERS)

    assert asyncio.run(called()).outputs["table_name"] == "orders"
