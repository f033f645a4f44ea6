from __future__ import annotations

import pytest

from planton_dynamodb.checking import Checker
from planton_dynamodb.config import Config
from planton_dynamodb.fixing import fix
from tests.patterns.shop import ITEMS, TABLE

CHECKER = Checker(Config())
ORDERS = """\
    - name: orders
      operation: Query
      keyCondition:
        PK: {equals: CUSTOMER#alice}
        SK: {beginsWith: ORDER#}
"""


def shop(lines: str) -> str:
    """The shop, with more lines in the pattern that asks for its orders."""
    return f"{TABLE}---\n{ITEMS}{ORDERS}{lines}"


def found(lines: str) -> set[str]:
    """The rules that find something about expressions."""
    diagnostics = CHECKER.check_text("shop.yaml", shop(lines)).diagnostics
    return {
        each.rule for each in diagnostics if each.rule.startswith(("expression", "placeholder", "filter"))
    }


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            '      filter: status = :a\n      names: {"#b": amount}\n',
            '      filter: "#status = :a"\n      names: {"#b": amount, "#status": status}\n',
        ),
        (
            '      filter: status = :a OR status > :a\n      names:\n        "#status": status\n',
            '      filter: "#status = :a OR #status > :a"\n      names:\n        "#status": status\n',
        ),
    ],
)
def test_a_fix_puts_every_use_of_a_reserved_word_behind_a_name(before: str, after: str) -> None:
    """The name is added where it is not there yet, and what else the text says stays."""
    values = '      values: {":a": open}\n'
    mended = fix("shop.yaml", shop(before + values).encode(), CHECKER)
    assert mended.data.decode() == shop(after + values)


@pytest.mark.parametrize(
    "lines",
    [
        '      filter: "status = :a"\n      values: {":a": open}\n',
        '      filter: |\n        status = :a\n        AND #b = :a\n      names: {"#b": b}\n      values: {":a": x}\n',
        '      filter: "status = #status"\n      names: {"#status": other}\n',
    ],
    ids=["no names", "several lines", "name taken"],
)
def test_there_is_no_fix_where_a_name_has_no_place(lines: str) -> None:
    """Without names, in a text of several lines and where the name stands for something else, it is for a person."""
    diagnostics = CHECKER.check_text("shop.yaml", shop(lines)).diagnostics
    assert [each.fix for each in diagnostics if each.rule == "expression-reserved-word"] == [None]


@pytest.mark.parametrize(
    ("lines", "rules"),
    [
        ('      filter: "#amout > :a"\n      names: {"#amount": amount}\n      values: {":a": 1}\n',
         {"expression-name-undefined"}),
        ('      filter: amount > :les\n      values: {":less": 1}\n', {"expression-value-undefined"}),
        ('      filter: amount >> :a\n      names: {"#x": x}\n      values: {":a": 1}\n', {"expression-syntax"}),
        ('      filter: "#amount > :a"\n      names: {amount: amount}\n      values: {":a": 1}\n',
         {"placeholder-malformed"}),
        ('      filter: "#sk > :a"\n      names: {"#sk": SK}\n      values: {":a": x}\n', {"filter-on-key"}),
        ('      filter: amount > :a\n      values: {":a": {N: many}}\n', set()),
    ],
    ids=["misspelt name", "misspelt value", "unreadable", "no sign", "key behind a name", "unreadable value"],
)  # fmt: skip
def test_one_mistake_is_one_finding(lines: str, rules: set[str]) -> None:
    """What follows from a mistake is not found besides."""
    assert found(lines) == rules
