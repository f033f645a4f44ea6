"""What is said while engines work: lines that come and go on a terminal, lines that stay elsewhere."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from planton_dynamodb.cli.progress import Lines, Live, Silent, progress_on
from tests.cli.manifests import write
from tests.cli.pseudo_terminal import at_terminal


class Screen(io.StringIO):
    """A terminal that shows what is left when lines are drawn over."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        """It is one."""
        return True

    def rows(self) -> list[str]:
        """The lines that can be seen now."""
        rows = [""]
        for part in re.split(r"(\r\x1b\[\d+A\x1b\[J|\n)", self.getvalue()):
            if part == "\n":
                rows.append("")
            elif found := re.fullmatch(r"\r\x1b\[(\d+)A\x1b\[J", part):
                rows = [*rows[: -int(found[1]) - 1], ""]
            else:
                rows[-1] += part
        return rows[:-1]


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal without colours, 40 columns wide."""
    for name in ("FORCE_COLOR", "CLICOLOR_FORCE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("TERM", "xterm")


def test_the_form_suits_the_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    """Live on a terminal that can be drawn on, lines elsewhere, nothing with -q."""
    live = progress_on(Screen(), quiet=False)
    live.close()
    assert isinstance(live, Live)
    assert isinstance(progress_on(io.StringIO(), quiet=False), Lines)
    assert isinstance(progress_on(Screen(), quiet=True), Silent)
    monkeypatch.setenv("TERM", "dumb")
    assert isinstance(progress_on(Screen(), quiet=False), Lines)


def test_a_live_line_for_each_table_and_none_left_over() -> None:
    """They are drawn anew in place, go when their table is done, and all go in the end."""
    screen = Screen()
    live = Live(screen)
    live.begin("orders")
    live.tell("orders", "making table orders")
    live.tell("invoices", "deleting table invoices")
    assert [re.sub(r"\d+ s$", "N s", row) for row in screen.rows()] == [
        "orders  making table orders  N s",
        "invoices  deleting table invoices  N s",
    ]
    live.end("orders")
    assert [row.split()[0] for row in screen.rows()] == ["invoices"]
    live.close()
    assert screen.rows() == []
    live.tell("invoices", "something late")
    assert screen.rows() == []


def test_no_line_is_wider_than_the_terminal() -> None:
    """Wide characters count twice; what does not fit is cut."""
    screen = Screen()
    live = Live(screen)
    live.tell("orders", "m" * 100)
    live.tell("n" * 60, "making")
    live.tell("表" * 10, "作" * 50)
    rows = screen.rows()
    live.close()
    widths = [sum(2 if character > "⺀" else 1 for character in row) for row in rows]
    assert rows[0].endswith("…")
    assert max(widths) <= 39


def test_more_tables_than_rows_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """What would scroll away could not be drawn over."""
    monkeypatch.setattr("planton_dynamodb.cli.progress._height", lambda: 6)
    screen = Screen()
    live = Live(screen)
    for number in range(9):
        live.tell(f"t{number}", "making")
    assert screen.rows()[-1] == "and 6 more"
    assert len(screen.rows()) == 4
    live.close()


def test_a_question_has_the_terminal_for_itself() -> None:
    """The lines go, nothing is drawn meanwhile, and they come back below."""
    screen = Screen()
    live = Live(screen)
    live.tell("orders", "making")
    with live.paused():
        screen.write("Apply? y\n")
        live.tell("orders", "still making")
        assert screen.rows() == ["Apply? y"]
    assert screen.rows()[1].startswith("orders  still making")
    live.close()
    assert screen.rows() == ["Apply? y"]


def test_plain_lines_wait_for_a_question_too() -> None:
    """They come behind it, in order."""
    stream = io.StringIO()
    lines = Lines(stream)
    lines.tell("orders", "one")
    with lines.paused():
        lines.tell("orders", "two")
        stream.write("question\n")
    assert stream.getvalue() == "orders: one\nquestion\norders: two\n"


def test_a_stream_that_goes_away_is_no_obstacle() -> None:
    """Nothing is raised into the work, and nothing more is written."""

    class Gone(io.StringIO):
        tried = 0

        def write(self, text: str) -> int:
            self.tried += 1
            raise BrokenPipeError(text)

    stream = Gone()
    lines = Lines(stream)
    lines.tell("orders", "one")
    lines.tell("orders", "two")
    assert stream.tried == 1


def test_control_characters_of_an_engine_never_reach_the_terminal() -> None:
    """They are spelt out."""
    stream = io.StringIO()
    Lines(stream).tell("orders", "a\x1b[2Jb\nc")
    assert stream.getvalue() == "orders: a\\x1b[2Jb\\nc\n"


def test_a_terminal_shows_how_it_goes_and_then_only_results(tmp_path: Path) -> None:
    """The live line is there while the engine works; no colour is used under NO_COLOR."""
    write(tmp_path, "slow-one")
    with at_terminal(tmp_path, "apply", "slow-one.yaml", "--yes") as terminal:
        terminal.expect("slow-one  making table slow-one")
        (tmp_path / "go").touch()
        terminal.expect("slow-one: changed")
        assert terminal.code() == 0
    assert re.findall(r"\x1b\[[\d;]*m", terminal.shown) == []
    assert re.search(r"\x1b\[1A\x1b\[Jslow-one: changed", terminal.shown)


def test_quiet_is_quiet_on_a_terminal_too(tmp_path: Path) -> None:
    """With -q there is no live line."""
    write(tmp_path, "orders")
    with at_terminal(tmp_path, "apply", "orders.yaml", "--yes", "-q") as terminal:
        terminal.expect("orders: changed")
        assert terminal.code() == 0
    assert "making" not in terminal.shown
