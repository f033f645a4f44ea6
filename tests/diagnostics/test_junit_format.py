from __future__ import annotations

from xml.etree import ElementTree

import pytest

from planton_dynamodb.diagnostics import junit_format
from planton_dynamodb.diagnostics.model import Report, Resource
from tests.diagnostics.samples import ORDERS, found, full, place, printed, report
from tools.update_corpus import Case, cases, validated


def parsed(given: Report) -> ElementTree.Element:
    """The document as an XML reader sees it."""
    return ElementTree.fromstring(printed(junit_format, given))


def test_has_a_suite_for_a_file_and_a_case_for_a_resource() -> None:
    """Sound resources are cases that pass; errors make one failure, warnings are output."""
    given = report(
        full(),
        found(place(ORDERS, "type: S"), rule="attr-type-required", message="no type"),
        found(place(ORDERS, "spec"), severity="warning"),
        found(place(ORDERS, "spec"), severity="warning", resource=Resource("AwsDynamodb", "carts")),
    )
    names = [("orders.yaml", "orders"), ("orders.yaml", "carts"), ("users.yaml", "users")]
    given.checked = [(file, "AwsDynamodb", name) for file, name in names]
    document = parsed(given)
    assert document.attrib == {
        "name": "planton-dynamodb validate",
        "tests": "3",
        "failures": "1",
        "errors": "0",
    }
    assert [(suite.get("name"), suite.get("tests"), suite.get("failures")) for suite in document] == [
        ("orders.yaml", "2", "1"),
        ("users.yaml", "1", "0"),
    ]
    orders, carts, users = document.iter("testcase")
    failure, output = orders
    assert (failure.tag, output.tag) == ("failure", "system-out")
    assert failure.get("message") == "`customerId` is defined twice; no type"
    assert failure.get("type") == "attr-def-duplicate attr-type-required"
    assert failure.text is not None
    assert failure.text.splitlines()[:4] == [
        "orders.yaml:5:13: error: `customerId` is defined twice [attr-def-duplicate]",
        "orders.yaml:3:13: note: it is first defined here",
        "AWS answers: Attribute Name is duplicated: customerId",
        "help: remove one of the two definitions",
    ]
    assert [inner.tag for inner in carts] == ["system-out"]
    assert users.attrib == {"name": "users", "classname": "users.yaml", "file": "users.yaml"}
    assert len(users) == 0


def test_has_a_case_for_what_is_outside_of_any_resource() -> None:
    """A file that cannot be read is a failing case of its own name."""
    document = parsed(report(found(place("- a", "-"), resource=None, path=""), resources=0))
    (case,) = document.iter("testcase")
    assert case.get("name") == "orders.yaml"
    assert case.find("failure") is not None


def test_names_what_has_no_name() -> None:
    """A table without a name is still a case that can be talked about."""
    document = parsed(report(found(place(ORDERS, "spec"), resource=Resource("AwsDynamodb", ""))))
    (case,) = document.iter("testcase")
    assert case.get("name") == "(without a name)"


def test_is_a_document_without_findings_too() -> None:
    """Nothing found, or nothing looked at, is a document without failures."""
    assert parsed(report(resources=0)).attrib["tests"] == "0"


def test_holds_what_xml_cannot() -> None:
    """Markup is escaped, what XML does not allow is spelt out, line breaks in attributes survive."""
    message = '<b>&amp; "quoted" \x00\x1b\ufffe\udcff 注文\r\nnext'
    output = printed(junit_format, report(found(place(ORDERS, "spec", file="<a>&.yaml"), message=message)))
    assert output.isascii()
    document = ElementTree.fromstring(output)
    (failure,) = document.iter("failure")
    assert failure.get("message") == '<b>&amp; "quoted" \\x00\\x1b\\ufffe\\udcff 注文\r\nnext'
    assert document[0].get("name") == "<a>&.yaml"


@pytest.mark.parametrize("case", cases("err"), ids=lambda case: case.path.name)
def test_is_xml_for_every_case(case: Case) -> None:
    """The output of every case can be read, and fails where the case has an error."""
    code, output, _ = validated(case, "--format", "junit")
    document = ElementTree.fromstring(output)
    assert (document.get("failures") != "0") == (code == 1)
