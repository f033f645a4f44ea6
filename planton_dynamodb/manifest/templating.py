"""Templates that were not rendered: their marks are no YAML, and no other word about them helps."""

from __future__ import annotations

from dataclasses import replace

from planton_dynamodb.manifest.problems import Problem, Syntax

_MARKS = ("{{", "{%", "{#")


def told(problem: Problem) -> Problem:
    """A problem of reading, said to be the mark of a template where one stands on its line."""
    if not isinstance(problem, Syntax):
        return problem
    mark = _mark_near(problem)
    if mark is None:
        return problem
    message = f"`{mark}` is the mark of a template: this text is no YAML before it is rendered"
    return replace(problem, message=message, context=None, template=True)


def _mark_near(problem: Syntax) -> str | None:
    """The first mark on the line of a problem, or on the line of what it is about."""
    spans = [problem.span] if problem.context is None else [problem.span, problem.context[1]]
    for span in spans:
        start, end = span.source.line_span(span.source.line_of(span.start))
        line = span.source.text[start:end]
        found = sorted((line.index(mark), mark) for mark in _MARKS if mark in line)
        if found:
            return found[0][1]
    return None
