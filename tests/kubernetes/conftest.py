from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
import yaml

from planton_dynamodb.targets.kubernetes import files_of_kinds
from tests.kubernetes.judge import Answer, ask, command


@pytest.fixture(scope="session")
def judge() -> Path:
    """The judge, where it was built. In CI every judge takes part."""
    found = command()
    if found is None:
        reason = "There is no judge of Kubernetes definitions; `make judges` builds it where Go is."
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest.fixture(scope="session")
def definitions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The definitions of all kinds, in a file as `render` prints them."""
    path = tmp_path_factory.mktemp("kubernetes") / "definitions.yaml"
    path.write_text("---\n".join(files_of_kinds().values()), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def judged(judge: Path, definitions: Path) -> Callable[[Mapping[str, str]], Answer]:
    """What an API server with our definitions says of texts."""
    return lambda texts: ask(judge, definitions, texts)


@pytest.fixture(scope="session")
def said(definitions: Path) -> frozenset[str]:
    """The rules that the definitions say in CEL."""
    found: set[str] = set()
    for definition in yaml.safe_load_all(definitions.read_text(encoding="utf-8")):
        found |= {each["message"].partition(": ")[0] for each in _validations(definition)}
    return frozenset(found)


def _validations(value: object) -> Iterator[Mapping[str, str]]:
    if isinstance(value, dict):
        yield from value.get("x-kubernetes-validations", ())
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for each in inner:
        yield from _validations(each)
