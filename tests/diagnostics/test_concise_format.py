from __future__ import annotations

import io
import re

from planton_dynamodb.diagnostics import concise_format
from tests.diagnostics.samples import ORDERS, found, full, place, printed, report

# What editors are told to expect: `%f:%l:%c: %t%*[^:]: %m` in Vim, the problem matcher of gcc elsewhere.
COMPILER_LINE = re.compile(
    r"^(?P<file>.*?):(?P<line>\d+):(?P<column>\d+): (?P<kind>error|warning|note): (?P<said>.*)$"
)


def test_writes_lines_that_editors_read() -> None:
    """A finding is a line with its place, severity, message and rule; other places follow as notes."""
    output = printed(concise_format, report(full(), found(place(ORDERS, "type"), severity="warning")))
    assert output.splitlines() == [
        "orders.yaml:5:13: error: `customerId` is defined twice [attr-def-duplicate]",
        "orders.yaml:3:13: note: it is first defined here",
        "orders.yaml:4:7: warning: `customerId` is defined twice [attr-def-duplicate]",
    ]
    assert all(COMPILER_LINE.match(line) for line in output.splitlines())


def test_prints_nothing_about_nothing() -> None:
    """A clean run has no output at all."""
    assert printed(concise_format, report()) == ""


def test_keeps_a_finding_on_its_line() -> None:
    """Line breaks and escapes in names are spelt out; a C locale gets what it can write."""
    finding = found(place(ORDERS, "type", file="a\nb\x1b.yaml"), message="`注文` is\nno name")
    assert printed(concise_format, report(finding)).splitlines() == [
        r"a\nb\x1b.yaml:4:7: error: `注文` is\nno name [attr-def-duplicate]"
    ]
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    concise_format.write(report(finding), stream)
    stream.seek(0)
    assert r"`\u6ce8\u6587` is\nno name" in stream.read()
