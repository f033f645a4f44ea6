from __future__ import annotations

from pathlib import Path

import pytest

from tests.pulumi_program.folders import Folder, copied
from tests.standin.fixtures import Cloud, cloud, moto_endpoint, pulumi_cli, stand_ins

__all__ = ["cloud", "moto_endpoint", "pulumi_cli", "stand_ins"]


@pytest.fixture
def program(cloud: Cloud, tmp_path: Path) -> Folder:
    """A copy of the program's folder, with a stack of its own."""
    return copied(cloud, tmp_path / "program")
