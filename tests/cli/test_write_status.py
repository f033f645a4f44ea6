"""`--write-status`: the outputs stand in the manifest afterwards, and nothing else is different."""

from __future__ import annotations

from pathlib import Path

import pytest

from planton_dynamodb import validate_text
from planton_dynamodb.manifest.writing.status import NotWrittenError, with_outputs
from tests.cli.made_up_engine import outputs_of
from tests.cli.manifests import ask, calls, manifest, write

SNAKE = """\
apiVersion: aws.project-planton.org/v1
kind: AwsDynamodb
metadata: {name: orders}
spec:
  billing_mode: PAY_PER_REQUEST
  attribute_definitions:
    - {name: pk, type: S}
  key_schema: # one key
    - {attribute_name: pk, key_type: HASH}
"""
JSON = (
    '{"apiVersion": "aws.project-planton.org/v1", "kind": "AwsDynamodb", "metadata": {"name": "orders"}, '
    '"spec": {"billingMode": "PAY_PER_REQUEST", "attributeDefinitions": [{"name": "pk", "type": "S"}], '
    '"keySchema": [{"attributeName": "pk", "keyType": "HASH"}]}}\n'
)
FIVE = {
    "table_name": "orders",
    "table_arn": "arn:aws:dynamodb:us-east-1:123456789012:table/orders",
    "table_id": "orders",
    "stream_arn": "",
    "stream_label": "2026-01-01T00:00:00.000",
}
BLOCK = """\
    table_name: orders
    table_arn: arn:aws:dynamodb:us-east-1:123456789012:table/orders
    table_id: orders
    stream_arn: ""
    stream_label: "2026-01-01T00:00:00.000"
"""
FLOW = (
    "{table_name: orders, table_arn: arn:aws:dynamodb:us-east-1:123456789012:table/orders, table_id: orders, "
    'stream_arn: "", stream_label: "2026-01-01T00:00:00.000"}'
)
IN_JSON = (
    '{"tableName": "orders", "tableArn": "arn:aws:dynamodb:us-east-1:123456789012:table/orders", '
    '"tableId": "orders", "streamArn": "", "streamLabel": "2026-01-01T00:00:00.000"}'
)
LIST = "apiVersion: v1\nkind: List\nitems:\n  - "
CASES = {
    "none": (SNAKE, f"{SNAKE}status:\n  outputs:\n{BLOCK}"),
    "no-line-break-at-the-end": (SNAKE.rstrip(), f"{SNAKE}status:\n  outputs:\n{BLOCK}".rstrip()),
    "comments-behind": (
        f"{SNAKE}    # of the key\n# of nothing\n",
        f"{SNAKE}    # of the key\nstatus:\n  outputs:\n{BLOCK}# of nothing\n",
    ),
    "empty-status": (
        f"{SNAKE}status: ~  # none yet\n# end\n",
        f"{SNAKE}status:  # none yet\n  outputs:\n{BLOCK}# end\n",
    ),
    "empty-outputs": (
        f"{SNAKE}status:\n  # why\n  outputs: null # none yet\n",
        f"{SNAKE}status:\n  # why\n  outputs: # none yet\n{BLOCK}",
    ),
    "braces": (f"{SNAKE}status: {{}}\n", f"{SNAKE}status: {{outputs: {FLOW}}}\n"),
    "old-values": (
        f"{SNAKE}status:\n  outputs:\n    table_name: 'old' # name\n    stream_arn: x\n    stream_label:\n",
        f"{SNAKE}status:\n  outputs:\n{BLOCK}".replace("name: orders\n    t", "name: 'orders' # name\n    t"),
    ),
    "status-in-front": (
        SNAKE.replace("spec:", "status:\n  outputs:\n    table_arn: ~\nspec:"),
        SNAKE.replace("spec:", f"status:\n  outputs:\n{BLOCK}spec:"),
    ),
    "json": (JSON, JSON.replace("]}}\n", f']}}, "status": {{"outputs": {IN_JSON}}}}}\n')),
    "in-a-list": (
        LIST + SNAKE.replace("\n", "\n    ").rstrip(" "),
        LIST + f"{SNAKE}status:\n  outputs:\n{BLOCK}".replace("\n", "\n    ").rstrip(" "),
    ),
    "end-marker": (f"{SNAKE}...\n", f"{SNAKE}status:\n  outputs:\n{BLOCK}...\n"),
}


@pytest.mark.parametrize("case", CASES)
def test_the_outputs_are_written_as_the_file_is_written(case: str) -> None:
    """Its spelling, its style and its comments stay; writing again changes nothing, and validate finds nothing."""
    before, after = CASES[case]
    written = with_outputs("orders.yaml", before.encode(), 0, FIVE)
    assert written.decode() == after
    assert with_outputs("orders.yaml", written, 0, FIVE) == written
    assert validate_text(after) == []


def test_line_breaks_and_the_byte_order_mark_stay() -> None:
    """A file from Windows is one afterwards."""
    before = "\ufeff" + SNAKE.replace("\n", "\r\n")
    written = with_outputs("orders.yaml", before.encode(), 0, FIVE).decode()
    assert written == before + f"status:\n  outputs:\n{BLOCK}".replace("\n", "\r\n")


def test_the_right_one_of_several_manifests_gets_them() -> None:
    """The other documents stay as they are."""
    first, last = SNAKE.replace("orders", "first"), SNAKE.replace("orders", "last")
    before = f"{first}---\n{SNAKE}\n---\n{last}"
    written = with_outputs("all.yaml", before.encode(), 1, FIVE).decode()
    assert written == f"{first}---\n{SNAKE}status:\n  outputs:\n{BLOCK}\n---\n{last}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"x: &o {{table_name: a}}\n{SNAKE}status:\n  outputs: *o\n", "anchors"),
        ("target:\n  " + SNAKE.replace("\n", "\n  ").rstrip(" "), "stack input"),
    ],
)
def test_what_cannot_be_written_is_left_alone(text: str, said: str) -> None:
    """An anchor may be shown elsewhere, and a stack input is made of a manifest."""
    with pytest.raises(NotWrittenError, match=said):
        with_outputs("orders.yaml", text.encode(), 0, FIVE)


@pytest.mark.parametrize("verb", ["apply", "outputs"])
def test_the_file_has_them_after_the_verb(verb: str, tmp_path: Path) -> None:
    """Each file its own; a second run changes nothing and says nothing."""
    write(tmp_path, "orders", "invoices")
    flags = ["--yes"] if verb == "apply" else []
    answer = ask(tmp_path, verb, ".", *flags, "--write-status")
    assert answer.returncode == 0
    assert "wrote status.outputs of orders into ./orders.yaml\n" in answer.stderr
    arn = outputs_of("invoices")["table_arn"]
    assert (
        (tmp_path / "invoices.yaml")
        .read_text()
        .endswith(f'    tableArn: {arn}\n    tableId: invoices\n    streamArn: ""\n    streamLabel: ""\n')
    )
    before = (tmp_path / "orders.yaml").stat().st_mtime_ns
    assert "wrote" not in ask(tmp_path, verb, ".", *flags, "--write-status").stderr
    assert (tmp_path / "orders.yaml").stat().st_mtime_ns == before


def test_several_manifests_of_one_file_get_theirs(tmp_path: Path) -> None:
    """None of them takes the place of another."""
    (tmp_path / "all.yaml").write_text("---\n".join(manifest(name) for name in ("alpha", "bravo", "charlie")))
    assert ask(tmp_path, "apply", "all.yaml", "-y", "--write-status").returncode == 0
    text = (tmp_path / "all.yaml").read_text()
    parts = text.split("---\n")
    assert [
        name in part
        for name, part in zip(("table/alpha", "table/bravo", "table/charlie"), parts, strict=True)
    ] == [True] * 3


def test_access_patterns_of_the_same_name_are_no_table(tmp_path: Path) -> None:
    """They may stand before the table in its file, and hold no outputs."""
    patterns = (
        "apiVersion: dynamodb.project-planton.org/v1\n"
        "kind: AwsDynamodbAccessPatterns\n"
        "metadata:\n  name: alpha\n"
        "spec:\n  table: alpha\n"
    )
    (tmp_path / "all.yaml").write_text(f"{patterns}---\n{manifest('alpha')}")
    assert ask(tmp_path, "apply", "all.yaml", "-y", "--write-status").returncode == 0
    before, after = (tmp_path / "all.yaml").read_text().split("---\n")
    assert before == patterns
    assert "table/alpha" in after


@pytest.mark.parametrize(
    ("arguments", "stdin", "said"),
    [
        (["-"], manifest("orders"), "it came from standard input"),
        (["orders.yaml", "--set", "metadata.name=others"], "", "no manifest of others stands in it"),
        (["input.yaml"], "", "it stands in a stack input"),
    ],
)
def test_it_is_found_out_before_anything_is_done(
    arguments: list[str], stdin: str, said: str, tmp_path: Path
) -> None:
    """A table that is made already is a bad moment to hear that its outputs have no place."""
    write(tmp_path, "orders")
    (tmp_path / "input.yaml").write_text("target:\n  " + manifest("orders").replace("\n", "\n  ").rstrip(" "))
    answer = ask(tmp_path, "apply", *arguments, "-y", "--write-status", stdin=stdin)
    assert (answer.returncode, calls(tmp_path)) == (1, [])
    assert said in answer.stderr
    assert "Nothing was done. Leave --write-status away" in answer.stderr
