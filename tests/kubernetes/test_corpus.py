"""The corpora before an API server: it takes ok/, and refuses err/ as far as one object and CEL can tell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest

from planton_dynamodb.formatting import format_bytes
from tests.kubernetes import differences
from tests.kubernetes.differences import LOOSER, METADATA, OTHERWISE, STRICTER
from tests.kubernetes.judge import Answer, Complaint, Verdict
from tools.update_corpus import Case, cases

_ERR, _OK = cases("err"), cases("ok")
_BY_RULE = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)+): ")
_ABOUT_METADATA = re.compile(r"^ *(?:--> .* )?in metadata\b", re.MULTILINE)


@pytest.fixture(scope="module")
def verdicts(judged: Callable[[Mapping[str, str]], Answer]) -> Mapping[str, list[Verdict]]:
    """What is said of the objects in each case, by the name of the case, as `fmt` writes them."""
    texts = {f"{_name(case)} {path.name}": _formatted(path) for case in _ERR + _OK for path in _files(case)}
    answer = judged(texts)
    found: dict[str, list[Verdict]] = {_name(case): [] for case in _ERR + _OK}
    for name, given in answer.verdicts.items():
        found[name.partition(" ")[0]] += given
    return found


def _name(case: Case) -> str:
    return f"{case.path.parent.name}/{case.path.stem}"


def _files(case: Case) -> list[Path]:
    if case.path.is_file():
        return [case.path]
    return sorted(path for path in case.path.rglob("*") if path.suffix in (".yaml", ".yml", ".json"))


def _formatted(path: Path) -> str:
    return format_bytes(path.name, path.read_bytes(), named=False).after.decode(errors="replace")


def _has_errors(case: Case) -> bool:
    return re.search(r"^error\[", case.expected.read_text(), re.MULTILINE) is not None


def _refusals(case: Case, verdicts: Mapping[str, list[Verdict]]) -> list[Complaint]:
    """What a case is refused for: for its metadata only where that is what `validate` refuses."""
    about_metadata = _ABOUT_METADATA.search(case.expected.read_text()) is not None
    found = verdicts[_name(case)]
    return [each for one in found for each in (*one.errors, *(one.metadata if about_metadata else ()))]


def _rules(complaints: Iterable[Complaint]) -> set[str]:
    return {found[1] for each in complaints if (found := _BY_RULE.match(each.detail))}


def test_refuses_what_validate_refuses(verdicts: Mapping[str, list[Verdict]]) -> None:
    """Every file of err/ with an error is refused, but for what is listed with the reason."""
    refused = [case for case in _ERR if _has_errors(case)]
    accepted = {_name(case) for case in refused if not _refusals(case, verdicts)}
    assert differences.complaints(LOOSER, map(_name, refused), accepted) == []


def test_takes_what_validate_takes(verdicts: Mapping[str, list[Verdict]]) -> None:
    """Every object of ok/ is taken, and every one that is only warned of, but for what is listed with the reason."""
    taken = [*_OK, *(case for case in _ERR if not _has_errors(case))]
    refused = {_name(case) for case in taken if any(one.errors for one in verdicts[_name(case)])}
    assert differences.complaints(STRICTER, map(_name, taken), refused) == []


def test_judges_every_file_that_is_sound(verdicts: Mapping[str, list[Verdict]]) -> None:
    """No file of ok/ is left out: each has at least one object."""
    assert [name for name, found in verdicts.items() if name.startswith("ok/") and not found] == []


def test_names_the_rule_that_refuses(verdicts: Mapping[str, list[Verdict]], said: frozenset[str]) -> None:
    """Where CEL says the rule that a file is named after, the answer begins with it."""
    named = [case for case in _ERR if case.rule in said and _refusals(case, verdicts) and _has_errors(case)]
    nameless = {_name(case) for case in named if case.rule not in _rules(_refusals(case, verdicts))}
    assert differences.complaints(OTHERWISE, map(_name, named), nameless) == []


def test_shows_each_rule_of_the_definitions(
    verdicts: Mapping[str, list[Verdict]], said: frozenset[str]
) -> None:
    """No rule of the definitions is idle: a file of err/ shows it, or another test does."""
    shown = {rule for case in _ERR for rule in _rules(_refusals(case, verdicts))}
    assert said - shown <= {"gsi-key-length", "key-schema-length", "lsi-key-length"}


def test_knows_what_an_object_has_no_room_for(verdicts: Mapping[str, list[Verdict]]) -> None:
    """The metadata of sound manifests is refused for what is listed, and all that is listed is refused somewhere."""
    listed = {field for one in differences.read() if one.side == METADATA for field in one.fields}
    found = {
        each.field.partition("[")[0] for case in _OK for one in verdicts[_name(case)] for each in one.metadata
    }
    assert found == listed
