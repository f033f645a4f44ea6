from __future__ import annotations

import pytest

from planton_dynamodb.manifest.free_values import Plain
from planton_dynamodb.patterns.expressions.condition import condition
from planton_dynamodb.patterns.expressions.fault import (
    NAME_UNDEFINED,
    OPERAND,
    RESERVED_WORD,
    SYNTAX,
    VALUE_UNDEFINED,
)
from planton_dynamodb.patterns.values import typed

_PLAIN: dict[str, Plain] = {
    "n": 2,
    "s": "Grüße",
    "b": {"B": "aGVsbG8="},
    "flag": True,
    "nothing": None,
    "l": [1, "two", [3]],
    "m": {"city": "Oslo", "tags": {"SS": ["x", "y"]}},
    "texts": {"SS": ["red", "blue"]},
    "numbers": {"NS": ["1", "2.5"]},
    "binaries": {"BS": ["aGVsbG8="]},
    "a.b": "dotted",
    "status": "open",
}
ITEM = {name: typed(value) for name, value in _PLAIN.items()}
NAMES = {"#status": "status", "#dotted": "a.b", "#m": "m"}
_GIVEN: dict[str, Plain] = {
    ":1": 1,
    ":2": 2,
    ":3": 3,
    ":2.0": {"N": "2.0"},
    ":5": 5,
    ":7": 7,
    ":a": "a",
    ":two": "two",
    ":2s": "2",
    ":Gr": "Gr",
    ":sub": "üß",
    ":z": "z",
    ":hell": {"B": "aGVsbA=="},
    ":hello": {"B": "aGVsbG8="},
    ":el": {"B": "ZWw="},
    ":red": "red",
    ":texts": {"SS": ["blue", "red"]},
    ":list": [1, "two", [3]],
    ":three": [3],
    ":map": {"tags": {"SS": ["y", "x"]}, "city": "Oslo"},
    ":true": True,
    ":null": None,
    ":S": "S",
    ":SS": "SS",
    ":open": "open",
    ":set": "SET",
}
VALUES = {name: typed(value) for name, value in _GIVEN.items()}


@pytest.mark.parametrize(
    "text",
    [
        "n = :2",
        ":2 = n",
        "n <> :1",
        "n <> :2s",
        "n > :1 AND n < :3 AND n >= :2 AND n <= :2",
        "s > :Gr",
        "b > :hell",
        "n BETWEEN :2 AND :2",
        "s BETWEEN :Gr AND :z",
        "n IN (:1, :2)",
        "texts = :texts",
        "l = :list",
        "m = :map",
        "flag = :true",
        "nothing = :null",
        "attribute_exists(nothing)",
        "attribute_not_exists(unset)",
        "attribute_not_exists(m.street)",
        "attribute_not_exists(l[3])",
        "attribute_not_exists(n.x)",
        "attribute_type(s, :S)",
        "attribute_type(texts, :SS)",
        "begins_with(s, :Gr)",
        "begins_with(b, :hell)",
        "contains(s, :sub)",
        "contains(b, :el)",
        "contains(texts, :red)",
        "contains(numbers, :1)",
        "contains(binaries, :hello)",
        "contains(l, :two)",
        "contains(l, :three)",
        "size(s) = :5",
        "size(b) = :5",
        "size(l) = :3",
        "size(m) = :2",
        "size(texts) = :2",
        "size(l[2]) = :1",
        "size(n) <> :1",
        "unset <> :1",
        "unset <> blank",
        "l[0] = :1",
        "l[2][0] = :3",
        "m.city <> :a",
        "contains(#m.tags, :a) OR contains(m.tags, :a) OR n = :2",
        "#status = :open",
        "attribute_exists(#dotted)",
        "NOT n = :1",
        "not NOT n = :2",
        "NOT n = :1 AND n = :2",
        "n = :2 OR n = :1 AND n = :3",
        "NOT (n = :1 OR n = :3) AND (s > :Gr)",
        "(n) = (:2)",
        "(size(s)) > :1",
        "n=:2 and\n\ts>:Gr\r\n",
        "n between :1 and :3 and n in(:2)",
    ],
)
def test_holds(text: str) -> None:
    """Each of these is true of the item."""
    read = condition(text, NAMES, VALUES)
    assert read.faults == ()
    assert read.holds(ITEM)
    assert not condition(f"NOT ({text})", NAMES, VALUES).holds(ITEM)


@pytest.mark.parametrize(
    "text",
    [
        "n = :2s",
        "n < :z",
        "flag > n",
        "unset = :1",
        "unset = blank",
        "unset < :1",
        "unset BETWEEN :1 AND :3",
        "unset IN (:1)",
        "n BETWEEN :3 AND :7",
        "n BETWEEN s AND s",
        "n IN (:1, :2s)",
        "begins_with(n, :2s)",
        "begins_with(s, :z)",
        "begins_with(b, :Gr)",
        "begins_with(unset, :Gr)",
        "contains(n, :2)",
        "contains(s, n)",
        "contains(texts, n)",
        "contains(l, :2)",
        "contains(m, :a)",
        "contains(unset, :a)",
        "attribute_type(unset, :S)",
        "attribute_type(n, :S)",
        "attribute_exists(m[0])",
        "attribute_exists(l.foremost)",
        "size(n) = :1",
        "size(unset) > :1",
        "size(flag) > :1",
        "n = :1 OR n = :2 AND n = :3",
        "NOT n = :2 AND n = :1",
        "(n = :2 OR n = :1) AND n = :3",
    ],
)
def test_does_not_hold(text: str) -> None:
    """Each of these is false of the item, and none of them is an error."""
    read = condition(text, NAMES, VALUES)
    assert read.faults == ()
    assert not read.holds(ITEM)


@pytest.mark.parametrize("text", ["(n = :2)", "((n) = :2)", "(n = :1 OR (n = :2))"])
def test_one_pair_of_parentheses_stands_around_anything(text: str) -> None:
    """Parentheses around the whole, or around an operand, change nothing."""
    assert condition(text, NAMES, VALUES).holds(ITEM)


def test_a_number_is_the_same_however_it_is_spelled() -> None:
    """2.0 and 2 are one number, in sets too."""
    assert condition("n = :n", {}, {":n": {"N": "2.0"}}).holds(ITEM)
    assert condition("contains(numbers, :n)", {}, {":n": {"N": "2.50"}}).holds(ITEM)


NEAR_EQUALS = 'Syntax error; token: "=", near: "= = :2"'
COUNT = "Incorrect number of operands for operator or function; operator or function: "
TYPE = "Incorrect operand type for operator or function; operator or function: "
USE = "The function is not allowed to be used this way in an expression; function: "
DISTINCT = (
    "The first operand must be distinct from the remaining operands for this operator or function; operator: "
)
BETWEEN = "lower bound operand: AttributeValue: {N:3}, upper bound operand: AttributeValue: "


@pytest.mark.parametrize(
    ("text", "kind", "answer", "place"),
    [
        ("n = = :2", SYNTAX, NEAR_EQUALS, "="),
        ("n =", SYNTAX, 'Syntax error; token: "<EOF>", near: "="', "="),
        ("n", SYNTAX, 'Syntax error; token: "<EOF>", near: "n"', "n"),
        (" ", SYNTAX, 'Syntax error; token: "<EOF>", near: ""', ""),
        ("(n = :2", SYNTAX, 'Syntax error; token: "<EOF>", near: ":2"', ":2"),
        ("n = :2)", SYNTAX, 'Syntax error; token: ")", near: ":2)"', ")"),
        ("n = :2 AND", SYNTAX, 'Syntax error; token: "<EOF>", near: "AND"', "AND"),
        ("n = :2 s = :a", SYNTAX, 'Syntax error; token: "s", near: ":2 s ="', "s"),
        ("AND n = :2", SYNTAX, 'Syntax error; token: "AND", near: "AND n"', "AND"),
        ("_n = :2", SYNTAX, 'Syntax error; token: "_", near: "_n"', "_"),
        ("n = 2", SYNTAX, 'Syntax error; token: "2", near: "= 2"', "2"),
        ("n IN ()", SYNTAX, 'Syntax error; token: ")", near: "()"', ")"),
        ("n IN :2", SYNTAX, 'Syntax error; token: ":2", near: "IN :2"', ":2"),
        ("n BETWEEN :2 OR :3", SYNTAX, 'Syntax error; token: "OR", near: ":2 OR :3"', "OR"),
        ("l[:2] = :1", SYNTAX, 'Syntax error; token: ":2", near: "[:2]"', ":2"),
        ("l[01] = :1", SYNTAX, 'Syntax error; token: "1", near: "01]"', "1"),
        ("((n = :2))", SYNTAX, "The expression has redundant parentheses;", ")"),
        ("size(s)", SYNTAX, f"{USE}size", "size(s)"),
        ("begins_with(s, :a) = :2", SYNTAX, f"{USE}begins_with", "begins_with(s, :a)"),
        ("Size(s) > :1", SYNTAX, "Invalid function name; function: Size", "Size(s)"),
        (
            "list_append(l, :list) = :list",
            SYNTAX,
            "The function is not allowed in a condition expression; function: list_append",
            "list_append(l, :list)",
        ),
        ("contains(s)", SYNTAX, f"{COUNT}contains, number of operands: 1", "contains(s)"),
        ("size(s, s) > :1", SYNTAX, f"{COUNT}size, number of operands: 2", "size(s, s)"),
        (
            "attribute_exists(:2)",
            SYNTAX,
            "Operator or function requires a document path; operator or function: attribute_exists",
            ":2",
        ),
        ("n = n", SYNTAX, f"{DISTINCT}=, first operand: [n]", "n"),
        ("l[0] IN (:1, l[0])", SYNTAX, f"{DISTINCT}IN, first operand: [l, [0]]", "l[0]"),
        (
            "l[2147483648] = :1",
            SYNTAX,
            "List index is not within the allowable range; index: [2147483648]",
            "2147483648",
        ),
        ("begins_with(s, :2)", OPERAND, f"{TYPE}begins_with, operand type: N", ":2"),
        ("begins_with(s, size(s))", OPERAND, f"{TYPE}begins_with, operand type: N", "size(s)"),
        ("n < :true", OPERAND, f"{TYPE}<, operand type: BOOL", ":true"),
        ("n BETWEEN :null AND :2", OPERAND, f"{TYPE}BETWEEN, operand type: NULL", ":null"),
        ("size(:2) > n", OPERAND, f"{TYPE}size, operand type: N", ":2"),
        (
            "attribute_type(s, n)",
            OPERAND,
            f"{TYPE}attribute_type, operand type: {{NS,SS,L,BS,N,M,B,BOOL,NULL,S}}",
            "n",
        ),
        ("attribute_type(s, :2)", OPERAND, f"{TYPE}attribute_type, operand type: N", ":2"),
        (
            "attribute_type(s, :set)",
            OPERAND,
            "Invalid attribute type name found; type: SET, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}",
            ":set",
        ),
        (
            "n BETWEEN :3 AND :2",
            OPERAND,
            (
                "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; "
                f"{BETWEEN}{{N:2}}"
            ),
            ":3",
        ),
        (
            "n BETWEEN :3 AND :a",
            OPERAND,
            f"The BETWEEN operator requires same data type for lower and upper bounds; {BETWEEN}{{S:a}}",
            ":3",
        ),
        (
            "n = :2 AND #x = :2",
            NAME_UNDEFINED,
            "An expression attribute name used in the document path is not defined; attribute name: #x",
            "#x",
        ),
        (
            "n = :x",
            VALUE_UNDEFINED,
            "An expression attribute value used in expression is not defined; attribute value: :x",
            ":x",
        ),
        (
            "m.Name = :2",
            RESERVED_WORD,
            "Attribute name is a reserved keyword; reserved keyword: Name",
            "Name",
        ),
    ],
)
def test_says_what_is_wrong_and_where(text: str, kind: str, answer: str, place: str) -> None:
    """A fault has DynamoDB's own words, and points at what it is about."""
    (fault,) = condition(text, NAMES, VALUES).faults
    assert (fault.kind, fault.text, text[fault.start : fault.end]) == (kind, answer, place)


def test_finds_every_fault_of_a_text_that_can_be_read() -> None:
    """A reserved word hides neither a name that is missing nor a value."""
    found = condition("status = :x AND #x < :true", {}, {":true": {"BOOL": True}}).faults
    assert [fault.kind for fault in found] == [RESERVED_WORD, VALUE_UNDEFINED, NAME_UNDEFINED, OPERAND]


def test_says_nothing_of_the_type_of_a_value_that_could_not_be_read() -> None:
    """What is wrong with a value is said where it stands, not where it is used."""
    assert condition("begins_with(s, :bad) AND n < :bad", {}, {":bad": None}).faults == ()


def test_knows_what_it_uses() -> None:
    """Names, values and paths are those of the text, each with its place."""
    read = condition("#m.city = :a OR size(l[0]) > n", NAMES, VALUES)
    assert (set(read.names), set(read.values)) == ({"#m"}, {":a"})
    assert [path.steps for path in read.paths] == [("m", "city"), ("l", 0), ("n",)]


def deep(count: int) -> str:
    """Parentheses in parentheses, none of them around another pair alone."""
    return "(n = :2 AND " * count + "n = :2" + ")" * count


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (
            "n = :2" + " " * 4091,
            "Expression size has exceeded the maximum allowed size; expression size: 4097",
        ),
        ("ü" * 2049, "Expression size has exceeded the maximum allowed size; expression size: 4098"),
        ("NOT " * 300 + "n = :2", "The expression contains too many operators; operator count: 301"),
        (
            f"n IN ({', '.join([':2'] * 101)})",
            "The IN operator is provided with too many operands; number of operands: 101",
        ),
        ("(" * 4000, 'Syntax error; token: "<EOF>", near: "("'),
        ("(" * 2000 + "n = :2" + ")" * 2000, "The expression has redundant parentheses;"),
        ("size(" * 600 + "n" + ")" * 600 + " > :2", "parentheses stand in each other more than 50 deep"),
        ("m" + ".x" * 32 + " = :2", "The document path has too many nesting levels; nesting levels: 33"),
        ("m" + "[9]" * 1300, 'Syntax error; token: "<EOF>", near: "]"'),
    ],
    ids=lambda given: given[:20],
)
def test_ends_in_a_fault_however_large_it_is(text: str, answer: str) -> None:
    """What is past a limit of DynamoDB's, or of good sense, is refused, and no depth is a depth of calls."""
    assert [fault.text for fault in condition(text, NAMES, VALUES).faults] == [answer]


@pytest.mark.parametrize(
    "text",
    [
        "n = :2" + " " * 4090,
        "NOT " * 298 + "n = :2",
        deep(149),
        f"n IN ({', '.join([':2'] * 100)})",
        "m" + ".x" * 31 + " <> :2",
    ],
    ids=lambda given: given[:20],
)
def test_takes_what_is_just_within_a_limit(text: str) -> None:
    """4,096 bytes, 300 operators and 100 operands are taken."""
    read = condition(text, NAMES, VALUES)
    assert read.faults == ()
    assert read.holds(ITEM)
