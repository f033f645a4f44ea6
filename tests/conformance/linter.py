"""cfn-lint as a judge of the same table as CloudFormation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cfnlint.api import lint
from cfnlint.config import ManualArgs

from planton_dynamodb.manifest.manifest import Manifest
from tests.conformance.template import logical_id, template
from tests.conformance.verdicts import Verdict

# Each call costs half a second and a table only hundredths, so many share a template; it holds 500 at most.
_TABLES_PER_TEMPLATE = 400
_ABOUT_OTHER_TABLES = frozenset({"E3019"})  # two tables of a template have one name


def cfn_lint(manifests: Sequence[Manifest]) -> list[Verdict]:
    """Verdicts of cfn-lint."""
    return [
        verdict
        for start in range(0, len(manifests), _TABLES_PER_TEMPLATE)
        for verdict in _judge(manifests[start : start + _TABLES_PER_TEMPLATE])
    ]


def _judge(manifests: Sequence[Manifest]) -> Iterator[Verdict]:
    answers: dict[str, list[str]] = {}
    for match in lint(template(manifests), config=ManualArgs(regions=["us-east-1"])):
        if match.rule.id.startswith("E") and match.rule.id not in _ABOUT_OTHER_TABLES:
            path = getattr(match, "path", [])
            assert path[:1] == ["Resources"], f"cfn-lint finds fault with the template itself: {match}"
            answers.setdefault(str(path[1]), []).append(f"{match.rule.id} {match.message}")
    for position in range(len(manifests)):
        said = answers.get(logical_id(position))
        yield Verdict(refused=said is not None, answer="; ".join(said) if said else None)
