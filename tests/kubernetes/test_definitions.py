"""The definitions themselves: an API server takes them, people can read them, and they say the documented rules."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from planton_dynamodb.manifest.kinds import KINDS
from planton_dynamodb.rules.registry import ERROR, all_rules
from planton_dynamodb.targets import kubernetes
from planton_dynamodb.targets.kubernetes import files_of_kinds
from planton_dynamodb.targets.kubernetes_definitions import definitions as definitions_by_file
from planton_dynamodb.targets.kubernetes_text import lines
from tests.kubernetes.judge import Answer, Verdict, ask
from tools import generate_definitions

_KEPT_BY_KUBECTL = 262_144
"""What all annotations of an object may come to: `kubectl apply` keeps the whole definition in one."""


def _written(name: str, status: Mapping[str, Any] | None = None, **spec: Any) -> str:  # noqa: ANN401
    """A sound table, but for what is said otherwise."""
    whole: dict[str, Any] = {"status": status} if status is not None else {}
    whole |= {
        "apiVersion": "aws.project-planton.org/v1",
        "kind": "AwsDynamodb",
        "metadata": {"name": name},
        "spec": {
            "billingMode": "PAY_PER_REQUEST",
            "attributeDefinitions": [{"name": "orderId", "type": "N"}],
            "keySchema": [{"attributeName": "orderId", "keyType": "HASH"}],
            **spec,
        },
    }
    return json.dumps(whole)


@pytest.fixture(scope="module")
def answer(judged: Callable[[Mapping[str, str]], Answer]) -> Answer:
    """What is said of the definitions and of some tables."""
    units = {
        f"{text} units": _written(
            "orders",
            billingMode="PROVISIONED",
            provisionedThroughput={"readCapacityUnits": text, "writeCapacityUnits": 5},
        )
        for text in ("5", "0", "five")
    }
    outputs = {"tableArn": "arn:aws:dynamodb:eu-central-1:111122223333:table/orders"}
    others = {
        "unknown field": _written("orders", keyschema=[]),
        "status": _written("orders", {"outputs": outputs}),
        **{name: _written(name) for name in ("Orders_v2", "orders.v2", "ab")},
    }
    return judged({**units, **others})


@pytest.fixture(scope="module")
def verdicts(answer: Answer) -> Mapping[str, Verdict]:
    """What is said of each table."""
    return {name: found for name, (found,) in answer.verdicts.items()}


def test_is_taken_by_an_api_server(answer: Answer) -> None:
    """Each kind has a definition that the API server's own validation takes, limits on what rules cost included."""
    found = answer.definitions
    assert len(found) == len(KINDS)
    assert {one.name: one.errors for one in found if one.errors} == {}


def test_fits_into_an_annotation(answer: Answer) -> None:
    """`kubectl apply` can keep each definition in its annotation, several times over."""
    assert all(one.size * 4 < _KEPT_BY_KUBECTL for one in answer.definitions)


def test_is_refused_where_a_rule_costs_too_much(judge: Path, definitions: Path, tmp_path: Path) -> None:
    """The judge counts what rules may cost: without bounds on a list it refuses the definition."""
    path = tmp_path / "unbounded.yaml"
    text = definitions.read_text(encoding="utf-8")
    assert "maxItems: 50\n" in text
    path.write_text(text.replace("maxItems: 50\n", "nullable: false\n"), encoding="utf-8")
    assert any("budget" in each.detail for one in ask(judge, path, {}).definitions for each in one.errors)


def test_says_the_documented_rules(said: frozenset[str]) -> None:
    """Each rule behind the eight documented ones is said in CEL."""
    documented = {name for name, rule in all_rules().items() if rule.documented is not None}
    assert documented <= said


def test_says_rules_that_are_errors(said: frozenset[str]) -> None:
    """A message begins with a rule that `explain` knows, and never with one that only warns."""
    known = all_rules()
    assert {rule for rule in said if rule not in known or known[rule].severity is not ERROR} == set()


def test_reads_numbers_as_texts_too(verdicts: Mapping[str, Verdict]) -> None:
    """A number of 64 bits may stand in quotes, as protobuf's JSON writes it, and is compared as a number."""
    assert verdicts["5 units"].errors == ()
    assert [each.detail.partition(":")[0] for each in verdicts["0 units"].errors] == ["throughput-min"]
    assert verdicts["five units"].errors != ()


def test_takes_nothing_unknown(verdicts: Mapping[str, Verdict]) -> None:
    """A field that the contract does not have is refused, not dropped."""
    assert [each.field for each in verdicts["unknown field"].errors] == ["spec.keyschema"]


def test_leaves_a_status_alone(verdicts: Mapping[str, Verdict]) -> None:
    """The outputs that a manifest carries do not keep it from being applied: they are the controller's to write."""
    assert verdicts["status"].errors == ()


@pytest.mark.parametrize(("name", "fields"), [("Orders_v2", ["metadata.name"]), ("orders.v2", [])])
def test_says_which_names_objects_cannot_have(
    verdicts: Mapping[str, Verdict], name: str, fields: list[str]
) -> None:
    """The name of an object is narrower than that of a table, and the judge says so apart from the rules."""
    assert verdicts[name].errors == ()
    assert [each.field for each in verdicts[name].metadata] == fields


def test_refuses_names_too_short_for_a_table(verdicts: Mapping[str, Verdict]) -> None:
    """Kubernetes takes a name of two letters, DynamoDB does not."""
    assert [each.detail.partition(":")[0] for each in verdicts["ab"].errors] == ["table-name-length"]


def test_reads_as_it_was_meant(definitions: Path) -> None:
    """Every YAML reader gets the same definition: no word of an enum is a boolean to some of them."""
    for definition in yaml.load_all(definitions.read_text(encoding="utf-8"), Loader=yaml.BaseLoader):
        assert definition["kind"] == "CustomResourceDefinition"
    text = definitions.read_text(encoding="utf-8")
    assert "- 'N'\n" in text
    assert "- N\n" not in text


_PLAIN: st.SearchStrategy[Any] = st.text() | st.integers() | st.booleans() | st.just({}) | st.just([])
_VALUES = st.recursive(
    _PLAIN,
    lambda inner: st.lists(_PLAIN | st.dictionaries(st.text(min_size=1), inner, max_size=3)),
    max_leaves=8,
)


@given(st.dictionaries(st.text(min_size=1), _VALUES, max_size=4))
def test_writes_any_text_so_that_it_reads_back(value: dict[str, Any]) -> None:
    """Whatever texts there are, with quotes, line breaks or braces: a YAML reader gets them back."""
    assert yaml.safe_load("".join(f"{line}\n" for line in lines(value)) or "{}") == value


def test_what_lies_ready_is_what_the_rules_say(capsys: pytest.CaptureFixture[str]) -> None:
    """The definitions that are printed are written by `make proto`, and not by hand."""
    assert generate_definitions.main(["--check"]) == 0
    assert files_of_kinds() == definitions_by_file()
    assert capsys.readouterr().err == ""


def test_a_stale_definition_is_told_and_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """By its path, with what to run."""
    monkeypatch.setattr(kubernetes, "FOLDER", str(tmp_path))
    monkeypatch.setattr(generate_definitions, "ROOT", tmp_path)
    assert generate_definitions.main(["--check"]) == 1
    assert "awsdynamodbs.yaml is stale: run make proto" in capsys.readouterr().err
    assert generate_definitions.main([]) == 0
    assert files_of_kinds() == definitions_by_file()


def test_imports_nothing_that_takes_long() -> None:
    """Rendering the definitions needs neither protobuf nor an SDK."""
    program = (
        "import sys; from planton_dynamodb.targets.registry import files_of_kinds;"
        " files_of_kinds('kubernetes', 'yaml');"
        " print([name for name in ('google.protobuf', 'pulumi', 'boto3', 'moto', 'yaml') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for each in inner:
        yield from _texts(each)


def test_is_written_in_words_alone(definitions: Path) -> None:
    """No description has a line that is cut off, or blanks at the end of a line."""
    for definition in yaml.safe_load_all(definitions.read_text(encoding="utf-8")):
        assert [text for text in _texts(definition) if text != text.strip() or " \n" in text] == []
