"""Rules about the tags that labels become."""

from __future__ import annotations

import re
from collections.abc import Iterator

from planton_dynamodb.manifest.problems import Route
from planton_dynamodb.rules.registry import ERROR, Finding, rule
from planton_dynamodb.rules.subject import Table
from planton_dynamodb.rules.wording import counted, listed, quoted

_LABELS: Route = ("metadata", "labels")
_OTHER_TAGS = {"org": "organization", "env": "environment", "id": "resource-id"}
"""The fields of metadata that become tags besides the labels, with the keys of these tags."""

_MOST = 50
_LONGEST_KEY, _LONGEST_VALUE = 128, 256
_PLAIN = r"[A-Za-z0-9+\-=._:/@ ]*"
_SIGNS = "+ - = . _ : / @"


@rule(ERROR, answer="Number of Tags exceed the current limit for the provided ResourceArn")
def tag_count(table: Table) -> Iterator[Finding]:
    """The labels make more tags than a table can have.

    ## What it finds
    More than 50 tags: the labels, and one each for `metadata.org`, `metadata.env` and `metadata.id` where
    they are given.

    ## Why
    AWS refuses to make a table with more.

    ## Example
    ```yaml
    metadata:
      org: acme
      env: prod
      labels:
        team: checkout
        # and 48 more, which makes 51
    ```

    ## The edit
    Leave labels out, or move what is for people and other tools to `metadata.annotations`, which never
    become tags.

    ## Source
    API_Tag and "Tagging restrictions in DynamoDB"; answered so by the service.
    """
    if len(table.labels) <= _MOST - len(_OTHER_TAGS):
        return
    others = [
        field for field, key in _OTHER_TAGS.items() if table.metadata.get(field) and key not in table.labels
    ]
    total = len(table.labels) + len(others)
    if total > _MOST:
        with_others = f" with {listed(others)}" if others else ""
        yield Finding(
            _LABELS,
            f"{counted(len(table.labels), 'label')}{with_others} make {total} tags, and {_MOST} are allowed",
            "leave some out, or move them to annotations, which never become tags",
        )


@rule(ERROR)
def tag_key_length(table: Table) -> Iterator[Finding]:
    """The key of a label is empty or longer than a tag's may be.

    ## What it finds
    A key in `metadata.labels` that is empty or has more than 128 characters.

    ## Why
    Labels become tags, and one bad tag is enough for AWS to refuse the table.

    ## Example
    ```yaml
    metadata:
      labels:
        "": checkout
    ```

    ## The edit
    ```yaml
    metadata:
      labels:
        team: checkout
    ```

    ## Source
    API_Tag: 1 to 128 characters; answered so by the service.
    """
    for key in table.labels:
        if not 0 < len(key) <= _LONGEST_KEY:
            found = f"has {len(key)} characters, and {_LONGEST_KEY} are allowed" if key else "is empty"
            yield Finding(
                (*_LABELS, key),
                f"the key of a label {found}",
                "shorten it" if key else "write a key, or remove the label",
                detail=_key_answer(key),
                at_key=True,
            )


@rule(ERROR)
def tag_value_length(table: Table) -> Iterator[Finding]:
    """The value of a label is longer than a tag's may be.

    ## What it finds
    A value in `metadata.labels`, or a `metadata.org`, `env` or `id`, of more than 256 characters. An empty
    value is fine.

    ## Why
    They become tags, and one bad tag is enough for AWS to refuse the table.

    ## Example
    ```yaml
    metadata:
      labels:
        description: Orders of the last two years and everything that the … # and so on, 300 characters
    ```

    ## The edit
    ```yaml
    metadata:
      annotations:
        description: Orders of the last two years and everything that the … # annotations never become tags
    ```

    ## Source
    API_Tag: 0 to 256 characters; answered so by the service.
    """
    for route, name, value in _values(table):
        if len(value) > _LONGEST_VALUE:
            yield Finding(
                route,
                f"the value of {name} has {len(value)} characters, and {_LONGEST_VALUE} are allowed",
                "shorten it; a text for people can go to annotations, which never become tags",
                detail=_value_answer(value),
            )


@rule(ERROR)
def tag_key_reserved(table: Table) -> Iterator[Finding]:
    """The key of a label begins with aws:, which AWS keeps for itself.

    ## What it finds
    A key in `metadata.labels` that begins with `aws:`, in upper or lower case.

    ## Why
    Such tags are made by AWS alone. They don't count towards the 50, and nobody else can write them.

    ## Example
    ```yaml
    metadata:
      labels:
        aws:owner: checkout
    ```

    ## The edit
    ```yaml
    metadata:
      labels:
        owner: checkout
    ```

    ## Source
    "Tagging restrictions in DynamoDB"; answered so by the service.
    """
    for key in table.labels:
        if key[:4].lower() == "aws:":
            yield Finding(
                (*_LABELS, key),
                f"the label {quoted(key)} begins with {quoted(key[:4])}, which AWS keeps for itself",
                "name it otherwise",
                detail=f"Tag Key cannot be prefixed with aws:, Key: {key}",
                at_key=True,
            )


@rule(ERROR)
def tag_charset(table: Table) -> Iterator[Finding]:
    """A label has characters that no tag can have.

    ## What it finds
    A key or a value in `metadata.labels`, or a `metadata.org`, `env` or `id`, with anything in it but
    letters and digits of any script, blanks, and + - = . _ : / @. Commas, percent signs, quotes, brackets
    and emoji are the usual ones.

    ## Why
    They become tags, and one bad tag is enough for AWS to refuse the table.

    ## Example
    ```yaml
    metadata:
      labels:
        contacts: anna@example.com, ben@example.com
    ```

    ## The edit
    ```yaml
    metadata:
      labels:
        contacts: anna@example.com ben@example.com
    ```

    ## Source
    "Tagging restrictions in DynamoDB"; answered so by the service.
    """
    values = list(_values(table))
    if not values or re.fullmatch(_PLAIN, "".join([*table.labels, *(value for _, _, value in values)])):
        return
    for key in table.labels:
        strange = _strange(key)
        if strange:
            yield Finding(
                (*_LABELS, key),
                f"the label {quoted(key)} has {strange} in its key, which no tag can have",
                f"write it with letters, digits, blanks and {_SIGNS} only",
                detail=_key_answer(key),
                at_key=True,
            )
    for route, name, value in values:
        strange = _strange(value)
        if strange:
            yield Finding(
                route,
                f"the value of {name} has {strange} in it, which no tag can have",
                f"write it with letters, digits, blanks and {_SIGNS} only",
                detail=_value_answer(value),
            )


def _values(table: Table) -> Iterator[tuple[Route, str, str]]:
    """Every text that becomes the value of a tag: its route, how a message names it, and the text."""
    for key, value in table.labels.items():
        yield (*_LABELS, key), f"label {quoted(key)}", value
    for field in _OTHER_TAGS:
        given = table.metadata.get(field)
        if given:
            yield ("metadata", field), quoted(field), given


def _strange(text: str) -> str:
    """The characters of a text that no tag can have, as a message shows them."""
    from unicodedata import category  # only for a text that is not plain

    found = dict.fromkeys(
        letter
        for letter in text
        if letter not in _SIGNS and category(letter)[0] not in "LN" and category(letter) != "Zs"
    )
    return listed(found) if found else ""


def _key_answer(key: str) -> str:
    return f"The Tag Key provided is invalid, Key: {key}"


def _value_answer(value: str) -> str:
    return f"The Tag Value provided is invalid, Value: {value}"
