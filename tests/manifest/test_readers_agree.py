"""The two readers never disagree: what the quick one takes, the full one reads to the same tree."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planton_dynamodb.manifest import documents, quick
from planton_dynamodb.manifest import yaml as full
from planton_dynamodb.manifest.nodes import Mapping, Node, Scalar, Sequence
from planton_dynamodb.manifest.source import Source

_PIECES = st.sampled_from(
    [
        *(
            "a",
            "b:",
            "c: d",
            "- ",
            "-",
            "- e",
            "- f: g",
            "- - h",
            "- i:",
            "  ",
            " ",
            "    ",
            "\n",
            "\n\n",
            "---",
            "--- ",
            "...",
        ),
        *(
            "#",
            " # k",
            "# l\n",
            '"m"',
            "'n'",
            '"',
            "'",
            ":",
            ": ",
            " :",
            "o:p",
            "q#r",
            "s #t",
            "~",
            "null",
            "-1",
            "&u",
            "*u",
        ),
        *(
            "!v",
            "|",
            ">",
            "? ",
            "{w: x}",
            "[y]",
            "%",
            "@",
            "`",
            "\t",
            "\r\n",
            "\\",
            "0x1",
            "1.5e3",
            "a b c",
            "k/l.m: 1",
            "[a, b]",
            '["c d", e#f]',
            "[g,h ,1]",
            "[]",
            "[ ]",
            "[a b]",
            "[a:b]",
            "<x>",
            "$y",
            "(z)",
            "<<",
            '"k": v',
            "'l':",
            '"": x',
            "é",
        ),
    ]
)
_LINES = st.sampled_from(
    [
        *(
            "kind: T",
            "name: a",
            "spec:",
            "list:",
            "- x",
            "- name: b",
            "- - c",
            "type: S # why",
            "# comment",
            "",
            "---",
        ),
        *(
            "text: a b  c",
            "url: http://h:80/p#q",
            'quoted: "a: b # c"',
            "single: 'd'",
            "empty:   ",
            "tilde: ~",
            "- list:",
        ),
        *(
            "value: a:b",
            "dash: a - b",
            "bad: a: b",
            "word",
            "- ",
            "key:value",
            "arn: arn:aws:kms:r:1:key/x",
            "a: 'b' c",
            "words: [a, 'b c', \"d\", 1.5, USER#1] # why",
            "none: [ ]",
            "- [a, b]",
            "nested: [[a], b]",
            "later: [a,",
            "pair: [a: b]",
            "gap: [a,, b]",
            "end: [a, ]",
            "'#name': name",
            '":value" : 1',
            '"a\\tb": 1',
            "<<: word",
            '"<<": word',
            "nothing: {}",
            "- { }",
            "pairs: {a: b}",
            "'it''s': 1",
        ),
    ]
)


def _soup() -> st.SearchStrategy[str]:
    return st.lists(_PIECES, max_size=14).map("".join)


def _indented() -> st.SearchStrategy[str]:
    line = st.tuples(st.integers(0, 4), _LINES).map(lambda pair: "  " * pair[0] + pair[1])
    odd = st.tuples(st.integers(0, 5), _LINES).map(lambda pair: " " * pair[0] + pair[1])
    return st.lists(line | odd, max_size=10).map("\n".join)


def _shape(node: Node | None) -> object:
    if node is None:
        return None
    if type(node) is Scalar:
        return node.start, node.end, node.value, node.plain, node.tag
    if type(node) is Mapping:
        return node.start, node.end, node.flow, [(_shape(key), _shape(value)) for key, value in node.entries]
    assert type(node) is Sequence
    return node.start, node.end, node.flow, [_shape(item) for item in node.items]


def _agree(text: str) -> bool:
    source, taken = Source("text", text), False
    for start, end in documents.stretches(text):
        read = quick.read(text, start, end) if text.isascii() else None
        if read is not None:
            reading = full.read(source, start, end)
            assert not reading.problems, text
            assert [_shape(root) for root in read] == [_shape(root) for root in reading.roots], text
            taken = True
    return taken


@settings(max_examples=1500, deadline=None)
@given(_soup() | _indented())
def test_whatever_the_quick_reader_takes_reads_the_same_in_the_full_one(text: str) -> None:
    """Any text, sound or not: the quick reader gives up or agrees, tree, offsets and all."""
    _agree(text)


@settings(max_examples=300, deadline=None)
@given(_indented())
def test_it_is_not_by_giving_up_that_they_agree(text: str) -> None:
    """Texts whose lines nest properly are taken by the quick reader, so that the agreement means something."""
    lines = [line for line in text.split("\n") if line.strip().startswith(("name", "type", "#"))]
    flat = "\n".join(dict.fromkeys(line.strip() for line in lines))
    assert _agree("spec:\n  a: b\n  c:\n    - d: e\n" + flat) or not flat.isascii()


@settings(max_examples=500, deadline=None)
@given(_soup() | _indented())
def test_reading_by_document_is_reading_the_whole(text: str) -> None:
    """Where the full reader takes a text as a whole, taking it apart at its `---` lines gives the same documents."""
    source = Source("text", text)
    whole = full.read(source)
    if not whole.problems:
        parts = [root for reading in documents.read(source) for root in reading.roots]
        assert [_shape(root) for root in parts] == [_shape(root) for root in whole.roots]


@pytest.mark.parametrize("piece", ["x", "x ", "x:", "- ", " ", "#", '"', "' ", "[x, ", "[", "['", "x,"])
def test_a_line_made_to_be_slow_is_not(piece: str) -> None:
    """A long line that fails at its very end is given up at once; it would hang if it were tried in every way."""
    text = "a: " + piece * 20_000 + "\t"
    assert quick.read(text, 0, len(text)) is None
