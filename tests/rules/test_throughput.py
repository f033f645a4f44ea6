from __future__ import annotations

from typing import Any

import pytest

from planton_dynamodb.checking import Checker
from planton_dynamodb.config import Config
from planton_dynamodb.rules.subject import Quotas
from tests.rules.tables import diagnostics, found, gsi, mended, only, table

TABLE = "spec.provisionedThroughput"
GSI = "spec.globalSecondaryIndexes[0].provisionedThroughput"
READ, WRITE = "readCapacityUnits", "writeCapacityUnits"
MODE_REQUIRED = "billing-mode-required at spec.billingMode"
TOO_FEW_READS, TOO_FEW_WRITES = f"throughput-min at {TABLE}.{READ}", f"throughput-min at {TABLE}.{WRITE}"
BOTH_ONE = {READ: 1, WRITE: 1}

# Billing mode, units, and what is to be said about a table with them.
OF_A_TABLE: list[tuple[str | None, dict[str, Any] | None, list[str]]] = [
    ("PROVISIONED", None, [f"throughput-required at {TABLE}"]),
    ("PROVISIONED", {}, [f"throughput-required at {TABLE}"]),
    ("PROVISIONED", {READ: 5}, [f"throughput-required at {TABLE}.{WRITE}"]),
    ("PROVISIONED", {WRITE: 5}, [f"throughput-required at {TABLE}.{READ}"]),
    ("PROVISIONED", {READ: None, WRITE: 5}, [f"throughput-required at {TABLE}.{READ}"]),
    ("PROVISIONED", {READ: 0}, [f"throughput-required at {TABLE}.{WRITE}", TOO_FEW_READS]),
    ("PROVISIONED", {READ: 0, WRITE: 0}, [TOO_FEW_READS, TOO_FEW_WRITES]),
    ("PROVISIONED", {READ: -1, WRITE: 5}, [TOO_FEW_READS]),
    ("PROVISIONED", BOTH_ONE, []),
    ("PAY_PER_REQUEST", None, []),
    ("PAY_PER_REQUEST", {}, [f"throughput-zero-on-demand at {TABLE}"]),
    ("PAY_PER_REQUEST", {READ: 0}, [f"throughput-zero-on-demand at {TABLE}"]),
    ("PAY_PER_REQUEST", {READ: 0, WRITE: 0}, [f"throughput-zero-on-demand at {TABLE}"]),
    ("PAY_PER_REQUEST", {READ: 5, WRITE: 0}, [f"throughput-forbidden-on-demand at {TABLE}"]),
    ("PAY_PER_REQUEST", {WRITE: 5}, [f"throughput-forbidden-on-demand at {TABLE}"]),
    ("PAY_PER_REQUEST", {READ: 50000, WRITE: 10**13}, [f"throughput-forbidden-on-demand at {TABLE}"]),
    ("PAY_PER_REQUEST", {READ: -1, WRITE: 5}, [TOO_FEW_READS]),
    ("PAY_PER_REQUEST", {READ: -1, WRITE: -1}, [TOO_FEW_READS, TOO_FEW_WRITES]),
    (None, None, [MODE_REQUIRED]),
    (None, {}, [MODE_REQUIRED]),
    (None, {READ: 0, WRITE: 0}, [MODE_REQUIRED]),
    (None, {READ: 5}, [MODE_REQUIRED]),
    (None, {READ: -1}, [MODE_REQUIRED, TOO_FEW_READS]),
    (None, {READ: 10**12 + 1}, [MODE_REQUIRED, f"throughput-out-of-bounds at {TABLE}.{READ}"]),
    ("BILLING_MODE_UNSPECIFIED", BOTH_ONE, [MODE_REQUIRED]),
    ("ON_DEMAND", {}, ["unknown-enum at spec.billingMode"]),
    ("ON_DEMAND", BOTH_ONE, ["unknown-enum at spec.billingMode"]),
    ("PROVISIONNED", None, ["unknown-enum at spec.billingMode"]),
]  # fmt: skip


@pytest.mark.parametrize(("billing", "units", "expected"), OF_A_TABLE)
def test_says_each_mistake_about_a_table_once(
    billing: str | None, units: dict[str, Any] | None, expected: list[str]
) -> None:
    """Every billing mode with every kind of units gives the findings that it deserves, and no others."""
    text = table(billingMode=billing, provisionedThroughput=units)
    assert sorted(found(text)) == sorted(expected)


OF_AN_INDEX: list[tuple[str | None, dict[str, Any] | None, list[str]]] = [
    ("PROVISIONED", None, [f"gsi-throughput-required at {GSI}"]),
    ("PROVISIONED", {}, [f"gsi-throughput-required at {GSI}"]),
    ("PROVISIONED", {READ: 5}, [f"gsi-throughput-required at {GSI}.{WRITE}"]),
    ("PROVISIONED", {READ: 0, WRITE: 5}, [f"gsi-throughput-min at {GSI}.{READ}"]),
    ("PROVISIONED", {READ: 5, WRITE: -5}, [f"gsi-throughput-min at {GSI}.{WRITE}"]),
    ("PROVISIONED", BOTH_ONE, []),
    ("PAY_PER_REQUEST", None, []),
    ("PAY_PER_REQUEST", {}, [f"throughput-zero-on-demand at {GSI}"]),
    ("PAY_PER_REQUEST", {READ: 0, WRITE: 0}, [f"throughput-zero-on-demand at {GSI}"]),
    ("PAY_PER_REQUEST", {READ: 0, WRITE: 5}, [f"gsi-throughput-forbidden-on-demand at {GSI}"]),
    ("PAY_PER_REQUEST", {READ: -1, WRITE: 0}, [f"gsi-throughput-min at {GSI}.{READ}"]),
    (None, None, [MODE_REQUIRED]),
    (None, {READ: 0}, [MODE_REQUIRED]),
    ("ON_DEMAND", None, ["unknown-enum at spec.billingMode"]),
    ("ON_DEMAND", BOTH_ONE, ["unknown-enum at spec.billingMode"]),
]


@pytest.mark.parametrize(("billing", "units", "expected"), OF_AN_INDEX)
def test_says_each_mistake_about_an_index_once(
    billing: str | None, units: dict[str, Any] | None, expected: list[str]
) -> None:
    """An index is judged like a table, under ids of its own."""
    of_the_table = BOTH_ONE if billing == "PROVISIONED" else None
    text = table(
        billingMode=billing,
        provisionedThroughput=of_the_table,
        globalSecondaryIndexes=[gsi(provisionedThroughput=units)],
    )
    assert sorted(found(text)) == sorted(expected)


@pytest.mark.parametrize("billing", ["PROVISIONED", "PAY_PER_REQUEST"])
def test_leaves_units_of_another_name_to_the_unknown_fields(billing: str) -> None:
    """A block whose keys nobody knows is not empty: its units are misnamed."""
    text = table(billingMode=billing, provisionedThroughput={"rcu": 5, "wcu": 5})
    assert found(text) == [f"unknown-field at {TABLE}.rcu", f"unknown-field at {TABLE}.wcu"]


@pytest.mark.parametrize("billing", ["PROVISIONED", "PAY_PER_REQUEST"])
def test_keeps_quiet_about_units_that_could_not_be_read(billing: str) -> None:
    """A number that is no number is the one finding; it is neither missing nor zero."""
    text = table(billingMode=billing, provisionedThroughput={READ: "five", WRITE: "lots"})
    assert found(text) == [f"wrong-type at {TABLE}.{READ}", f"wrong-type at {TABLE}.{WRITE}"]


def test_judges_the_unit_that_could_be_read() -> None:
    """An unreadable number hides nothing about the other one."""
    text = table(billingMode="PROVISIONED", provisionedThroughput={READ: "five", WRITE: 0})
    assert found(text) == [f"wrong-type at {TABLE}.{READ}", f"throughput-min at {TABLE}.{WRITE}"]


def test_takes_quoted_numbers() -> None:
    """The JSON form of a 64-bit number is a text."""
    assert found(table(billingMode="PROVISIONED", provisionedThroughput={READ: "5", WRITE: "0"})) == [
        f"throughput-min at {TABLE}.{WRITE}"
    ]


def test_never_asks_a_local_index_for_units() -> None:
    """A local index shares the capacity of its table."""
    attributes = [{"name": name, "type": "S"} for name in ("pk", "sk", "lk")]
    key = [{"attributeName": "pk", "keyType": "HASH"}, {"attributeName": "lk", "keyType": "RANGE"}]
    index = {"name": "by-lk", "keySchema": key, "projection": {"type": "ALL"}}
    text = table(
        billingMode="PROVISIONED",
        provisionedThroughput=BOTH_ONE,
        attributeDefinitions=attributes,
        localSecondaryIndexes=[index],
    )
    assert found(text) == []


def test_answers_with_null_where_the_name_of_the_index_is_missing() -> None:
    """What AWS answers is quoted with the file's names, and an index without a name has none."""
    index = gsi(provisionedThroughput=None)
    del index["name"]
    text = table(billingMode="PROVISIONED", provisionedThroughput=BOTH_ONE, globalSecondaryIndexes=[index])
    said = [one for one in diagnostics(text) if one.rule == "gsi-throughput-required"]
    assert said[0].detail is not None
    assert said[0].detail.endswith("for index: null")


def test_answers_as_aws_does_to_both_units_at_once() -> None:
    """AWS names the write units first, and both in one answer."""
    said = only(table(billingMode="PROVISIONED", provisionedThroughput={}))
    assert said.detail == (
        "2 validation errors detected: "
        "Value null at 'provisionedThroughput.writeCapacityUnits' "
        "failed to satisfy constraint: Member must not be null; "
        "Value null at 'provisionedThroughput.readCapacityUnits' "
        "failed to satisfy constraint: Member must not be null"
    )


def test_has_no_answer_of_aws_for_what_aws_takes() -> None:
    """A table with units but no billing mode is PROVISIONED to AWS: only the contract refuses it."""
    assert only(table(billingMode=None)).detail is not None
    assert only(table(billingMode=None, provisionedThroughput=BOTH_ONE)).detail is None


def test_writes_the_billing_mode_that_aws_would_take() -> None:
    """With units the edit is certain; without, it is a guess."""
    certain, guess = (
        only(table(billingMode=None, provisionedThroughput=BOTH_ONE)),
        only(table(billingMode=None)),
    )
    assert certain.fix is not None
    assert guess.fix is not None
    assert (certain.fix.safe, guess.fix.safe) == (True, False)
    for text in (table(billingMode=None, provisionedThroughput=BOTH_ONE), table(billingMode=None)):
        assert found(mended(text, rule="billing-mode-required")) == []


@pytest.mark.parametrize("units", [{READ: 0, WRITE: 0}, {READ: 0, WRITE: 5}, {READ: 5}])
def test_is_not_certain_of_a_billing_mode_that_would_be_refused(units: dict[str, int]) -> None:
    """Units that a PROVISIONED table could not have say nothing about what was meant."""
    fix = only(table(billingMode=None, provisionedThroughput=units)).fix
    assert fix is not None
    assert not fix.safe


def test_writes_a_billing_mode_over_one_that_is_unspecified() -> None:
    """The word that stands there is replaced, not joined by a second key."""
    text = mended(table(billingMode="BILLING_MODE_UNSPECIFIED"), rule="billing-mode-required")
    assert found(text) == []
    assert text.count("billingMode") == 1


@pytest.mark.parametrize("units", [{}, {READ: 0, WRITE: 0}])
def test_removes_a_block_that_says_nothing(units: dict[str, int]) -> None:
    """The table stays the same without it, so that the fix is safe."""
    text = table(provisionedThroughput=units, globalSecondaryIndexes=[gsi(provisionedThroughput=units)])
    said = diagnostics(text)
    assert [one.fix is not None and one.fix.safe for one in said] == [True, True]
    text = mended(text, rule="throughput-zero-on-demand")
    assert found(text) == []
    assert "provisionedThroughput" not in text


def test_compares_with_the_quotas_of_the_account() -> None:
    """What AWS has raised for an account is written into the settings, and no longer found."""
    index = gsi(provisionedThroughput={READ: 45_000, WRITE: 1})
    text = table(
        billingMode="PROVISIONED",
        provisionedThroughput={READ: 45_000, WRITE: 1},
        globalSecondaryIndexes=[index],
    )
    assert sorted(found(text)) == [
        "throughput-above-account-quota at spec",
        f"throughput-above-default-quota at {GSI}.{READ}",
        f"throughput-above-default-quota at {TABLE}.{READ}",
    ]
    raised = Checker(Config(quotas=Quotas(table_capacity=45_000, account_capacity=90_000)))
    assert found(text, raised) == []
    lowered = Checker(Config(quotas=Quotas(table_capacity=45_000, account_capacity=89_999)))
    assert [one.message for one in diagnostics(text, lowered)] == [
        "the table and its indexes ask for 90000 read capacity units, above the quota of 89999 for an account"
    ]


def test_holds_the_largest_number_there_is_against_quotas() -> None:
    """A number that AWS can just count is sound as such, and above any quota."""
    text = table(billingMode="PROVISIONED", provisionedThroughput={READ: 10**12, WRITE: 1})
    assert found(text) == [
        "throughput-above-account-quota at spec",
        f"throughput-above-default-quota at {TABLE}.{READ}",
    ]


def test_does_not_hold_a_number_beyond_all_bounds_against_quotas() -> None:
    """A number that AWS can't count is one mistake, whatever else it is above."""
    text = table(billingMode="PROVISIONED", provisionedThroughput={READ: 10**12 + 1, WRITE: 1})
    assert found(text) == [f"throughput-out-of-bounds at {TABLE}.{READ}"]


def test_speaks_the_spelling_of_the_file() -> None:
    """A file in snake_case with prefixed words is answered in kind, also about what is missing in it."""
    said = only(
        "apiVersion: aws.project-planton.org/v1\n"
        "kind: AwsDynamodb\n"
        "metadata: {name: orders}\n"
        "spec:\n"
        "  billing_mode: BILLING_MODE_PROVISIONED\n"
        "  attribute_definitions: [{name: pk, type: ATTRIBUTE_TYPE_S}]\n"
        "  key_schema: [{attribute_name: pk, key_type: KEY_TYPE_HASH}]\n"
    )
    assert said.message == (
        "the billing mode is BILLING_MODE_PROVISIONED, but the table has no `provisioned_throughput`"
    )
    assert said.help == (
        "add provisioned_throughput with read_capacity_units and write_capacity_units, "
        "or write BILLING_MODE_PAY_PER_REQUEST"
    )
    assert said.path == TABLE
