from __future__ import annotations

from importlib.resources import files

from planton_dynamodb.patterns.expressions import reserved


def test_knows_the_words_that_moto_knows() -> None:
    """The list is the one of the Developer Guide, of which moto has a copy of its own."""
    words = files("moto.dynamodb.parsing").joinpath("reserved_keywords.txt").read_text().split()
    assert set(words) == reserved._WORDS
    assert len(words) == 573


def test_a_word_is_reserved_in_capitals_or_not() -> None:
    """DynamoDB compares without case."""
    assert all(reserved.is_reserved(word) for word in ("STATUS", "status", "Status"))
    assert not reserved.is_reserved("statuses")
