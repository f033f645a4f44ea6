"""Findings into diagnostics: routes become places, operations become edits."""

from __future__ import annotations

from planton_dynamodb.diagnostics import model
from planton_dynamodb.manifest.manifest import Manifest
from planton_dynamodb.manifest.problems import Route, Span
from planton_dynamodb.manifest.source import Location
from planton_dynamodb.rules.registry import Finding, Fix, Rule


def diagnostic(rule: Rule, finding: Finding, severity: str, manifest: Manifest | None) -> model.Diagnostic:
    """A finding at its place."""
    span = finding.span
    if span is None:
        assert manifest is not None, (
            f"{rule.name} found something outside of any manifest without saying where"
        )
        span = manifest.key_span(finding.route) if finding.at_key else manifest.span(finding.route)
    resource = model.Resource(manifest.kind.name, manifest.name) if manifest is not None else None
    return model.Diagnostic(
        rule.name,
        severity,
        finding.message,
        finding.detail or rule.answer,
        finding.help,
        resource,
        path(finding.route),
        rule.documented,
        location(span),
        tuple(_related(said, place, manifest) for said, place in finding.related),
        _fix(finding.fix, manifest),
    )


def location(span: Span) -> Location:
    """A span as a place in its file."""
    return span.source.location(span.start, span.end)


def path(route: Route) -> str:
    """A route as it is written: spec.keySchema[1].attributeName, metadata.labels["a.b"]."""
    written = ""
    for step in route:
        if isinstance(step, int):
            written += f"[{step}]"
        elif step.isidentifier():
            written += f".{step}" if written else step
        else:
            escaped = step.replace("\\", "\\\\").replace('"', '\\"')
            written += f'["{escaped}"]'
    return written


def _related(said: str, place: Route | Span, manifest: Manifest | None) -> model.Related:
    if isinstance(place, Span):
        return model.Related(said, "", location(place))
    assert manifest is not None
    return model.Related(said, path(place), location(manifest.span(place)))


def _fix(fix: Fix | None, manifest: Manifest | None) -> model.Fix | None:
    if fix is None:
        return None
    from planton_dynamodb.manifest.writing.edits import edits_of  # only for what can be mended

    edits = edits_of(fix.operations, manifest)
    if edits is None:
        return None
    return model.Fix(fix.title, fix.safe, tuple(model.Edit(location(span), text) for span, text in edits))
