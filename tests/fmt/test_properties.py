"""What holds for every manifest that can be read, however it is written."""

from __future__ import annotations

import json
import re
from random import Random

from hypothesis import example, given, settings
from hypothesis import strategies as st

from planton_dynamodb.formatting import Formatted, format_bytes
from planton_dynamodb.manifest.load import load_source
from planton_dynamodb.manifest.source import Source
from tests.fmt.dress import Written, written, written_in_json, written_texts

_SPOILING = (
    *(
        "\n",
        "#",
        "#\n",
        "- ",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        ": ",
        "'",
        '"',
        " ",
        "  ",
        "? ",
        "|",
        ">",
        "%",
        "null",
    ),
    *(
        "&a ",
        "*a",
        "!t ",
        "<<: ",
        "\t",
        "\r",
        "\u2028",
        "\x85",
        "---\n",
        "...\n",
        "\n---\n",
        "\n...\n",
        "\ufeff",
    ),
)


def formatted(text: str, name: str = "table.yaml") -> Formatted:
    """A text formatted."""
    return format_bytes(name, text.encode())


def meaning(text: str) -> object:
    """What the reader makes of a text, by itself and without asking fmt."""
    loaded = load_source(Source("table.yaml", text))
    return [manifest.fields for manifest in loaded.manifests], loaded.skipped


@settings(max_examples=150, deadline=None)
@given(written_texts())
def test_the_meaning_stays_and_a_second_run_changes_nothing(manifest: Written) -> None:
    """Every sound manifest is formatted, decodes to the same fields, and is canonical from then on."""
    once = formatted(manifest.text)
    assert once.left == []
    assert meaning(once.after.decode()) == meaning(manifest.text)
    again = formatted(once.after.decode())
    assert (again.after.decode(), again.changed) == (once.after.decode(), False)


@settings(max_examples=150, deadline=None)
@given(written_texts())
def test_no_comment_is_lost(manifest: Written) -> None:
    """Each comment that was written into the manifest is in the result, as often as it was written."""
    lines = formatted(manifest.text).after.decode().splitlines()
    for comment in set(manifest.comments):
        ends = re.compile(rf"(?:^|\s){re.escape(comment)}$")
        found = sum(bool(ends.search(line)) for line in lines)
        # One comment may be the end of another one, and a label's text may look like one.
        assert found >= manifest.comments.count(comment)


@settings(max_examples=100, deadline=None)
@given(written_texts())
def test_the_result_is_written_canonically(manifest: Written) -> None:
    """Two blanks for each step, no key in snake_case, no short enum value."""
    text = formatted(manifest.text).after.decode()
    newline = "\r\n" if "\r\n" in text else "\n"
    ours = text[text.index("apiVersion:") :].split(f"{newline}---")[0]
    for line in ours.split(newline):
        code = line.partition("#")[0]
        assert (len(line) - len(line.lstrip(" "))) % 2 == 0 or not re.match(r" *[a-zA-Z-]", line)
        assert not re.match(r" *(?:- )?(?:api_version|key_type|key_schema|billing_mode)\b", code)
        assert not re.match(r" *(?:- )?(?:keyType|billingMode|type): (?!KEY_|BILL|ATTR|PROJ|uses)", code)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32))
def test_json_stays_json(seed: int) -> None:
    """JSON becomes JSON with the same meaning in canonical order; a second run changes nothing."""
    text = written_in_json(seed)
    once = formatted(text)
    assert once.left == []
    result = once.after.decode()
    assert list(json.loads(result)) == ["apiVersion", "kind", "metadata", "spec"]
    assert meaning(result) == meaning(text)
    assert formatted(result).after.decode() == result


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32))
@example(0)
def test_whatever_is_wrong_with_a_text_it_is_formatted_right_or_left_alone(seed: int) -> None:
    """Spoilt manifests: no crash, no mistake of fmt's own, and what is left is left byte for byte."""
    text = spoilt(seed)
    once = formatted(text)
    assert not any("mistake in fmt" in left.reason for left in once.left)
    if once.broken:
        assert once.after == once.before
    else:
        assert meaning(once.after.decode()) == meaning(text)
        assert formatted(once.after.decode()).after == once.after


def spoilt(seed: int) -> str:
    """A manifest with a few characters put in or taken away, or lines repeated or dropped."""
    random = Random(seed)
    text = written(seed).text
    for _ in range(random.randint(1, 3)):
        at = random.randrange(len(text) + 1)
        lines = text.split("\n")
        line = random.randrange(len(lines))
        text = random.choice(
            (
                text[:at] + random.choice(_SPOILING) + text[at:],
                text[:at] + text[at + random.randint(1, 10) :],
                "\n".join([*lines[:line], random.choice(lines), *lines[line:]]),
                "\n".join([*lines[:line], *lines[line + 1 :]]),
            )
        )
    return text or "\n"
