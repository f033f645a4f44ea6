from __future__ import annotations

import json
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from planton_dynamodb.diagnostics import sarif_format
from planton_dynamodb.diagnostics.model import Edit, Fix, Report
from planton_dynamodb.rules.registry import all_rules
from tests.diagnostics.samples import ORDERS, found, full, place, printed, report
from tools.update_corpus import Case, cases, validated

OFFICIAL = Path(__file__).parents[1] / "data" / "sarif" / "sarif-schema-2.1.0.json"


@lru_cache
def official() -> jsonschema.Draft4Validator:
    """The official schema."""
    return jsonschema.Draft4Validator(json.loads(OFFICIAL.read_text()))


def run_of(given: Report) -> dict[str, Any]:
    """The one run of a log, which is valid."""
    log = json.loads(printed(sarif_format, given))
    official().validate(log)
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def test_has_the_finding_with_all_its_places() -> None:
    """A result has its rule, level, words, region, the way to the value, related places and the fix."""
    (result,) = run_of(report(full()))["results"]
    region = {
        "startLine": 5,
        "startColumn": 13,
        "endLine": 5,
        "endColumn": 23,
        "byteOffset": ORDERS.rindex("customerId"),
        "byteLength": 10,
    }
    artifact = {"uri": "orders.yaml", "index": 0}
    first = region | {"startLine": 3, "endLine": 3, "byteOffset": ORDERS.index("customerId")}
    removed = "    - name: customerId\n      type: S\n"
    assert result == {
        "ruleId": "attr-def-duplicate",
        "ruleIndex": 0,
        "level": "error",
        "message": {
            "text": "`customerId` is defined twice\n"
            "AWS answers: Attribute Name is duplicated: customerId\n"
            "help: remove one of the two definitions"
        },
        "locations": [
            {
                "physicalLocation": {"artifactLocation": artifact, "region": region},
                "logicalLocations": [{"fullyQualifiedName": "spec.attributeDefinitions[1].name"}],
            }
        ],
        "relatedLocations": [
            {
                "id": 1,
                "physicalLocation": {"artifactLocation": artifact, "region": first},
                "message": {"text": "it is first defined here"},
            }
        ],
        "fixes": [
            {
                "description": {"text": "remove the second definition"},
                "artifactChanges": [
                    {
                        "artifactLocation": artifact,
                        "replacements": [
                            {
                                "deletedRegion": {
                                    "startLine": 5,
                                    "startColumn": 1,
                                    "endLine": 7,
                                    "endColumn": 1,
                                    "byteOffset": ORDERS.rindex(removed),
                                    "byteLength": len(removed),
                                },
                                "insertedContent": {"text": ""},
                            }
                        ],
                    }
                ],
                "properties": {"safe": True},
            }
        ],
        "properties": {"kind": "AwsDynamodb", "resource": "orders"},
    }


def test_counts_columns_in_characters() -> None:
    """A wide character is one column, and the log says so; bytes are counted besides."""
    run = run_of(report(found(place("名前: 注文", "注文"))))
    assert run["columnKind"] == "unicodeCodePoints"
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert (region["startColumn"], region["endColumn"]) == (5, 7)
    assert (region["byteOffset"], region["byteLength"]) == (8, 6)


def test_describes_the_rules_that_spoke() -> None:
    """Each rule that found something is described from its documentation, once."""
    first, second = "unknown-field", "index-name-duplicate"
    findings = [found(place(ORDERS, "spec"), rule=rule) for rule in (first, second, first)]
    run = run_of(report(*findings))
    described = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in described] == [second, first]
    assert [described[result["ruleIndex"]]["id"] for result in run["results"]] == [first, second, first]
    for rule in described:
        known = all_rules()[rule["id"]]
        assert rule["shortDescription"]["text"] == f"{known.summary}."
        assert rule["help"]["markdown"] == known.documentation
        assert "## " not in rule["help"]["text"]
        assert "```" not in rule["help"]["text"]
        assert rule["defaultConfiguration"]["level"] == known.severity.value
        assert rule["properties"]["documentedRule"] == known.documented


def test_describes_every_rule_there_is() -> None:
    """A log with a finding of every rule is valid, and no description of a rule is blank."""
    run = run_of(report(*(found(place(ORDERS, "spec"), rule=rule) for rule in all_rules())))
    assert all(rule["fullDescription"]["text"] for rule in run["tool"]["driver"]["rules"])


def test_is_a_log_without_findings_too() -> None:
    """Nothing found is a run without results that went well."""
    run = run_of(report(resources=3))
    assert run["results"] == []
    assert run["invocations"] == [{"executionSuccessful": True, "exitCode": 0}]


def test_says_how_the_run_ended() -> None:
    """Errors end in 1; what the tool could not do is a notification, and the run did not go well."""
    assert run_of(report(full()))["invocations"] == [{"executionSuccessful": True, "exitCode": 1}]
    warned = report(found(place(ORDERS, "spec"), rule="unused-ignore", severity="warning"))
    assert run_of(warned)["invocations"] == [{"executionSuccessful": True, "exitCode": 0}]
    warned.strict = True
    assert run_of(warned)["invocations"] == [{"executionSuccessful": True, "exitCode": 1}]
    failed = report(full())
    failed.failures.append("users.yaml: cannot be read: permission denied")
    assert run_of(failed)["invocations"] == [
        {
            "executionSuccessful": False,
            "exitCode": 2,
            "toolExecutionNotifications": [
                {"level": "error", "message": {"text": "users.yaml: cannot be read: permission denied"}}
            ],
        }
    ]


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("tables/orders.yaml", "tables/orders.yaml"),
        ("./tables//orders.yaml", "tables/orders.yaml"),
        ("../orders.yaml", "../orders.yaml"),
        ("100% a:b#c?.yaml", "100%25%20a%3Ab%23c%3F.yaml"),
        ("注文.yaml", "%E6%B3%A8%E6%96%87.yaml"),
        ("best\udcfcll.yaml", "best%FCll.yaml"),
        ("<stdin>", "%3Cstdin%3E"),
        ("/srv/tables/my orders.yaml", "file:///srv/tables/my%20orders.yaml"),
    ],
)
@pytest.mark.skipif(os.sep != "/", reason="paths are written otherwise")
def test_names_files_as_references(file: str, uri: str) -> None:
    """A file is a reference relative to where the tool ran, percent-encoded; an absolute path is a URI."""
    run = run_of(report(found(place(ORDERS, "spec", file=file))))
    assert run["artifacts"] == [{"location": {"uri": uri}}]


def test_lists_what_it_points_at_in_order() -> None:
    """Rules and files are listed by name, in whatever order they were met."""
    names = ["d", "a", "e", "b", "c"]
    rules = sorted(all_rules())[:5][::-1]
    given = [
        found(place(ORDERS, "spec", file=name), rule=rule) for name, rule in zip(names, rules, strict=True)
    ]
    run = run_of(report(*given))
    assert [artifact["location"]["uri"] for artifact in run["artifacts"]] == sorted(names)
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == sorted(rules)


def test_points_at_the_files_of_a_run() -> None:
    """Each file is listed once, whatever it is there for, and every place points into the list."""
    old, new = place(ORDERS, "customerId", file="old.yaml"), place(ORDERS, "customerId", file="new.yaml")
    findings = [
        found(new),
        found(old, fix=Fix("move it", False, (Edit(new, ""), Edit(old, "x"), Edit(new, "y")))),
    ]
    run = run_of(report(*findings))
    assert [artifact["location"]["uri"] for artifact in run["artifacts"]] == ["new.yaml", "old.yaml"]
    changes = run["results"][1]["fixes"][0]["artifactChanges"]
    assert [(one["artifactLocation"]["uri"], len(one["replacements"])) for one in changes] == [
        ("new.yaml", 2),
        ("old.yaml", 1),
    ]


@pytest.mark.parametrize("case", cases("err"), ids=lambda case: case.path.name)
def test_is_valid_for_every_case(case: Case) -> None:
    """The log of every case conforms to the official schema, never varies, and agrees with the JSON."""
    code, output, _ = validated(case, "--format", "sarif")
    log = json.loads(output)
    official().validate(log)
    assert validated(case, "--format", "sarif") == (code, output, "")
    (run,) = log["runs"]
    assert run["invocations"][0]["exitCode"] == code
    _, output, _ = validated(case, "--format", "json")
    findings = json.loads(output)["diagnostics"]
    assert [_where(result) for result in run["results"]] == [
        (finding["rule"], finding["location"]["start"]["offset"], finding["location"]["end"]["offset"])
        for finding in findings
    ]
    edits = [len(finding["fix"]["edits"]) if finding["fix"] else 0 for finding in findings]
    changes = [
        result.get("fixes", [{"artifactChanges": []}])[0]["artifactChanges"] for result in run["results"]
    ]
    assert [sum(len(one["replacements"]) for one in changed) for changed in changes] == edits


def _where(result: dict[str, Any]) -> tuple[str, int, int]:
    region = result["locations"][0]["physicalLocation"]["region"]
    return result["ruleId"], region["byteOffset"], region["byteOffset"] + region["byteLength"]
