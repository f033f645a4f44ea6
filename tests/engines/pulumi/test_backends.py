"""Backends that cannot be reached, read or written."""

from __future__ import annotations

import os
import resource
import subprocess
from pathlib import Path

import pytest

from planton_dynamodb.engines.pulumi.place import backend_of
from planton_dynamodb.fault import Fault
from tests.engines.pulumi.commands import COMMAND, NOISE, ask, headline, tables, words, write
from tests.standin.fixtures import Cloud

LIMIT = 6000
"""Bytes that a file may have: more than a stack without a table, and less than one with it."""


@pytest.mark.parametrize("kind", ["missing", "file"])
def test_a_folder_that_is_none(kind: str, cloud: Cloud, tmp_path: Path) -> None:
    """The backend is named as it was given, with the engine's own words."""
    write(cloud)
    path = tmp_path / kind
    if kind == "file":
        path.write_text("")
    answer = ask(cloud, "apply", "--backend", str(path))
    assert answer.returncode == 1
    assert f"the backend file://{path} cannot be used" in words(answer)
    assert "See that it exists and that you may write to it" in words(answer)
    assert tables(cloud) == []


def test_a_service_that_does_not_answer(cloud: Cloud) -> None:
    """It is the network, and not AWS's provider, though both say that a connection was refused."""
    write(cloud)
    answer = ask(cloud, "apply", "--backend", "https://127.0.0.1:1", PULUMI_ACCESS_TOKEN="pul-0123456789")
    assert answer.returncode == 1
    assert "the network, or what is at the other end of it, does not answer" in words(answer)
    assert "https://127.0.0.1:1" in words(answer)
    assert "pul-0123456789" not in words(answer)


def test_a_service_without_a_login(cloud: Cloud) -> None:
    """How to log in is said."""
    write(cloud)
    answer = ask(cloud, "apply", "--backend", "https://127.0.0.1:1")
    assert answer.returncode == 1
    assert "Pulumi's service at https://127.0.0.1:1 wants a login" in words(answer)
    assert "pulumi login" in words(answer)


def test_a_bucket_without_credentials(cloud: Cloud) -> None:
    """The state is in AWS too, and needs them like everything else."""
    write(cloud)
    none = dict.fromkeys(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"), "")
    answer = ask(cloud, "apply", "--backend", "s3://nowhere?region=us-east-1", **none)
    assert answer.returncode == 1
    assert "there are no AWS credentials" in words(answer)


def test_a_bucket_that_is_not_there(cloud: Cloud) -> None:
    """The backend cannot be used, and that is not the missing of a table."""
    write(cloud)
    answer = ask(cloud, "apply", "--backend", "s3://nowhere?region=us-east-1&s3ForcePathStyle=true")
    assert answer.returncode == 1
    assert "the backend s3://nowhere" in words(answer)


def test_a_scheme_that_nobody_knows() -> None:
    """Pulumi would take it for a service, and ask for a login."""
    with pytest.raises(Fault) as caught:
        backend_of("ftp://somewhere", {})
    assert caught.value.summary == "ftp://somewhere is no backend that Pulumi has"
    assert "s3://" in caught.value.help


def test_a_disk_that_is_full(cloud: Cloud) -> None:
    """It is said so, and what was cut off in the middle is mended by itself: the next apply ends with one table."""
    write(cloud)
    limited = subprocess.run(
        [*COMMAND, "apply", "orders.yaml", "--yes"],
        cwd=cloud.folder,
        env=cloud.env,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, LIMIT)),
    )
    assert limited.returncode == 1
    assert NOISE.search(limited.stdout + limited.stderr) is None
    assert "file too large" in words(limited)
    assert "the disk is full" in words(limited)
    # What of the state was still whole depends on which of its last writes was cut off.
    answer = ask(cloud, "apply")
    assert (answer.returncode, headline(answer)) in [(0, "orders: nothing to do"), (0, "orders: created")]
    assert "the state of stack orders was damaged when the last run ended" in words(answer)
    assert headline(ask(cloud, "apply")) == "orders: nothing to do"
    assert len(cloud.requests("CreateTable")) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(cloud: Cloud) -> None:
    """The backend is named."""
    write(cloud)
    cloud.backend.chmod(0o500)
    answer = ask(cloud, "apply")
    assert answer.returncode == 1
    assert "cannot be used" in words(answer)
