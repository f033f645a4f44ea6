"""The package as users get it: a wheel, built of the source distribution, installed where no checkout is near."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from planton_dynamodb import shapes
from planton_dynamodb.targets.kubernetes import files_of_kinds

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("planton_dynamodb", "pulumi_program", "examples", "proto")
FILES = ("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md")


def _run(*command: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(
        command, cwd=cwd, env=kept | variables, capture_output=True, text=True, timeout=300, check=False
    )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command in an environment of its own. What it depends on it borrows from this one."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    for name in FOLDERS:
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy(ROOT / name, source / name)
    built = _run(sys.executable, "-m", "build", "--no-isolation", "--outdir", "../dist", cwd=source)
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = (folder / "dist").glob("*.whl")
    home = folder / "home"
    venv.create(home, with_pip=False)
    python = home / ("Scripts" if os.name == "nt" else "bin") / "python"
    pip = (sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check")
    done = _run(*pip, "install", "--quiet", "--no-deps", "--no-index", str(wheel), cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    shutil.rmtree(source)
    return python.with_name("planton-dynamodb")


def test_an_installed_command_has_every_shape(installed: Path, tmp_path: Path) -> None:
    """Each of the shapes is written as it is in a checkout; nothing of the examples is left out of the wheel."""
    borrowed = sysconfig.get_path("purelib")
    for shape in shapes.SHAPES:
        arguments = ("init", shape, "--name", "readings", "--output", "-")
        done = _run(str(installed), *arguments, cwd=tmp_path, PYTHONPATH=borrowed)
        assert done.stdout == "---\n".join(shapes.written(shape, "readings").files.values()), done.stderr


def test_what_it_writes_is_sound(installed: Path, tmp_path: Path) -> None:
    """The installed command checks what it wrote, and its access patterns."""
    borrowed = sysconfig.get_path("purelib")
    for arguments in (
        ("init", "time-series", "--name", "readings"),
        ("validate", "--strict", "."),
        ("check-patterns", "--strict", "."),
    ):
        done = _run(str(installed), *arguments, cwd=tmp_path, PYTHONPATH=borrowed)
        assert done.returncode == 0, done.stdout + done.stderr


def test_it_has_the_kubernetes_definitions(installed: Path, tmp_path: Path) -> None:
    """They are files that lie beside a module; the installed command prints them as a checkout does."""
    borrowed = sysconfig.get_path("purelib")
    done = _run(str(installed), "render", "kubernetes", cwd=tmp_path, PYTHONPATH=borrowed)
    assert done.stdout == "---\n".join(files_of_kinds().values()), done.stderr
