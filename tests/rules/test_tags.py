from __future__ import annotations

import pytest

from tests.rules.tables import diagnostics, found, only, table


def labelled(labels: dict[str, str | None], **others: str) -> str:
    """A table with these labels, and with other fields of its metadata."""
    return table({"labels": labels, **others})


def numbered(count: int) -> dict[str, str | None]:
    """So many labels."""
    return {f"label-{number}": "x" for number in range(count)}


@pytest.mark.parametrize(
    ("labels", "others", "expected"),
    [
        (50, {}, None),
        (51, {}, "51 labels make 51 tags, and 50 are allowed"),
        (49, {"org": "acme"}, None),
        (50, {"org": "acme"}, "50 labels with `org` make 51 tags, and 50 are allowed"),
        (48, {"org": "acme", "env": "prod"}, None),
        (48, {"org": "acme", "env": "prod", "id": "x"}, "48 labels with `org`, `env` and `id` make 51 tags"),
        (50, {"slug": "orders", "group": "app"}, None),
        (50, {"org": ""}, None),
    ],
)
def test_counts_what_becomes_a_tag(labels: int, others: dict[str, str], expected: str | None) -> None:
    """Labels, organization, environment and id become tags; nothing else in the metadata does."""
    said = diagnostics(labelled(numbered(labels), **others))
    assert [one.rule for one in said] == (["tag-count"] if expected else [])
    assert not expected or said[0].message.startswith(expected)


def test_counts_a_label_and_a_field_of_one_name_once() -> None:
    """A label `environment` and `metadata.env` are one tag."""
    labels = {**numbered(49), "environment": "prod"}
    assert found(labelled(labels, env="prod")) == []


def test_counts_no_annotations() -> None:
    """Annotations and words to find the table by are no tags."""
    metadata = {"annotations": {f"note-{n}": "a, b" for n in range(60)}, "tags": ["a, b"] * 60}
    assert found(table(metadata)) == []


@pytest.mark.parametrize("key", ["", "k" * 129, "é" * 129])
def test_limits_the_length_of_a_key(key: str) -> None:
    """A key has 1 to 128 characters, whatever they take in UTF-8."""
    assert [said.rule for said in diagnostics(labelled({key: "x"}))] == ["tag-key-length"]
    assert found(labelled({"k" * 128: "x", "é" * 128: "x"})) == []


def test_points_at_the_key_where_the_key_is_wrong() -> None:
    """The place of a finding about a key is the key, not its value."""
    text = labelled({"aws:owner": "checkout"})
    start = only(text).location.start.offset
    assert text.encode()[start:].startswith(b'"aws:owner"')


@pytest.mark.parametrize("field", ["org", "env", "id"])
@pytest.mark.parametrize(("value", "rule"), [("x" * 257, "tag-value-length"), ("a,b", "tag-charset")])
def test_judges_fields_of_the_metadata_that_become_tags(field: str, value: str, rule: str) -> None:
    """One bad tag fails the table, wherever it comes from."""
    assert found(table({field: value})) == [f"{rule} at metadata.{field}"]


@pytest.mark.parametrize("value", [None, "", "x" * 256, "é" * 256])
def test_takes_values_that_are_empty_or_just_short_enough(value: str | None) -> None:
    """A value may have no characters at all, and 256 at most."""
    assert found(labelled({"note": value})) == []


@pytest.mark.parametrize("key", ["aws:", "aws:x", "AWS:x", "Aws:cloudformation:stack"])
def test_leaves_the_prefix_of_aws_to_aws(key: str) -> None:
    """The prefix is reserved in every case of its letters."""
    assert [said.rule for said in diagnostics(labelled({key: "x"}))] == ["tag-key-reserved"]


@pytest.mark.parametrize("key", ["aws", "aws-owner", "my-aws:x", "awsx:y", "a"])
def test_takes_keys_that_only_resemble_the_prefix(key: str) -> None:
    """Only `aws:` itself at the beginning is reserved."""
    assert found(labelled({key: "x"})) == []


@pytest.mark.parametrize(
    "text", ["ключ", "café", "表", "a\u00a0b", "a\u3000b", "٣", "½", "a+b-c=d.e_f:g/h@i", "A Z 0 9", "Ⅷ"]
)
def test_takes_letters_digits_and_blanks_of_any_script(text: str) -> None:
    """What AWS takes in a tag, as key and as value."""
    assert found(labelled({text: text})) == []


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("a,b", "`,`"),
        ("100%", "`%`"),
        ("it's", "`'`"),
        ("(x)[y]", "`(`, `)`, `[` and `]`"),
        ("a&b&c", "`&`"),
        ("a\tb", "`\\t`"),
        ("a\nb", "`\\n`"),
        ("🔑", "`🔑`"),
        ("a\u2013b", "`\u2013`"),
        ("a\u200bb", "`\\u200b`"),
        ("a*b;c?d|e\\f<g>~h", "`*`, `;`, `?`, `|`, `\\`, `<`, `>` and `~`"),
        ("e\u0301", None),
    ],
)
def test_names_the_characters_that_no_tag_can_have(text: str, named: str | None) -> None:
    """Each character once, those that can't be seen by their number, in values and in keys alike."""
    of_value, of_key = only(labelled({"note": text})), only(labelled({text: "x"}))
    assert {of_value.rule, of_key.rule} == {"tag-charset"}
    if named:
        assert f"has {named} in it" in of_value.message
        assert f"has {named} in its key" in of_key.message


def test_quotes_the_whole_text_in_the_answer_of_aws() -> None:
    """AWS repeats the value, however long, and so it can be searched for."""
    value = "a, " * 80
    assert only(labelled({"note": value})).detail == f"The Tag Value provided is invalid, Value: {value}"


def test_finds_each_mistake_of_each_label() -> None:
    """Mistakes of other kinds and in other labels don't hide each other."""
    text = labelled({"aws:a,b": "x,y", "": "z" * 257})
    assert sorted(said.rule for said in diagnostics(text)) == [
        "tag-charset",
        "tag-charset",
        "tag-key-length",
        "tag-key-reserved",
        "tag-value-length",
    ]


def test_keeps_quiet_about_labels_that_could_not_be_read() -> None:
    """Labels that are no mapping are one finding; so is a label whose value is no text."""
    assert found(table({"labels": ["a,b"]})) == ["wrong-type at metadata.labels"]
    assert found(table({"labels": {"team": ["a,b"]}})) == ["wrong-type at metadata.labels.team"]


def test_reads_labels_as_texts() -> None:
    """A label with dots and slashes keeps its key, and a number without quotes is a text."""
    said = diagnostics(
        "apiVersion: aws.project-planton.org/v1\n"
        "kind: AwsDynamodb\n"
        "metadata:\n"
        "  name: orders\n"
        "  labels:\n"
        "    cost.example.com/center: 1,234\n"
        "spec:\n"
        "  billingMode: PAY_PER_REQUEST\n"
        "  attributeDefinitions: [{name: pk, type: S}]\n"
        "  keySchema: [{attributeName: pk, keyType: HASH}]\n"
    )
    assert [(one.rule, one.path) for one in said] == [
        ("tag-charset", 'metadata.labels["cost.example.com/center"]')
    ]
