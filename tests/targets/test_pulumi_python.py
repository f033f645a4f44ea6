"""The Python program: it runs, asks for the same as ours, and looks as if somebody had written it."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planton_dynamodb.manifest import files
from planton_dynamodb.manifest.load import load_source
from planton_dynamodb.manifest.manifest import Manifest
from planton_dynamodb.manifest.overrides import parse_all
from planton_dynamodb.table.resolve import resolve
from planton_dynamodb.targets import pulumi_python, pulumi_yaml
from planton_dynamodb.targets.pulumi_options import options_of
from planton_dynamodb.targets.python_text import literal
from tests.targets.registered import asked_by_declare, asked_by_file, corpus

HERE = Path(__file__).parent
CORPUS = corpus()
RENDERED = HERE / "rendered"
WITH_KEYS = HERE / "with_keys.yaml"

each_sound = pytest.mark.parametrize("name", CORPUS)
texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=50)
values = st.recursive(
    texts | st.booleans() | st.integers(0, 10**12),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=4) | st.dictionaries(texts, inner, min_size=1, max_size=4)
    ),
    max_leaves=8,
)


def manifest_of(path: Path, *overrides: str) -> Manifest:
    """The one manifest of a file."""
    source, _ = files.decode(path.name, path.read_bytes())
    (manifest,) = load_source(source, parse_all(overrides)).manifests
    return manifest


def program_of(manifest: Manifest) -> str:
    """Its Python program."""
    return pulumi_python.program(resolve(manifest), options_of(manifest))


def formatted_otherwise(folder: Path, width: int) -> str:
    """What a formatter would change in the programs of a folder."""
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--no-cache", "--diff"]
    done = subprocess.run(
        [*command, "--line-length", str(width), str(folder)], capture_output=True, text=True, check=False
    )
    return done.stdout + (done.stderr if done.returncode > 1 else "")


@each_sound
def test_it_asks_for_what_our_own_program_asks_for(name: str, tmp_path: Path) -> None:
    """The same resources by type and name, with the same inputs and options, and the same outputs."""
    manifest = CORPUS[name]
    written = tmp_path / "__main__.py"
    written.write_text(program_of(manifest), encoding="utf-8")
    assert asked_by_file(written) == asked_by_declare(resolve(manifest), options_of(manifest))


@pytest.mark.parametrize(
    "overrides",
    [
        (),
        ("metadata.annotations.pulumi\\.project-planton\\.org/retain=true",),
        ("metadata.annotations.pulumi\\.project-planton\\.org/protect=false",),
        ("spec.deletionProtectionEnabled=false", "spec.streamEnabled=false", "spec.streamViewType=null"),
    ],
)
def test_options_are_those_of_our_own_program(overrides: tuple[str, ...], tmp_path: Path) -> None:
    """Protection, retention and a parent are asked for where the manifest does, and nowhere else."""
    manifest = manifest_of(RENDERED / "orders.yaml", *overrides)
    written = tmp_path / "__main__.py"
    written.write_text(program_of(manifest), encoding="utf-8")
    found = asked_by_file(written)
    assert found == asked_by_declare(resolve(manifest), options_of(manifest))
    assert len(found.resources) == 2


def test_an_account_is_named_and_its_keys_are_not_written(tmp_path: Path) -> None:
    """The provider is the one of our own program but for the secrets, of which no file holds any."""
    manifest = manifest_of(WITH_KEYS)
    written = tmp_path / "__main__.py"
    written.write_text(program_of(manifest), encoding="utf-8")
    found, ours = asked_by_file(written), asked_by_declare(resolve(manifest), options_of(manifest))
    provider = ("pulumi:providers:aws", "aws")
    secrets = {
        name: ours.resources[provider].inputs.pop(name) for name in ("accessKey", "secretKey", "token")
    }
    assert found == ours
    assert found.resources["aws:dynamodb/table:Table", "orders"].provider == provider
    texts = "".join(pulumi_python.files(resolve(manifest), manifest).values())
    texts += "".join(pulumi_yaml.files(resolve(manifest), manifest).values())
    assert not any(each["value"] in texts for each in secrets.values())


@each_sound
def test_it_imports_nothing_but_pulumi(name: str) -> None:
    """Who leaves takes nothing of this tool along."""
    imported = {
        alias.name
        for node in ast.walk(ast.parse(program_of(CORPUS[name])))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert imported == {"pulumi", "pulumi_aws"}


@pytest.mark.parametrize("width", [88, 110])
def test_a_formatter_leaves_it_alone(width: int, tmp_path: Path) -> None:
    """Whether the project that takes it in has the usual width or a larger one."""
    for name, manifest in CORPUS.items():
        (tmp_path / f"{name}.py").write_text(program_of(manifest), encoding="utf-8")
    assert formatted_otherwise(tmp_path, width) == ""


@given(values)
def test_every_value_reads_as_itself(value: object) -> None:
    """Quotes, backslashes, line breaks, invisible characters: Python reads what was to be said."""
    assert ast.literal_eval(literal(value, 0, 0)) == value


@given(st.lists(values, min_size=20, max_size=20))
@settings(max_examples=15)
def test_a_formatter_leaves_every_value_alone(
    tmp_path_factory: pytest.TempPathFactory, all_of_them: list[object]
) -> None:
    """Quotes are those that it would choose, and lines break where it would break them."""
    folder = tmp_path_factory.mktemp("values")
    lines = [
        f"    key_{number}={literal(value, 4, len(f'key_{number}='))},\n"
        for number, value in enumerate(all_of_them)
    ]
    (folder / "values.py").write_text("made = dict(\n" + "".join(lines) + ")\n", encoding="utf-8")
    assert formatted_otherwise(folder, 88) == ""


def test_the_project_is_the_one_that_somebody_has_looked_at() -> None:
    """The files in `rendered` are those of the manifest there; `make lint` checks the program's types and style."""
    manifest = manifest_of(RENDERED / "orders.yaml")
    made = pulumi_python.files(resolve(manifest), manifest)
    assert made == {name: (RENDERED / name).read_text(encoding="utf-8") for name in made}
    assert next(iter(made)) == "__main__.py"


def test_it_takes_what_this_tool_takes() -> None:
    """The versions in requirements.txt are those of our own extra."""
    project = tomllib.loads((HERE.parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
    assert list(pulumi_python.REQUIREMENTS) == project["project"]["optional-dependencies"]["pulumi"]
