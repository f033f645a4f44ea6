"""What DynamoDB refuses of an expression that it can read: functions and operands that do not fit each other."""

from __future__ import annotations

from collections.abc import Sequence

from planton_dynamodb.patterns import values
from planton_dynamodb.patterns.expressions.comparisons import compared
from planton_dynamodb.patterns.expressions.fault import OPERAND, SYNTAX
from planton_dynamodb.patterns.expressions.operands import Call, Given, Operand, Path, given_type
from planton_dynamodb.patterns.expressions.reader import Reader

CONDITION_FUNCTIONS = {
    "attribute_exists": 1,
    "attribute_not_exists": 1,
    "attribute_type": 2,
    "begins_with": 2,
    "contains": 2,
    "size": 1,
}


def check_function(reader: Reader, call: Call, *, alone: bool) -> None:
    """A function of a condition, which stands for a condition, or for an operand of one."""
    count = CONDITION_FUNCTIONS.get(call.function)
    if count is None:
        said = f"there is no function `{call.function}` in conditions"
        reader.add(SYNTAX, f"Invalid function name; function: {call.function}", call, call.function, said)
    elif alone == (call.function == "size"):
        _misused(reader, call)
    elif count != len(call.operands):
        wrong_count(reader, call)
    else:
        for operand in call.operands:
            _check_inner(reader, operand)
        _check_types(reader, call)


def _check_inner(reader: Reader, operand: Operand) -> None:
    if isinstance(operand, Call):
        check_function(reader, operand, alone=False)


def _misused(reader: Reader, call: Call) -> None:
    text = f"The function is not allowed to be used this way in an expression; function: {call.function}"
    said = "`size` is a number, not a condition: compare it with one"
    if call.function != "size":
        said = f"`{call.function}` is a condition by itself, and can't be compared with anything"
    reader.add(SYNTAX, text, call, call.function, said)


def wrong_count(reader: Reader, call: Call) -> None:
    """A function with more or fewer operands than it takes."""
    text = (
        "Incorrect number of operands for operator or function; "
        f"operator or function: {call.function}, number of operands: {len(call.operands)}"
    )
    reader.add(
        SYNTAX, text, call, call.function, f"`{call.function}` does not take {len(call.operands)} operands"
    )


def wrong_type(reader: Reader, function: str, operand: Operand, kind: str, answer: str = "") -> None:
    """An operand of a type that a function or operator does not take."""
    text = answer or f"operator or function: {function}, operand type: {kind}"
    shown = operand.name if isinstance(operand, Given) else reader.text[operand.start : operand.end]
    said = f"`{shown}` is {values.TYPE_WORDS[kind]}, which `{function}` does not take"
    text = f"Incorrect operand type for operator or function; {text}"
    reader.add(OPERAND, text, operand, function, said)


def _check_types(reader: Reader, call: Call) -> None:
    name, operands = call.function, call.operands
    if name in ("attribute_exists", "attribute_not_exists"):
        needs_path(reader, call)
    elif name == "attribute_type":
        _check_type_name(reader, call)
    elif name == "begins_with":
        _refuse_types(reader, name, operands, values.TYPES[:1] + values.TYPES[2:3])
    elif name == "size":
        _refuse_types(reader, name, operands, ("S", "B", "L", "M", "SS", "NS", "BS"))
    check_distinct(reader, name, operands)


def needs_path(reader: Reader, call: Call) -> None:
    """The first operand of some functions is an attribute, not a value."""
    if not isinstance(call.operands[0], Path):
        text = f"Operator or function requires a document path; operator or function: {call.function}"
        said = f"`{call.function}` asks about an attribute, and a value is given to it"
        reader.add(SYNTAX, text, call.operands[0], call.function, said)


def _refuse_types(reader: Reader, name: str, operands: Sequence[Operand], taken: Sequence[str]) -> None:
    for operand in operands:
        kind = "N" if isinstance(operand, Call) else given_type(operand)
        if kind and kind not in taken:
            wrong_type(reader, name, operand, kind)
            return


def _check_type_name(reader: Reader, call: Call) -> None:
    operand = call.operands[1]
    if not isinstance(operand, Given):
        text = (
            "Incorrect operand type for operator or function; operator or function: attribute_type, "
            "operand type: {NS,SS,L,BS,N,M,B,BOOL,NULL,S}"
        )
        reader.add(OPERAND, text, operand, "attribute_type", "the type is given as a value, like `:type`")
    elif operand.value is not None and "S" not in operand.value:
        wrong_type(reader, "attribute_type", operand, values.type_of(operand.value))
    elif operand.value is not None and operand.value["S"] not in values.TYPES:
        kind = operand.value["S"]
        text = (
            f"Invalid attribute type name found; type: {kind}, valid types: {{B,NULL,SS,BOOL,L,BS,N,NS,S,M}}"
        )
        said = f"`{operand.name}` is no type: {', '.join(values.TYPES)} are"
        reader.add(OPERAND, text, operand, "attribute_type", said)


def check_distinct(reader: Reader, operator: str, operands: Sequence[Operand]) -> None:
    """An attribute compared with itself says nothing."""
    first, *others = operands
    if isinstance(first, Path) and any(
        isinstance(each, Path) and each.steps == first.steps for each in others
    ):
        text = (
            "The first operand must be distinct from the remaining operands for this operator or function; "
            f"operator: {operator}, first operand: {first.shown()}"
        )
        reader.add(SYNTAX, text, first, operator, "an attribute is compared with itself")


def check_operands(reader: Reader, operator: str, operands: Sequence[Operand]) -> None:
    """The operands of a comparison."""
    for operand in operands:
        _check_inner(reader, operand)
    if operator in ("<", "<=", ">", ">="):
        _refuse_types(reader, operator, operands, ("S", "N", "B"))
    check_distinct(reader, operator, operands)


def check_between(reader: Reader, operands: Sequence[Operand]) -> None:
    """The operands of BETWEEN: the bounds have one type, and the smaller one comes first."""
    check_operands(reader, "BETWEEN", operands)
    _, low, high = operands
    if not isinstance(low, Given) or not isinstance(high, Given) or low.value is None or high.value is None:
        return
    shown = f"lower bound operand: AttributeValue: {_shown(low)}, upper bound operand: AttributeValue: {_shown(high)}"
    if given_type(low) != given_type(high):
        text = f"The BETWEEN operator requires same data type for lower and upper bounds; {shown}"
        reader.add(OPERAND, text, low, "BETWEEN", "the bounds of `BETWEEN` are not of one type")
    elif (compared(low.value, high.value) or 0) > 0:
        text = (
            "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; " + shown
        )
        reader.add(OPERAND, text, low, "BETWEEN", "the larger bound of `BETWEEN` comes first")


def _shown(given: Given) -> str:
    assert given.value is not None
    kind = values.type_of(given.value)
    return f"{{{kind}:{given.value[kind]}}}"
