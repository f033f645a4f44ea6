from __future__ import annotations

from decimal import Decimal

import pytest

from planton_dynamodb.manifest.free_values import Plain
from planton_dynamodb.patterns.templates import MalformedError, Template, UnboundError, filled


@pytest.mark.parametrize(
    ("text", "values", "made"),
    [
        ("USER#{id}", {"id": "1"}, "USER#1"),
        ("USER#{id}", {"id": 1}, "USER#1"),
        ("USER#{id}", {"id": Decimal("1.50")}, "USER#1.50"),
        ("USER#{id}", {"id": {"N": 7}}, "USER#7"),
        ("{id}", {"id": 1}, 1),
        ("{id}", {"id": ["a"]}, ["a"]),
        ("{{{id}}}", {"id": "1"}, "{1}"),
        ("{{id}}", {}, "{id}"),
        ("{a}{b}", {"a": "x", "b": "y"}, "xy"),
        ("", {}, ""),
        ("{full name}", {"full name": "x"}, "x"),
    ],
)
def test_fills_the_room_in_a_text(text: str, values: dict[str, Plain], made: Plain) -> None:
    """A parameter among other text becomes text; alone, it is its value, of whatever type; two braces are one."""
    assert Template(text).filled(values) == made


@pytest.mark.parametrize("value", [True, None, ["a"], {"a": 1}, {"SS": ["a"]}], ids=str)
def test_puts_only_texts_and_numbers_into_a_text(value: Plain) -> None:
    """A list or a boolean has no one way to be written."""
    with pytest.raises(UnboundError, match="neither a text nor a number") as unbound:
        Template("USER#{id}").filled({"id": value})
    assert not unbound.value.missing


def test_names_the_parameter_that_has_no_value() -> None:
    """What is missing is known by its name."""
    with pytest.raises(UnboundError) as unbound:
        Template("USER#{id}").filled({"ID": "1"})
    assert (unbound.value.name, unbound.value.missing) == ("id", True)


@pytest.mark.parametrize("text", ["{", "}", "USER#{id", "USER#id}", "{}", "{#id}", "{ id}", "{a{b}"])
def test_fills_no_text_whose_braces_make_no_parameter(text: str) -> None:
    """A text that cannot be read is not written into a key as it stands."""
    assert Template(text).fault
    with pytest.raises(MalformedError):
        Template(text).filled({"id": "1", "b": "1"})


def test_fills_the_texts_in_a_value() -> None:
    """Texts in lists and mappings are templates too; keys, numbers and texts without braces are left."""
    value: Plain = {"{id}": ["a-{id}", 1, {"x": "{id}"}], "y": "plain"}
    assert filled(value, {"id": 7}) == {"{id}": ["a-7", 1, {"x": 7}], "y": "plain"}
