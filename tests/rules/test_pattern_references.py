"""What the rules about names and fields say beyond what the corpus shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from planton_dynamodb import validate
from planton_dynamodb.patterns import takes
from planton_dynamodb.patterns.design import READS
from tests.patterns.shop import GET_CUSTOMER, TABLE, manifests
from tests.rules.tables import diagnostics

BY_STATUS = """\
    - name: by-status
      operation: Query
      index: by-status
      keyCondition: {status: {equals: open}}
      expect: {items: [second, third]}
"""
PATTERNS = manifests(GET_CUSTOMER + BY_STATUS).removeprefix(TABLE).removeprefix("---\n")


def said(text: str) -> list[tuple[str, str]]:
    """What is found, as rules and their edits."""
    return [(each.rule, each.help) for each in diagnostics(text)]


def rules_in(folder: Path) -> list[str]:
    """The rules that find something in a file beside which others stand."""
    return [each.rule for each in validate(folder / "patterns.yaml")]


def test_a_table_is_found_in_the_folder(tmp_path: Path) -> None:
    """Access patterns in a file of their own are judged by the table in the file beside it."""
    (tmp_path / "patterns.yaml").write_text(PATTERNS.replace("index: by-status", "index: by-state"))
    (tmp_path / "table.yaml").write_text(TABLE)
    assert "index-unknown" in rules_in(tmp_path)


def test_the_errors_of_a_table_in_another_file_are_counted(tmp_path: Path) -> None:
    """The finding says how many there are, and which file to look at."""
    (tmp_path / "patterns.yaml").write_text(PATTERNS)
    (tmp_path / "table.yaml").write_text(
        TABLE.replace("    - {name: SK, type: S}\n", "").replace("PAY_PER", "PAYPER")
    )
    (found,) = validate(tmp_path / "patterns.yaml")
    assert found.rule == "patterns-table-unsound"
    assert "has 2 errors" in found.message
    assert str(tmp_path / "table.yaml") in found.help


def test_the_errors_of_a_table_in_the_same_file_are_not_said_twice() -> None:
    """What is wrong with the table is reported at the table."""
    found = said(manifests(GET_CUSTOMER + BY_STATUS).replace("    - {name: SK, type: S}\n", ""))
    assert {rule for rule, _ in found} == {"key-attr-undefined"}


@pytest.mark.parametrize(
    ("name", "said", "edit"),
    [
        ("../shop", "holds `/`", "write `shop`"),
        ("/etc/shop", "holds `/`", "write `etc-shop`"),
        ("C:shop", "holds `:`", "write `C-shop`"),
        ('"shop\\n"', "holds a line break", "write `shop`"),
        ("käse", "holds `ä`", "write `k-se`"),
        ("//", "holds `/`", "use only"),
        (".", "is of dots alone", "use only"),
        ("...", "is of dots alone", "use only"),
    ],
)
def test_a_name_that_no_file_could_have_is_refused(name: str, said: str, edit: str) -> None:
    """The name of the whole manifest; those of patterns and items are free."""
    text = manifests(GET_CUSTOMER + BY_STATUS).replace("name: shop-patterns", f"name: {name}")
    (found,) = (each for each in diagnostics(text) if each.rule == "patterns-name-charset")
    assert said in found.message
    assert found.help.startswith(edit)


@pytest.mark.parametrize("name", ["s", ".shop", "Shop_v1.2-b", '""', "x" * 255])
def test_a_name_that_a_file_could_have_is_free(name: str) -> None:
    """It may be shorter than the name of a table, and be left out."""
    text = manifests(GET_CUSTOMER + BY_STATUS).replace("name: shop-patterns", f"name: {name}")
    assert said(text) == said(manifests(GET_CUSTOMER + BY_STATUS))


def test_a_table_of_another_environment_is_not_meant(tmp_path: Path) -> None:
    """The right name does not do where the environment is another one."""
    (tmp_path / "patterns.yaml").write_text(
        PATTERNS.replace("name: shop-patterns", "name: shop-patterns\n  env: dev")
    )
    (tmp_path / "table.yaml").write_text(TABLE.replace("name: shop\n", "name: shop\n  env: prod\n"))
    assert rules_in(tmp_path) == ["patterns-table-not-found"]


def test_the_only_table_in_the_folder_is_offered(tmp_path: Path) -> None:
    """Where there is one table to name, it is named."""
    (tmp_path / "patterns.yaml").write_text(PATTERNS.replace("  table: shop\n", ""))
    (tmp_path / "table.yaml").write_text(TABLE)
    (found,) = validate(tmp_path / "patterns.yaml")
    assert (found.rule, found.help) == ("patterns-table-required", "write `table: shop`, if that is the one")


def test_snake_case_is_spelled_back() -> None:
    """A field that is misplaced is named as the file spells it."""
    condition = "operation: GetItem\n      key_condition: {PK: {equals: a}}"
    text = manifests(GET_CUSTOMER.replace("operation: GetItem", condition) + BY_STATUS)
    (found,) = [each for each in diagnostics(text) if each.severity == "error"]
    assert found.message == "GetItem takes no `key_condition`"
    assert found.help == "take it away: it is of Query and DeleteCollection"


@pytest.mark.parametrize("operation", takes.OPERATIONS)
def test_every_field_is_taken_by_an_operation_or_found(operation: str) -> None:
    """No field of a pattern goes by unseen: it is for this operation, or there is a finding about it."""
    fields = {
        "key": "{PK: a, SK: b}",
        "keys": "[{PK: a, SK: b}]",
        "keyCondition": "{PK: {equals: a}}",
        "filter": "attribute_exists(note)",
        "item": "{PK: a, SK: b}",
        "update": "SET note = PK",
        "condition": "attribute_exists(PK)",
        "writes": "[{operation: DeleteItem, key: {PK: a, SK: b}}]",
        "attributes": "[note]",
        "consistentRead": "true",
        "order": "DESCENDING",
        "limit": "1",
        "names": '{"#note": note}',
        "values": '{":note": 1}',
    }
    lines = "".join(f"      {field}: {value}\n" for field, value in fields.items())
    text = manifests(f"    - name: one\n      operation: {operation}\n{lines}      expect: {{count: 0}}\n")
    found = {
        each.path.rpartition(".")[2] for each in diagnostics(text) if each.rule == "operation-field-misplaced"
    }
    taken = {field for field in fields if operation in takes.takers(field, in_transaction=False)}
    assert found == fields.keys() - taken
    assert taken


@pytest.mark.parametrize("operation", takes.OPERATIONS)
def test_only_operations_that_search_can_ask_an_index(operation: str) -> None:
    """Query, Scan and DeleteCollection ask an index; all others are told that they cannot."""
    text = manifests(f"    - {{name: one, operation: {operation}, index: by-status}}\n")
    is_found = "index-on-single-item" in {rule for rule, _ in said(text)}
    assert is_found == (operation not in ("Query", "Scan", "DeleteCollection"))


def test_what_a_pattern_may_be_is_told_from_its_fields() -> None:
    """The operations are offered to which its fields belong."""
    assert takes.likely({"name", "keyCondition", "expect"}) == ("Query", "DeleteCollection")
    assert takes.likely({"keys", "consistentRead"}) == ("BatchGetItem",)
    assert set(takes.likely({"key", "attributes"})) & READS == {"GetItem"}
    assert takes.likely({"name", "description"}) == ()


def test_names_of_nothing_are_guessed_for_as_long_as_it_helps() -> None:
    """A thousand wrong names take no longer to find than to read: only the first are held against all others."""
    items = "".join(
        f"    - {{name: item-{number}, attributes: {{PK: a, SK: b{number}}}}}\n" for number in range(1500)
    )
    expected = ", ".join(f"itm-{number}" for number in range(1500))
    text = manifests(GET_CUSTOMER.replace("[alice]", f"[{expected}]")).replace(
        "  patterns:\n", f"{items}  patterns:\n"
    )
    helps = [help_ for rule, help_ in said(text) if rule == "sample-item-unknown"]
    assert len(helps) == 1500
    assert 0 < sum("did you mean" in help_ for help_ in helps) <= 30


def test_an_expected_item_that_is_no_name_is_not_looked_for() -> None:
    """An item can be expected by its attributes, which name nothing."""
    text = manifests(GET_CUSTOMER.replace("[alice]", "[{plan: free}]") + BY_STATUS)
    assert said(text) == []


@pytest.mark.parametrize("name", ["customer", "alice"])
def test_a_name_that_could_not_be_read_makes_no_other_unknown(name: str) -> None:
    """Where the name of an entity or an item is no text, who names it is not told that there is none."""
    text = manifests(GET_CUSTOMER + BY_STATUS)
    found = {rule for rule, _ in said(text.replace(f"- name: {name}\n", f"- name: [{name}]\n"))}
    assert "wrong-type" in found
    assert found & {"entity-unknown", "sample-item-unknown"} == set()
