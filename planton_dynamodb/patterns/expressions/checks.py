"""What DynamoDB refuses of an expression that it can read: functions and operands that do not fit each other."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from planton_dynamodb.manifest.words import nearest
from planton_dynamodb.patterns import values
from planton_dynamodb.patterns.expressions.comparisons import compared
from planton_dynamodb.patterns.expressions.fault import OPERAND
from planton_dynamodb.patterns.expressions.operands import Call, Given, Operand, Path, given_type
from planton_dynamodb.patterns.expressions.reader import Reader

_OF_CONDITIONS = {
    "attribute_exists": 1,
    "attribute_not_exists": 1,
    "attribute_type": 2,
    "begins_with": 2,
    "contains": 2,
    "size": 1,
}
_OF_UPDATES = {"if_not_exists": 2, "list_append": 2}
_OF_A_PATH = ("attribute_exists", "attribute_not_exists", "attribute_type", "if_not_exists")
_ORDERED, _MEASURED = ("S", "N", "B"), ("S", "B", "L", "M", "SS", "NS", "BS")
_ANY_TYPE = "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}"
_LONG_TYPES = {
    "S": "STRING", "N": "NUMBER", "B": "BINARY", "NULL": "NULL", "BOOL": "BOOLEAN", "L": "LIST", "M": "MAP",
}  # fmt: skip


def check_test(reader: Reader, name: str, operands: Sequence[Operand]) -> None:
    """A comparison, or a function that is a condition by itself."""
    for operand in operands:
        if isinstance(operand, Call) and _is_known(reader, operand, _OF_CONDITIONS, "condition"):
            _check_operand(reader, operand)
    if name == "attribute_type":
        _check_type_name(reader, operands[1])
    elif name == "begins_with":
        _refuse_types(reader, name, operands, ("S", "B"))
    elif name in ("<", "<=", ">", ">=", "BETWEEN"):
        fit = _refuse_types(reader, name, operands, _ORDERED)
        if fit and name == "BETWEEN":
            _check_bounds(reader, operands[1], operands[2])
    _check_distinct(reader, name, operands)


def check_condition(reader: Reader, call: Call) -> None:
    """A function that stands where a condition does."""
    if not _is_known(reader, call, _OF_CONDITIONS, "condition"):
        return
    if call.function == "size":
        said = "`size` is a number, not a condition"
        _misused(reader, call, said, "compare it with a value: `size(tags) > :most`")
    elif _has_its_operands(reader, call, _OF_CONDITIONS):
        check_test(reader, call.function, call.operands)


def check_update_operand(reader: Reader, operand: Operand) -> None:
    """What stands on the right-hand side of SET: for functions, whatever they are given too."""
    if not isinstance(operand, Call):
        return
    for inner in operand.operands:
        check_update_operand(reader, inner)
    if operand.function in ("+", "-"):
        _refuse_types(reader, operand.function, operand.operands, ("N",))
    elif (
        _is_known(reader, operand, _OF_UPDATES, "update")
        and _has_its_operands(reader, operand, _OF_UPDATES)
        and operand.function == "list_append"
    ):
        _refuse_types(reader, "list_append", operand.operands, ("L",))


def check_set_operand(reader: Reader, section: str, operand: Operand) -> None:
    """What ADD and DELETE are given: sets, and ADD numbers too."""
    kind = given_type(operand)
    if kind in _LONG_TYPES and (section, kind) != ("ADD", "N"):
        text = (
            f"Incorrect operand type for operator or function; operator: {section}, "
            f"operand type: {_LONG_TYPES[kind]}, typeSet: ALLOWED_FOR_{section}_OPERAND"
        )
        edit = (
            "write a set: `{SS: [red]}`" if section == "DELETE" else "write a number, or a set: `{SS: [red]}`"
        )
        reader.add(text, _not_taken(reader, section, operand, kind), edit, operand, OPERAND)


def _is_known(reader: Reader, call: Call, functions: Collection[str], place: str) -> bool:
    name = call.function
    if name in functions:
        return True
    text = f"Invalid function name; function: {name}"
    if name in _OF_CONDITIONS or name in _OF_UPDATES:
        text = f"The function is not allowed in {_a(place)} expression; function: {name}"
    near = nearest(name, tuple(functions))
    edit = f"did you mean `{near}`?" if near else f"the functions of {place}s are {', '.join(functions)}"
    reader.add(text, f"there is no function `{name}` in {place}s", edit, call)
    return False


def _a(word: str) -> str:
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def _check_operand(reader: Reader, call: Call) -> None:
    """A function in the place of a value: only `size` can stand there."""
    if call.function != "size":
        said = f"`{call.function}` is a condition, not a value"
        _misused(reader, call, said, "put `AND` or `OR` between conditions, and `NOT` before one")
    elif _has_its_operands(reader, call, _OF_CONDITIONS):
        check_test(reader, "size", call.operands)
        _refuse_types(reader, "size", call.operands, _MEASURED)


def _misused(reader: Reader, call: Call, said: str, edit: str) -> None:
    text = f"The function is not allowed to be used this way in an expression; function: {call.function}"
    reader.add(text, said, edit, call)


def _has_its_operands(reader: Reader, call: Call, counts: dict[str, int]) -> bool:
    name, count, wanted = call.function, len(call.operands), counts[call.function]
    if count != wanted:
        text = (
            "Incorrect number of operands for operator or function; "
            f"operator or function: {name}, number of operands: {count}"
        )
        said = f"`{name}` takes {_operands(wanted)}, and is given {count}"
        reader.add(text, said, f"give it {_operands(wanted)}", call)
    elif name in _OF_A_PATH and not isinstance(call.operands[0], Path):
        text = f"Operator or function requires a document path; operator or function: {name}"
        said = f"`{name}` asks about an attribute, and is given something else"
        reader.add(text, said, "name the attribute", call.operands[0])
    else:
        return True
    return False


def _operands(count: int) -> str:
    return "one operand" if count == 1 else f"{count} operands"


def _not_taken(reader: Reader, function: str, operand: Operand, kind: str) -> str:
    shown = reader.text[operand.start : operand.end]
    return f"`{shown}` is {values.TYPE_WORDS[kind]}, which `{function}` does not take"


def _refuse_types(reader: Reader, function: str, operands: Sequence[Operand], taken: Collection[str]) -> bool:
    """Whether all of them are of types that are taken, as far as that shows."""
    for operand in operands:
        kind = "N" if _is_number(operand) else given_type(operand)
        if kind and kind not in taken:
            text = (
                "Incorrect operand type for operator or function; "
                f"operator or function: {function}, operand type: {kind}"
            )
            *most, last = (values.TYPE_WORDS[each] for each in taken)
            words = f"{', '.join(most)} or {last}" if most else last
            edit = f"give it {words}" if len(taken) < len(_MEASURED) else "give it something that has a size"
            reader.add(text, _not_taken(reader, function, operand, kind), edit, operand, OPERAND)
            return False
    return True


def _is_number(operand: Operand) -> bool:
    return isinstance(operand, Call) and operand.function in ("size", "+", "-")


def _check_type_name(reader: Reader, operand: Operand) -> None:
    kind = given_type(operand)
    named = operand.value.get("S") if isinstance(operand, Given) and operand.value is not None else None
    if kind != "S" and not (isinstance(operand, Given) and not kind):
        text = (
            "Incorrect operand type for operator or function; "
            f"operator or function: attribute_type, operand type: {kind or _ANY_TYPE}"
        )
        said = "`attribute_type` takes the letters of a type, as a value that is a text"
        reader.add(text, said, "write `attribute_type(tags, :type)`, and `:type: SS`", operand, OPERAND)
    elif named is not None and named not in values.TYPE_WORDS:
        text = (
            f"Invalid attribute type name found; type: {named}, valid types: {{B,NULL,SS,BOOL,L,BS,N,NS,S,M}}"
        )
        said = f"the value of `{reader.text[operand.start : operand.end]}` is no type"
        reader.add(text, said, f"write one of {', '.join(values.TYPE_WORDS)}", operand, OPERAND)


def _check_distinct(reader: Reader, operator: str, operands: Sequence[Operand]) -> None:
    first, *others = operands
    if isinstance(first, Path) and any(
        isinstance(each, Path) and each.steps == first.steps for each in others
    ):
        text = (
            "The first operand must be distinct from the remaining operands for this operator or function; "
            f"operator: {operator}, first operand: {first.shown()}"
        )
        reader.add(text, "an attribute is compared with itself", "compare it with something else", first)


def _check_bounds(reader: Reader, low: Operand, high: Operand) -> None:
    if not isinstance(low, Given) or not isinstance(high, Given) or low.value is None or high.value is None:
        return
    shown = (
        f"lower bound operand: AttributeValue: {_shown(low.value)}, "
        f"upper bound operand: AttributeValue: {_shown(high.value)}"
    )
    if given_type(low) != given_type(high):
        text = f"The BETWEEN operator requires same data type for lower and upper bounds; {shown}"
        said = "the bounds of `BETWEEN` are not of one type"
        reader.add(text, said, "write two numbers, or two texts", low, OPERAND)
    elif (compared(low.value, high.value) or 0) > 0:
        text = (
            f"The BETWEEN operator requires upper bound to be greater than or equal to lower bound; {shown}"
        )
        reader.add(
            text, "the larger bound of `BETWEEN` comes first", "write the smaller one first", low, OPERAND
        )


def _shown(value: values.Attribute) -> str:
    kind = values.type_of(value)
    return f"{{{kind}:{value[kind]}}}"
