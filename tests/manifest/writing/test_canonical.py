"""What becomes of each way to write something."""

from __future__ import annotations

import textwrap
from typing import Any

import pytest

from planton_dynamodb.formatting import format_bytes
from planton_dynamodb.manifest.writing import canonical

HEAD = """\
apiVersion: aws.project-planton.org/v1
kind: AwsDynamodb
metadata:
  name: orders
"""
SPEC = HEAD + "spec:\n"


def fmt(text: str, name: str = "orders.yaml") -> str:
    """A text formatted; it has to be one that can be."""
    formatted = format_bytes(name, text.encode())
    assert formatted.left == []
    return formatted.after.decode()


def spec(lines: str) -> str:
    """A manifest with a spec."""
    return SPEC + textwrap.indent(textwrap.dedent(lines), "  ", lambda line: line.strip() != "")


def check(before: str, after: str) -> None:
    """The spec becomes another one, and then stays so."""
    assert fmt(spec(before)) == spec(after)
    assert fmt(spec(after)) == spec(after)


def left(text: str, name: str = "orders.yaml") -> list[tuple[int, str, bool]]:
    """What is not formatted: lines, reasons, and whether it is wrong."""
    formatted = format_bytes(name, text.encode())
    return [(found.location.start.line, found.reason, found.broken) for found in formatted.left]


def test_fields_come_in_the_order_of_the_contract() -> None:
    """The envelope first, then what each message has, as its .proto lists it."""
    before = """\
spec:
  keySchema:
    - keyType: KEY_TYPE_HASH
      attributeName: pk
  billingMode: BILLING_MODE_PAY_PER_REQUEST
metadata:
  env: prod
  name: orders
kind: AwsDynamodb
apiVersion: aws.project-planton.org/v1
"""
    after = """\
apiVersion: aws.project-planton.org/v1
kind: AwsDynamodb
metadata:
  name: orders
  env: prod
spec:
  billingMode: BILLING_MODE_PAY_PER_REQUEST
  keySchema:
    - attributeName: pk
      keyType: KEY_TYPE_HASH
"""
    assert fmt(before) == after


def test_lists_and_labels_keep_their_order() -> None:
    """The order of a list means something, and that of labels is the user's."""
    text = (
        HEAD + "  labels:\n    team: checkout\n    cost: high\n  tags:\n    - b\n    - a\nspec:\n  ttl: {}\n"
    )
    assert fmt(text) == text


def test_keys_and_words_get_their_canonical_spelling() -> None:
    """camelCase, enum values with their prefix, plain booleans and numbers."""
    check(
        """\
        billing_mode: "PROVISIONED"
        provisioned_throughput: {read_capacity_units: "5", write_capacity_units: +7}
        key_schema:
        - attribute_name: pk
          key_type: 1
        global_secondary_indexes:
        - name: by-date
          projection: {type: KEYS_ONLY_PROJECTION}
        "stream_enabled": True
        """,
        """\
        billingMode: BILLING_MODE_PROVISIONED
        provisionedThroughput:
          readCapacityUnits: 5
          writeCapacityUnits: 7
        keySchema:
          - attributeName: pk
            keyType: KEY_TYPE_HASH
        globalSecondaryIndexes:
          - name: by-date
            projection:
              type: PROJECTION_TYPE_KEYS_ONLY
        streamEnabled: true
        """,
    )


def test_texts_keep_their_quotes() -> None:
    """Single, double or none: only where another reader would see no text are quotes put around it."""
    check(
        """\
        attributeDefinitions:
          - name: 'a'
          - name: "b"
          - name: c
          - name: 007
          - name: yes
          - name: 2024-01-01
        """,
        """\
        attributeDefinitions:
          - name: 'a'
          - name: "b"
          - name: c
          - name: "007"
          - name: "yes"
          - name: "2024-01-01"
        """,
    )


def test_labels_that_other_readers_take_for_something_else_are_quoted() -> None:
    """Keys too: `yes` is a boolean elsewhere, and `~` is nothing."""
    text = HEAD + "  labels: {yes: on, ~: a, 1.0: b}\nspec: {}\n"
    quoted = HEAD + '  labels:\n    "yes": "on"\n    "~": a\n    "1.0": b\nspec: {}\n'
    assert fmt(text) == quoted


def test_a_label_without_a_value_is_an_empty_text() -> None:
    """In a map, null is the empty text, which is not nothing."""
    assert fmt(HEAD + "  labels:\n    team:\n    cost: ~ # c\nspec: {}\n") == (
        HEAD + '  labels:\n    team: ""\n    cost: "" # c\nspec: {}\n'
    )


def test_nulls_go_unless_they_have_a_comment() -> None:
    """A field that is left empty says nothing; with a comment somebody means something by it."""
    check(
        """\
        billingMode: ~
        ttl: null # not yet
        # later
        streamEnabled:
        tableClass:
        provisionedThroughput:
          readCapacityUnits: null
        """,
        """\
        provisionedThroughput: {}
        ttl: null # not yet
        # later
        streamEnabled:
        """,
    )


def test_a_draft_below_an_empty_key_stays_with_it() -> None:
    """Lines that are commented out below a key without a value are what it will hold."""
    check(
        """\
        ttl:
          # enabled: true
          # attributeName: expiresAt
        billingMode: PROVISIONED
        """,
        """\
        billingMode: BILLING_MODE_PROVISIONED
        ttl:
          # enabled: true
          # attributeName: expiresAt
        """,
    )


def test_comments_above_and_behind_move_with_their_entry() -> None:
    """Those above an entry, of whatever indentation, and those behind its key or value."""
    check(
        """\
        # about expiry
          # more about it
        ttl: # on
          # the name
          attributeName: expiresAt # seconds
          enabled: true
        # about money
        billingMode: PROVISIONED   # cheaper
        """,
        """\
        # about money
        billingMode: BILLING_MODE_PROVISIONED # cheaper
        # about expiry
        # more about it
        ttl: # on
          enabled: true
          # the name
          attributeName: expiresAt # seconds
        """,
    )


def test_comments_at_the_end_of_a_block_stay_at_its_end() -> None:
    """What is indented like a block that ends there belongs to it, not to what follows."""
    check(
        """\
        keySchema:
        - attributeName: pk
          keyType: HASH
          # end of the element
        # end of the list, or so it looks: it is above the next key
        billingMode: PROVISIONED
        ttl:
          enabled: false
          # end of ttl
        # end of spec
        """,
        """\
        # end of the list, or so it looks: it is above the next key
        billingMode: BILLING_MODE_PROVISIONED
        keySchema:
          - attributeName: pk
            keyType: KEY_TYPE_HASH
            # end of the element
        ttl:
          enabled: false
          # end of ttl
        # end of spec
        """,
    )


def test_comments_of_an_item_stand_above_its_dash() -> None:
    """Behind the dash, above the first key, behind braces: there is no other place for them."""
    check(
        """\
        attributeDefinitions:
          - # one
            name: a
          - type: S
            # two
            name: b
          - {name: c} # three
          # four
          - name: d
        """,
        """\
        attributeDefinitions:
          # one
          - name: a
          # two
          - name: b
            type: ATTRIBUTE_TYPE_S
          # three
          - name: c
          # four
          - name: d
        """,
    )


def test_a_comment_behind_a_dash_belongs_to_the_item_of_that_dash() -> None:
    """However far to the right it stands, it is not the end of the item before."""
    check(
        """\
        attributeDefinitions:
          - name: a
          -       # two
            name: b
        """,
        """\
        attributeDefinitions:
          - name: a
          # two
          - name: b
        """,
    )


def test_the_comments_of_a_block_that_says_nothing_stand_above_it() -> None:
    """Empty braces have no room for them."""
    check(
        """\
        ttl:
          enabled: ~
          # end
        """,
        """\
        # end
        ttl: {}
        """,
    )


def test_comments_above_the_first_key_are_about_the_whole_document() -> None:
    """A licence or an editor's mark stays on top, whatever key comes first then."""
    text = "# yaml-language-server: $schema=table.json\n\nkind: AwsDynamodb\n# which\n" + HEAD.replace(
        "kind: AwsDynamodb\n", ""
    )
    assert fmt(text + "spec: {}\n") == (
        "# yaml-language-server: $schema=table.json\n\n# which\n" + HEAD + "spec: {}\n"
    )


def test_blank_lines_stay_but_never_two() -> None:
    """They part groups of entries; none opens a block or ends the file."""
    check(
        """\

        billingMode: PROVISIONED


        # keys

        keySchema:

          - attributeName: a

          - attributeName: b

        """,
        """\
        billingMode: BILLING_MODE_PROVISIONED

        # keys

        keySchema:
          - attributeName: a

          - attributeName: b
        """,
    )


def test_a_list_of_words_keeps_its_brackets_where_it_fits() -> None:
    """Short ones stay on their line; long ones, and those with comments inside, become lines."""
    first, second = "a" * 50, "b" * 50
    check(
        f"""\
        globalSecondaryIndexes:
          - projection: {{nonKeyAttributes: [a,   b]}}
          - projection:
              nonKeyAttributes: [
                a, b, ] # c
          - projection:
              nonKeyAttributes: [a, # first
                b]
          - projection:
              nonKeyAttributes: [{first}, {second}]
        """,
        f"""\
        globalSecondaryIndexes:
          - projection:
              nonKeyAttributes: [a, b]
          - projection:
              nonKeyAttributes: [a, b] # c
          - projection:
              nonKeyAttributes:
                - a # first
                - b
          - projection:
              nonKeyAttributes:
                - {first}
                - {second}
        """,
    )


def test_comments_inside_of_braces_find_a_place() -> None:
    """Behind the opening brace, between, before the closing one and behind it."""
    check(
        """\
        ttl: { # one
          enabled: true, # two
          # three
          attributeName: x
          # four
        } # five
        localSecondaryIndexes: [ # six
          # seven
        ]
        """,
        """\
        # seven
        localSecondaryIndexes: [] # six
        ttl: # one
          enabled: true # two
          # three
          attributeName: x
          # four
          # five
        """,
    )


def test_long_texts_keep_their_lines() -> None:
    """Texts in block style, and texts broken over lines, are moved and otherwise left."""
    before = HEAD + (
        "  annotations:\n      note: |   # why\n           two\n             lines\n\n           more\n\n"
        "      folded: >-\n       a\n       b\n      plain: one\n         two\n"
        '      quoted: "x\n\n        y" # z\n'
        "spec: {}\n"
    )
    after = HEAD + (
        "  annotations:\n    note: | # why\n      two\n        lines\n\n      more\n\n"
        '    folded: >-\n      a\n      b\n    plain: one\n      two\n    quoted: "x\n\n      y" # z\n'
        "spec: {}\n"
    )
    assert fmt(before) == after
    assert fmt(after) == after


def test_a_block_text_at_the_end_of_the_file_does_not_gain_a_line_break() -> None:
    """The file gets its final line break; the text, which had none, says so."""
    before = "spec: {}\n" + HEAD + "  annotations:\n    note: |\n      text"
    assert fmt(before) == HEAD + "  annotations:\n    note: |-\n      text\nspec: {}\n"


def test_a_block_text_that_begins_with_blanks_says_its_indentation() -> None:
    """Without the number a reader would take its first line for the indentation of all."""
    before = HEAD + "  annotations:\n    note: |1\n       two more\n     less\nspec: {}\n"
    assert fmt(before) == HEAD + "  annotations:\n    note: |2\n        two more\n      less\nspec: {}\n"


def test_a_block_text_that_ends_in_blank_lines_is_quoted() -> None:
    """How many there are would otherwise depend on what comes next."""
    before = HEAD + "  annotations:\n    note: |+ # c\n      text\n\n\n    other: a\nspec: {}\n"
    assert fmt(before) == HEAD + '  annotations:\n    note: "text\\n\\n\\n" # c\n    other: a\nspec: {}\n'


def test_other_documents_stay_byte_for_byte() -> None:
    """Documents of other kinds, the lines between documents, and the comments around them."""
    other = "# first\nkind: ConfigMap\ndata:   {a: b}\n--- # second\n"
    end = "---\nkind:   Other\n...\n"
    text = other + SPEC + "  billing_mode: PROVISIONED\n# end\n\n" + end
    assert fmt(text) == other + SPEC + "  billingMode: BILLING_MODE_PROVISIONED\n# end\n" + end


def test_a_document_that_begins_on_its_marker_gets_lines_of_its_own() -> None:
    """`--- {…}` is one line; block style is not."""
    text = "{apiVersion: aws.project-planton.org/v1, kind: AwsDynamodb, metadata: {name: orders}, spec: {}}\n"
    assert fmt(f"--- {text}...\n") == "---\n" + HEAD + "spec: {}\n...\n"


def test_directives_stay() -> None:
    """What stands before the marker of a document is not the manifest's."""
    text = "%YAML 1.1\n---\n" + SPEC + "  ttl: {}\n"
    assert fmt(text) == text


def test_line_ends_of_windows_stay() -> None:
    """A file with CRLF keeps it, in long texts too."""
    before = (HEAD + "  annotations:\n      a: |\n          x\n          y\nspec: {}\n").replace("\n", "\r\n")
    after = (HEAD + "  annotations:\n    a: |\n      x\n      y\nspec: {}\n").replace("\n", "\r\n")
    assert fmt(before) == after


def test_a_byte_order_mark_stays() -> None:
    """Some editor wants it there."""
    assert fmt("\ufeff" + SPEC + "  billing_mode: PROVISIONED") == (
        "\ufeff" + SPEC + "  billingMode: BILLING_MODE_PROVISIONED\n"
    )


def test_json_becomes_pretty_json() -> None:
    """By its name or by its braces: two blanks, canonical order and spelling, numbers as numbers."""
    before = (
        '{"kind": "AwsDynamodb", "api_version": "aws.project-planton.org/v1", "metadata": {"name": "é"},'
        '"spec": {"billing_mode": 1, "ttl": null, "provisionedThroughput": {"readCapacityUnits": "5"},'
        '"streamEnabled": true, "tableClass": "STANDARD"}}'
    )
    after = """\
{
  "apiVersion": "aws.project-planton.org/v1",
  "kind": "AwsDynamodb",
  "metadata": {
    "name": "é"
  },
  "spec": {
    "billingMode": "BILLING_MODE_PROVISIONED",
    "provisionedThroughput": {
      "readCapacityUnits": 5
    },
    "streamEnabled": true,
    "tableClass": "TABLE_CLASS_STANDARD"
  }
}
"""
    assert fmt(before) == after
    assert fmt(before, "orders.json") == after


def test_numbers_that_json_readers_would_round_are_texts_in_json() -> None:
    """A number beyond 2^53 keeps all its digits only between quotes."""
    text = (
        '{"apiVersion": "aws.project-planton.org/v1", "kind": "AwsDynamodb", "metadata": {"name": "orders"},'
    )
    text += '"spec": {"provisionedThroughput": {"readCapacityUnits": 9007199254740993}}}'
    assert '"readCapacityUnits": "9007199254740993"' in fmt(text)


def test_braces_that_are_no_json_become_lines() -> None:
    """YAML that happens to begin with a brace is YAML; what stands behind the last brace goes to the end."""
    text = "{apiVersion: aws.project-planton.org/v1, kind: AwsDynamodb, metadata: {name: orders}, spec: {}}"
    assert fmt(text) == HEAD + "spec: {}\n"
    assert fmt(f"# a\n{text} # b\n# c\n") == f"# a\n{HEAD}spec: {{}}\n# b\n# c\n"


def test_json_stays_readable_for_readers_of_yaml() -> None:
    """A character that YAML takes for a line break stays escaped."""
    text = (
        '{"apiVersion": "aws.project-planton.org/v1", "kind": "AwsDynamodb", "metadata": {"name": "orders",'
    )
    text += '"labels": {"a": "x\\u2028y"}}, "spec": {}}'
    assert '"a": "x\\u2028y"' in fmt(text)


def test_a_value_of_an_open_enum_that_nobody_knows_stays() -> None:
    """Kinds that a later release of the platform adds are kept as they are written."""
    before = HEAD + "  relationships: [{kind: 4711, name: a}, {name: b, kind: AwsFuture}]\nspec: {}\n"
    assert fmt(before) == HEAD + (
        "  relationships:\n    - kind: 4711\n      name: a\n    - kind: AwsFuture\n      name: b\nspec: {}\n"
    )


@pytest.mark.parametrize(
    ("lines", "line", "reason"),
    [
        ("  ttl: &t {enabled: false}\n", 6, "fmt cannot keep an anchor"),
        ("  keySchema: &k\n    - attributeName: a\n", 6, "fmt cannot keep an anchor"),
        ("  billingMode: !!str PROVISIONED\n", 6, "fmt cannot keep a tag"),
        ("  ttl:\n    <<: {enabled: true}\n", 7, "fmt cannot keep a merge key"),
        ("  ? ttl\n  : {}\n", 6, "fmt cannot keep a complex key"),
        ("  ttl: {} # a\u2028\n", 6, "fmt cannot keep the line break U+2028"),
    ],
)
def test_what_cannot_be_kept_is_left(lines: str, line: int, reason: str) -> None:
    """Each with its place; nothing is wrong with such a manifest."""
    text = SPEC + lines
    assert left(text) == [(line, reason, False)]
    assert format_bytes("orders.yaml", text.encode()).changed is False


def test_a_document_that_is_left_does_not_hold_up_the_others() -> None:
    """One manifest with an anchor, one without, in one file."""
    anchored = SPEC + "  ttl: &t {enabled: false}\n---\n"
    formatted = format_bytes("orders.yaml", (anchored + SPEC + "  billing_mode: PROVISIONED\n").encode())
    assert formatted.after.decode() == anchored + SPEC + "  billingMode: BILLING_MODE_PROVISIONED\n"
    assert [found.broken for found in formatted.left] == [False]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            SPEC + "  biling_mode: PROVISIONED\n",
            "`biling_mode` is not a field of spec [unknown-field]",
        ),
        (SPEC + "  ttl: {}\n  ttl: {}\n", "`ttl` is given twice [duplicate-key]"),
        ("", "there is no manifest in this file [no-document]"),
    ],
)
def test_what_is_wrong_is_left_and_said(text: str, said: str) -> None:
    """The first finding of the reader is named."""
    [(_, reason, broken)] = left(text)
    assert (reason, broken) == (said, True)


def test_several_mistakes_are_counted() -> None:
    """One line for a file; validate has the rest."""
    [(line, reason, broken)] = left(SPEC + "  billingMode: [\n  a: b\n---\n" + SPEC + "  x: 1\n  y: 2\n")
    assert line >= 6
    assert reason.endswith("more: `planton-dynamodb validate` shows them)")
    assert broken


def test_a_manifest_inside_of_a_stack_input_is_left() -> None:
    """What stands around it is not fmt's to write."""
    text = "target:\n" + textwrap.indent(SPEC, "  ") + "    billing_mode: PROVISIONED\n"
    assert left(text) == [(2, "a manifest inside of another document is not formatted", False)]


@pytest.mark.parametrize(
    ("lost", "said"),
    [
        ("# why", "formatting would lose a comment; this is a mistake in fmt: please report it"),
        (
            "  streamEnabled: true # why",
            "formatting would change its meaning; this is a mistake in fmt: please report it",
        ),
    ],
)
def test_a_mistake_of_fmt_never_reaches_a_file(lost: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is written is read again and compared before anybody gets it."""
    true_lines = canonical.yaml_lines

    def forgetful(*arguments: Any) -> list[str]:  # noqa: ANN401  # handed on as they are
        return [line.replace(lost, "") for line in true_lines(*arguments)]

    monkeypatch.setattr(canonical, "yaml_lines", forgetful)
    text = SPEC + "  stream_enabled: true # why\n"
    assert left(text) == [(1, said, True)]
    assert format_bytes("orders.yaml", text.encode()).after == text.encode()


def test_yaml_in_a_json_file_is_left() -> None:
    """Its comments have no place in JSON."""
    [(_, reason, broken)] = left(SPEC + "  ttl: {} # c\n", "orders.json")
    assert (reason, broken) == ("this is YAML in a file that is named .json", False)


def test_yaml_without_comments_in_a_json_file_becomes_json() -> None:
    """Nothing is lost, and the file is what its name says."""
    assert fmt(HEAD + "spec: {}\n", "orders.json").startswith('{\n  "apiVersion": ')


IGNORE = "# planton-dynamodb: ignore[attr-def-unused] filled by another team"
KEYED = """\
  billingMode: PAY_PER_REQUEST
  keySchema: [{attributeName: pk, keyType: HASH}]
"""


def test_an_ignore_comment_goes_where_its_finding_goes() -> None:
    """Above the item that it is about, or behind its line."""
    definitions = "  attributeDefinitions:\n    - {name: pk, type: S}\n    - {name: later, type: S} "
    result = fmt(SPEC + definitions + IGNORE + "\n" + KEYED)
    assert f"    {IGNORE}\n    - name: later\n" in result


def test_an_ignore_comment_is_not_parted_from_its_finding() -> None:
    """Where one line with a comment would become several, the file stays as it is."""
    ignore = "# planton-dynamodb: ignore[ttl-attribute-length] it was so"
    text = SPEC + KEYED + f"  ttl: {{enabled: true, attributeName: {'x' * 256}}} {ignore}\n"
    assert left(text) == [
        (1, "a comment ignores a finding on its line, and formatting would part the two", False)
    ]
