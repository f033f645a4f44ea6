from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from google.protobuf.descriptor_pb2 import FileDescriptorSet

from tools.generate_contract import PROTO_ROOT, full_descriptor_set, proto_files

BUF_YAML = PROTO_ROOT / "buf.yaml"
PUBLISHED = Path(__file__).parent / "published"
SPEC = "org/project_planton/provider/aws/awsdynamodb/v1/spec.proto"
FOUND_SOMETHING = 100

# buf's own extension of a file descriptor, `buf_extension { is_import: true }`: what it marks is not judged.
IS_IMPORT = b"\xd2\xf6\x03\x02\x08\x01"


def image(proto_root: Path, path: Path) -> Path:
    """Build an image of .proto files in which everything but these files is an import."""
    files = FileDescriptorSet.FromString(full_descriptor_set(proto_root))
    ours = set(proto_files(proto_root))
    for file in files.file:
        if file.name not in ours:
            file.MergeFromString(IS_IMPORT)
    path.write_bytes(files.SerializeToString())
    return path


def buf(*arguments: str | Path, cache: Path) -> subprocess.CompletedProcess[str]:
    """Run the buf of the environment that the tests run in."""
    command = shutil.which("buf", path=Path(sys.executable).parent) or "buf"
    environment = {**os.environ, "BUF_CACHE_DIR": str(cache)}
    return subprocess.run(
        [command, *arguments], capture_output=True, text=True, env=environment, check=False, timeout=60
    )


def changed(tmp_path: Path, old: str, new: str, file: str = SPEC) -> Path:
    """Copy the contract, change one place of one file, and return the image of the copy."""
    copy = tmp_path / "proto"
    shutil.copytree(PROTO_ROOT, copy)
    text = (copy / file).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (copy / file).write_text(text.replace(old, new), encoding="utf-8")
    return image(copy, tmp_path / "changed.binpb")


def breaking(tmp_path: Path, ours: Path) -> subprocess.CompletedProcess[str]:
    """Let buf compare an image with the published contract."""
    published = image(PUBLISHED, tmp_path / "published.binpb")
    return buf("breaking", ours, "--against", published, "--config", BUF_YAML, cache=tmp_path)


def test_buf_lint_finds_nothing(tmp_path: Path) -> None:
    """The contract keeps buf's standard rules but for the exceptions that buf.yaml gives reasons for."""
    result = buf("lint", image(PROTO_ROOT, tmp_path / "image.binpb"), "--config", BUF_YAML, cache=tmp_path)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_buf_lint_would_find_a_field_without_a_comment(tmp_path: Path) -> None:
    """The linter reads the comments of our files: one that is missing is named with its line."""
    ours = changed(
        tmp_path, "  // Expiry of items by a timestamp that each item carries.\n  TimeToLive", "  TimeToLive"
    )
    result = buf("lint", ours, "--config", BUF_YAML, cache=tmp_path)
    assert result.returncode == FOUND_SOMETHING
    assert 'Field "ttl" should have a non-empty comment' in result.stdout


def test_buf_format_would_change_nothing(tmp_path: Path) -> None:
    """The .proto files are written as buf formats them."""
    result = buf("format", "--diff", "--exit-code", PROTO_ROOT, cache=tmp_path)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_buf_breaking_finds_nothing(tmp_path: Path) -> None:
    """Whoever speaks the published contract can speak ours: on the wire, in JSON and in generated code."""
    result = breaking(tmp_path, image(PROTO_ROOT, tmp_path / "image.binpb"))
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        pytest.param("BillingMode billing_mode = 1;", "BillingMode billing_mode = 15;", '"1"', id="number"),
        pytest.param("bool stream_enabled = 8;", "string stream_enabled = 8;", "type", id="type"),
        pytest.param(
            "TimeToLive ttl = 7;",
            'TimeToLive ttl = 7 [json_name = "timeToLive"];',
            "json_name",
            id="JSON name",
        ),
        pytest.param("KEY_TYPE_RANGE = 2;", "KEY_TYPE_RANGE = 3;", '"2"', id="enum value"),
    ],
)
def test_buf_breaking_finds_a_change_of_the_published_contract(
    tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    """Another number, type or JSON name for something that is published does not pass."""
    result = breaking(tmp_path, changed(tmp_path, old, new))
    assert result.returncode == FOUND_SOMETHING
    assert result.stdout.startswith(SPEC)
    assert complaint in result.stdout
