"""Texts with room in them: what stands in braces, what is filled in, what other tools write."""

from __future__ import annotations

import pytest

from planton_dynamodb.operations.texts import filled, holes, mended, plain, unpaired


def test_each_hole_is_named_once() -> None:
    """In the order in which they stand there."""
    assert holes("{app}-{table}-{env}-{app}") == ("app", "table", "env")
    assert holes("orders") == ()


def test_a_hole_for_which_there_is_nothing_stays() -> None:
    """What is filled in is not looked through again."""
    assert filled("{app}-{table}-{env}", {"app": "{env}", "table": "orders"}) == "{env}-orders-{env}"


@pytest.mark.parametrize("text", ["", "orders", "{app}", "{app}{table}", "{}", "a-{b}-c"])
def test_braces_around_holes_are_plain(text: str) -> None:
    """One pair around each hole is as it should be, whatever stands in it."""
    assert plain(text)
    assert mended(text) == text


@pytest.mark.parametrize("text", ["{", "}", "{app", "app}", "}app{", "{app}}", "{a{b}"])
def test_a_brace_without_its_other_half_is_not_plain(text: str) -> None:
    """It would stay as it stands."""
    assert unpaired(text)
    assert not plain(text)


@pytest.mark.parametrize(
    "text", ["${app}-x", "{{app}}-x", "{{ app }}-x", "${{ app }}-x", "{ app }-x", "{app}}-x"]
)
def test_marks_of_other_tools_are_made_into_ours(text: str) -> None:
    """Shells, Jinja and GitHub write the same with other marks."""
    assert not plain(text)
    assert mended(text) == "{app}-x"
