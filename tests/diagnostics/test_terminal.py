from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planton_dynamodb.diagnostics import terminal
from planton_dynamodb.diagnostics.terminal import BOLD, Terminal, columns

SETTINGS = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "TERM", "COLUMNS")


class Screen(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self) -> bool:
        """It is."""
        return True


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may have settings of their own."""
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("settings", "on_a_terminal", "in_a_pipe"),
    [
        ({}, True, False),
        ({"TERM": "xterm-256color"}, True, False),
        ({"TERM": "dumb"}, False, False),
        ({"NO_COLOR": "1"}, False, False),
        ({"NO_COLOR": ""}, True, False),
        ({"CLICOLOR": "0"}, False, False),
        ({"FORCE_COLOR": "1"}, True, True),
        ({"FORCE_COLOR": "0"}, False, False),
        ({"FORCE_COLOR": ""}, True, False),
        ({"CLICOLOR_FORCE": "1"}, True, True),
        ({"CLICOLOR_FORCE": "0"}, True, False),
        ({"FORCE_COLOR": "3", "TERM": "dumb"}, True, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, False),
    ],
    ids=str,
)
def test_has_colour_where_people_expect_it(
    settings: dict[str, str], *, on_a_terminal: bool, in_a_pipe: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a terminal there is colour unless a variable forbids it; elsewhere only where one asks for it."""
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert terminal.of(Screen()).colour is on_a_terminal
    assert terminal.of(io.StringIO()).colour is in_a_pipe


@pytest.mark.parametrize(
    ("given_columns", "width"), [("72", 72), ("200", 200), ("3", 40), ("", 100), ("0", 100), ("wide", 100)]
)
def test_is_as_wide_as_columns_says(given_columns: str, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """COLUMNS is honoured where it is a number; what is no terminal is 100 columns wide."""
    monkeypatch.setenv("COLUMNS", given_columns)
    assert terminal.of(io.StringIO()).width == width


def test_a_terminal_without_a_size_is_as_wide_as_none() -> None:
    """Build servers open terminals of 0 columns; text squeezed to the narrowest width would help nobody."""
    pty = pytest.importorskip("pty")
    leader, follower = pty.openpty()
    with open(leader, "rb"), open(follower, "w", encoding="utf-8") as stream:
        assert terminal.of(stream).width == 100


def test_paints_nothing_without_colour() -> None:
    """Without colour a text stays what it is; with it, the style ends behind the text."""
    assert Terminal(100, False, "utf-8").paint("orders", BOLD) == "orders"
    assert Terminal(100, True, "utf-8").paint("orders", BOLD) == "\x1b[1morders\x1b[0m"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("orders", "orders"),
        ("Bestellübersicht 注文", "Bestellübersicht 注文"),
        ("a\x1b[31mred", r"a\x1b[31mred"),
        ("two\nlines\tand\ra tab", r"two\nlines\tand\ra tab"),
        ("no\u00a0break", r"no\xa0break"),
        ("\u202eright to left", r"\u202eright to left"),
        ("bytes \udcff in a name", r"bytes \udcff in a name"),
    ],
)
def test_spells_out_what_cannot_be_seen(text: str, shown: str) -> None:
    """What would move the cursor, turn the writing round or be taken for a blank is spelt out."""
    assert Terminal(100, False, "utf-8").shown(text) == shown


def test_spells_out_what_the_stream_cannot_write() -> None:
    """A terminal of the C locale gets escapes and three dots, never an error."""
    page = Terminal(100, False, "ascii")
    assert page.shown("Bestellübersicht") == r"Bestell\xfcbersicht"
    assert page.ellipsis == "..."
    assert Terminal(100, False, "utf-8").ellipsis == "…"


@pytest.mark.parametrize(
    ("text", "width"),
    [("orders", 6), ("注文", 4), ("ｱ", 1), ("\uff26", 2), ("e\u0301", 1), ("🧾", 2), ("", 0), ("Ü", 1)],
)
def test_counts_columns_as_terminals_do(text: str, width: int) -> None:
    """Wide characters take two columns, combining ones none."""
    assert columns(text) == width


@given(
    st.text(alphabet="ab cdé注 ", max_size=200), st.integers(40, 120), st.integers(0, 30), st.integers(0, 30)
)
def test_loses_nothing_in_wrapping(text: str, width: int, first: int, rest: int) -> None:
    """A wrapped text has every word and blank of the text, and no line too long but for a single word."""
    wrapped = Terminal(width, False, "utf-8").wrapped(text, first=first, rest=rest)
    head, *tail = wrapped.split("\n")
    assert all(line.startswith(" " * rest) for line in tail)
    lines = [head, *(line[rest:] for line in tail)]
    assert " ".join(lines) == text
    for number, line in enumerate(lines):
        room = width - (rest if number else first)
        assert columns(line) <= room or " " not in line.strip(" ")
