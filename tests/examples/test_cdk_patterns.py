"""The CDK tables: every key pattern and every lookup that their document names is asked for by an access pattern."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from planton_dynamodb import Table, tables
from planton_dynamodb.patterns.design import Pattern
from planton_dynamodb.patterns.trial import Trial
from tests.examples.around import Around, Members, around
from tests.examples.designs import answered, asked_keys, trials
from tests.examples.documents import EXAMPLES, descriptions, document, unanswered
from tests.standin.fixtures import StandIns, new_cloud, role

FOLDER = EXAMPLES / "cdk-patterns"
SINGLE = "app-records"
"""The table whose indexes the document adds to no table in particular."""


class Row(NamedTuple):
    """A row of the document's table of key patterns."""

    pattern: str
    example: str
    use: str


class Index(NamedTuple):
    """An index that the document adds, and the comment above it."""

    table: str
    name: str
    key: tuple[str, ...]
    comment: str


def rows() -> list[Row]:
    """Every row of the table of key patterns."""
    section = document("001").partition("## Table Key Patterns")[2].partition("\n## ")[0]
    return [
        Row(*cells)
        for cells in re.findall(r"^\| `([^`]+)` \| `([^`]+)` \| ([^|]+) \|$", section, re.MULTILINE)
    ]


def indexes() -> list[Index]:
    """Every index that the document adds to a table."""
    code = document("001")
    names = dict(
        re.findall(r"const (\w+Table) = new .*?getResourceName\(config, '([\w-]+)'\)", code, re.DOTALL)
    )
    added = (
        r"(?:^// (GSI for [^\n]+)\n)?^(\w+)\.addGlobalSecondaryIndex\(\{\n\s+indexName: '(\w+)',(.*?)^\}\);"
    )
    return [
        Index(names.get(variable, SINGLE), name, tuple(re.findall(r"Key: \{ name: '(\w+)'", keys)), comment)
        for comment, variable, name, keys in re.findall(added, code, re.MULTILINE | re.DOTALL)
    ]


def constructors() -> dict[str, str]:
    """What each table is made with, by its name; where it is made twice, all of that."""
    found: dict[str, str] = {}
    for made in re.findall(r"new dynamodb\.Table\(.*?\n\}\);", document("001"), re.DOTALL):
        (name,) = re.findall(r"getResourceName\(config, '([\w-]+)'\)", made)
        found[name] = found.get(name, "") + made
    return found


@pytest.fixture(scope="module")
def designs() -> dict[str, Trial]:
    """The examples, tried, by the names of their tables."""
    return trials(FOLDER)


@pytest.fixture(scope="module")
def made() -> dict[str, Table]:
    """The tables of the examples by their names."""
    files = [path for path in sorted(FOLDER.glob("*.yaml")) if path.name.count(".") == 1]
    return {table.name: table for path in files for table in tables(path)}


def patterns_about(designs: dict[str, Trial], words: str) -> Iterator[tuple[Trial, Pattern]]:
    """The patterns in whose description the document's words stand."""
    for trial in designs.values():
        for pattern in trial.patterns:
            if words in pattern.description:
                yield trial, pattern


def test_every_key_pattern_is_asked_for(designs: dict[str, Trial]) -> None:
    """Each of the seven rows stands in a description, and the pattern asks for a key of that sort."""
    found = rows()
    assert len(found) == 7
    for row in found:
        about = list(patterns_about(designs, f"{row.pattern} ({row.use})"))
        assert about, row
        sort = row.pattern.partition("{")[0]
        for _, pattern in about:
            keys = [
                *asked_keys(pattern).values(),
                *(str(key) for write in pattern.writes for key in write.key.values()),
            ]
            assert any(key.startswith(sort) for key in keys), (row, pattern.name)


def test_every_key_of_the_document_is_found(designs: dict[str, Trial]) -> None:
    """The document's own example of each key pattern is the key of an item that such a pattern comes back with."""
    for row in rows():
        keys = [
            item.get(name)
            for trial, pattern in patterns_about(designs, f"{row.pattern} ({row.use})")
            for item in answered(trial, pattern).items
            for name in (trial.table.attribute_types if trial.table is not None else ())
        ]
        assert {"S": row.example} in keys, row


def test_every_pattern_is_served_and_returns_what_it_should() -> None:
    """None of what the document asks for is merely written down."""
    assert unanswered(descriptions(FOLDER).values(), FOLDER) == []


def test_the_page_names_the_patterns_of_each_key() -> None:
    """Its second table has the seven rows of the document, with every pattern about them."""
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    named = {
        key: set(re.findall(r"`([\w-]+)`", patterns))
        for key, patterns in re.findall(r"^\| `([A-Z]+[^`]*)` \| ([^|]+) \|$", page, re.MULTILINE)
    }
    said = descriptions(FOLDER)
    assert named == {
        row.pattern: {name for (_, name), words in said.items() if f"{row.pattern} ({row.use})" in words}
        for row in rows()
    }


def test_every_index_of_the_document_is_there(made: dict[str, Table]) -> None:
    """Each table has the indexes that the document adds, by their names and with their keys, and no others."""
    added = indexes()
    assert len(added) == 6
    assert {
        (table.name, index.name, index.key.attributes) for table in made.values() for index in table.indexes
    } == {(index.table, index.name, index.key) for index in added}


def test_every_lookup_is_asked_for(designs: dict[str, Trial]) -> None:
    """What the document adds an index for is the description of a pattern that asks that index."""
    for index in indexes():
        trial = designs[index.table]
        asking = [pattern.description for pattern in trial.patterns if pattern.index == index.name]
        assert any((index.comment or index.name) in description for description in asking), index
    assert {index.comment for index in indexes() if index.comment} == {
        "GSI for looking up by tier",
        "GSI for user + timestamp lookups",
        "GSI for session lookups",
    }


def test_every_table_is_made_as_in_the_document(made: dict[str, Table]) -> None:
    """Key, billing, recovery, encryption and expiry are those of the constructor."""
    found = constructors()
    assert (
        sorted(found) == sorted(made.keys() - {SINGLE}) == ["oidc-state", "sessions-metadata", "user-quotas"]
    )
    for name, code in found.items():
        table = made[name]
        assert re.findall(r"(?:partition|sort)Key: \{ name: '(\w+)'", code)[:2] == [*table.key.attributes]
        assert f"BillingMode.{table.billing_mode}" in code
        assert table.point_in_time_recovery == ("pointInTimeRecovery: true" in code)
        assert table.encryption.enabled == ("TableEncryption.AWS_MANAGED" in code)
        expiry = re.search(r"timeToLiveAttribute: '(\w+)'", code)
        assert table.expiry.attribute == (expiry[1] if expiry else None)
        assert table.expiry.enabled == bool(expiry)


class Stands(NamedTuple):
    """What AWS describes."""

    tables: list[str]
    around: Around


class Environment(NamedTuple):
    """What AWS describes of one environment after the example was applied to it, and after it was destroyed."""

    name: str
    made: Stands
    left: Stands


@pytest.fixture(scope="module", params=["dev", "prod"])
def environment(
    request: pytest.FixtureRequest,
    stand_ins: StandIns,
    pulumi_cli: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Environment:
    """The folder applied and destroyed for one environment, by the real engine."""
    name: str = request.param
    with new_cloud(pulumi_cli, stand_ins, tmp_path_factory.mktemp(name)) as cloud:
        role(cloud, f"acme-{name}-task")
        stands = []
        for verb in ("apply", "destroy"):
            done = cloud.run(
                sys.executable, "-m", "planton_dynamodb", verb, str(FOLDER), "--env", name, "--yes"
            )
            assert done.returncode == 0, done
            there: list[str] = sorted(cloud.client("dynamodb").list_tables()["TableNames"])
            stands.append(Stands(there, around(cloud, f"acme-{name}-task")))
    return Environment(name, *stands)


def test_a_table_has_a_name_in_each_environment(environment: Environment) -> None:
    """What `getResourceName` does is said once; the manifests of the tables stay as they are."""
    names = ["app-records", "oidc-state", "sessions-metadata", "user-quotas"]
    assert environment.made.tables == [f"acme-{name}-{environment.name}" for name in names]


def test_what_the_document_keeps_in_production_is_kept_there_and_nowhere_else(
    environment: Environment,
) -> None:
    """Its `removalPolicy` is RETAIN in production, but for the table that is made with DESTROY."""
    destroyed = {
        name
        for name, code in constructors().items()
        if "RemovalPolicy.RETAIN" not in code and "RemovalPolicy.DESTROY" in code
    }
    assert destroyed == {"oidc-state"}
    kept = environment.made.tables if environment.name == "prod" else []
    gone = {f"acme-{name}-{environment.name}" for name in destroyed}
    assert environment.left.tables == [name for name in kept if name not in gone]
    assert environment.left.around.nothing


def test_the_names_of_tables_are_exported_as_the_document_has_them(environment: Environment) -> None:
    """Under the document's own paths, with a prefix that no other environment has."""
    exported = re.findall(
        r"parameterName: `([^`]+)`,\n\s+stringValue: (\w+)\.tableName", document("001"), re.MULTILINE
    )
    assert len(exported) == 2
    names = {"userQuotasTable": "user-quotas", "sessionsMetadataTable": "sessions-metadata"}
    prefix = f"acme-{environment.name}"
    assert environment.made.around.parameters == {
        path.replace("${config.projectPrefix}", prefix): f"acme-{names[variable]}-{environment.name}"
        for path, variable in exported
    }


def test_access_is_granted_as_the_document_has_it(environment: Environment) -> None:
    """Reading and writing both tables and reading their indexes, for the role of the task; and no more tables."""
    granted = re.findall(
        r"^(\w+)\.grantReadWriteData\(taskDefinition\.taskRole\);", document("001"), re.MULTILINE
    )
    assert granted == ["userQuotasTable", "sessionsMetadataTable"]
    names = {"userQuotasTable": "user-quotas", "sessionsMetadataTable": "sessions-metadata"}
    tables_of = {variable: f"acme-{name}-{environment.name}" for variable, name in names.items()}
    policies = environment.made.around.granted
    assert policies.keys() == {f"{tables_of[variable]}-task" for variable in granted}
    for variable in granted:
        statements = policies[f"{tables_of[variable]}-task"]["Statement"]
        table = f"table/{tables_of[variable]}"
        assert _permitted(statements, "dynamodb:PutItem") == {table}
        assert _permitted(statements, "dynamodb:Query") == {table, f"{table}/index/*"}
        assert _permitted(statements, "dynamodb:DeleteTable") == set()


def _permitted(statements: list[Members], action: str) -> set[str]:
    """What an action may be done to."""
    return {
        resource.rpartition(":")[2]
        for statement in statements
        if action in statement["Action"]
        for resource in statement["Resource"]
    }


def test_what_is_in_the_table_of_sign_ins_expires(designs: dict[str, Trial], made: dict[str, Table]) -> None:
    """Every sample item has a moment after which it is deleted, some of them a moment that has passed."""
    attribute = made["oidc-state"].expiry.attribute
    assert attribute is not None
    trial = designs["oidc-state"]
    times = {int(each.attributes[attribute]["N"]) for each in trial.samples}
    (now,) = {pattern.parameters["now"] for pattern in trial.patterns if "now" in pattern.parameters}
    assert isinstance(now, int)
    assert min(times) < now < max(times)


def test_what_has_expired_is_refused_while_it_is_still_there(designs: dict[str, Trial]) -> None:
    """DynamoDB deletes late: a pattern that must not see what has expired says so itself."""
    trial = designs["oidc-state"]
    patterns = {pattern.name: pattern for pattern in trial.patterns}
    found = answered(trial, patterns["expired-session"])
    assert (found.read, found.items) == (1, ())
    assert answered(trial, patterns["finish-expired-sign-in"]).error == "ConditionalCheckFailedException"
