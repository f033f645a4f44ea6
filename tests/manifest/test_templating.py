"""Templates that were not rendered are called so."""

from __future__ import annotations

import pytest

from planton_dynamodb.checking import Checker

SPEC = "apiVersion: aws.project-planton.org/v1\nkind: AwsDynamodb\nmetadata:\n  name: orders\nspec:\n  ttl:\n"


@pytest.mark.parametrize(
    ("before", "after", "mark"),
    [
        ("name: orders", "name: {{ .Values.name }}", "{{"),
        ("name: orders", "name: {{ .Values.name }}-orders", "{{"),
        ("name: orders", 'name: {{ include "x" . | quote }}', "{{"),
        ("  ttl:\n", "  {{- if .Values.ttl }}\n  ttl:\n  {{- end }}\n", "{{"),
        ("spec:\n", "spec:\n{{ toYaml .Values.spec | indent 2 }}\n", "{{"),
        ("apiVersion", "{% if values.on | bool %}\n---\napiVersion", "{%"),
        ("spec:\n", "spec:\n  {% for key in keys %}\n", "{%"),
        ("kind:", "{# a table #}\nkind:", "{#"),
    ],
)
def test_a_mark_of_a_template_is_said_to_be_one(before: str, after: str, mark: str) -> None:
    """One finding says that the text has to be rendered, whatever the YAML reader stumbled over."""
    diagnostics = Checker().check_text("orders.yaml", SPEC.replace(before, after)).diagnostics
    (diagnostic,) = [diagnostic for diagnostic in diagnostics if diagnostic.rule == "yaml-syntax"]
    assert diagnostic.message.startswith(f"`{mark}`")
    assert diagnostic.help.startswith("render the template first")


def test_a_template_is_said_once_in_a_text() -> None:
    """Every document of a template is broken in the same way: the first finding is enough."""
    text = SPEC.replace("orders", "{{ a }}")
    diagnostics = Checker().check_text("orders.yaml", f"{text}---\n{text}---\n{text}").diagnostics
    assert len(diagnostics) == 1


def test_other_mistakes_are_called_what_they_are() -> None:
    """Braces in quotes elsewhere in a file make no template of it."""
    text = SPEC.replace("  name: orders", '  name: orders\n  annotations: {from: "{{ x }}"}\n\tenv: prod')
    (diagnostic,) = Checker().check_text("orders.yaml", text).diagnostics
    assert "tab" in diagnostic.message
