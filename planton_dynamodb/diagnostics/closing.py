"""What a run comes to, in a sentence."""

from __future__ import annotations

from planton_dynamodb.diagnostics.model import Report, Summary
from planton_dynamodb.rules.wording import counted


def found(report: Report) -> str:
    """How much was found, and in how many files."""
    files = len({one.location.file for one in report.diagnostics})
    return f"{_findings(report.summary)} in {counted(files, 'file')}"


def checked(report: Report) -> str:
    """How much was looked at."""
    summary = report.summary
    said = f"{counted(summary.resources, 'manifest')} checked" if summary.resources else "no manifest checked"
    if summary.skipped:
        said += f", {counted(summary.skipped, 'document')} of another kind skipped"
    return said


def sentence(report: Report) -> str:
    """Both, or that nothing was found."""
    if report.diagnostics:
        return f"{found(report)}; {checked(report)}"
    return f"{checked(report)}, nothing found" if report.summary.resources else checked(report)


def _findings(summary: Summary) -> str:
    counts = ((summary.errors, "error"), (summary.warnings, "warning"))
    return " and ".join(counted(number, word) for number, word in counts if number)
