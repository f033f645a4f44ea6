"""Values and blocks in Terraform's syntaxes: read by the real Terraform, each is what was written."""

from __future__ import annotations

import json
from typing import Any
from unicodedata import normalize

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from planton_dynamodb.targets import terraform_hcl, terraform_json
from planton_dynamodb.targets.terraform_text import block_text
from planton_dynamodb.targets.terraform_tree import (
    Argument,
    Block,
    Call,
    Expression,
    Module,
    Remark,
    Template,
    Word,
    block,
    body,
)
from tests.terraforming.fixtures import Terraforming

ODD = (
    *("${", "%{", "$${", "%%{", "$$${x}", "${x}", "%{if true}", "$", "%", "$$", "{", "}", '${"$"}{', "~}"),
    *(
        '"',
        "\\",
        "\\n",
        "\\u0041",
        "a\nb",
        "a\r\nb",
        "\t",
        " a ",
        "#",
        "//",
        "/*",
        "<<EOT",
        "'",
        "\0",
        "\x7f",
    ),
    *(
        "\u2028",
        "\u0085",
        "\ufeff",
        "ß",
        "é",
        "\U0001f600",
        "\u200d",
        "null",
        "true",
        "1",
        "1e3",
        "",
        "a=b",
        "a b",
    ),
)
pieces = st.sampled_from(ODD) | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
texts = st.lists(pieces, max_size=4).map("".join).map(lambda text: normalize("NFC", text))
documents = st.recursive(
    texts | st.booleans() | st.integers(-(2**53), 2**53),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)


def read_back(terraforming: Terraforming, name: str, files: dict[str, str]) -> dict[str, Any]:
    """The outputs of a module without any resource, which Terraform has worked out."""
    made = terraforming.bare(name, files)  # without a provider there is nothing to initialise
    made.run("apply", "-auto-approve")
    return made.outputs()


def outputs(values: dict[str, Any]) -> Module:
    """A module that gives values back."""
    blocks = tuple(Block("output", (name,), body({"value": value})) for name, value in values.items())
    return Module({"outputs": blocks})


def test_every_text_reads_as_itself(terraforming: Terraforming) -> None:
    """As a value, as a key, in a function's argument and behind a reference; in both languages."""
    count = 0

    # Each example holds many; to shrink one would ask Terraform a hundred times.
    @settings(max_examples=4, phases=(Phase.generate,), suppress_health_check=list(HealthCheck))
    @given(st.lists(documents, min_size=40, max_size=60), st.lists(texts, min_size=40, max_size=60))
    def asked(values: list[Any], behind: list[str]) -> None:
        nonlocal count
        count += 1
        known = {f"v{number}": value for number, value in enumerate([*ODD, *values])}
        encoded = {f"e{name}": Call("jsonencode", (value,)) for name, value in known.items()}
        prefix = Expression('join("", ["<", ">"])')
        after = {f"t{number}": Template((prefix, text)) for number, text in enumerate([*ODD, *behind])}
        module = outputs({**known, **encoded, **after})
        hcl = read_back(terraforming, f"hcl{count}", dict(terraform_hcl.texts(module)))
        written = {"main.tf.json": terraform_json.json_text(module)}
        assert read_back(terraforming, f"json{count}", written) == hcl
        for name, value in known.items():
            assert hcl[name] == value
            assert json.loads(hcl[f"e{name}"]) == value
        assert [hcl[name] for name in after] == [f"<>{text}" for text in [*ODD, *behind]]

    asked()


def test_a_block_is_laid_out_as_terraform_fmt_would() -> None:
    """Runs of one line are aligned, longer values and blocks stand apart, nothing is empty."""
    whole = Block(
        "resource",
        ("aws_thing", "odd"),
        (
            Remark(("Why it is", "as it is.")),
            Argument("a", 1),
            Argument("longer", [True, None, "x"]),
            Argument("tags", {"a": "b", "c d": Expression("var.x")}),
            Argument("last", Word("map(string)")),
            block("inner", name="x"),
            Block("lifecycle", (), (*body({"one": True}, remarks=["First."]), *body({}, remarks=["Last."]))),
        ),
    )
    assert (
        block_text(whole)
        == """\
resource "aws_thing" "odd" {
  # Why it is
  # as it is.
  a      = 1
  longer = [true, null, "x"]
  tags = {
    a     = "b"
    "c d" = var.x
  }
  last = map(string)

  inner {
    name = "x"
  }

  lifecycle {
    # First.
    one = true

    # Last.
  }
}
"""
    )


def test_a_long_list_has_a_line_for_each() -> None:
    """It would not fit on one."""
    long = block("x", a=["one" * 20, "two" * 20])
    assert block_text(long) == f'x {{\n  a = [\n    "{"one" * 20}",\n    "{"two" * 20}",\n  ]\n}}\n'


def test_json_has_blocks_of_one_type_in_a_list_and_remarks_as_comments() -> None:
    """What Terraform reads without working it out is a plain text; all else is an expression."""
    several = Block(
        "resource",
        ("t", "n"),
        (
            *body(
                {"depends_on": [Word("t.m")], "text": "${x}", "known": Expression("var.x")}, remarks=["Why."]
            ),
            *body({}, remarks=["And why."]),
            block("each", a=1),
            block("each", a=2),
            block("alone", a=Template(("${", Expression("var.x"), "%{"))),
        ),
    )
    assert terraform_json.document(Module({"main": (several,)})) == {
        "resource": {
            "t": {
                "n": {
                    "//": ["Why.", "And why."],
                    "depends_on": ["t.m"],
                    "text": "$${x}",
                    "known": "${var.x}",
                    "each": [{"a": 1}, {"a": 2}],
                    "alone": {"a": "$${${var.x}%%{"},
                }
            }
        }
    }
