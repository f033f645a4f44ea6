"""The pre-commit hooks, installed as a user's pre-commit would, and run in a repository of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOUND = """\
apiVersion: aws.project-planton.org/v1
kind: AwsDynamodb
metadata:
  name: orders
spec:
  billingMode: BILLING_MODE_PAY_PER_REQUEST
  attributeDefinitions:
    - name: pk
      type: ATTRIBUTE_TYPE_S
  keySchema:
    - attributeName: pk
      keyType: KEY_TYPE_HASH
"""

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="pre-commit needs git, which is not here")


def _run(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PRE_COMMIT_HOME": str(cwd / ".cache"), "GIT_CONFIG_GLOBAL": os.devnull}
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=600, check=False
    )


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A user's repository with the hooks configured; the hooks are installed once, which takes a while."""
    folder = tmp_path_factory.mktemp("hooks")
    package = folder / "package"
    for name in ("planton_dynamodb", "examples"):
        shutil.copytree(ROOT / name, package / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", ".pre-commit-hooks.yaml"):
        shutil.copy(ROOT / name, package / name)
    user = folder / "user"
    user.mkdir()
    identity = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.com")
    for place in (package, user):
        _run("git", "init", "--quiet", cwd=place)
    _run("git", "add", "--all", cwd=package)
    _run("git", *identity, "commit", "--quiet", "--message", "a version", cwd=package)
    revision = _run("git", "rev-parse", "HEAD", cwd=package).stdout.strip()
    (user / ".pre-commit-config.yaml").write_text(
        f"repos:\n  - repo: {package}\n    rev: {revision}\n    hooks:\n"
        "      - id: planton-dynamodb-validate\n      - id: planton-dynamodb-fmt\n"
    )
    (user / "compose.yaml").write_text("services:\n  web:\n    image: nginx\n")
    return user


def _hooks(user: Path) -> subprocess.CompletedProcess[str]:
    _run("git", "add", "--all", ".", ":!.cache", cwd=user)
    return _run(sys.executable, "-m", "pre_commit", "run", "--all-files", cwd=user)


def test_the_hooks_pass_sound_manifests_and_leave_other_yaml_alone(repository: Path) -> None:
    """A canonical manifest and a file of another kind are no reason to stop a commit."""
    (repository / "orders.yaml").write_text(SOUND)
    done = _hooks(repository)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("Passed") == 2


def test_the_validate_hook_stops_a_broken_manifest(repository: Path) -> None:
    """The finding is printed and the commit is stopped."""
    (repository / "orders.yaml").write_text(SOUND.replace("KEY_TYPE_HASH", "KEY_TYPE_HSAH"))
    done = _hooks(repository)
    assert done.returncode == 1
    assert "unknown-enum" in done.stdout


def test_the_fmt_hook_formats_and_says_so(repository: Path) -> None:
    """A manifest in another spelling is rewritten, which pre-commit reports as a change."""
    (repository / "orders.yaml").write_text(SOUND.replace("BILLING_MODE_", ""))
    done = _hooks(repository)
    assert done.returncode == 1
    assert "files were modified by this hook" in done.stdout
    assert (repository / "orders.yaml").read_text() == SOUND
