from __future__ import annotations

from copy import deepcopy

import pytest

from planton_dynamodb.manifest.free_values import Plain
from planton_dynamodb.patterns.expressions.changes import RunFault
from planton_dynamodb.patterns.expressions.fault import OPERAND, OVERLAP, SYNTAX
from planton_dynamodb.patterns.expressions.update import update
from planton_dynamodb.patterns.values import same, typed

_PLAIN: dict[str, Plain] = {
    "n": 2,
    "s": "text",
    "l": ["a", "b", "c", "d"],
    "m": {"city": "Oslo", "steps": ["x", "y"]},
    "texts": {"SS": ["red", "blue"]},
    "numbers": {"NS": ["1", "2.5"]},
    "rival": 10,
}
ITEM = {name: typed(value) for name, value in _PLAIN.items()}
NAMES = {"#n": "n", "#name": "name"}
_GIVEN: dict[str, Plain] = {
    ":1": 1,
    ":half": {"N": "0.5"},
    ":x": "x",
    ":y": "y",
    ":list": ["e"],
    ":map": {"k": 1},
    ":red": {"SS": ["red"]},
    ":more": {"SS": ["red", "green"]},
    ":both": {"SS": ["red", "blue"]},
    ":one": {"NS": ["1.0"]},
    ":huge": {"N": "9e125"},
    ":null": None,
}
VALUES = {name: typed(value) for name, value in _GIVEN.items()}
GONE = object()


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("SET n = :x", {"n": "x"}),
        ("SET #n = #n + :1", {"n": 3}),
        ("SET n = :1 - n", {"n": -1}),
        ("SET n = n + :half", {"n": {"N": "2.5"}}),
        ("SET n = (n + :1)", {"n": 3}),
        ("SET n = rival, rival = n", {"n": 10, "rival": 2}),
        ("SET n = if_not_exists(n, :1), z = if_not_exists(z, :1)", {"z": 1}),
        ("SET z = if_not_exists(z, :1) + :1", {"z": 2}),
        ("SET z = if_not_exists(y, if_not_exists(m.city, :1))", {"z": "Oslo"}),
        ("SET l = list_append(l, :list)", {"l": ["a", "b", "c", "d", "e"]}),
        ("SET l = list_append(:list, l)", {"l": ["e", "a", "b", "c", "d"]}),
        ("SET #name = :null", {"name": None}),
        ("SET m.city = :x, m.street = :y", {"m": {"city": "x", "street": "y", "steps": ["x", "y"]}}),
        ("SET m.steps[0] = m.city", {"m": {"city": "Oslo", "steps": ["Oslo", "y"]}}),
        ("SET l[1] = :x", {"l": ["a", "x", "c", "d"]}),
        ("SET l[9] = :x, l[7] = :y", {"l": ["a", "b", "c", "d", "y", "x"]}),
        ("REMOVE n, z", {"n": GONE}),
        ("REMOVE l[0], l[2]", {"l": ["b", "d"]}),
        ("REMOVE l[9]", {}),
        ("REMOVE m.city, m.street", {"m": {"steps": ["x", "y"]}}),
        ("SET l[0] = l[3] REMOVE l[1], l[3]", {"l": ["d", "c"]}),
        ("ADD n :1, z :half", {"n": 3, "z": {"N": "0.5"}}),
        ("ADD texts :more, z :red", {"texts": {"SS": ["red", "blue", "green"]}, "z": {"SS": ["red"]}}),
        ("ADD m.visits :1", {"m": {"city": "Oslo", "steps": ["x", "y"], "visits": 1}}),
        ("DELETE texts :more", {"texts": {"SS": ["blue"]}}),
        ("DELETE texts :both", {"texts": GONE}),
        ("DELETE numbers :one", {"numbers": {"NS": ["2.5"]}}),
        ("DELETE z :red", {}),
        ("set n=:x remove s add rival :1 delete texts :red",
         {"n": "x", "s": GONE, "rival": 11, "texts": {"SS": ["blue"]}}),
    ],
)  # fmt: skip
def test_changes_the_item(text: str, changes: dict[str, Plain]) -> None:
    """Each update leaves the item with these changes, and nothing else."""
    read = update(text, NAMES, VALUES)
    assert read.faults == ()
    before = deepcopy(ITEM)
    after = read.applied(ITEM)
    wanted = {name: value for name, value in ITEM.items() if changes.get(name) is not GONE}
    wanted |= {name: typed(value) for name, value in changes.items() if value is not GONE}
    assert after.keys() == wanted.keys()
    assert all(same(after[name], wanted[name]) for name in wanted), after
    assert before == ITEM


MISSING = "The provided expression refers to an attribute that does not exist in the item"
WRONG = "An operand in the update expression has an incorrect data type"
PATH = "The document path provided in the update expression is invalid for update"
OVERFLOW = "Number overflow. Attempting to store a number with magnitude larger than supported range"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("SET n = z", MISSING),
        ("SET n = z + :1", MISSING),
        ("SET l = list_append(z, :list)", MISSING),
        ("SET z = if_not_exists(y, x)", MISSING),
        ("SET n = s + :1", WRONG),
        ("SET l = list_append(n, :list)", WRONG),
        ("ADD s :1", WRONG),
        ("ADD n :red", WRONG),
        ("DELETE numbers :red", WRONG),
        ("SET z.city = :x", PATH),
        ("SET m.steps.fore = :x", PATH),
        ("SET m[0] = :x", PATH),
        ("SET m.z.city = :x", PATH),
        ("REMOVE z.city", PATH),
        ("SET l[9][0] = :x", PATH),
        ("SET n = :huge + :huge", OVERFLOW),
    ],
)
def test_answers_where_the_item_does_not_allow_it(text: str, answer: str) -> None:
    """What only the item shows to be wrong is DynamoDB's answer to the update, not a fault of the text."""
    read = update(text, NAMES, VALUES)
    assert read.faults == ()
    with pytest.raises(RunFault, match=f"^{answer}$"):
        read.applied(ITEM)


TWO = "must remove or rewrite one of these paths; path one: "
TYPE = "Incorrect operand type for operator or function; operator"


@pytest.mark.parametrize(
    ("text", "kind", "answer", "place"),
    [
        ("", SYNTAX, 'Syntax error; token: "<EOF>", near: ""', ""),
        ("n = :1", SYNTAX, 'Syntax error; token: "n", near: "n ="', "n"),
        ("SET", SYNTAX, 'Syntax error; token: "<EOF>", near: "SET"', "SET"),
        ("SET n :1", SYNTAX, 'Syntax error; token: ":1", near: "n :1"', ":1"),
        ("SET n = :1,", SYNTAX, 'Syntax error; token: "<EOF>", near: ","', ","),
        ("SET n = n + :1 + :1", SYNTAX, 'Syntax error; token: "+", near: ":1 + :1"', "+"),
        ("SET n == :1", SYNTAX, 'Syntax error; token: "=", near: "== :1"', "="),
        ("ADD n rival", SYNTAX, 'Syntax error; token: "rival", near: "n rival"', "rival"),
        ("REMOVE n = :1", SYNTAX, 'Syntax error; token: "=", near: "n = :1"', "="),
        (
            "SET n = :1 SET s = :x",
            SYNTAX,
            'The "SET" section can only be used once in an update expression;',
            "SET",
        ),
        ("SET n = nope(n)", SYNTAX, "Invalid function name; function: nope", "nope(n)"),
        (
            "SET n = size(l)",
            SYNTAX,
            "The function is not allowed in an update expression; function: size",
            "size(l)",
        ),
        (
            "SET n = if_not_exists(n)",
            SYNTAX,
            (
                "Incorrect number of operands for operator or function; "
                "operator or function: if_not_exists, number of operands: 1"
            ),
            "if_not_exists(n)",
        ),
        (
            "SET n = if_not_exists(:1, n)",
            SYNTAX,
            "Operator or function requires a document path; operator or function: if_not_exists",
            ":1",
        ),
        ("SET n = n + :x", OPERAND, f"{TYPE} or function: +, operand type: S", ":x"),
        ("SET l = list_append(l, :x)", OPERAND, f"{TYPE} or function: list_append, operand type: S", ":x"),
        (
            "ADD n :x",
            OPERAND,
            f"{TYPE}: ADD, operand type: STRING, typeSet: ALLOWED_FOR_ADD_OPERAND",
            ":x",
        ),
        (
            "DELETE texts :1",
            OPERAND,
            f"{TYPE}: DELETE, operand type: NUMBER, typeSet: ALLOWED_FOR_DELETE_OPERAND",
            ":1",
        ),
        (
            "SET n = :1 REMOVE n",
            OVERLAP,
            f"Two document paths overlap with each other; {TWO}[n], path two: [n]",
            "n",
        ),
        (
            "SET m.city = :x, m = :map",
            OVERLAP,
            f"Two document paths overlap with each other; {TWO}[m, city], path two: [m]",
            "m",
        ),
        (
            "SET m = :map REMOVE m.steps[0]",
            OVERLAP,
            f"Two document paths overlap with each other; {TWO}[m], path two: [m, steps, [0]]",
            "m.steps[0]",
        ),
        (
            "SET m.x = :x, m[0] = :x",
            OVERLAP,
            f"Two document paths conflict with each other; {TWO}[m, x], path two: [m, [0]]",
            "m[0]",
        ),
    ],
)
def test_says_what_is_wrong_and_where(text: str, kind: str, answer: str, place: str) -> None:
    """A fault has DynamoDB's own words, and points at what it is about."""
    (fault,) = update(text, NAMES, VALUES).faults
    assert (fault.kind, fault.text, text[fault.start : fault.end]) == (kind, answer, place)


def test_paths_side_by_side_do_not_overlap() -> None:
    """Neighbours in a mapping or a list may be changed at once, and so may names that begin alike."""
    text = "SET m.city = :x, m.steps[0] = :x, m.steps[1] = :x, mm = :x REMOVE l[0], l[10]"
    assert update(text, NAMES, VALUES).faults == ()


def test_knows_what_it_uses() -> None:
    """Names, values and paths are those of the text, on both sides."""
    read = update("SET #n = if_not_exists(l[0], :1) REMOVE s", NAMES, VALUES)
    assert (set(read.names), set(read.values)) == ({"#n"}, {":1"})
    assert [path.steps for path in read.paths] == [("n",), ("l", 0), ("s",)]


@pytest.mark.parametrize(
    "text",
    ["SET n = " + "(" * 2000 + "n" + ")" * 2000, "SET n = " + "if_not_exists(n," * 200 + ":1" + ")" * 200],
    ids=["parentheses", "functions"],
)
def test_no_depth_of_parentheses_is_a_depth_of_calls(text: str) -> None:
    """What nests deeper than anybody writes it is a fault."""
    (fault,) = update(text, NAMES, VALUES).faults
    assert fault.text == "parentheses stand in each other more than 50 deep"


def test_hundreds_of_actions_are_taken() -> None:
    """An update as long as DynamoDB takes it is carried out as one."""
    text = "SET " + ", ".join(f"x{number} = :1" for number in range(370))
    read = update(text, {}, VALUES)
    assert read.faults == ()
    assert len(read.applied({})) == 370
