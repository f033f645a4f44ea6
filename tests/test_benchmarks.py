import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import applying, rendering
from benchmarks.report import Row
from benchmarks.texts import manifests
from planton_dynamodb.checking import Checker
from planton_dynamodb.manifest.load import load_source
from planton_dynamodb.manifest.overrides import parse_all
from planton_dynamodb.manifest.source import Source
from planton_dynamodb.targets.registry import TARGETS
from tests.descriptions import described, differences
from tests.standin.fixtures import Cloud, cloud, engine_command, moto_endpoint, pulumi_cli, stand_ins

__all__ = ["cloud", "moto_endpoint", "pulumi_cli", "stand_ins"]


def test_the_same_seed_makes_the_same_manifests() -> None:
    """Results of different days are about the same files: changing the generator shows here."""
    texts = "".join(text for _, text in manifests(200, seed=1))
    assert texts == "".join(text for _, text in manifests(200, seed=1))
    assert texts != "".join(text for _, text in manifests(200, seed=2))
    assert hashlib.sha256(texts.encode()).hexdigest()[:16] == "c62354ed1757258c"


def test_the_made_up_manifests_are_sound_and_have_names_of_their_own() -> None:
    """What is measured is checking, not printing: nothing is to be said about any of them."""
    checker = Checker()
    made = list(manifests(500))
    assert [said for name, text in made for said in checker.check_text(name, text).diagnostics] == []
    assert len({name for name, _ in made}) == 500
    assert 400 < sum(len(text) for _, text in made) / 500 < 700


def test_what_is_rendered_is_sound() -> None:
    """Neither side prints a finding."""
    assert Checker().check_text("orders.yaml", applying.TABLE + rendering.AROUND).diagnostics == []


@pytest.mark.parametrize(
    ("measured", "verdict"), [(1.5, "≤ 1.5: met"), (1.51, "≤ 1.5: **missed**"), (0.2, "≤ 1.5: met")]
)
def test_a_target_that_is_missed_is_said_to_be_missed(measured: float, verdict: str) -> None:
    """The ratio itself is judged, whatever the numbers beside it are."""
    assert Row("one file", "another tool", 1.0, 9.0, "s", measured, 1.5).verdict == verdict


def test_the_benchmarks_run_on_three_files(tmp_path: Path) -> None:
    """Every tool takes the files without a complaint, and each comparison has its line in the result."""
    result = tmp_path / "latest.md"
    command = [sys.executable, "-m", "benchmarks", "--files", "3", "--runs", "1", "--output", str(result)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    applied = ("a new table", "nothing to do", "one change") if engine_command() else ()
    written = result.read_text(encoding="utf-8")
    assert written == ended.stdout
    for line in (
        "| one file | cfn-lint |",
        "| one file | check-jsonschema |",
        "| time for each of 3 files |",
        *(f"| `apply`, {case} | a bare Automation API program |" for case in applied),
        "| `rehearse`, one table | the time it may take |",
        *(f"| `render {target}` | `validate`, the same file |" for target in TARGETS),
    ):
        assert line in written
    assert str(Path.cwd()) not in written


@pytest.mark.parametrize("name", ["ours", "bare"])
def test_both_that_are_measured_make_the_same_table(cloud: Cloud, tmp_path: Path, name: str) -> None:
    """What is compared does the same work: the table is as the manifest says, and changed as it is to be changed."""
    path = tmp_path / "table.yaml"
    path.write_text(applying.TABLE, encoding="utf-8")
    for case, command in applying.contestants(str(path))[name].items():
        ended = cloud.run(*command)
        assert ended.returncode == 0, ended.stdout + ended.stderr
        overrides = parse_all([applying.CHANGE] if case == "one change" else [])
        (wanted,) = load_source(Source(str(path), applying.TABLE), overrides).manifests
        assert differences(wanted, described(cloud.client("dynamodb"), "orders")) == []
